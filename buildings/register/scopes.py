"""What a role reaches in the register: units with the days on which they are held, as a query; never a guess."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Subquery,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlmodel import Session

from buildings.access.grants import Held, ScopeKind
from buildings.access.roles import PERMISSIONS, Permission
from buildings.audience import Role
from buildings.database.history import table_of
from buildings.register.tables.buildings import Building, BuildingOperator
from buildings.register.tables.enterprises import Enterprise
from buildings.register.tables.leases import Lease, LeaseUnit
from buildings.register.tables.owners import Management, Ownership
from buildings.register.tables.units import Unit

FIRST: Final = dt.date(1, 1, 1)
LAST: Final = dt.date(9999, 12, 31)
_U, _B, _P, _L, _E = (table_of(cls).c for cls in (Unit, Building, LeaseUnit, Lease, Enterprise))
_DISTRICT: Final = frozenset(role for role in Role if Permission.SEE_REGISTER in PERMISSIONS[role]) - {Role.SUBDISTRICT}


@dataclass(frozen=True)
class Reach:
    """Rows of the register somebody may see. ``spans`` (unit_id, first, last) unless ``everything``."""

    everything: bool
    spans: Subquery | None = None

    @property
    def nothing(self) -> bool:
        """Whether no row at all is reached."""
        return not self.everything and self.spans is None

    def unit(self, unit_id: ColumnElement[Any], day: dt.date | None = None) -> ColumnElement[bool]:
        """Whether a unit is reached (on a day)."""
        if self.everything or self.spans is None:
            return true() if self.everything else false()
        held = self.spans.c
        wanted = [held.unit_id == unit_id]
        if day is not None:
            wanted += [held.first <= day, held.last >= day]
        return exists(select(literal(1)).select_from(self.spans).where(*wanted))

    def part(
        self, unit_id: ColumnElement[Any], first: ColumnElement[Any], last: ColumnElement[Any]
    ) -> ColumnElement[bool]:
        """Whether something on a unit between two days (last None = open) falls into the days it is held."""
        if self.everything or self.spans is None:
            return true() if self.everything else false()
        held = self.spans.c
        meets = and_(held.first <= func.coalesce(last, LAST), held.last >= first)
        return exists(select(literal(1)).select_from(self.spans).where(held.unit_id == unit_id, meets))

    def leased(self, parts: Any = _P, leases: Any = _L) -> ColumnElement[bool]:  # noqa: ANN401 - columns of a table or of a past state of it
        """Whether a part of a lease is reached, by the days it really occupies."""
        ended = leases.ended_early_on
        last = case((and_(ended.is_not(None), ended < func.coalesce(parts.ends_on, LAST)), ended), else_=parts.ends_on)
        return self.part(parts.unit_id, parts.starts_on, last)


EVERYTHING: Final = Reach(everything=True)
NOTHING: Final = Reach(everything=False)


def of(held: Iterable[Held]) -> Reach:
    """What roles held today reach together: the union."""
    grants = list(held)
    if any(one.role in _DISTRICT for one in grants):
        return EVERYTHING
    queries = [query for one in grants if one.role in (Role.SUBDISTRICT, Role.LANDLORD) for query in _spans(one)]
    return Reach(everything=False, spans=union_all(*queries).subquery("held")) if queries else NOTHING


def reported_for(held: Iterable[Held]) -> Reach:
    """What a landlord may write: the same, of that role alone."""
    return of([one for one in held if one.role is Role.LANDLORD])


def _spans(one: Held) -> list[Select[Any]]:
    if one.kind is ScopeKind.SUBDISTRICT:
        return [
            _units(FIRST, LAST)
            .join(table_of(Building), _B.id == _U.building_id)
            .where(_B.subdistrict_code == one.scope)
        ]
    if one.kind is ScopeKind.BUILDING:
        query = _units(one.first or FIRST, one.last or LAST)
        return [query.join(table_of(Building), _B.id == _U.building_id).where(_B.code == one.scope)]
    if one.kind is ScopeKind.UNIT:
        building, _, label = one.scope.partition("/")
        query = _units(one.first or FIRST, one.last or LAST)
        named = query.join(table_of(Building), _B.id == _U.building_id)
        return [named.where(_B.code == building, _U.label == label)]
    if one.kind is ScopeKind.ENTERPRISE:
        return _of_enterprise(one.scope)
    return []


def _units(first: dt.date, last: dt.date) -> Select[Any]:
    return (
        select(_U.id.label("unit_id"), literal(first, Date).label("first"), literal(last, Date).label("last"))
        .select_from(table_of(Unit))
        .where(_U.voided_at.is_(None))
    )


def _of_enterprise(code: str) -> list[Select[Any]]:
    """Owned, managed and operated, each on its own days."""
    mine = select(_E.id).where(_E.code == code, _E.voided_at.is_(None)).scalar_subquery()
    found = []
    for cls, name in ((Ownership, "enterprise_id"), (Management, "manager_id")):
        rows = table_of(cls).c
        found.append(
            select(rows.unit_id.label("unit_id"), *_dates(rows)).where(rows[name] == mine, rows.voided_at.is_(None))
        )
    operated = table_of(BuildingOperator).c
    found.append(
        select(_U.id.label("unit_id"), *_dates(operated))
        .select_from(table_of(Unit))
        .join(table_of(BuildingOperator), operated.building_id == _U.building_id)
        .where(operated.enterprise_id == mine, operated.voided_at.is_(None), _U.voided_at.is_(None))
    )
    return found


def _dates(rows: Any) -> tuple[ColumnElement[Any], ColumnElement[Any]]:  # noqa: ANN401 - columns of a dated table
    return (
        func.coalesce(rows.valid_from, literal(FIRST, Date), type_=Date).label("first"),
        func.coalesce(rows.valid_to, literal(LAST, Date), type_=Date).label("last"),
    )


def operated(session: Session, held: Iterable[Held], day: dt.date) -> frozenset[str]:
    """Codes of the buildings a landlord reports for as a whole on a day."""
    grants = [one for one in held if one.role is Role.LANDLORD]
    codes = {one.scope for one in grants if one.kind is ScopeKind.BUILDING}
    firms = {one.scope for one in grants if one.kind is ScopeKind.ENTERPRISE}
    if firms:
        rows = table_of(BuildingOperator).c
        query = (
            select(_B.code)
            .join(table_of(BuildingOperator), rows.building_id == _B.id)
            .join(table_of(Enterprise), _E.id == rows.enterprise_id)
            .where(
                _E.code.in_(firms),
                rows.voided_at.is_(None),
                _B.voided_at.is_(None),
                or_(rows.valid_from.is_(None), rows.valid_from <= day),
                or_(rows.valid_to.is_(None), rows.valid_to >= day),
            )
        )
        codes |= set(session.execute(query).scalars())
    return frozenset(codes)
