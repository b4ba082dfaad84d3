"""Rooms and leases of somebody on a day in a few figures: what is taken, what is empty, what ends soon."""

import calendar
import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from buildings.access.principals import Principal
from buildings.database.engine import Engine
from buildings.kinds import LeaseKind
from buildings.register.views.rent_roll import last_of
from buildings.workflows import rent_roll_out
from buildings.workflows.rent_roll_out import Held

Row = Mapping[Any, Any]


@dataclass
class Sums:
    """Areas in dm² of rooms to let whose area is known; ``unknown`` counts the others. ``ending``: see ``Holdings``."""

    rooms: int = 0
    unknown: int = 0
    area: int = 0
    taken: int = 0
    out: int = 0
    vacant: int = 0
    ending: int = 0
    leases_ending: set[int] = field(default_factory=set)
    ending_unknown: int = 0


@dataclass(frozen=True)
class Stay:
    """A tenant in a room: since when, to when (None = open), whether it ends within the year."""

    tenant: str
    first: dt.date
    last: dt.date | None
    soon: bool


@dataclass(frozen=True)
class Room:
    """A room as the list of rooms has it (areas in dm², None = not known), and who is or comes in."""

    building: str
    building_name: str
    room: str | None
    lettable: bool
    area: int | None
    taken: int | None
    out: int | None
    vacant: int | None
    stays: Sequence[Stay]


@dataclass(frozen=True)
class Holdings:
    """What somebody holds on a day.

    A lease ends soon when it runs on the day and its last day lies within the 12 months after it, that day included;
    what was renewed counts all the same.
    """

    day: dt.date
    until: dt.date
    rooms: Sequence[Room]
    whole: Sums
    buildings: Mapping[str, tuple[str, Sums]]


def of(engine: Engine, who: Principal, origin: str, day: dt.date, buildings: Collection[str] = ()) -> Holdings:
    """What somebody holds on a day, in all buildings or some; NotFound for a building in which nothing is held."""
    with rent_roll_out.opened(engine, who, origin, day, buildings) as desk:
        return summed(desk.held(), day)


def summed(held: Held, day: dt.date) -> Holdings:
    """Add up rooms and leases."""
    until = year_on(day)
    leases: dict[int, list[Any]] = {}
    for row in held.leases:
        leases.setdefault(row.unit_id, []).append(row)
    rooms, whole, each = [], Sums(), dict[str, tuple[str, Sums]]()
    for row in sorted(held.rooms, key=_order):
        there = leases.get(row["key"], [])
        _, home = each.setdefault(row["building"], (row["building_name"], Sums()))
        for sums in (whole, home):
            _add(sums, row, there, (day, until))
        rooms.append(_room(row, there, (day, until)))
    return Holdings(day, until, rooms, whole, each)


def year_on(day: dt.date) -> dt.date:
    """The same day of the next year; the last one of February where there is none."""
    year = day.year + 1
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))


def _order(row: Row) -> tuple[Any, ...]:
    return row["building"], row["floor_order"] is None, row["floor_order"] or 0, row["room"]


def _soon(row: Any, days: tuple[dt.date, dt.date]) -> bool:  # noqa: ANN401 - a row of the view
    last = last_of(row)
    return bool(row.kind == LeaseKind.LET and row.starts_on <= days[0] and last is not None and last <= days[1])


def _add(sums: Sums, room: Row, leases: Iterable[Any], days: tuple[dt.date, dt.date]) -> None:
    if not room["lettable"]:
        return
    sums.rooms += 1
    for row in filter(lambda one: _soon(one, days), leases):
        area = room["area_m2"] if row.area_dm2 is None else row.area_dm2
        sums.leases_ending.add(row.lease_id)
        sums.ending += area or 0
        sums.ending_unknown += area is None
    if room["vacant_m2"] is None:
        sums.unknown += 1
        return
    sums.area += room["area_m2"]
    sums.taken += room["let_m2"] + room["own_m2"]
    sums.out += room["out_m2"]
    sums.vacant += room["vacant_m2"]


def _room(row: Row, leases: Iterable[Any], days: tuple[dt.date, dt.date]) -> Room:
    let, own = row["let_m2"], row["own_m2"]
    stays = [Stay(one.tenant, one.starts_on, last_of(one), _soon(one, days)) for one in leases]
    return Room(
        row["building"],
        row["building_name"],
        None if row["implicit"] else row["room"],
        bool(row["lettable"]),
        row["area_m2"],
        None if let is None or own is None else let + own,
        row["out_m2"],
        row["vacant_m2"],
        sorted(stays, key=lambda stay: (stay.first, stay.tenant)),
    )
