"""A rent roll on its way out: what runs or begins from a day on, and the rooms that stand empty on it."""

import datetime as dt
import hashlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from buildings.access.principals import Principal
from buildings.database import version, work
from buildings.database.engine import Engine
from buildings.database.work import Session
from buildings.errors import NotFound, TooLarge
from buildings.kinds import Origin
from buildings.quantities import decimal_of
from buildings.register.views import rent_roll
from buildings.register.views.asking import Asked, Moment
from buildings.register.views.query import Lister
from buildings.register.views.sight import Sight
from buildings.register.views.units import UNITS
from buildings.reports.rent_roll import RentRoll
from buildings.words import label
from buildings.workflows import reading

MOST: Final = reading.MOST_EXPORTED
Row = Mapping[Any, Any]


@dataclass(frozen=True)
class Held:
    """Rooms that somebody holds on a day (as the list of rooms has them), and the leases in them, row by row."""

    rooms: list[Row]
    leases: list[Any]


@dataclass(frozen=True)
class Desk:
    """A rent roll, opened: ``state`` stands for everything that it depends on."""

    session: Session
    sight: Sight
    buildings: tuple[str, ...]
    state: str

    @property
    def mark(self) -> str:
        """What marks a demonstration."""
        return label("origin", "demonstration") if self.sight.origin == Origin.DEMONSTRATION else ""

    def held(self) -> Held:
        """Rooms and leases; NotFound for a building in which nothing is held, TooLarge for too many rows."""
        return _held(self.session, self.sight, self.buildings)

    def roll(self) -> RentRoll:
        """The rows of the file."""
        found = self.held()
        known = {room["key"]: room for room in found.rooms}
        rows = [_lease(row, known.get(row.unit_id), self.mark) for row in found.leases]
        rows += [_empty(room, self.mark) for room in found.rooms if is_empty(room)]
        if len(rows) > MOST:
            raise TooLarge("too_many_rows", limit=MOST)
        return RentRoll(self.sight.day, sorted(rows, key=_order), self.mark)


@contextmanager
def opened(
    engine: Engine, who: Principal, origin: str, day: dt.date, buildings: Collection[str] = ()
) -> Iterator[Desk]:
    """The rent roll of somebody on a day, of all buildings or some."""
    sight, wanted = reading.sight(who, origin, day), tuple(sorted(set(buildings)))
    with work.reading(engine) as session:
        parts = (version.version(session), repr(reading.held_by(who)), who.account_id, origin, day, wanted)
        state = hashlib.sha256("\n".join(map(repr, parts)).encode()).hexdigest()[:32]
        yield Desk(session, sight, wanted, state)


def _held(session: Session, sight: Sight, buildings: Collection[str]) -> Held:
    """What is held on the day."""
    wanted = UNITS.filter("building")
    assert wanted is not None  # noqa: S101 - the list of rooms has it
    filters = ((wanted, tuple(buildings)),) if buildings else ()
    rooms = list(Lister(session, UNITS, sight).whole(Asked(Moment(sight.day), filters), MOST).rows)
    there = {room["building"] for room in rooms}
    for code in buildings:
        if code not in there:
            raise NotFound(code=code)
    leases = list(rent_roll.current(session, sight, buildings, MOST + 1))
    if len(leases) > MOST:
        raise TooLarge("too_many_rows", limit=MOST)
    return Held(rooms, leases)


def is_empty(room: Row) -> bool:
    """Whether a room has space to let, or may have: nobody is in it, and its area is not known."""
    vacant = room["vacant_m2"]
    return vacant > 0 if vacant is not None else not room["occupied"]


def _order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (row["building_code"], row["floor"] is None, row["floor"] or 0, row["unit_label"] or "", row["sorts"])


def _lease(row: Any, room: Row | None, mark: str) -> dict[str, object]:  # noqa: ANN401 - a row of the view
    kinds = {"kind": label("lease_kind", row.kind), "rent_unit": row.rent_unit and label("rent_unit", row.rent_unit)}
    same = ("landlord", "number", "starts_on", "ends_on", "ended_early_on", "signed_on", "break_on", "code", "version")
    return {
        **{name: getattr(row, name) for name in same},
        **kinds,
        "building_code": row.building,
        "unit_label": None if row.undivided else row.room,
        "enterprise_code": row.enterprise,
        "party_name": row.tenant,
        "party_code": row.tenant_code,
        "area": _decimal(row.area_dm2),
        "rent": _decimal(row.rent_fen),
        "renewal_of": row.renewal_number or row.renewal_of,
        "room_area": None if room is None else _decimal(room["area_m2"]),
        "mark": mark or None,
        "floor": row.floor_order,
        "sorts": (0, row.starts_on, row.code),
    }


def _empty(room: Row, mark: str) -> dict[str, object]:
    return {
        "building_code": room["building"],
        "unit_label": None if room["implicit"] else room["room"],
        "room_area": _decimal(room["area_m2"]),
        "vacant_area": _decimal(room["vacant_m2"]),
        "mark": mark or None,
        "empty": True,
        "floor": room["floor_order"],
        "sorts": (1, dt.date.max, ""),
    }


def _decimal(value: int | None) -> object:
    return None if value is None else decimal_of(value)
