"""楼层、房间: units with dated areas and outages; what is taken of them never exceeds what there is."""

import datetime as dt
from typing import Any

from sqlmodel import Session

from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.errors import Conflict, InvalidValue, NotFound
from buildings.register import capacity, codes, locks, periods, records
from buildings.register.tables.buildings import Building
from buildings.register.tables.leases import Lease, LeaseUnit
from buildings.register.tables.units import Outage, Unit, UnitArea, UnitBase, UnitSuccession

__all__ = ["Outage", "Unit", "UnitArea", "UnitBase", "UnitSuccession"]

_U, _P, _L = table_of(Unit).c, table_of(LeaseUnit).c, table_of(Lease).c


def create(changes: Changes, base: UnitBase, area_dm2: int | None = None, **area: Any) -> Unit:  # noqa: ANN401
    """A new room with its area (None = unknown); ``area`` may give use, lettable, source, valid_from, valid_to."""
    building = records.by_key(changes.session, Building, base.building_id)
    locks.hold(changes, buildings=[building.key])
    if not base.implicit and not building.room_register:
        raise Conflict("no_room_register", code=building.code)
    if find(changes.session, base.building_id, base.label) is not None:
        raise Conflict("room_exists", code=building.code, label=base.label)
    row = records.create(changes, Unit, base.model_dump())
    set_area(changes, row, area_dm2, **area)
    changes.buildings.add(building.key)
    return row


def update(changes: Changes, row: Unit, values: records.Values, *, version: int | None = None) -> bool:
    """Change label, floor or first and last day; refused when leases would be left outside the unit's days."""
    _refuse_implicit(row)
    locks.hold(changes, units=[row.key])
    label = str(values.get("label", row.label))
    if label != row.label and find(changes.session, row.building_id, label) is not None:
        raise Conflict("room_exists", code=records.by_key(changes.session, Building, row.building_id).code, label=label)
    if not records.update(changes, row, values, version):
        return False
    if values.keys() & {"valid_from", "valid_to"}:
        capacity.guard(changes, [row.key])
    spoil(changes, row)
    return True


def set_area(changes: Changes, row: Unit, area_dm2: int | None, **more: Any) -> bool:  # noqa: ANN401 - use, lettable, dates, source
    """Area, use and lettable for a period; refused when more is taken on any day of it."""
    _refuse_implicit(row)
    if area_dm2 is not None and area_dm2 < 0:
        raise InvalidValue("negative_area", value=area_dm2 / 100)
    locks.hold(changes, units=[row.key])
    blank = {"use": None, "lettable": True, "source": None, "valid_from": None, "valid_to": None}
    if not periods.put(changes, UnitArea, {"unit_id": row.key}, {"area_dm2": area_dm2} | blank | more):
        return False
    capacity.guard(changes, [row.key])
    spoil(changes, row)
    return True


def take_out(
    changes: Changes,
    row: Unit,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    *,
    area_dm2: int | None = None,
    reason: str | None = None,
) -> Outage:
    """停用 of an area (None = the whole unit) from one day to another."""
    if area_dm2 is not None and area_dm2 <= 0:
        raise InvalidValue(field="area", value=area_dm2 / 100)
    locks.hold(changes, units=[row.key])
    values = {"unit_id": row.key, "area_dm2": area_dm2, "starts_on": starts_on, "ends_on": ends_on, "reason": reason}
    outage = records.create(changes, Outage, values)
    capacity.guard(changes, [row.key], codes.code(codes.OUTAGE, outage.key))
    spoil(changes, row)
    return outage


def put_back(changes: Changes, outage: Outage, last: dt.date | None, reason: str = "never out of service") -> None:
    """End an outage on its last day, or (None) void it as never having been."""
    row = records.by_key(changes.session, Unit, outage.unit_id)
    locks.hold(changes, units=[row.key])
    if last is None or last < outage.starts_on:
        records.void(changes, outage, reason)
    else:
        records.update(changes, outage, {"ends_on": last})
    capacity.guard(changes, [row.key], codes.code(codes.OUTAGE, outage.key))
    spoil(changes, row)


def void(changes: Changes, row: Unit, reason: str, version: int | None = None) -> None:
    """Take a unit out as recorded by mistake; refused while leases stand on it."""
    _refuse_implicit(row)
    locks.hold(changes, units=[row.key])
    if changes.session.execute(records.standing(LeaseUnit, _P.unit_id == row.key).limit(1)).first():
        raise Conflict("still_referred_to", code=row.label)
    records.void(changes, row, reason, version)
    changes.buildings.add(row.building_id)


def spoil(changes: Changes, row: Unit) -> None:
    """Mark the facts that follow from a unit: its building, and whoever leases the whole of it."""
    changes.buildings.add(row.building_id)
    holders = records.standing(
        Lease, _L.id.in_(records.standing(LeaseUnit, _P.unit_id == row.key).with_only_columns(_P.lease_id))
    )
    for lease in changes.session.execute(holders).scalars():
        changes.parties.add(lease.enterprise_id or -(lease.reported_party_id or 0))


def find(session: Session, building_id: int, label: str) -> Unit | None:
    """The room of a label in a building."""
    row: Unit | None = session.execute(
        records.standing(Unit, _U.building_id == building_id, _U.label == label)
    ).scalar_one_or_none()
    return row


def code_of(row: Unit) -> str:
    """Public code of a unit: rooms are named anew, the code stays."""
    return codes.code(codes.UNIT, row.key)


def by_label(session: Session, building: Building, label: str | None) -> Unit:
    """The room of a label, or the implicit unit when none is given; NotFound."""
    if label:
        row = find(session, building.key, label)
    else:
        row = session.execute(records.standing(Unit, _U.building_id == building.key, _U.implicit)).scalar_one_or_none()
    if row is None:
        raise NotFound(code=f"{building.code} {label or ''}".strip())
    return row


def _refuse_implicit(row: Unit) -> None:
    if row.implicit:
        raise Conflict("implicit_unit", label=row.label)
