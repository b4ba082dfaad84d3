"""A building recorded by mistake goes with everything that hangs on it; never while something leans on it."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Select, select

from buildings.database.base import Record
from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.errors import Conflict
from buildings.operations.evidence import EvidenceFile
from buildings.operations.proposals import Proposal, ProposalState
from buildings.quantities import format_month
from buildings.register import locks, records
from buildings.register.tables.buildings import (
    Building,
    BuildingArea,
    BuildingClaim,
    BuildingEvent,
    BuildingOperator,
    BuildingState,
)
from buildings.register.tables.leases import Lease, LeaseUnit
from buildings.register.tables.owners import Management, Ownership
from buildings.register.tables.projects import FundingLine, ProjectLink, ProjectStep, UpgradeProject
from buildings.register.tables.ratings import Rating, RatingAnswer, RatingScore, RatingStep
from buildings.register.tables.taxes import ManualSplit, ManualSplitPart
from buildings.register.tables.types import BuildingType
from buildings.register.tables.units import Outage, Unit, UnitArea, UnitSuccession
from buildings.register.tables.zones import ZoneMembership

_OF_BUILDING: Final[tuple[type[Record], ...]] = (
    *(BuildingArea, BuildingState, BuildingEvent, BuildingOperator, BuildingClaim),
    *(Rating, BuildingType, ZoneMembership, EvidenceFile, UpgradeProject),
)
_OF_UNITS: Final[tuple[type[Record], ...]] = (UnitArea, Outage, Ownership, Management)
_U, _P, _L = table_of(Unit).c, table_of(LeaseUnit).c, table_of(Lease).c
_S, _SP, _W, _A = (table_of(cls).c for cls in (ManualSplit, ManualSplitPart, UnitSuccession, Proposal))
_OF_PROJECTS: Final[tuple[type[Record], ...]] = (ProjectStep, FundingLine, ProjectLink)
_R: Final = table_of(Rating).c
_UP: Final = table_of(UpgradeProject).c
_NAMED: Final = 10


def hold(changes: Changes, row: Building) -> None:
    """Lock the building and its rooms: until the commit nobody lets a room or is granted a role over any of it."""
    mine = select(_U.id).where(_U.building_id == row.key)
    locks.settle(changes, units=changes.session.execute(mine).scalars().all(), buildings=[row.key])


def void(changes: Changes, row: Building, reason: str, version: int | None = None) -> int:
    """Take a building out with its rooms and all that is recorded of both; how many records went.

    Raises
    ------
    Conflict
        Leases stand in it (so tax may be attributed to it), a manual split sends tax to it, or a change of it is
        proposed; names them.
    """
    hold(changes, row)
    records.fresh(row, version)
    mine = select(_U.id).where(_U.building_id == row.key)
    _refuse_leaned_on(changes, row, mine)
    gone = [row, *_below(changes, row, mine)]
    records.void_all(changes, gone, reason)
    changes.buildings.add(row.key)
    return len(gone)


def _below(changes: Changes, row: Building, mine: Select[Any]) -> Iterator[Record]:
    """Everything that says something of the building or of its rooms, and the rooms."""
    for cls in _OF_BUILDING:
        of_it = table_of(cls).c.building_id == row.key
        yield from changes.session.execute(records.standing(cls, of_it)).scalars().all()
    for cls in _OF_UNITS:
        of_them = table_of(cls).c.unit_id.in_(mine)
        yield from changes.session.execute(records.standing(cls, of_them)).scalars().all()
    scored = select(_R.id).where(_R.building_id == row.key)
    for cls in (RatingScore, RatingAnswer, RatingStep):
        of_those = records.standing(cls, table_of(cls).c.rating_id.in_(scored))
        yield from changes.session.execute(of_those).scalars().all()
    projects = select(_UP.id).where(_UP.building_id == row.key)
    for cls in _OF_PROJECTS:
        yield from (
            changes.session.execute(records.standing(cls, table_of(cls).c.project_id.in_(projects))).scalars().all()
        )
    steps = records.standing(UnitSuccession, _W.from_unit_id.in_(mine) | _W.to_unit_id.in_(mine))
    yield from changes.session.execute(steps).scalars().all()
    yield from changes.session.execute(records.standing(Unit, _U.building_id == row.key)).scalars().all()


def _refuse_leaned_on(changes: Changes, row: Building, mine: Select[Any]) -> None:
    leases = (
        select(_L.landlord, _L.number, _L.code)
        .join(table_of(LeaseUnit), _P.lease_id == _L.id)
        .where(_P.unit_id.in_(mine), _P.voided_at.is_(None), _L.voided_at.is_(None))
    )
    named = [f"{landlord} {number or code}".strip() for landlord, number, code in changes.session.execute(leases)]
    _refuse(named, "building_let", row.code)
    splits = (
        select(_S.month_from, _S.month_to)
        .join(table_of(ManualSplitPart), _SP.split_id == _S.id)
        .where(_SP.building_id == row.key, _SP.voided_at.is_(None), _S.voided_at.is_(None))
    )
    spans = [f"{format_month(first)}–{format_month(last)}" for first, last in changes.session.execute(splits)]
    _refuse(spans, "building_split", row.code)
    asked = select(_A.code).where(
        _A.building_id == row.key, _A.state == ProposalState.STAGED.value, _A.voided_at.is_(None)
    )
    _refuse(list(changes.session.execute(asked).scalars()), "building_proposed", row.code)


def _refuse(named: list[str], slug: str, code: str) -> None:
    """Conflict that names what leans on the building, the first of many."""
    found = sorted(set(named))
    if found:
        shown = "、".join(found[:_NAMED]) + ("…" if len(found) > _NAMED else "")
        raise Conflict(slug, code=code, count=len(found), named=shown)
