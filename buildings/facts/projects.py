"""Upgrade projects of the buildings of a portfolio, with when their works ran: what rules, effects and targets read."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlmodel import Session

from buildings import stages
from buildings.facts.reading import standing, table
from buildings.register.tables.projects import ProjectStep, UpgradeProject
from buildings.stages import Project, Step


def listed(session: Session, position: Mapping[int, int]) -> tuple[Project, ...]:
    """Standing projects of buildings (key → position), by code."""
    steps: dict[int, dict[str, Step]] = defaultdict(dict)
    own = table(ProjectStep)
    columns = (own.c.project_id, own.c.stage, own.c.planned_on, own.c.reached_earliest, own.c.reached_latest)
    for key, *said in session.execute(select(*columns).where(standing(own))):
        steps[key][said[0]] = Step(*said)
    rows = table(UpgradeProject)
    found = session.execute(select(rows.c.id, rows.c.building_id, rows.c.code, rows.c.title).where(standing(rows)))
    projects = (
        Project(position[building], code, title, stages.works(steps[key]))
        for key, building, code, title in found
        if building in position
    )
    return tuple(sorted(projects, key=lambda one: one.code))
