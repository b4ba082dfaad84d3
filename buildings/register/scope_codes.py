"""Codes that a role is granted over: whether they stand in the register, and which a demonstration uses."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlmodel import Session

from buildings.access.grants import Held, ScopeKind
from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.errors import InvalidValue
from buildings.register import locks
from buildings.register.tables.buildings import Building, BuildingOperator
from buildings.register.tables.enterprises import Enterprise
from buildings.register.tables.owners import Ownership
from buildings.register.tables.units import Unit
from buildings.register.tables.zones import Subdistrict

_U, _B, _E, _O, _S, _R = (
    table_of(cls).c for cls in (Unit, Building, Enterprise, Ownership, Subdistrict, BuildingOperator)
)
_CODES: Final[Mapping[ScopeKind, tuple[ColumnElement[Any], ColumnElement[Any]]]] = {
    ScopeKind.SUBDISTRICT: (_S.code, _S.voided_at),
    ScopeKind.ENTERPRISE: (_E.code, _E.voided_at),
    ScopeKind.BUILDING: (_B.code, _B.voided_at),
}


def require(changes: Changes, held: Held) -> None:
    """InvalidValue for a scope that names nothing in the register: a slip of the pen would reach nothing.

    A building or room that is named is held, so that nobody takes it out before the grant stands.
    """
    if held.kind is ScopeKind.DISTRICT:
        return
    _hold(changes, held)
    if changes.session.execute(_named(held).limit(1)).first() is None:
        raise InvalidValue("no_such_scope", kind=held.kind.value, scope=held.scope)


def _hold(changes: Changes, held: Held) -> None:
    if held.kind is ScopeKind.BUILDING:
        query = select(_B.id).where(_B.code == held.scope, _B.voided_at.is_(None))
        locks.hold(changes, buildings=changes.session.execute(query).scalars().all())
    elif held.kind is ScopeKind.UNIT:
        rooms = changes.session.execute(_named(held).add_columns(_B.id)).all()
        locks.hold(changes, units=[unit for unit, _ in rooms], buildings=[building for _, building in rooms])


def _named(held: Held) -> Select[Any]:
    if held.kind is ScopeKind.UNIT:
        building, _, label = held.scope.partition("/")
        query = select(_U.id).join(table_of(Building), _B.id == _U.building_id)
        return query.where(_B.code == building, _U.label == label, _U.voided_at.is_(None), _B.voided_at.is_(None))
    code, voided = _CODES[held.kind]
    return select(code).where(code == held.scope, voided.is_(None))


def owners(session: Session, day: dt.date, *, most: int) -> list[str]:
    """Codes of the enterprises that own the most rooms on a day."""
    query = (
        select(_E.code)
        .join(table_of(Ownership), _O.enterprise_id == _E.id)
        .where(_O.voided_at.is_(None), _E.voided_at.is_(None), *_valid(_O, day))
        .group_by(_E.code)
        .order_by(func.count().desc(), _E.code)
    )
    return list(session.execute(query.limit(most)).scalars())


def operators(session: Session, day: dt.date, *, most: int) -> list[str]:
    """Codes of the enterprises that operate the most buildings on a day."""
    query = (
        select(_E.code)
        .join(table_of(BuildingOperator), _R.enterprise_id == _E.id)
        .where(_R.voided_at.is_(None), _E.voided_at.is_(None), *_valid(_R, day))
        .group_by(_E.code)
        .order_by(func.count().desc(), _E.code)
    )
    return list(session.execute(query.limit(most)).scalars())


def _valid(rows: Any, day: dt.date) -> list[ColumnElement[bool]]:  # noqa: ANN401 - columns of a dated table
    begun = or_(rows.valid_from.is_(None), rows.valid_from <= day)
    return [begun, or_(rows.valid_to.is_(None), rows.valid_to >= day)]
