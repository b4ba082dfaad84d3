"""Upgrade projects of the buildings of a portfolio, with when their works ran: what rules, effects and targets read."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlmodel import Session

from buildings import stages
from buildings.facts.reading import standing, table
from buildings.register.tables.buildings import Building
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
    found = session.execute(
        select(rows.c.id, rows.c.building_id, rows.c.code, rows.c.title, rows.c.one_hand).where(standing(rows))
    )
    projects = (
        Project(position[building], code, title, stages.works(steps[key]), one_hand)
        for key, building, code, title, one_hand in found
        if building in position
    )
    return tuple(sorted(projects, key=lambda one: one.code))


def planned_costs(session: Session, origin: str) -> dict[str, int]:
    """Planned investment in fen, by code of the building, of projects whose works are still ahead; Σ of a building's.

    A building of whose projects one has no amount is left out: its cost is not known.
    """
    home, own = table(Building), table(UpgradeProject)
    homes = session.execute(select(home.c.id, home.c.code).where(standing(home), home.c.origin == str(origin))).all()
    position = {key: place for place, (key, _) in enumerate(homes)}
    planned = session.execute(select(own.c.code, own.c.planned_investment_fen).where(standing(own)))
    amounts = {row.code: row.planned_investment_fen for row in planned}
    found: dict[str, list[int | None]] = defaultdict(list)
    for one in listed(session, position):
        if one.works.ahead:
            found[homes[one.place][1]].append(amounts[one.code])
    return {code: sum(fen for fen in each if fen is not None) for code, each in found.items() if None not in each}
