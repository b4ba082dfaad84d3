"""When each rule spoke of a building, and as what: from the months that are kept, as an audience may read them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from buildings.audience import Role
from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.work import Session
from buildings.disclosure.figures import Figures
from buildings.facts import verdicts as kept
from buildings.kinds import Verdict
from buildings.metrics.verdicts import DERIVES
from buildings.quantities import format_month
from buildings.register import buildings
from buildings.warnings.catalogue import WARNINGS
from buildings.words import Language, text
from buildings.workflows import guards, verdicts


@dataclass(frozen=True)
class Span:
    """Months, both included, in which a rule's verdict of a building was the same."""

    rule: str
    verdict: Verdict
    first: int
    last: int


@dataclass(frozen=True)
class Past:
    """Months, both included, in which a warning stood; ``last`` None: it stands in the month of the figures."""

    warning: str
    first: int
    last: int | None


@dataclass(frozen=True)
class Reach:
    """From which month to which, both included, verdicts are kept and stand; None: of none. ``month``: was asked of."""

    first: int | None
    until: int | None
    month: int

    def said(self, language: Language) -> str:
        """In a sentence: what lies outside is not told."""
        if self.first is None or self.until is None:
            return text("flags", "timeline_none", language)
        slug = "timeline_whole" if self.until >= self.month else "timeline_short"
        return text("flags", slug, language, first=format_month(self.first), until=format_month(self.until))

    def plain(self, language: Language) -> dict[str, object]:
        """As JSON has it."""
        first, until = (None if month is None else format_month(month) for month in (self.first, self.until))
        return {"first": first, "until": until, "whole": self.until == self.month, "said": self.said(language)}


@dataclass(frozen=True)
class Timeline:
    """When and as what each rule spoke, within what is kept."""

    spans: tuple[Span, ...]
    reach: Reach


@dataclass(frozen=True)
class Stood:
    """When warnings stood, within what is kept."""

    spans: tuple[Past, ...]
    reach: Reach


def timeline(engine: Engine, figures: Figures, at: int) -> Timeline:
    """When and as what each rule spoke of the building in a row, as the audience of the figures may read it.

    A rule whose verdict is hidden from it in the month of the figures is left out in all months.
    """
    table = figures.tables["building"]
    shown = {rule for rule, one in figures.rulings.items() if one.since[at]}
    with work.reading(engine) as session:
        key, reach = buildings.by_code(session, str(table.codes[at])).key, _reach(session, figures)
        last = reach.until or 0
        said = {(rule, month): verdict for month, rule, verdict in kept.history(session, key, DERIVES) if month <= last}
        if not figures.audience.has(Role.TAX_OFFICER):
            said |= _below_of(engine, session, figures, at, last)
    return Timeline(tuple(_in_rows(said, shown)), reach)


def _in_rows(said: Mapping[tuple[str, int], int], shown: Collection[str]) -> list[Span]:
    """Months in a row with the same verdict, as spans, in display order of the rules."""
    found: list[Span] = []
    order = {str(rule): place for place, rule in enumerate(DERIVES)}
    for (rule, month), verdict in sorted(said.items(), key=lambda one: (order[one[0][0]], one[0][1])):
        if rule not in shown:
            continue
        if found and (found[-1].rule, found[-1].verdict, found[-1].last) == (rule, verdict, month - 1):
            found[-1] = replace(found[-1], last=month)
        else:
            found.append(Span(rule, Verdict(verdict), month, month))
    return found


def _reach(session: Session, figures: Figures) -> Reach:
    """What stands as far as the month of the figures. What was kept of months after it is of another ground."""
    on = verdicts.ground(session, figures.origin)
    until = None if on is None else kept.stands_until(session, figures.origin, on)
    if on is None or until is None or figures.month < on.first:
        return Reach(None, None, figures.month)
    return Reach(on.first, min(until, figures.month), figures.month)


def stood(engine: Engine, figures: Figures, at: int) -> Stood:
    """When warnings of the building in a row stood; one that is hidden in the month of the figures is left out."""
    shown = {slug for slug, one in figures.warnings.items() if one.since[at]}
    with work.reading(engine) as session:
        key = buildings.by_code(session, str(figures.tables["building"].codes[at])).key
        told = kept.history(session, key, shown, "level")
        reach = _reach(session, figures)
    months: dict[str, list[int]] = {slug: [] for slug in WARNINGS}
    for month, slug, level in told:
        if level == Verdict.WATCH and month <= (reach.until or 0):
            months[slug].append(month)
    spans = tuple(one for slug, in_row in months.items() for one in _spans(slug, in_row, figures.month))
    return Stood(spans, reach)


def _spans(slug: str, stood: list[int], month: int) -> Iterator[Past]:
    """Months in a row, as spans; open is one that reaches the month asked of, whatever was kept."""
    starts = [month for month in stood if month - 1 not in stood]
    ends = [month for month in stood if month + 1 not in stood]
    for first, last in zip(starts, ends, strict=True):
        yield Past(slug, first, None if last == month else last)


def _below_of(engine: Engine, session: Session, figures: Figures, at: int, until: int) -> dict[tuple[str, int], int]:
    """What visible peers alone make of a building, by rule and month, as far as a month."""
    guard = guards.current(engine, session, figures.origin)
    if guard is None:
        return {}
    months = verdicts.kept_below(engine, session, figures.origin, guard)
    return {
        (rule, month): int(ruling.verdict[at])
        for month, rulings in months.items()
        if month <= until
        for rule, ruling in rulings.items()
    }
