"""未分房间: a building without a room register has one unit that stands for all rooms; its area is the declared one."""

from typing import Final

from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.errors import Conflict
from buildings.kinds import AreaKind
from buildings.register import capacity, periods, records
from buildings.register.tables.buildings import Building, BuildingArea
from buildings.register.tables.leases import LeaseUnit
from buildings.register.tables.units import Unit, UnitArea

LABEL: Final = "未分房间"
_U, _P = table_of(Unit).c, table_of(LeaseUnit).c


def sync(changes: Changes, building: Building) -> Unit | None:
    """Bring the implicit unit in step with the building: there or not, and as large as declared on each day.

    Raises
    ------
    Conflict
        Rooms stand in a building that now says it has no room register, or leases stand on a unit that must go.
    CapacityExceeded
        The declared area became smaller than what is taken.
    """
    units = changes.session.execute(records.standing(Unit, _U.building_id == building.key)).scalars().all()
    unit = next((one for one in units if one.implicit), None)
    if building.room_register:
        if unit is not None:
            _remove(changes, building, unit)
        return None
    if any(not one.implicit for one in units):
        raise Conflict("has_rooms", code=building.code)
    if unit is None:
        unit = records.create(changes, Unit, {"building_id": building.key, "label": LABEL, "implicit": True})
    if _measure(changes, building, unit):
        capacity.guard(changes, [unit.key])
        changes.buildings.add(building.key)
    return unit


def _remove(changes: Changes, building: Building, unit: Unit) -> None:
    if changes.session.execute(records.standing(LeaseUnit, _P.unit_id == unit.key).limit(1)).first():
        raise Conflict("implicit_unit_let", code=building.code)
    for area in periods.of(changes, UnitArea, {"unit_id": unit.key}):
        records.void(changes, area, "room register begun")
    records.void(changes, unit, "room register begun")
    changes.buildings.add(building.key)


def _measure(changes: Changes, building: Building, unit: Unit) -> bool:
    """Let the unit's area rows say what is declared; days without a declaration have an unknown area."""
    owner = {"building_id": building.key, "kind": AreaKind.LETTABLE_DECLARED}
    declared = periods.of(changes, BuildingArea, owner)
    wanted = [
        {"area_dm2": row.area_dm2, "source": row.source, "valid_from": row.valid_from, "valid_to": row.valid_to}
        for row in declared
    ]
    wanted += [
        {"area_dm2": None, "source": None, "valid_from": first, "valid_to": last}
        for first, last in periods.gaps([(row.valid_from, row.valid_to) for row in declared])
    ]
    changed = [periods.put(changes, UnitArea, {"unit_id": unit.key}, row | {"lettable": True}) for row in wanted]
    return any(changed)
