"""Sheets of the upgrade rules: who is due or on watch, ranked by tax upside; and whose verdicts moved this month.

They are written from what the building table shows, so they tell nothing beyond it: a building whose verdict is hidden
stands below the others, by code. A building whose upside cannot be told, or is hidden, is not ranked by it, and is
never ranked as if it had none; how many there are is said beside the list.
"""

from collections.abc import Collection, Iterator, Mapping
from itertools import count

import numpy as np

from buildings.audience import Audience
from buildings.disclosure.figures import Column, Figures, Sheet, State, Table
from buildings.disclosure.policy import through_the_gate
from buildings.disclosure.rulings import SINGLE, seen
from buildings.disclosure.sheets import SHAPES
from buildings.disclosure.view import View
from buildings.findings import Findings
from buildings.kinds import OPEN, Rule, Verdict
from buildings.quantities import format_month
from buildings.words import Language, text

Row = tuple[object, ...]


def sheets(view: View, tables: Mapping[str, Table], wanted: Collection[str] | None) -> dict[str, Sheet]:
    """Both sheets, or those that are wanted."""
    table = tables["building"]
    if Rule.UPGRADE not in table.columns:
        return {}
    findings = seen(view, table.columns)
    makers = {"upgrade": ranked, "upgrade_moves": moves}
    return {
        slug: Sheet(slug, SHAPES[slug].headers, SHAPES[slug].units, tuple(make(view, table, findings)))
        for slug, make in makers.items()
        if wanted is None or slug in wanted
    }


def ranked(view: View, table: Table, findings: Findings) -> Iterator[Row]:
    """Buildings in scope that are due or on watch: due ones first, each by upside, then by code; hidden ones last."""
    whole, upside = table.columns[Rule.UPGRADE], table.columns.get("tax_upside")
    in_scope = view.assessment.portfolio.buildings.in_scope
    shown = (whole.states == State.SHOWN) & np.isin(whole.values, OPEN) & in_scope
    order = sorted(np.flatnonzero(shown).tolist(), key=lambda at: (-whole.values[at], *_by_upside(upside, at), at))
    ranks = count(1)
    for at in order:
        amount = _amount(upside, at)
        since = findings[Rule.UPGRADE].since[at] if Rule.UPGRADE in findings else 0
        yield (
            amount if isinstance(amount, State) else next(ranks),
            table.codes[at],
            table.names[at],
            Verdict(int(whole.values[at])).name.lower(),
            _rules(table, at, Verdict.DUE),
            _rules(table, at, Verdict.WATCH),
            format_month(int(since)) if since else State.HIDDEN,
            amount,
            _months(upside, at),
        )
    for at in np.flatnonzero((whole.states == State.HIDDEN) & in_scope & view.policy.tax("building")).tolist():
        own = (_rules(table, at, Verdict.DUE), _rules(table, at, Verdict.WATCH))
        yield (State.HIDDEN, table.codes[at], table.names[at], State.HIDDEN, *own, *[State.HIDDEN] * 3)


def without_upside(sheet: Sheet) -> dict[State, tuple[str, ...]]:
    """Codes of buildings certainly on the list whose upside is not shown, by what stands in its place.

    Of a building whose verdict is hidden it is not told that it is on the list at all.
    """
    code, verdict, upside = (sheet.headers.index(name) for name in ("code", "verdict", "tax_upside"))
    listed = [row for row in sheet.rows if row[verdict] is not State.HIDDEN]
    return {
        state: tuple(str(row[code]) for row in listed if row[upside] is state)
        for state in (State.UNKNOWN, State.HIDDEN, State.NOT_APPLICABLE)
    }


def without_upside_said(without: Mapping[State, tuple[str, ...]], language: Language) -> Iterator[str]:
    """How many of the list have no upside that is shown, in a sentence each; nothing where all have."""
    for state, codes in without.items():
        if codes:
            yield text("flags", f"upside_{state.name.lower()}", language, count=len(codes))


def judged_said(audience: Audience, language: Language) -> str | None:
    """That verdicts of tax are judged without what is hidden; by the audience alone, never by a building."""
    return text("flags", "judged", language) if through_the_gate(audience) else None


def notes(figures: Figures, language: Language) -> list[str]:
    """What is to be said below the list."""
    judged = judged_said(figures.audience, language)
    unranked = without_upside_said(without_upside(figures.sheets["upgrade"]), language)
    return [*unranked] if judged is None else [judged, *unranked]


def moves(view: View, table: Table, findings: Findings) -> Iterator[Row]:
    """Verdicts of buildings in scope that are another than a month before, where either is watch or due; by code."""
    frame = view.assessment.portfolio.buildings
    for at in np.flatnonzero(frame.in_scope).tolist():
        for rule, ruling in findings.items():
            now, then = int(ruling.verdict[at]), int(ruling.former[at])
            if now != then and (now in OPEN or then in OPEN):
                names = (Verdict(one).name.lower() for one in (then, now))
                yield (table.codes[at], table.names[at], str(rule), *names)


def _by_upside(upside: Column | None, at: int) -> tuple[int, float]:
    if upside is None or upside.states[at] != State.SHOWN:
        return 1, 0
    return 0, -upside.values[at]


def _amount(upside: Column | None, at: int) -> object:
    if upside is None:
        return State.UNKNOWN
    return int(upside.values[at]) if upside.states[at] == State.SHOWN else State(int(upside.states[at]))


def _months(upside: Column | None, at: int) -> object:
    """Months with a tax file behind an upside: of fewer than twelve it is none of a year."""
    if upside is None or upside.months is None:
        return State.UNKNOWN
    return int(upside.months[at]) if upside.states[at] == State.SHOWN else State(int(upside.states[at]))


def _rules(table: Table, at: int, verdict: Verdict) -> tuple[str, ...]:
    """Rules with a verdict, of those that are shown."""
    columns = ((rule, table.columns[slug]) for rule, slug in SINGLE.items() if slug in table.columns)
    return tuple(str(rule) for rule, one in columns if one.states[at] == State.SHOWN and one.values[at] == verdict)
