"""Versions of what is written as one: they grow with every change of any of its rows, those taken out included.

A row's version grows by one with each unit of work that changes it, and rows are never deleted: so the sum never
stands still nor returns. The newest audit entry would not do: on PostgreSQL a slow writer may hold a lower one.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, select
from sqlmodel import Session

from buildings.database.history import table_of
from buildings.register.tables.leases import Lease, LeaseUnit
from buildings.register.tables.projects import FundingLine, ProjectLink, ProjectStep, UpgradeProject
from buildings.register.tables.ratings import Rating, RatingAnswer, RatingScore, RatingStep
from buildings.register.tables.types import BuildingType
from buildings.register.tables.units import Outage, Unit, UnitArea


def lease(leases: FromClause, parts: FromClause) -> ColumnElement[Any]:
    """Version of a lease with its parts, as an expression over ``leases``."""
    return leases.c.version + _below(parts, "lease_id", leases.c.id)


def unit(units: FromClause, areas: FromClause, outages: FromClause) -> ColumnElement[Any]:
    """Version of a unit with its areas and outages, as an expression over ``units``."""
    return units.c.version + _below(areas, "unit_id", units.c.id) + _below(outages, "unit_id", units.c.id)


def project(projects: FromClause, *below: FromClause) -> ColumnElement[Any]:
    """Version of an upgrade project with its stages, funding and links, as an expression over ``projects``."""
    return sum((_below(table, "project_id", projects.c.id) for table in below), start=projects.c.version)


def _below(table: FromClause, name: str, key: ColumnElement[Any]) -> ColumnElement[Any]:
    rows = table.alias()  # a list may read the same table beside
    return func.coalesce(select(func.sum(rows.c.version)).where(rows.c[name] == key).scalar_subquery(), 0)


def of_lease(session: Session, key: int) -> int:
    """Version of a lease, read past whatever the session has in memory."""
    leases = table_of(Lease)
    found = session.execute(select(lease(leases, table_of(LeaseUnit))).where(leases.c.id == key))
    return int(found.scalar_one())


def of_unit(session: Session, key: int) -> int:
    """Version of a unit, read past whatever the session has in memory."""
    units = table_of(Unit)
    found = session.execute(select(unit(units, table_of(UnitArea), table_of(Outage))).where(units.c.id == key))
    return int(found.scalar_one())


def of_rating(session: Session, key: int, filled: Collection[str]) -> int:
    """Version of a rating with its steps, scores and answers, read past whatever the session has in memory.

    Scores of items that figures fill are not in it: whether they changed would tell of a building's tax.
    """
    ratings, scores = table_of(Rating), table_of(RatingScore)
    scored = select(scores).where(scores.c.item.not_in(sorted(filled))).subquery()
    below = (scored, table_of(RatingStep), table_of(RatingAnswer))
    version = sum((_below(table, "rating_id", ratings.c.id) for table in below), start=ratings.c.version)
    return int(session.execute(select(version).where(ratings.c.id == key)).scalar_one())


def of_project(session: Session, key: int) -> int:
    """Version of an upgrade project, read past whatever the session has in memory."""
    projects, *below = (table_of(cls) for cls in (UpgradeProject, ProjectStep, FundingLine, ProjectLink))
    found = session.execute(select(project(projects, *below)).where(projects.c.id == key))
    return int(found.scalar_one())


def of_types(session: Session, building: int) -> int:
    """Version of a building's decisions on its types, those taken out included; 0 before the first."""
    own = table_of(BuildingType).c
    return int(
        session.execute(select(func.coalesce(func.sum(own.version), 0)).where(own.building_id == building)).scalar_one()
    )
