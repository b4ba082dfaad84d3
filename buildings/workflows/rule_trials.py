"""A rule before it is adopted: the same fold with other thresholds, who would enter and leave. Nothing is written."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from buildings import parameters
from buildings.assessment import assess
from buildings.audience import Audience, Role
from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.work import Session
from buildings.disclosure import disclose
from buildings.disclosure.figures import Column, State, Table
from buildings.disclosure.masks import Guard
from buildings.disclosure.rulings import SINGLE
from buildings.errors import InvalidValue, NotFound
from buildings.facts import horizon, offer
from buildings.findings import Findings
from buildings.flags import fold
from buildings.kinds import OPEN, Rule, Verdict
from buildings.portfolio import Portfolio
from buildings.quantities import last_day
from buildings.workflows import guards, verdicts
from buildings.workflows.progress import Progress, silent

COLUMNS: Final = {Rule.UPGRADE.value: Rule.UPGRADE.value, **{rule.value: slug for rule, slug in SINGLE.items()}}
"""Columns of the building table by rule."""

Settings = Mapping[str, Fraction]


@dataclass(frozen=True)
class Moved:
    """A building of which a rule would say something else; ``rule`` "upgrade" is what all say together."""

    code: str
    name: str
    rule: str
    now: Verdict
    then: Verdict

    @property
    def enters(self) -> bool:
        """Whether it would be due or on watch and is neither."""
        return self.then in OPEN and self.now not in OPEN

    @property
    def leaves(self) -> bool:
        """Whether it is due or on watch and would be neither."""
        return self.now in OPEN and self.then not in OPEN


LONGEST: Final = 20
"""Characters of a threshold as typed."""
MOST: Final = {"ratio": 1, "points": 1, "years": 100, "months": 1_200, "count": 10_000}
"""The largest threshold by unit: days so many months away must still be days of a calendar."""


@dataclass(frozen=True)
class Trial:
    """Who would move; how many buildings each rule has by verdict, now and then; how many are hidden by rule."""

    moved: tuple[Moved, ...]
    now: Mapping[tuple[str, Verdict], int]
    then: Mapping[tuple[str, Verdict], int]
    hidden: Mapping[str, int]


def thresholds() -> dict[str, str]:
    """Parameters of the rules with their units."""
    return {slug: one.unit for slug, one in parameters.of_rules().items()}


def wanted(settings: Mapping[str, str]) -> dict[str, Fraction]:
    """Values as typed, such as ``vacancy.share=0.25`` or ``25%``; InvalidValue for an unknown slug or value."""
    known, found = thresholds(), {}
    for slug, typed in settings.items():
        if slug not in known:
            raise InvalidValue("no_such_threshold", value=slug, known=tuple(known))
        found[slug] = _value(slug, typed.strip(), known[slug])
    return found


def _value(slug: str, typed: str, unit: str) -> Fraction:
    if len(typed) > LONGEST or "e" in typed.lower():
        raise InvalidValue("wrong_threshold", field=slug, value=typed[:LONGEST], unit=unit)
    try:
        value = Fraction(typed.removesuffix("%").strip()) / (100 if typed.endswith("%") else 1)
    except (ValueError, ZeroDivisionError) as error:
        raise InvalidValue("wrong_threshold", field=slug, value=typed, unit=unit) from error
    whole = unit in ("months", "count")
    if not 0 <= value <= MOST[unit] or (whole and (value.denominator != 1 or value < 1)):
        raise InvalidValue("wrong_threshold", field=slug, value=typed, unit=unit)
    return value


def tried(
    engine: Engine, month: int, audience: Audience, origin: str, settings: Settings, *, progress: Progress = silent
) -> Trial:
    """What would be different at a month's end had these thresholds always held, as an audience may know it.

    NotFound for an audience of a sub-district that is none.
    """
    verdicts.settle(engine, origin, progress)
    with work.reading(engine) as session:
        guard = None if audience.has(Role.TAX_OFFICER) else guards.current(engine, session, origin)
        months = list(deque(_folded(session, (month, origin), guard, settings, progress), maxlen=1))
        if not months:
            return Trial((), {}, {}, {})
        portfolio, findings = months[0]
        for code in audience.subdistrict_codes - set(portfolio.subdistricts.code.tolist()):
            raise NotFound(code=code)
        other = _table(replace(portfolio, findings=findings), audience, guard)
        portfolio = replace(portfolio, parameters=parameters.values(last_day(month)))
        if guard is None:
            present = verdicts.of_month(session, portfolio)
        else:
            present, _ = verdicts.below(engine, session, portfolio, guard)
        return _compared(_table(replace(portfolio, findings=present), audience, guard), other, portfolio)


def _folded(
    session: Session, of: tuple[int, str], guard: Guard | None, settings: Settings, progress: Progress
) -> Iterator[tuple[Portfolio, Findings]]:
    """Each month's portfolio with what the rules would say, from the first month on."""
    month, origin = of
    span = horizon.covered(session)
    if span is None:
        return
    before: Findings | None = None
    for plain in offer.between(session, origin, span[0], month):
        progress("verdicts", plain.month - span[0], month - span[0] + 1)
        outlook = None if guard is None else verdicts.outlook(verdicts.of_month(session, plain), guard)
        portfolio = replace(plain, outlook=outlook, parameters={**plain.parameters, **settings})
        before = fold.advance(portfolio, before)
        yield portfolio, before
    progress("verdicts", month - span[0] + 1, month - span[0] + 1)


def _table(portfolio: Portfolio, audience: Audience, guard: Guard | None) -> Table:
    """The building table with the verdicts alone, past the gate."""
    slugs = {*COLUMNS.values()}
    return disclose(assess(portfolio, slugs), audience, sheets=(), guard=guard).tables["building"]


def _compared(now: Table, then: Table, portfolio: Portfolio) -> Trial:
    moved: list[Moved] = []
    counts: tuple[dict[tuple[str, Verdict], int], ...] = ({}, {})
    hidden: dict[str, int] = {}
    in_scope = portfolio.buildings.in_scope.tolist()
    for rule, slug in COLUMNS.items():
        columns = now.columns[slug], then.columns[slug]
        for at, counted in enumerate(in_scope):
            if not counted:
                continue
            is_, would = (_verdict(one, at) for one in columns)
            if is_ is None or would is None:
                hidden[rule] = hidden.get(rule, 0) + 1
                continue
            for found, answer in zip(counts, (is_, would), strict=True):
                found[rule, answer] = found.get((rule, answer), 0) + 1
            if is_ != would:
                moved.append(Moved(str(now.codes[at]), str(now.names[at]), rule, is_, would))
    return Trial(tuple(moved), counts[0], counts[1], hidden)


def _verdict(column: Column, at: int) -> Verdict | None:
    """None where it is hidden."""
    state = State(int(column.states[at]))
    if state == State.HIDDEN:
        return None
    return Verdict(int(column.values[at])) if state == State.SHOWN else Verdict.CANNOT_TELL
