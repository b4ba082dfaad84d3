"""改造项目: upgrade projects with the stage reached by a day, and every stage below."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, case, func, select

from buildings.access.roles import Permission
from buildings.kinds import LinkKind
from buildings.register import versions
from buildings.register.tables.buildings import Building
from buildings.register.tables.projects import FundingLine, ProjectLink, ProjectStep, UpgradeProject
from buildings.register.views.columns import Column, Kind
from buildings.register.views.noun import Filter, How, Listing, Nested, Noun
from buildings.register.views.sight import Sight, later
from buildings.stages import ACCEPTED, FINISHED, RANKS, STARTED

OWN: Final = (
    *("code", "title", "funding_mode", "one_hand", "scope_of_works", "contractor"),
    *("planned_investment_fen", "actual_investment_fen", "source"),
)


def query(sight: Sight) -> Listing:
    """Projects of the whole district: who may see any sees all; ``stage`` is the furthest reached by the day."""
    projects, buildings, steps = sight.of(UpgradeProject), sight.of(Building), sight.of(ProjectStep)
    below = (steps, sight.of(FundingLine), sight.of(ProjectLink))
    return Listing(
        projects.join(buildings, buildings.c.id == projects.c.building_id),
        [projects.c.origin == sight.origin, sight.stands(projects)],
        {
            "key": projects.c.id,
            **{name: projects.c[name] for name in OWN},
            "building": buildings.c.code,
            "building_name": buildings.c.name,
            "subdistrict": buildings.c.subdistrict_code,
            "stage": _stage(sight, projects, steps),
            "started_by": _reached(sight, projects, steps, STARTED),
            "finished_by": _reached(sight, projects, steps, FINISHED, ACCEPTED),
            "photo_count": _photos(sight, projects, below[-1]),
            "version": versions.project(projects, *below),
            "updated_at": _touched(projects, below),
        },
    )


def _stage(sight: Sight, projects: FromClause, steps: FromClause) -> ColumnElement[Any]:
    rank = func.max(case(RANKS, value=steps.c.stage))
    held = [steps.c.project_id == projects.c.id, sight.stands(steps), steps.c.reached_latest <= sight.day]
    found = select(rank).where(*held).scalar_subquery()
    return case({rank: stage for stage, rank in RANKS.items()}, value=found)


def _reached(sight: Sight, projects: FromClause, steps: FromClause, *stages: str) -> ColumnElement[Any]:
    """Day by which the first of these stages was reached; nothing of what came after the day of the look."""
    held = [steps.c.project_id == projects.c.id, steps.c.stage.in_(stages), sight.stands(steps)]
    held.append(steps.c.reached_latest <= sight.day)
    return select(func.min(steps.c.reached_latest)).where(*held).scalar_subquery()


def _photos(sight: Sight, projects: FromClause, links: FromClause) -> ColumnElement[Any]:
    """How many pictures there are, none of them taken after the day of the look."""
    rows = links.alias()
    taken = rows.c.taken_on.is_(None) | (rows.c.taken_on <= sight.day)
    held = [rows.c.project_id == projects.c.id, sight.stands(rows), rows.c.kind != LinkKind.DOCUMENT.value, taken]
    return select(func.count()).select_from(rows).where(*held).scalar_subquery()


def _touched(projects: FromClause, below: Sequence[FromClause]) -> ColumnElement[Any]:
    """When anything of a project was last recorded."""
    found: ColumnElement[Any] = projects.c.recorded_at
    for table in below:
        rows = table.alias()
        newest = select(func.max(rows.c.recorded_at)).where(rows.c.project_id == projects.c.id).scalar_subquery()
        found = later(found, newest)
    return found


def steps_below(sight: Sight) -> Listing:
    """Every stage of which anything is known, in its order; not that one was reached after the day of the look."""
    steps = sight.of(ProjectStep)
    rank = case(RANKS, value=steps.c.stage)
    by_then = steps.c.reached_latest <= sight.day
    reached = {name: case((by_then, steps.c[name])) for name in ("reached_earliest", "reached_latest")}
    said = func.coalesce(steps.c.planned_on, reached["reached_latest"])
    return Listing(
        steps,
        [sight.stands(steps), said.is_not(None) | steps.c.note.is_not(None)],
        {"key": rank, "parent": steps.c.project_id, **{one.name: steps.c[one.name] for one in STEPS}, **reached},
    )


STEPS: Final = (
    Column("stage", Kind.SLUG, group="project_stage"),
    Column("planned_on", Kind.DAY),
    Column("reached_earliest", Kind.DAY),
    Column("reached_latest", Kind.DAY),
    Column("note"),
)
UPGRADE_PROJECTS: Final = Noun(
    slug="upgrade_projects",
    path="/upgrade-projects",
    permission=Permission.SEE_PROJECTS,
    columns=(
        Column("code"),
        Column("building"),
        Column("building_name"),
        Column("subdistrict"),
        Column("title"),
        Column("stage", Kind.SLUG, group="project_stage"),
        Column("funding_mode", Kind.SLUG, group="funding_mode"),
        Column("one_hand", Kind.SLUG, group="one_hand"),
        Column("scope_of_works"),
        Column("contractor"),
        Column("planned_investment_fen", Kind.FEN),
        Column("actual_investment_fen", Kind.FEN),
        Column("started_by", Kind.DAY),
        Column("finished_by", Kind.DAY),
        Column("photo_count", Kind.COUNT),
        Column("source"),
        Column("version", Kind.COUNT),
        Column("updated_at", Kind.INSTANT),
    ),
    filters=(
        Filter("code", "code"),
        Filter("building", "building"),
        Filter("subdistrict", "subdistrict"),
        Filter("title", "title", How.HOLDS),
        Filter("stage", "stage"),
        Filter("funding_mode", "funding_mode"),
        Filter("one_hand", "one_hand"),
        Filter("contractor", "contractor", How.HOLDS),
        Filter("started", "started_by", How.KNOWN),
        Filter("started_before", "started_by", How.BEFORE),
        Filter("started_after", "started_by", How.AFTER),
        Filter("finished", "finished_by", How.KNOWN),
        Filter("finished_before", "finished_by", How.BEFORE),
        Filter("finished_after", "finished_by", How.AFTER),
        Filter("photos", "photo_count", How.SOME),
        Filter("updated_since", "updated_at", How.SINCE),
    ),
    sorts=("code", "building", "title", "planned_investment_fen", "started_by", "finished_by", "updated_at"),
    query=query,
    nested=Nested("stages", STEPS, steps_below),
)
