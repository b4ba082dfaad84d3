"""A room whole, with its dated areas, outages and the rooms it came from and went to: what a change is made upon."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from buildings.database.base import Record
from buildings.database.history import table_of
from buildings.quantities import decimal_of
from buildings.register import codes, records, versions
from buildings.register.scopes import Reach
from buildings.register.tables.buildings import Building
from buildings.register.tables.units import Outage, Unit, UnitArea, UnitSuccession

Json = dict[str, Any]
_A, _O, _S = (table_of(cls).c for cls in (UnitArea, Outage, UnitSuccession))


def unit(session: Session, key: int, reach: Reach, day: dt.date) -> Json:
    """A room as JSON; of what happened in it, what is reached."""
    row = records.by_key(session, Unit, key)
    home = records.by_key(session, Building, row.building_id)
    areas = _dated(session.execute(records.standing(UnitArea, _A.unit_id == key)).scalars().all())
    now = next((one for one in areas if records.holds_on(one, day)), None)
    reached = reach.part(_O.unit_id, _O.starts_on, _O.ends_on)
    outages = session.execute(records.standing(Outage, _O.unit_id == key, reached)).scalars().all()
    return {
        "code": codes.code(codes.UNIT, key),
        "building": home.code,
        "building_name": home.name,
        "room": row.label,
        "floor": row.floor_label,
        "floor_order": row.floor_order,
        "implicit": row.implicit,
        "valid_from": _day(row.valid_from),
        "valid_to": _day(row.valid_to),
        "area_m2": None if now is None else _m2(now.area_dm2),
        "use": None if now is None else now.use,
        "lettable": True if now is None else now.lettable,
        "areas": [_area(one) for one in areas],
        "outages": [_outage(one) for one in outages],
        "made_of": _rooms(session, reach, _S.from_unit_id, _S.to_unit_id == key),
        "became": _rooms(session, reach, _S.to_unit_id, _S.from_unit_id == key),
        "version": versions.of_unit(session, key),
        "updated_at": _latest([row, *areas, *outages]),
    }


def _dated(rows: Sequence[UnitArea]) -> list[UnitArea]:
    return sorted(rows, key=lambda row: row.valid_from or dt.date.min)


def _area(row: UnitArea) -> Json:
    days = {"valid_from": _day(row.valid_from), "valid_to": _day(row.valid_to)}
    return {"area_m2": _m2(row.area_dm2), "use": row.use, "lettable": row.lettable, **days, "source": row.source}


def _outage(row: Outage) -> Json:
    days = {"starts_on": _day(row.starts_on), "ends_on": _day(row.ends_on)}
    return {"code": codes.code(codes.OUTAGE, row.key), **days, "area_m2": _m2(row.area_dm2), "reason": row.reason}


def _rooms(session: Session, reach: Reach, other: Any, mine: Any) -> list[str]:  # noqa: ANN401 - a column, a condition
    found = session.execute(select(other).where(mine, _S.voided_at.is_(None), reach.unit(other)).order_by(other))
    return [codes.code(codes.UNIT, key) for key in found.scalars()]


def _latest(rows: Sequence[Record]) -> str:
    return max(row.recorded_at for row in rows).isoformat()


def _m2(dm2: int | None) -> float | None:
    return None if dm2 is None else float(decimal_of(dm2))


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
