"""分割、合并: a unit that ends the day before and those that begin; a running lease must not be left behind."""

import datetime as dt
from collections.abc import Sequence

from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.errors import Conflict, InvalidValue
from buildings.register import locks, owners, periods, records, units
from buildings.register.tables.leases import Lease, LeaseUnit
from buildings.register.tables.units import Outage, Unit, UnitArea, UnitBase, UnitSuccession

_P = table_of(LeaseUnit).c


def split(changes: Changes, unit: Unit, parts: Sequence[tuple[str, int | None]], on: dt.date) -> list[Unit]:
    """Replace a unit by new rooms (label, dm²) from a day on; floor, use, lettable, owners go over to them."""
    return _replace(changes, [unit], parts, on)


def join(changes: Changes, olds: Sequence[Unit], label: str, area_dm2: int | None, on: dt.date) -> Unit:
    """Replace several units of one floor and of the same owners by one from a day on."""
    return _replace(changes, olds, [(label, area_dm2)], on)[0]


def _replace(
    changes: Changes, olds: Sequence[Unit], parts: Sequence[tuple[str, int | None]], on: dt.date
) -> list[Unit]:
    if not parts or not olds or len({(old.building_id, old.floor_label) for old in olds}) != 1:
        raise InvalidValue("nothing_to_split")
    locks.hold(changes, units=[old.key for old in olds], buildings=[olds[0].building_id])
    areas = [area_on(changes, old, on) for old in olds]
    _same_area(olds, areas, parts)
    for old in olds:
        _refuse_stranded(changes, old, on)
        _end(changes, old, on - periods.DAY)
    first = olds[0]
    new = []
    for label, area_dm2 in parts:
        base = UnitBase(
            building_id=first.building_id,
            label=label,
            floor_label=first.floor_label,
            floor_order=first.floor_order,
            valid_from=on,
        )
        made = units.create(changes, base, area_dm2, use=areas[0].use, lettable=areas[0].lettable, valid_from=on)
        owners.carry(changes, olds, made, on)
        new.append(made)
        for old in olds:
            values = {"from_unit_id": old.key, "to_unit_id": made.key, "on_day": on}
            records.create(changes, UnitSuccession, values)
    return new


def area_on(changes: Changes, unit: Unit, on: dt.date) -> UnitArea:
    """The area of a room that is replaced on a day; Conflict when it does not stand the day before."""
    if unit.implicit or not records.holds_on(unit, on - periods.DAY):
        raise Conflict("implicit_unit" if unit.implicit else "unit_over", label=unit.label)
    rows = periods.of(changes, UnitArea, {"unit_id": unit.key})
    return next((row for row in rows if records.holds_on(row, on)), UnitArea(unit_id=unit.key))


def steady(changes: Changes, olds: Sequence[Unit], on: dt.date) -> list[int] | None:
    """Areas of rooms of which nothing else is said from a day on; None when one is unknown, changes, or ends.

    What replaces them has one area from that day for ever: only of such rooms it is known to be as much as they were.
    """
    rows = [row for row in (area_on(changes, old, on) for old in olds) if row.valid_to is None]
    areas = [row.area_dm2 for row in rows if row.area_dm2 is not None]
    alike = len({(row.use, row.lettable) for row in rows}) == 1
    whole = len(areas) == len(olds) and all(old.valid_to is None for old in olds)
    return areas if alike and whole else None


def _same_area(olds: Sequence[Unit], areas: Sequence[UnitArea], parts: Sequence[tuple[str, int | None]]) -> None:
    """Where every area is known, walls may take some of it, but rooms cannot grow out of nothing."""
    before = [area.area_dm2 for area in areas]
    after = [dm2 for _, dm2 in parts]
    if None in before or None in after:
        return
    if sum(dm2 or 0 for dm2 in after) > sum(dm2 or 0 for dm2 in before):
        raise Conflict("parts_too_large", label="、".join(old.label for old in olds))


def _refuse_stranded(changes: Changes, unit: Unit, on: dt.date) -> None:
    """Leases that run on or after the day must be moved first: nobody guesses into which part."""
    rows = changes.session.execute(records.standing(LeaseUnit, _P.unit_id == unit.key)).scalars()
    for part in rows:
        lease = changes.session.get_one(Lease, part.lease_id)
        if lease.voided_at is not None:
            continue
        ends = [day for day in (part.ends_on, lease.ended_early_on) if day is not None]
        if not ends or (min(ends) >= on and min(ends) >= part.starts_on):
            raise Conflict("lease_would_be_stranded", lease=lease.code, label=unit.label, day=on)


def _end(changes: Changes, unit: Unit, last: dt.date) -> None:
    out = table_of(Outage).c
    for outage in changes.session.execute(records.standing(Outage, out.unit_id == unit.key)).scalars():
        if outage.ends_on is None or outage.ends_on > last:
            units.put_back(changes, outage, last)
    units.update(changes, unit, {"valid_to": last})
