"""租约: written whole, checked against the space there is on every day, ended, renewed and voided; never clipped."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import or_, select
from sqlmodel import Session

from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.errors import Conflict, InvalidValue, WrongOrigin
from buildings.register import capacity, locks, periods, records
from buildings.register.tables.enterprises import Enterprise
from buildings.register.tables.leases import Lease, LeaseBase, LeaseUnit
from buildings.register.tables.parties import ReportedParty
from buildings.register.tables.units import Unit

__all__ = ["Lease", "LeaseBase", "LeaseUnit", "Part"]

CODE: Final = "L-{:07d}"
_L, _P, _U = table_of(Lease).c, table_of(LeaseUnit).c, table_of(Unit).c


@dataclass(frozen=True)
class Part:
    """What a lease takes of a unit; both days are occupied, no last day = open end, no area = the whole unit."""

    unit_id: int
    starts_on: dt.date
    ends_on: dt.date | None = None
    area_dm2: int | None = None

    def __post_init__(self) -> None:
        """Refuse days that run backwards and areas that are none."""
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise InvalidValue("days_backwards", first=self.starts_on, last=self.ends_on)
        if self.area_dm2 is not None and self.area_dm2 <= 0:
            raise InvalidValue(field="area", value=self.area_dm2 / 100)


def create(changes: Changes, base: LeaseBase, parts: Sequence[Part]) -> Lease:
    """A new lease with its units; an empty code is made.

    Raises
    ------
    CapacityExceeded
        On some day the units have less room than asked; names the day, the areas and the leases in the way.
    InvalidValue, WrongOrigin
        No or two parties, no unit, one unit twice at once; real and demonstration records mixed.
    """
    if (base.enterprise_id is None) == (base.reported_party_id is None):
        raise InvalidValue("one_party")
    if (base.rent_fen is None) != (base.rent_unit is None):
        raise InvalidValue("rent_without_unit")
    _renewed(changes, base.renewal_of, None)
    party = _party(base.enterprise_id, base.reported_party_id)
    units = [part.unit_id for part in parts]
    locks.hold(changes, parties=[party], units=units)
    _same_origin(changes, party, units)
    _number_free(changes.session, base.landlord, base.number, None)
    row = records.create_numbered(changes, Lease, base.model_dump(), CODE)
    _set_parts(changes, row, parts)
    _settle(changes, row, units)
    return row


def change(
    changes: Changes,
    row: Lease,
    values: records.Values,
    *,
    parts: Sequence[Part] | None = None,
    version: int | None = None,
) -> bool:
    """Change the contract, and (when given) replace its parts; whether anything changed."""
    before = _party(row.enterprise_id, row.reported_party_id)
    new = {name: values.get(name, getattr(row, name)) for name in ("enterprise_id", "reported_party_id")}
    if (new["enterprise_id"] is None) == (new["reported_party_id"] is None):
        raise InvalidValue("one_party")
    rent, per = (values.get(name, getattr(row, name)) for name in ("rent_fen", "rent_unit"))
    if (rent is None) != (per is None):
        raise InvalidValue("rent_without_unit")
    _renewed(changes, values.get("renewal_of"), row)
    held = [part.unit_id for part in parts_of(changes.session, row)]
    units = held + [part.unit_id for part in parts or ()]
    after = _party(new["enterprise_id"], new["reported_party_id"])
    locks.hold(changes, parties=[before, after], units=units)
    _same_origin(changes, after, units)
    named = {name: values.get(name, getattr(row, name)) for name in ("landlord", "number")}
    _number_free(changes.session, str(named["landlord"]), named["number"], row)
    changed = records.update(changes, row, values, version)
    if parts is not None:
        changed = _set_parts(changes, row, parts) or changed
    if changed:
        changes.parties.add(before)
        _settle(changes, row, units)
    return changed


def end_early(changes: Changes, row: Lease, last: dt.date | None, version: int | None = None) -> bool:
    """Let the lease end with a last day of its own (before the first: it never began); None takes that back."""
    return change(changes, row, {"ended_early_on": last}, version=version)


def renew(
    changes: Changes,
    row: Lease,
    ends_on: dt.date | None,
    *,
    starts_on: dt.date | None = None,
    units: Collection[int] | None = None,
    **values: Any,  # noqa: ANN401
) -> Lease:
    """A new lease of the same party on the same units (or some of them) and areas, from the day after the old one ends.

    ``values`` replace what else the old contract says (signed_on, rent_fen, number …).
    """
    parts = []
    for part in parts_of(changes.session, row):
        if units is not None and part.unit_id not in units:
            continue
        last = last_day_of(row, part)
        if starts_on is None and last is None:
            raise Conflict("open_ended_renewal", lease=row.code)
        first = starts_on or (last or dt.date.min) + periods.DAY
        parts.append(Part(part.unit_id, first, ends_on, part.area_dm2))
    blank = {"code": "", "number": None, "signed_on": None, "break_on": None, "ended_early_on": None}
    kept = {name: getattr(row, name) for name in LeaseBase.model_fields}
    return create(changes, LeaseBase(**(kept | blank | values | {"renewal_of": row.key})), parts)


def void(changes: Changes, row: Lease, reason: str, version: int | None = None) -> None:
    """Take a lease out as recorded by mistake; refused while a renewal stands on it."""
    if changes.session.execute(records.standing(Lease, _L.renewal_of == row.key).limit(1)).first():
        raise Conflict("still_referred_to", code=row.code)
    parts = parts_of(changes.session, row)
    locks.hold(
        changes, parties=[_party(row.enterprise_id, row.reported_party_id)], units=[part.unit_id for part in parts]
    )
    records.void(changes, row, reason, version)
    for part in parts:
        records.void(changes, part, reason)
    _spoil(changes, row, [part.unit_id for part in parts])


def parts_of(session: Session, row: Lease) -> Sequence[LeaseUnit]:
    """Standing parts of a lease, in the order they were recorded."""
    return session.execute(records.standing(LeaseUnit, _P.lease_id == row.key)).scalars().all()


def last_day_of(row: Lease, part: LeaseUnit) -> dt.date | None:
    """Last day of occupation; None = open end."""
    return min((day for day in (part.ends_on, row.ended_early_on) if day is not None), default=None)


def running_on(session: Session, day: dt.date, *, unit_id: int | None = None) -> Sequence[Lease]:
    """Leases that occupy space on a day (of one unit), by key."""
    parts = select(_P.lease_id).where(
        _P.voided_at.is_(None),
        _P.starts_on <= day,
        or_(_P.ends_on.is_(None), _P.ends_on >= day),
        True if unit_id is None else _P.unit_id == unit_id,  # type: ignore[arg-type]
    )
    stays = or_(_L.ended_early_on.is_(None), _L.ended_early_on >= day)
    return session.execute(records.standing(Lease, _L.id.in_(parts), stays)).scalars().all()


def by_number(session: Session, landlord: str, number: str) -> Lease | None:
    """The lease a landlord reported under a number."""
    row: Lease | None = session.execute(
        records.standing(Lease, _L.landlord == landlord, _L.number == number)
    ).scalar_one_or_none()
    return row


def by_code(session: Session, code: str) -> Lease:
    """The lease of a public code; NotFound."""
    return records.by_code(session, Lease, code)


def _party(enterprise_id: int | None, reported_party_id: int | None) -> int:
    return enterprise_id or -(reported_party_id or 0)


def _renewed(changes: Changes, key: int | None, row: Lease | None) -> None:
    """The lease that is renewed must stand, and no lease renews itself."""
    if key is not None and records.by_key(changes.session, Lease, key) is row:
        raise InvalidValue(field="renewal_of", value=key)


def _number_free(session: Session, landlord: str, number: str | None, row: Lease | None) -> None:
    """A landlord gives each number once."""
    if number is None or (row is not None and (row.landlord, row.number) == (landlord, number)):
        return
    holder = by_number(session, landlord, number)
    if holder is not None and holder is not row:
        raise Conflict("number_taken", number=number, lease=holder.code)


def _same_origin(changes: Changes, party: int, units: Sequence[int]) -> None:
    """Parties and units must stand and be of the origin that is being written."""
    who = records.by_key(changes.session, Enterprise if party > 0 else ReportedParty, abs(party))
    rows: list[Any] = [who, *(records.by_key(changes.session, Unit, key) for key in dict.fromkeys(units))]
    if any(row.origin != changes.origin for row in rows):
        raise WrongOrigin


def _set_parts(changes: Changes, row: Lease, parts: Sequence[Part]) -> bool:
    """Make the parts of a lease these; a part of the same unit and first day is changed, the rest come and go."""
    wanted = {(part.unit_id, part.starts_on): part for part in parts}
    if not wanted or len(wanted) != len(parts):
        raise InvalidValue("lease_parts")
    changed = False
    for held in parts_of(changes.session, row):
        part = wanted.pop((held.unit_id, held.starts_on), None)
        if part is None:
            records.void(changes, held, "no longer part of the lease")
            changed = True
        else:
            changed = records.update(changes, held, {"ends_on": part.ends_on, "area_dm2": part.area_dm2}) or changed
    for part in wanted.values():
        changes.session.add(records.checked(LeaseUnit, {"lease_id": row.key, **vars(part)}))
        changed = True
    changes.session.flush()
    return changed


def _settle(changes: Changes, row: Lease, units: Sequence[int]) -> None:
    capacity.guard(changes, set(units), row.code)
    _spoil(changes, row, units)


def _spoil(changes: Changes, row: Lease, units: Sequence[int]) -> None:
    """Mark the facts that follow: those of the party and of the buildings of the units."""
    changes.parties.add(_party(row.enterprise_id, row.reported_party_id))
    found = select(_U.building_id).where(_U.id.in_(set(units)))
    changes.buildings |= set(changes.session.execute(found).scalars())
