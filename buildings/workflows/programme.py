"""Plan targets, upgrade projects and ratings beside the figures of a month: sheets for whom may see them."""

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import Final

from buildings.access.principals import Principal
from buildings.access.roles import Permission, allowed
from buildings.audience import Audience
from buildings.database.engine import Engine
from buildings.disclosure.figures import Figures, Sheet, State
from buildings.disclosure.sheets import SHAPES
from buildings.quantities import last_day
from buildings.register.views import asking
from buildings.register.views.projects import UPGRADE_PROJECTS
from buildings.schemes import catalogue
from buildings.workflows import plan_targets, rating_lists, reading
from buildings.workflows.figures import Beside
from buildings.workflows.plan_targets import Progress, Reading, Told
from buildings.workflows.rating_lists import Row as Rating

ACTOR: Final = "report"
SEEN_AS: Final = {"hidden": State.HIDDEN, "unknown": State.UNKNOWN}
TARGETS: Final = frozenset({"targets", "target_buildings"})
EVERY: Final = TARGETS | {"projects", "ratings"}
ON_MAPS: Final = frozenset({"projects"})
BARE: Final = "unevidenced"
PARTS: Final = ("buildings", "outside", "unsure")
Row = tuple[object, ...]
Rows = Iterator[Row]


def with_programme(engine: Engine, beside: Beside, wanted: Collection[str]) -> Beside:
    """The figures with sheets of targets, projects and ratings as at the month's end, as far as they may be seen."""
    figures = beside.figures
    return replace(beside, figures=replace(figures, sheets={**figures.sheets, **sheets(engine, figures, wanted)}))


def sheets(engine: Engine, figures: Figures, wanted: Collection[str]) -> Mapping[str, Sheet]:
    """The sheets by slug; none of what the audience may not see. Where ratings stand is public once it was noticed."""
    audience, day = figures.audience, last_day(figures.month)
    made: dict[str, Callable[[], Rows]] = {}
    if allowed(audience, Permission.SEE_PROJECTS):
        made["projects"] = lambda: _projects(engine, figures, day)
    if "projects" in made and TARGETS & set(wanted):
        told = plan_targets.told(engine, figures.month, audience, figures.origin)
        made |= {"targets": lambda: targets(told), "target_buildings": lambda: _members(told)}
    made["ratings"] = lambda: _ratings(engine, figures, day)
    return {slug: _sheet(slug, tuple(rows()), audience) for slug, rows in made.items() if slug in wanted}


def _sheet(slug: str, rows: tuple[Row, ...], audience: Audience) -> Sheet:
    """With the columns that the audience may have: how well an assessment is founded is for those who see points."""
    shape = SHAPES[slug]
    left = [at for at, name in enumerate(shape.headers) if name != BARE or allowed(audience, Permission.SEE_RATINGS)]
    headers, units = (tuple(of[at] for at in left) for of in (shape.headers, shape.units))
    return Sheet(slug, headers, units, tuple(tuple(row[at] for at in left) for row in rows))


def targets(told: Told) -> Rows:
    """A row for each target and basis; beside what is hidden or not known nothing stands."""
    for one in told.targets:
        for found in one.readings:
            unsure = None if found.count is None else len(found.unsure)
            numbers = (_number(found, value) for value in (found.count, unsure, found.before, found.short))
            due = (one.slug, found.basis, one.value + one.more_than, one.by, _overdue(one, found))
            yield (*due, *numbers, _pace(found), one.source)


def _overdue(one: Progress, found: Reading) -> object:
    """Whether its month is over and it is not met; cannot be told where those that may count decide it."""
    if found.short is None:
        return _seen(found)
    if not one.late or not found.short:
        return "no"
    return "yes" if found.short_least else State.UNKNOWN


def _number(found: Reading, value: int | None) -> object:
    return _seen(found) if value is None else value


def _seen(found: Reading) -> State:
    return SEEN_AS.get(found.state, State.UNKNOWN)


def _pace(found: Reading) -> object:
    return SEEN_AS.get(found.pace) or found.pace_month or found.pace


def _members(told: Told) -> Rows:
    """Buildings that count for a target, that would but for their scope, and of which it is not sure."""
    for one in told.targets:
        for found in one.readings:
            for part in PARTS:
                yield from ((one.slug, found.basis, part, each.code, each.name) for each in getattr(found, part))
            if found.partial:
                yield (one.slug, found.basis, "buildings", State.HIDDEN, State.HIDDEN)


def _projects(engine: Engine, figures: Figures, day: dt.date) -> Rows:
    who = Principal(ACTOR, standing=figures.audience)
    asked = asking.parse(UPGRADE_PROJECTS, [("as_of", day.isoformat())], staff=True)
    with reading.opened(engine, who, figures.origin, UPGRADE_PROJECTS, asked) as desk:
        for row in desk.whole().rows:
            words = (_known(row[name]) for name in ("stage", "funding_mode", "one_hand"))
            days = (_day(row[name]) for name in ("started_by", "finished_by"))
            amounts = (_known(row[name]) for name in ("planned_investment_fen", "actual_investment_fen"))
            named = (row["code"], row["building"], row["building_name"], row["title"])
            yield (*named, *words, *days, *amounts, row["photo_count"])


def _known(value: object) -> object:
    return State.UNKNOWN if value is None else value


def _day(value: object, without: State = State.NOT_APPLICABLE) -> object:
    """A day as text; "—" where nothing of it is on record by the month's end, unless it is unknown."""
    return without if value is None else str(value)


def _ratings(engine: Engine, figures: Figures, day: dt.date) -> Rows:
    who = Principal(ACTOR, standing=figures.audience)
    found = rating_lists.listed(engine, who, figures.origin, day)
    due = {one.code for one in rating_lists.rereviews(engine, who, figures.origin, day)}
    bare = rating_lists.unevidenced(engine, who, figures.origin, day)
    for one in found:
        now = one.standing
        without = State.UNKNOWN if now.undated or now.end_untold else State.NOT_APPLICABLE
        days = (_day(now.awarded_on, State.UNKNOWN if now.had else without), _day(now.valid_until, without))
        counts = (without if count is None else count for count in (one.days_left, one.days_over))
        status = "undated" if now.undated else now.status.value
        review = "yes" if one.code in due else "no"
        named = (one.code, one.building, one.name, *_scheme(one), status, _grade(one))
        beyond = State.HIDDEN if rating_lists.is_open(now) else State.NOT_APPLICABLE
        yield (*named, *days, *counts, review, bare.get(one.code, beyond))


def _scheme(one: Rating) -> tuple[str, object]:
    """Scheme and version, and whether it is only proposed; unknown of a scheme that is not in our files."""
    scheme = catalogue.known(one.scheme, one.scheme_version)
    return f"{one.scheme}@{one.scheme_version}", State.UNKNOWN if scheme is None else scheme.status.value


def _grade(one: Rating) -> object:
    return State.NOT_APPLICABLE if one.standing.grade is None else one.standing.grade
