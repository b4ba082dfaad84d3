"""面积不超: let + owner-occupied + out of service never exceed a unit's area, on any day, whoever writes."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, Row, Select, select
from sqlmodel import Session

from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.errors import CapacityExceeded
from buildings.quantities import day_number, day_of, decimal_of
from buildings.register import codes, locks
from buildings.register.sweep import Breach, Spans, breaches
from buildings.register.tables.buildings import Building
from buildings.register.tables.leases import Lease, LeaseUnit
from buildings.register.tables.units import Outage, Unit, UnitArea

_CHUNK: Final = 500
_MANY: Final = 5_000  # above so many units, read all of them


@dataclass(frozen=True)
class Claim:
    """What takes space of a unit: a part of a lease (``lease_id``), or an outage. Days and area as in ``Spans``."""

    unit_id: int
    first: int
    last: int | None
    dm2: int | None
    lease_id: int | None
    name: str

    def covers(self, day: int) -> bool:
        """Whether it takes space on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


def guard(changes: Changes, units: Collection[int], asked: str | None = None) -> None:
    """Refuse the unit of work when any of the units is now over-full; ``asked`` is the lease or outage being written.

    Raises
    ------
    CapacityExceeded
        Names the unit, the day, the areas and what is in the way. Nothing is clipped.
    """
    changes.session.flush()
    locks.hold(changes, units=units)
    for breach, claims in check(changes.session, units):
        raise refusal(changes.session, breach, claims, () if asked is None else (asked,))


def check(session: Session, units: Collection[int] | None = None) -> Iterator[tuple[Breach, list[Claim]]]:
    """Every over-full unit (of all units when None) with its first bad day and what takes space on it."""
    wanted = sorted(set(units)) if units is not None and len(units) <= _MANY else None
    claims = list(_claims(session, wanted))
    lives = Spans.of([(row.id, *_days(row)) for row in _rows(session, _LIVES, _U.id, wanted)])
    areas = Spans.of(
        [(row.unit_id, *_days(row)[:2], row.area_dm2) for row in _rows(session, _AREAS, _A.unit_id, wanted)]
    )
    taken = Spans.of([(claim.unit_id, claim.first, claim.last, claim.dm2) for claim in claims])
    only = None if units is None else set(units)
    for breach in breaches(lives, areas, taken):
        if only is None or breach.unit in only:
            yield breach, [claim for claim in claims if claim.unit_id == breach.unit and claim.covers(breach.day)]


_U, _A, _O = table_of(Unit).c, table_of(UnitArea).c, table_of(Outage).c
_L, _P, _B = table_of(Lease).c, table_of(LeaseUnit).c, table_of(Building).c
_LIVES: Final = select(_U.id, _U.valid_from, _U.valid_to).where(_U.voided_at.is_(None))
_AREAS: Final = select(_A.unit_id, _A.valid_from, _A.valid_to, _A.area_dm2).where(_A.voided_at.is_(None))
_LEASED: Final = (
    select(_P.unit_id, _P.starts_on, _P.ends_on, _P.area_dm2, _L.ended_early_on, _L.id, _L.code)
    .join(table_of(Lease), _L.id == _P.lease_id)
    .where(_P.voided_at.is_(None), _L.voided_at.is_(None))
)
_OUT: Final = select(_O.id, _O.unit_id, _O.starts_on, _O.ends_on, _O.area_dm2).where(_O.voided_at.is_(None))


def _rows(session: Session, query: Select[Any], key: Column[Any], units: list[int] | None) -> Iterator[Row[Any]]:
    if units is None:
        yield from session.execute(query)
        return
    for start in range(0, len(units), _CHUNK):
        yield from session.execute(query.where(key.in_(units[start : start + _CHUNK])))


def _days(row: Row[Any]) -> tuple[int | None, int | None, None]:
    first, last = row.valid_from, row.valid_to
    return (first and day_number(first)), (last and day_number(last)), None


def _claims(session: Session, units: list[int] | None) -> Iterator[Claim]:
    for row in _rows(session, _LEASED, _P.unit_id, units):
        ends = [day_number(day) for day in (row.ends_on, row.ended_early_on) if day is not None]
        last = min(ends) if ends else None
        yield Claim(row.unit_id, day_number(row.starts_on), last, row.area_dm2, row.id, row.code)
    for row in _rows(session, _OUT, _O.unit_id, units):
        last = None if row.ends_on is None else day_number(row.ends_on)
        yield Claim(row.unit_id, day_number(row.starts_on), last, row.area_dm2, None, codes.code(codes.OUTAGE, row.id))


def refusal(session: Session, breach: Breach, claims: Iterable[Claim], asked: Collection[str]) -> CapacityExceeded:
    """What a breach says of those that ask for space (by name), and of what is in their way."""
    unit, building = session.execute(
        select(_U.label, _B.code).join(table_of(Building), _B.id == _U.building_id).where(_U.id == breach.unit)
    ).one()
    area, those = breach.area_dm2, list(claims)
    ours = [claim for claim in those if claim.name in asked]
    mine = sum((area or 0) if claim.dm2 is None else claim.dm2 for claim in ours)
    others = sorted({claim.name for claim in those if claim not in ours})
    details = {
        "building": building,
        "unit": unit,
        "day": day_of(breach.day),
        "area_m2": "—" if area is None else decimal_of(area),
        "taken_m2": decimal_of(breach.taken_dm2 - mine),
        "asked_m2": decimal_of(mine),
        "blockers": "、".join(others) or "—",
    }
    if not breach.exists:
        return CapacityExceeded("unit_not_there", **details)
    if area is None:
        return CapacityExceeded("whole_unit_taken", **details)
    return CapacityExceeded(**details) if mine else CapacityExceeded("unit_too_small", **details)
