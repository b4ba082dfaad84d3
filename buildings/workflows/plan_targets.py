"""Plan targets with their progress, as an audience may see it: counts by tax are those of the tier sheets, no more."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from buildings import targets
from buildings.access.roles import Permission, allowed
from buildings.assessment import assess
from buildings.assessment import targets as progress
from buildings.assessment.targets import Count, Course, Pace
from buildings.assessment.tiers import TIERS
from buildings.audience import Audience, Role
from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.work import Session
from buildings.disclosure import disclose
from buildings.disclosure.figures import Sheet, State
from buildings.errors import Forbidden
from buildings.facts import horizon, snapshot
from buildings.facts import projects as facts
from buildings.portfolio import Flags, Portfolio
from buildings.quantities import format_month, last_day
from buildings.stages import Project
from buildings.targets import Target
from buildings.workflows import guards

TIER: Final = "100m"
WINDOWS: Final = {"year": ("tax_year", "tier_year"), "rolling_12": ("tax_12", "tier_12")}
HIDDEN, UNKNOWN, SHOWN = "hidden", "unknown", "shown"
YEAR: Final = 12


@dataclass(frozen=True)
class Named:
    """A building."""

    code: str
    name: str


@dataclass(frozen=True)
class Reading:
    """How far one target is, on one basis; beside a hidden count nothing stands.

    ``count`` is of buildings that certainly count, and ``before`` the same twelve months before, None where some may
    have counted; ``short`` are missing at most and ``short_least`` at least. ``pace`` is a ``Course`` or ``hidden``,
    with the month it gets there. ``outside``: buildings that would count but are not in scope; ``unsure``: that may or
    may not count; ``partial``: more buildings count than may be named.
    """

    basis: str
    state: str
    reason: str | None = None
    count: int | None = None
    before: int | None = None
    short: int | None = None
    short_least: int | None = None
    buildings: tuple[Named, ...] = ()
    outside: tuple[Named, ...] = ()
    unsure: tuple[Named, ...] = ()
    partial: bool = False
    pace: str = Course.UNKNOWN.value
    pace_month: str | None = None
    suppressed: bool = False


@dataclass(frozen=True)
class Progress:
    """One target: so many by then; ``late``: that month is over."""

    slug: str
    value: int
    more_than: bool
    by: str
    late: bool
    source: str
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class Told:
    """All targets in force in a month."""

    month: str
    audience: str
    demonstration: bool
    targets: tuple[Progress, ...]


@dataclass(frozen=True)
class _Ends:
    """What is known at the month's end and twelve months before (None: out of the months with facts)."""

    now: Portfolio
    before: Portfolio | None
    projects: tuple[Project, ...]
    sheets: tuple[Mapping[str, Sheet], Mapping[str, Sheet] | None]


def told(engine: Engine, month: int, audience: Audience, origin: str) -> Told:
    """The targets in force at the month's end with their progress; Forbidden for who sees no projects."""
    if not allowed(audience, Permission.SEE_PROJECTS):
        raise Forbidden("projects_unpublished")
    with work.reading(engine) as session:
        ends = _ends(engine, session, month, audience, origin)
        found = [_progress(one, month, ends) for one in targets.in_force(last_day(month))]
    return Told(format_month(month), audience.slug, ends.now.origin == "demonstration", tuple(found))


def _ends(engine: Engine, session: Session, month: int, audience: Audience, origin: str) -> _Ends:
    now = snapshot.snapshot(session, month, origin)
    covered = horizon.covered(session)
    earlier = covered is not None and covered[0] <= month - YEAR
    before = snapshot.snapshot(session, month - YEAR, origin) if earlier else None
    guard = None if audience.has(Role.TAX_OFFICER) else guards.current(engine, session, origin)

    def sheets(portfolio: Portfolio) -> Mapping[str, Sheet]:
        return disclose(assess(portfolio, metrics=()), audience, {"tiers", "tier_buildings"}, guard=guard).sheets

    projects = facts.listed(session, {int(key): place for place, key in enumerate(now.buildings.id)})
    return _Ends(now, before, projects, (sheets(now), None if before is None else sheets(before)))


def _progress(target: Target, month: int, ends: _Ends) -> Progress:
    readings = READERS.get(target.slug, _unrecorded)(target, ends)
    by = format_month(target.by)
    late = month > target.by
    return Progress(target.slug, target.value, target.more_than, by, late, target.source, tuple(readings))


