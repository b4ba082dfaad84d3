"""租赁台账 row by row: each part of a lease that somebody may see, with the contract as it was agreed."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlmodel import Session

from buildings.database.history import table_of
from buildings.register import versions
from buildings.register.scopes import Reach
from buildings.register.tables.buildings import Building
from buildings.register.tables.enterprises import Enterprise
from buildings.register.tables.leases import Lease, LeaseUnit
from buildings.register.tables.parties import ReportedParty
from buildings.register.tables.units import Unit
from buildings.register.views import lease_parts
from buildings.register.views.lease_parts import Parts
from buildings.register.views.sight import Sight

_CHUNK: Final = 500
Rows = Sequence[Row[Any]]
"""Columns: those of ``_columns``."""


@dataclass(frozen=True)
class Rooms:
    """Rooms that somebody reaches, of some buildings: keys by building and label; the undivided ones by building."""

    named: dict[tuple[str, str], int]
    undivided: dict[str, int]


def current(session: Session, sight: Sight, buildings: Collection[str] = (), most: int | None = None) -> Rows:
    """Parts that run on the day or begin after it, in rooms that are held on it (of some buildings)."""
    seen = lease_parts.reached(sight)
    query = _query(sight, seen).where(seen.last >= sight.day, seen.parts.starts_on <= seen.last)
    query = query.where(sight.reach.unit(seen.parts.unit_id, sight.day))
    if buildings:
        query = query.where(sight.of(Building).c.code.in_(buildings))
    return session.execute(query if most is None else query.limit(most)).all()


def of_leases(session: Session, sight: Sight, leases: Collection[int]) -> list[Row[Any]]:
    """All parts of some leases that somebody may see, past ones too."""
    seen = lease_parts.reached(sight)
    query = _query(sight, seen)
    return [
        row for chunk in _chunks(leases) for row in session.execute(query.where(seen.parts.lease_id.in_(chunk))).all()
    ]


def unnumbered(session: Session, sight: Sight, units: Collection[int]) -> list[Row[Any]]:
    """Parts in some rooms of leases without a number, as far as they are seen."""
    seen = lease_parts.reached(sight)
    query = _query(sight, seen).where(seen.leases.number.is_(None))
    return [
        row for chunk in _chunks(units) for row in session.execute(query.where(seen.parts.unit_id.in_(chunk))).all()
    ]


def rooms(session: Session, reach: Reach, buildings: Collection[str], origin: str) -> Rooms:
    """Rooms of buildings by their codes, as far as they are reached on any day."""
    units, homes = table_of(Unit).c, table_of(Building).c
    query = select(units.id, units.label, units.implicit, homes.code, homes.room_register).where(
        units.building_id == homes.id, units.voided_at.is_(None), homes.voided_at.is_(None), reach.unit(units.id)
    )
    found = Rooms({}, {})
    for chunk in _chunks(buildings):
        for row in session.execute(query.where(homes.code.in_(chunk), units.origin == origin)):
            found.named[row.code, row.label] = row.id
            if row.implicit and not row.room_register:
                found.undivided[row.code] = row.id
    return found


def _query(sight: Sight, seen: Parts) -> Select[Any]:
    leases, units, buildings = sight.of(Lease), sight.of(Unit), sight.of(Building)
    reported, firm = sight.of(ReportedParty), sight.of(Enterprise, "firm")
    source = (
        seen.source.join(leases, leases.c.id == seen.parts.lease_id)
        .join(units, units.c.id == seen.parts.unit_id)
        .join(buildings, buildings.c.id == units.c.building_id)
        .outerjoin(reported, reported.c.id == leases.c.reported_party_id)
        .outerjoin(firm, firm.c.id == leases.c.enterprise_id)
    )
    for_staff = sight.staff.leased(seen.parts, seen.leases)
    columns: dict[str, ColumnElement[Any]] = {
        "part_id": seen.parts.id,
        "lease_id": leases.c.id,
        "code": leases.c.code,
        "version": versions.lease(leases, sight.of(LeaseUnit)),
        **{name: leases.c[name] for name in ("landlord", "number", "kind", "signed_on", "break_on")},
        **{name: leases.c[name] for name in ("ended_early_on", "rent_fen", "rent_unit")},
        "tenant": func.coalesce(reported.c.name, firm.c.name),
        "tenant_code": reported.c.code_as_given,
        "enterprise": sight.private(firm.c.code, for_staff),
        "renewal_of": _renewed(sight, leases.c.renewal_of, "code"),
        "renewal_number": _renewed(sight, leases.c.renewal_of, "number"),
        "building": buildings.c.code,
        "unit_id": units.c.id,
        "room": units.c.label,
        "undivided": units.c.implicit,
        "floor_order": units.c.floor_order,
        "starts_on": seen.parts.starts_on,
        "ends_on": seen.parts.ends_on,
        "area_dm2": seen.parts.area_dm2,
    }
    named = [value.label(name) for name, value in columns.items()]
    return (
        select(*named).select_from(source).where(*seen.where, leases.c.origin == sight.origin).order_by(seen.parts.id)
    )


def _renewed(sight: Sight, key: ColumnElement[Any], name: str) -> ColumnElement[Any]:
    """Code or number of the lease that is renewed, if the reader may see that one, too."""
    before = lease_parts.reached(sight)
    return before.select(func.min(before.leases[name]), of=key).scalar_subquery()


def last_of(row: Row[Any]) -> dt.date | None:
    """Last day that a part really occupies; None = open."""
    return min((day for day in (row.ends_on, row.ended_early_on) if day is not None), default=None)


def _chunks(keys: Collection[Any]) -> Iterator[list[Any]]:
    ordered = sorted(keys)
    return (ordered[start : start + _CHUNK] for start in range(0, len(ordered), _CHUNK))
