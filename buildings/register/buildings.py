"""楼宇: buildings with dated areas, status and life events; zones and the implicit unit are kept in step."""

import datetime as dt
from typing import Any

import shapely
from sqlalchemy import select
from sqlmodel import Session

from buildings import datum
from buildings.database.base import Record
from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.errors import InvalidValue
from buildings.kinds import AreaKind
from buildings.register import implicit, locks, memberships, periods, records, removal
from buildings.register.tables.buildings import (
    Building,
    BuildingArea,
    BuildingBase,
    BuildingClaim,
    BuildingEvent,
    BuildingOperator,
    BuildingState,
)

__all__ = [
    "Building",
    "BuildingArea",
    "BuildingBase",
    "BuildingClaim",
    "BuildingEvent",
    "BuildingOperator",
    "BuildingState",
]

_ALWAYS: dict[str, Any] = {"valid_from": None, "valid_to": None}


def create(changes: Changes, base: BuildingBase) -> Building:
    """A new building; without a room register it gets its implicit unit, with a place its zones."""
    row = records.create(changes, Building, base.model_dump())
    changes.buildings.add(row.key)
    implicit.sync(changes, row)
    if row.point is not None or row.footprint is not None:
        memberships.locate(changes, [row])
    return row


def update(changes: Changes, row: Building, values: records.Values, *, version: int | None = None) -> bool:
    """Change what is said of a building; room_register on or off brings or removes the implicit unit."""
    locks.hold(changes, buildings=[row.key])
    if not records.update(changes, row, values, version):
        return False
    changes.buildings.add(row.key)
    if "room_register" in values:
        implicit.sync(changes, row)
    if values.keys() & {"point", "footprint", "point_accuracy_m"}:
        memberships.locate(changes, [row])
    return True


def point_of(lon: float, lat: float, declared: str) -> shapely.Point:
    """A point in WGS 84 from degrees of a declared datum, rounded to 1e-7 degree (about 1 cm)."""
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):  # noqa: PLR2004 - the globe
        raise InvalidValue("no_such_place", lon=lon, lat=lat)
    east, north = datum.to_wgs84(lon, lat, declared)
    return shapely.Point(round(float(east), 7), round(float(north), 7))


def place(  # noqa: PLR0913 - a place is a pair of degrees, what they are measured in, and how well
    changes: Changes,
    row: Building,
    lon: float,
    lat: float,
    declared: str,
    *,
    accuracy_m: float | None = None,
    source: str | None = None,
) -> bool:
    """Put a building on the map from degrees of a declared datum; its zones follow."""
    point = point_of(lon, lat, declared)
    return update(changes, row, {"point": point, "point_accuracy_m": accuracy_m, "point_source": source})


def set_area(changes: Changes, row: Building, kind: str, area_dm2: int | None, **period: Any) -> bool:  # noqa: ANN401 - dates and source
    """One of the areas for a period (``valid_from``, ``valid_to``, ``source``); None = said to be unknown."""
    if area_dm2 is not None and area_dm2 < 0:
        raise InvalidValue("negative_area", value=area_dm2 / 100)
    values = {"area_dm2": area_dm2, "source": None} | _ALWAYS | period
    return _dated(changes, row, BuildingArea, {"kind": kind}, values)


def set_status(changes: Changes, row: Building, status: str, **period: Any) -> bool:  # noqa: ANN401
    """Status for a period (``valid_from``, ``valid_to``, ``source``)."""
    return _dated(changes, row, BuildingState, {}, {"status": status, "source": None} | _ALWAYS | period)


def set_operator(changes: Changes, row: Building, enterprise_id: int, **period: Any) -> bool:  # noqa: ANN401
    """运营方 of the whole building for a period."""
    return _dated(changes, row, BuildingOperator, {}, {"enterprise_id": enterprise_id} | _ALWAYS | period)


def _dated(changes: Changes, row: Building, cls: type[Record], more: dict[str, Any], values: dict[str, Any]) -> bool:
    locks.hold(changes, buildings=[row.key])
    if not periods.put(changes, cls, {"building_id": row.key} | more, values):
        return False
    changes.buildings.add(row.key)
    if more.get("kind") == AreaKind.LETTABLE_DECLARED and not row.room_register:
        implicit.sync(changes, row)
    return True


def add_event(  # noqa: PLR0913 - an event is a kind, two days, a stage and a source
    changes: Changes,
    row: Building,
    kind: str,
    earliest: dt.date | None,
    latest: dt.date | None = None,
    *,
    stage: str = "done",
    source: str | None = None,
) -> BuildingEvent:
    """Completion or renovation between two days; the same one again changes nothing."""
    table = table_of(BuildingEvent).c
    if kind not in {"completion", "renovation"} or stage not in {"planned", "started", "done"}:
        raise InvalidValue(field="kind", value=f"{kind} {stage}")
    values = {"building_id": row.key, "kind": kind, "earliest": earliest, "latest": latest, "stage": stage}
    for event in changes.session.execute(records.standing(BuildingEvent, table.building_id == row.key)).scalars():
        if all(getattr(event, name) == value for name, value in values.items()):
            same: BuildingEvent = event
            return same
    changes.buildings.add(row.key)
    return records.create(changes, BuildingEvent, values | {"source": source})


def void(changes: Changes, row: Building, reason: str, version: int | None = None) -> int:
    """Take a building out with all below it; refused while anything leans on it. How many records went."""
    return removal.void(changes, row, reason, version)


def by_code(session: Session, code: str) -> Building:
    """The building of a public code; NotFound."""
    return records.by_code(session, Building, code)


def was_voided(session: Session, code: str) -> bool:
    """Whether the code was that of a building taken out."""
    table = table_of(Building)
    found = select(table.c.id).where(table.c.code == code, table.c.voided_at.is_not(None)).limit(1)
    return session.execute(found).first() is not None
