"""Which buildings stand as they came: brought in by one kind of work, and nothing recorded of them since."""

from typing import Final

from sqlalchemy import select
from sqlmodel import Session

from buildings.database.base import Record
from buildings.database.entries import MIGRATION, AuditEntry
from buildings.database.history import table_of
from buildings.kinds import Basis
from buildings.operations.evidence import EvidenceFile
from buildings.register.tables.buildings import (
    Building,
    BuildingArea,
    BuildingEvent,
    BuildingOperator,
    BuildingState,
)
from buildings.register.tables.leases import LeaseUnit
from buildings.register.tables.projects import UpgradeProject
from buildings.register.tables.ratings import Rating
from buildings.register.tables.taxes import ManualSplitPart
from buildings.register.tables.types import BuildingType
from buildings.register.tables.units import Unit
from buildings.register.tables.zones import ZoneMembership

_OF_BUILDINGS: Final[tuple[type[Record], ...]] = (
    *(BuildingArea, BuildingState, BuildingEvent, BuildingOperator),
    *(Rating, BuildingType, EvidenceFile, Unit, ManualSplitPart, UpgradeProject),
)
_B, _U, _L, _M = (table_of(cls).c for cls in (Building, Unit, LeaseUnit, ZoneMembership))
_E: Final = AuditEntry.__table__.c  # type: ignore[attr-defined]


def as_brought(session: Session, action: str) -> set[str]:
    """Codes of standing buildings that work of this action brought in and that nobody has touched since.

    Touched: an edit of the building; an area, status, event, operator, star, type, project, room, lease or manual split
    that other work recorded (voided again or not; a change of the tables is none); a zone that somebody recorded.
    Claims and zones by place follow from sources and the map: they touch nothing.
    """
    brought = (
        select(_B.id, _B.code)
        .join(AuditEntry, _E.id == _B.audit_id)
        .where(_E.action == action, _B.version == 1, _B.voided_at.is_(None))
    )
    touched = _touched(session)
    return {code for key, code in session.execute(brought) if key not in touched}


def _touched(session: Session) -> set[int]:
    queries = [
        select(table_of(cls).c.building_id)
        .join(table_of(Building), _B.id == table_of(cls).c.building_id)
        .join(AuditEntry, _E.id == table_of(cls).c.audit_id)
        .where(table_of(cls).c.audit_id != _B.audit_id, _E.action != MIGRATION)
        for cls in _OF_BUILDINGS
    ]
    queries.append(select(_U.building_id).join(table_of(LeaseUnit), _L.unit_id == _U.id))
    queries.append(select(_M.building_id).where(_M.basis == Basis.RECORDED))
    return {key for query in queries for key in session.execute(query.distinct()).scalars()}
