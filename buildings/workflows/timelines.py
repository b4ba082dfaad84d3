"""When each rule spoke of a building, and as what: from the months that are kept, as an audience may read them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from buildings.audience import Role
from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.work import Session
from buildings.disclosure.figures import Figures
from buildings.facts import verdicts as kept
from buildings.kinds import Verdict
from buildings.metrics.verdicts import DERIVES
from buildings.register import buildings
from buildings.warnings.catalogue import WARNINGS
from buildings.workflows import guards, verdicts


@dataclass(frozen=True)
class Span:
    """Months, both included, in which a rule's verdict of a building was the same."""

    rule: str
    verdict: Verdict
    first: int
    last: int


def timeline(engine: Engine, figures: Figures, at: int) -> tuple[Span, ...]:
    """When and as what each rule spoke of the building in a row, as the audience of the figures may read it.

    A rule whose verdict is hidden from it in the month of the figures is left out in all months.
    """
    table = figures.tables["building"]
    shown = {rule for rule, one in figures.rulings.items() if one.since[at]}
    with work.reading(engine) as session:
        key, last = buildings.by_code(session, str(table.codes[at])).key, figures.month
        last = min(last, _standing(session, figures.origin))
        said = {(rule, month): verdict for month, rule, verdict in kept.history(session, key, DERIVES) if month <= last}
        if not figures.audience.has(Role.TAX_OFFICER):
            said |= _below_of(engine, session, figures, at)
    found: list[Span] = []
    order = {str(rule): place for place, rule in enumerate(DERIVES)}
    for (rule, month), verdict in sorted(said.items(), key=lambda one: (order[one[0][0]], one[0][1])):
        if rule not in shown:
            continue
        if found and (found[-1].rule, found[-1].verdict, found[-1].last) == (rule, verdict, month - 1):
            found[-1] = replace(found[-1], last=month)
        else:
            found.append(Span(rule, Verdict(verdict), month, month))
    return tuple(found)


def _standing(session: Session, origin: str) -> int:
    """The last month whose kept verdicts stand; -1: none does. What was kept of later ones is of another ground."""
    on = verdicts.ground(session, origin)
    until = None if on is None else kept.stands_until(session, origin, on)
    return -1 if until is None else until


@dataclass(frozen=True)
class Past:
    """Months, both included, in which a warning stood; ``last`` None: it stands."""

    warning: str
    first: int
    last: int | None


def stood(engine: Engine, figures: Figures, at: int) -> tuple[Past, ...]:
    """When warnings of the building in a row stood; one that is hidden in the month of the figures is left out."""
    shown = {slug for slug, one in figures.warnings.items() if one.since[at]}
    with work.reading(engine) as session:
        key = buildings.by_code(session, str(figures.tables["building"].codes[at])).key
        told = kept.history(session, key, shown, "level")
        until = min(figures.month, _standing(session, figures.origin))
    months: dict[str, list[int]] = {slug: [] for slug in WARNINGS}
    for month, slug, level in told:
        if level == Verdict.WATCH and month <= until:
            months[slug].append(month)
    return tuple(one for slug, in_row in months.items() for one in _spans(slug, in_row, until))


def _spans(slug: str, stood: list[int], until: int) -> Iterator[Past]:
    """Months in a row, as spans."""
    starts = [month for month in stood if month - 1 not in stood]
    ends = [month for month in stood if month + 1 not in stood]
    for first, last in zip(starts, ends, strict=True):
        yield Past(slug, first, None if last == until else last)


def _below_of(engine: Engine, session: Session, figures: Figures, at: int) -> dict[tuple[str, int], int]:
    """What visible peers alone make of a building, by rule and month."""
    guard = guards.current(engine, session, figures.origin)
    if guard is None:
        return {}
    months = verdicts.kept_below(engine, session, figures.origin, guard)
    return {
        (rule, month): int(ruling.verdict[at])
        for month, rulings in months.items()
        if month <= figures.month
        for rule, ruling in rulings.items()
    }
