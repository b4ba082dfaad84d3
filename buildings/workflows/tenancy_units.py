"""Rooms as landlords report and staff correct them: named, measured, split, joined; new ones."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, Final

from buildings.access import grants
from buildings.errors import BeyondScope, InvalidValue, NotFound, StaleVersion
from buildings.quantities import hundredths
from buildings.register import (
    buildings,
    locks,
    periods,
    records,
    scopes,
    successions,
    tenure,
    units,
    versions,
)
from buildings.register.buildings import Building
from buildings.register.units import Unit, UnitArea, UnitBase
from buildings.workflows.room_shapes import BuildingChange, Join, RoomArea, RoomChange, RoomNew, Split
from buildings.workflows.tenancy import Outcome, Task, at
from buildings.workflows.tenancy_leases import plain
from buildings.workflows.tenancy_past import Cause, Described, Room, Succession

_COLUMN: Final = {"room": "label", "floor": "floor_label"}


def create(task: Task, body: RoomNew) -> Outcome:
    """A new room, in a building that is kept or reported for as a whole."""
    with at("/building"):
        home = building(task, body.building)
    days: dict[str, Any] = {"valid_from": body.valid_from, "valid_to": body.valid_to}
    _in_order(days)
    base = UnitBase(building_id=home.key, label=body.room, floor_label=body.floor, floor_order=body.floor_order, **days)
    more = {"use": body.use, "lettable": body.lettable, **days}
    row = units.create(task.changes, base, dm2(body.area_m2), **more)
    return _outcome(row, "created", task.past.why(Room(body.valid_from)), created=True)


def change(task: Task, body: RoomChange) -> Outcome:
    """Name, floor, first and last day of a room."""
    row = settled(task)
    values = {_COLUMN.get(name, name): value for name, value in body.sent(*RoomChange.model_fields).items()}
    values.pop("reason", None)
    _in_order({name: values.get(name, getattr(row, name)) for name in ("valid_from", "valid_to")})
    before = (row.label, row.valid_from, row.valid_to)
    changed = units.update(task.changes, row, values)
    if row.label != before[0]:
        home = records.by_key(task.session, Building, row.building_id).code
        grants.follow_room(task.changes, f"{home}/{before[0]}", f"{home}/{row.label}")
    moved = _moved((row.valid_from, before[1])) | _moved((_after(row.valid_to), _after(before[2])), dt.date.max)
    why = task.past.why(Room(min(moved))) if moved else None
    return _outcome(row, "changed" if changed else "", why)


def measure(task: Task, body: RoomArea) -> Outcome:
    """Area, use and lettable for a period; what is not said of them stays."""
    row = settled(task)
    day = body.valid_from or task.asker.day
    rows = periods.of(task.changes, UnitArea, {"unit_id": row.key})
    now = next((one for one in rows if records.holds_on(one, day)), UnitArea(unit_id=row.key))
    more: dict[str, Any] = {"use": now.use, "lettable": now.lettable, **body.sent("use", "lettable")}
    days = {"valid_from": body.valid_from, "valid_to": body.valid_to}
    _in_order(days)
    changed = units.set_area(task.changes, row, dm2(body.area_m2), **more, **days, source=body.source)
    return _outcome(row, "changed" if changed else "", task.past.why(Room(body.valid_from)))


def split(task: Task, body: Split) -> Outcome:
    """New rooms instead of one; at once where they are together as large as it was."""
    row = settled(task)
    old = successions.steady(task.changes, [row], body.on)
    pieces = [(piece.room, dm2(piece.area_m2)) for piece in body.rooms]
    made = successions.split(task.changes, row, pieces, body.on)
    _succeed(task, [row], made, body.on)
    why = _replaced(task, old, [area for _, area in pieces], body.on)
    return _outcome(row, "split", why, others=made)


def join(task: Task, body: Join) -> Outcome:
    """One room instead of several; at once where it is as large as they were."""
    found = task.units({one.unit: f"/units/{index}/unit" for index, one in enumerate(body.units)})
    rows = [found[one.unit] for one in body.units]
    if len({row.key for row in rows}) < len(rows):
        raise InvalidValue("nothing_to_split", pointer="/units")
    locks.settle(task.changes, units=[row.key for row in rows], buildings=[rows[0].building_id])
    for index, (one, row) in enumerate(zip(body.units, rows, strict=True)):
        version = versions.of_unit(task.session, row.key)
        if version != one.version:
            raise StaleVersion(version=version, pointer=f"/units/{index}/version")
    old = successions.steady(task.changes, rows, body.on)
    made = successions.join(task.changes, rows, body.room, dm2(body.area_m2), body.on)
    _succeed(task, rows, [made], body.on)
    why = _replaced(task, old, [dm2(body.area_m2)], body.on)
    return _outcome(made, "joined", why, others=rows, created=True)


def change_building(task: Task, body: BuildingChange) -> Outcome:
    """What is said of a building and derives from nothing else."""
    row = building(task, task.subject)
    locks.settle(task.changes, buildings=[row.key])
    task.fresh(row.version)
    values = {name: plain(value) for name, value in body.sent(*BuildingChange.model_fields).items()}
    values.pop("reason", None)
    use = row.use
    changed = buildings.update(task.changes, row, values)
    action, why = "changed" if changed else "", task.past.why(Described(use != row.use))
    return Outcome("building", row.key, row.code, action, building_id=row.key, why=why)


def building(task: Task, code: str) -> Building:
    """A building that is kept, or reported for as a whole; NotFound."""
    row = buildings.by_code(task.session, code)
    who = task.asker
    if row.origin != task.changes.origin:
        raise NotFound(code=code)
    task.as_staff = tenure.writes_building(task.session, who.corrects, (), row, who.day)
    if not task.as_staff and not tenure.writes_building(task.session, (), who.who.held, row, who.day):
        raise NotFound(code=code)
    return row


def settled(task: Task) -> Unit:
    """The room that is changed, held, in the version it was read."""
    row = task.units({task.subject: ""})[task.subject]
    locks.settle(task.changes, units=[row.key], buildings=[row.building_id])
    task.fresh(versions.of_unit(task.session, row.key))
    return row


def dm2(area_m2: float | None) -> int | None:
    """Square decimetres; None = unknown, or the whole room."""
    return None if area_m2 is None else hundredths(area_m2)


def _moved(days: tuple[dt.date | None, dt.date | None], never: dt.date = dt.date.min) -> set[dt.date]:
    """Both days where one became the other; ``never`` is what none means."""
    now, before = days
    return set() if now == before else {now or never, before or never}


def _after(day: dt.date | None) -> dt.date | None:
    """The first day that is no longer there."""
    return None if day is None else day + dt.timedelta(days=1)


def _in_order(days: dict[str, Any]) -> None:
    first, last = days["valid_from"], days["valid_to"]
    if first is not None and last is not None and last < first:
        raise InvalidValue("days_backwards", first=first, last=last, pointer="/valid_to")


def _replaced(task: Task, old: Sequence[int] | None, new: Sequence[int | None], on: dt.date) -> Cause | None:
    """Why rooms that give way to others wait: as for any area, unless the sum is known, for ever, and stays."""
    if old is None or None in new or sum(old) != sum(area or 0 for area in new):
        return task.past.why(Room(on))
    return task.past.why(Succession(on))


def _succeed(task: Task, olds: Sequence[Unit], news: Sequence[Unit], on: dt.date) -> None:
    """Whoever holds the former rooms by name holds the new ones; a landlord never loses them out of sight."""
    home = records.by_key(task.session, Building, olds[0].building_id).code
    grants.succeed(task.changes, [f"{home}/{row.label}" for row in olds], [f"{home}/{row.label}" for row in news], on)
    if not task.as_staff:
        day, wanted = max(on, task.asker.day), {row.key for row in news}
        held = grants.held_on(task.session, task.asker.who.account_id or 0, day)  # as it is now, not as he came in
        if tenure.held(task.session, scopes.reported_for(held), wanted, day) != wanted:
            raise BeyondScope("rooms_not_held")


def _outcome(
    row: Unit, action: str, why: Cause | None, *, others: Collection[Unit] = (), created: bool = False
) -> Outcome:
    things = tuple(("unit", one.key) for one in others)
    keys = frozenset({row.key, *(one.key for one in others)})
    code = units.code_of(row)
    return Outcome("unit", row.key, code, action, keys, row.building_id, why, things, created)