def _unrecorded(_: Target, __: _Ends) -> Iterable[Reading]:
    """Nothing of the kind is recorded anywhere: it cannot be told."""
    return [Reading("month_end", UNKNOWN, "not_on_record")]


def _starred(target: Target, ends: _Ends) -> Iterable[Reading]:
    before = None if ends.before is None else progress.starred(ends.before)
    return [_counted(target, ends.now, progress.starred(ends.now), before)]


def _upgraded(target: Target, ends: _Ends) -> Iterable[Reading]:
    before = None if ends.before is None else progress.upgraded(ends.before, ends.projects)
    return [_counted(target, ends.now, progress.upgraded(ends.now, ends.projects), before)]


def _counted(target: Target, portfolio: Portfolio, found: Count, before: Count | None) -> Reading:
    if found.number is None or found.most is None:
        return Reading("month_end", UNKNOWN, "none_on_record")
    named = [_named(portfolio, flags) for flags in (found.buildings, found.outside, found.unsure)]
    return Reading(
        "month_end",
        SHOWN,
        count=found.number,
        before=None if before is None or before.most != before.number else before.number,
        short=max(0, target.least - found.number),
        short_least=max(0, target.least - found.most),
        buildings=named[0],
        outside=named[1],
        unsure=named[2],
        **_course(progress.course(target.least, found, before, portfolio.month)),
    )


def _named(portfolio: Portfolio, flags: Flags) -> tuple[Named, ...]:
    frame = portfolio.buildings
    return tuple(Named(str(frame.code[at]), str(frame.name[at])) for at in flags.nonzero()[0])


def _course(found: Pace) -> dict[str, Any]:
    return {"pace": found.course.value, "pace_month": None if found.month is None else format_month(found.month)}


def _tiers(target: Target, ends: _Ends) -> Iterable[Reading]:
    """As the tier sheets of both months show it to this audience."""
    return [_tier(target, ends, basis, *headers) for basis, headers in WINDOWS.items()]


def _tier(target: Target, ends: _Ends, basis: str, counts: str, member: str) -> Reading:
    now = _cell(ends.sheets[0], counts)
    if not _filed(ends.now, basis):  # a file that is missing for all is no secret
        return Reading(basis, UNKNOWN, "no_file")
    if now is State.HIDDEN:
        return Reading(basis, HIDDEN, pace=HIDDEN, suppressed=True)
    if isinstance(now, State):
        return Reading(basis, UNKNOWN, "no_file")
    then = State.UNKNOWN if ends.sheets[1] is None or not _filed(ends.before, basis) else _cell(ends.sheets[1], counts)
    before = None if isinstance(then, State) else then
    course = _course(progress.pace(target.least, now, before, ends.now.month))
    if then is State.HIDDEN and course["pace"] == Course.UNKNOWN:
        course["pace"] = HIDDEN
    named = _members(ends.sheets[0]["tier_buildings"], member)
    short, partial = max(0, target.least - now), now > len(named)
    return Reading(basis, SHOWN, None, now, before, short, short, named, partial=partial, **course)


def _filed(portfolio: Portfolio | None, basis: str) -> bool:
    """Whether the months of a rolling window all have their tax file; that of a complete year is told by its sheet."""
    return portfolio is not None and (basis == "year" or bool(portfolio.files[-YEAR:].all()))


def _cell(sheets: Mapping[str, Sheet], header: str) -> int | State:
    """Number of buildings at the tier or above, as it is shown."""
    sheet = sheets["tiers"]
    row = next((row for row in sheet.rows if row[0] == TIER), None)
    found = State.HIDDEN if sheet.hidden or row is None else row[sheet.headers.index(header)]
    return found if isinstance(found, State) else int(str(found))


def _members(sheet: Sheet, header: str) -> tuple[Named, ...]:
    """Buildings of the tier or above, as far as they are named."""
    column, high = sheet.headers.index(header), TIERS[TIERS.index(TIER) :]
    return tuple(Named(str(row[0]), str(row[1])) for row in sheet.rows if row[column] in high)


READERS: Final[Mapping[str, Callable[[Target, _Ends], Iterable[Reading]]]] = {
    "starred": _starred,
    "upgraded": _upgraded,
    "tier_100m": _tiers,
}
