"""What somebody may write: units held on a day, leases and tenants that lie wholly within a reach."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import exists, func, literal, select
from sqlmodel import Session

from buildings.access.grants import Held, ScopeKind
from buildings.audience import Role
from buildings.database.history import table_of
from buildings.errors import NotFound
from buildings.register import codes, records, scopes
from buildings.register.scopes import Reach
from buildings.register.tables.buildings import Building
from buildings.register.tables.enterprises import Enterprise
from buildings.register.tables.leases import Lease, LeaseUnit
from buildings.register.tables.parties import ReportedParty
from buildings.register.tables.units import Outage, Unit

_CHUNK = 500
_U, _L, _P, _E, _O = (table_of(cls).c for cls in (Unit, Lease, LeaseUnit, Enterprise, Outage))


def held(session: Session, reach: Reach, units: Collection[int], day: dt.date | None) -> set[int]:
    """Those of the units that stand and are reached (on a day)."""
    found: set[int] = set()
    for chunk in _chunks(sorted(units)):
        query = select(_U.id).where(_U.id.in_(chunk), _U.voided_at.is_(None), reach.unit(_U.id, day))
        found |= set(session.execute(query).scalars())
    return found


def at_hand(session: Session, reach: Reach, units: Collection[int], day: dt.date) -> set[int]:
    """Those that are reached on a day; of rooms still to come (made by a split or join), on their first day."""
    later: dict[dt.date, set[int]] = {}
    for chunk in _chunks(sorted(units)):
        for key, first in session.execute(select(_U.id, _U.valid_from).where(_U.id.in_(chunk), _U.valid_from > day)):
            later.setdefault(first, set()).add(key)
    found = held(session, reach, set(units).difference(*later.values()), day)
    return found.union(*(held(session, reach, keys, first) for first, keys in later.items()))


def sees(session: Session, reach: Reach, lease: Lease) -> bool:
    """Whether any part of a lease is reached."""
    return lease.code in named(session, reach, [lease.code])


def named(session: Session, reach: Reach, names: Collection[str]) -> set[str]:
    """Those of the leases and outages (by code) that are reached."""
    found: set[str] = set()
    joined = select(_L.code).join(table_of(LeaseUnit), _P.lease_id == _L.id).distinct()
    for chunk in _chunks(sorted(names)):
        leases = joined.where(_L.code.in_(chunk), _P.voided_at.is_(None), reach.leased())
        found |= set(session.execute(leases).scalars())
    letter = f"{codes.OUTAGE}-"
    keys = [codes.key(codes.OUTAGE, name) for name in names if name.startswith(letter)]
    if keys:
        inside = reach.part(_O.unit_id, _O.starts_on, _O.ends_on)
        reached = session.execute(select(_O.id).where(_O.id.in_(keys), inside)).scalars()
        found |= {codes.code(codes.OUTAGE, key) for key in reached}
    return found


def lease_within(session: Session, reach: Reach, lease: Lease) -> bool:
    """Whether every part of a lease is reached, by the days it occupies."""
    return not leases_beyond(session, reach, [lease.key])


def leases_beyond(session: Session, reach: Reach, leases: Collection[int]) -> set[int]:
    """Those of the leases of which some part is not reached."""
    found: set[int] = set()
    joined = table_of(LeaseUnit).join(table_of(Lease), _L.id == _P.lease_id)
    beyond = select(_P.lease_id).distinct().select_from(joined).where(_P.voided_at.is_(None), ~reach.leased())
    for chunk in _chunks(sorted(leases)):
        found |= set(session.execute(beyond.where(_P.lease_id.in_(chunk))).scalars())
    return found


def tenant_within(session: Session, reach: Reach, party: ReportedParty) -> bool:
    """Whether a reported party rents something, and nothing that is not reached."""
    rented = (
        select(literal(1))
        .select_from(table_of(LeaseUnit).join(table_of(Lease), _L.id == _P.lease_id))
        .where(_L.reported_party_id == party.key, _L.voided_at.is_(None), _P.voided_at.is_(None))
    )
    anything, beyond = exists(rented), exists(rented.where(~reach.leased()))
    return session.execute(select(literal(1)).where(anything, ~beyond)).first() is not None


def tenant_seen(session: Session, reach: Reach, party: ReportedParty) -> bool:
    """Whether anything that a reported party rents is reached."""
    joined = table_of(LeaseUnit).join(table_of(Lease), _L.id == _P.lease_id)
    seen = select(_P.id).select_from(joined).where(_L.reported_party_id == party.key, reach.leased())
    return session.execute(seen.where(_L.voided_at.is_(None), _P.voided_at.is_(None)).limit(1)).first() is not None


def units_of(session: Session, party: ReportedParty) -> set[int]:
    """Units that a reported party rents or rented."""
    query = (
        select(_P.unit_id)
        .join(table_of(Lease), _L.id == _P.lease_id)
        .where(_L.reported_party_id == party.key, _L.voided_at.is_(None), _P.voided_at.is_(None))
    )
    return set(session.execute(query).scalars())


def first_day(session: Session, party: ReportedParty) -> dt.date | None:
    """First day on which a reported party rents something; None when it never did."""
    query = (
        select(func.min(_P.starts_on))
        .join(table_of(Lease), _L.id == _P.lease_id)
        .where(_L.reported_party_id == party.key, _L.voided_at.is_(None), _P.voided_at.is_(None))
    )
    found: dt.date | None = session.execute(query).scalar_one()
    return found


def landlords(
    session: Session, held_by: Iterable[Held], units: Collection[int], day: dt.date, *, origin: str
) -> list[tuple[str, set[int]]]:
    """Names of the enterprises for which a landlord reports, with those of the units that each holds on the day."""
    mine = [one for one in held_by if one.role is Role.LANDLORD and one.kind is ScopeKind.ENTERPRISE]
    wanted = _E.code.in_([one.scope for one in mine])
    rows = session.execute(select(_E.code, _E.name).where(wanted, _E.voided_at.is_(None), _E.origin == origin))
    names: dict[str, str] = {row.code: row.name for row in rows}
    known = [one for one in mine if one.scope in names]
    if len(known) == 1 and len(mine) == 1:
        return [(names[known[0].scope], set(units))]
    return [(names[one.scope], held(session, scopes.of([one]), units, day)) for one in known]


def writes_building(session: Session, staff: Iterable[Held], own: Iterable[Held], row: Building, day: dt.date) -> bool:
    """Whether staff keep a building, or a landlord reports for the whole of it on a day."""
    reach = scopes.of(staff)
    street = [one.scope for one in staff if one.role is Role.SUBDISTRICT]
    return reach.everything or row.subdistrict_code in street or row.code in scopes.operated(session, own, day)


def building_of(session: Session, unit: int) -> int:
    """Key of the building of a unit."""
    return int(session.execute(select(_U.building_id).where(_U.id == unit)).scalar_one())


def units_by_code(session: Session, wanted: Iterable[str], origin: str) -> dict[str, Unit]:
    """Standing units by public code; codes of nothing are left out."""
    keys = {code: key for code in wanted if (key := _key(code)) is not None}
    rows: dict[int, Unit] = {}
    for chunk in _chunks(sorted(set(keys.values()))):
        found = session.execute(records.standing(Unit, _U.id.in_(chunk), _U.origin == origin)).scalars()
        rows.update({row.key: row for row in found})
    return {code: rows[key] for code, key in keys.items() if key in rows}


def _key(code: str) -> int | None:
    try:
        return codes.key(codes.UNIT, code)
    except NotFound:
        return None


def _chunks(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (keys[start : start + _CHUNK] for start in range(0, len(keys), _CHUNK))
