"""街镇, 空间布局, 片区: reference records that buildings are sorted into; drawing a zone anew sorts them again."""

from typing import Any, TypeVar, cast

from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlmodel import Session

from buildings.database.base import Record
from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.errors import InvalidValue
from buildings.register import memberships, records
from buildings.register.tables.buildings import Building
from buildings.register.tables.zones import Layout, Subdistrict, Zone, ZoneBase, ZoneMembership
from buildings.settings import settings

__all__ = ["Layout", "Subdistrict", "Zone", "ZoneBase", "ZoneMembership"]

R = TypeVar("R", bound=Record)
_Z = table_of(Zone).c


def ensure_subdistrict(changes: Changes, code: str, name: str, kind: str) -> Subdistrict:
    """The sub-district of a code, made or renamed when needed; InvalidValue when it lies in another district."""
    if not code.startswith(settings().adcode):
        raise InvalidValue("other_district", value=code, adcode=settings().adcode)
    return _ensure(changes, Subdistrict, code, {"name": name, "kind": kind})


def ensure_layout(changes: Changes, code: str, name: str, **more: Any) -> Layout:  # noqa: ANN401 - source and dates
    """The layout of a code, made or changed when needed."""
    return _ensure(changes, Layout, code, {"name": name} | more)


def _ensure(changes: Changes, cls: type[R], code: str, values: dict[str, Any]) -> R:
    row: R | None = changes.session.execute(records.standing(cls, table_of(cls).c.code == code)).scalar_one_or_none()
    if row is None:
        return records.create(changes, cls, {"code": code} | values)
    records.update(changes, row, values)
    return row


def draw(changes: Changes, base: ZoneBase, *, version: int | None = None) -> Zone:
    """A zone as it is drawn now, new or redrawn; buildings are sorted into the layout's zones again."""
    values = base.model_dump() | {"shape": multipolygon(base.shape)}
    known = records.standing(Zone, _Z.layout_id == base.layout_id, _Z.code == base.code)
    row: Zone | None = changes.session.execute(known).scalar_one_or_none()
    if row is None:
        row = records.create(changes, Zone, values)
    elif not records.update(changes, row, values, version):
        return row
    memberships.locate(changes, changes.session.execute(records.standing(Building)).scalars().all())
    return row


def multipolygon(shape: BaseGeometry) -> MultiPolygon:
    """The shape as a valid multipolygon (EPSG:4326); InvalidValue for anything without an inside."""
    if not shape.is_valid or shape.is_empty or shape.geom_type not in {"Polygon", "MultiPolygon"}:
        raise InvalidValue("no_area_shape")
    return shape if isinstance(shape, MultiPolygon) else MultiPolygon([cast("Polygon", shape)])


def by_code(session: Session, code: str, layout: str | None = None) -> Zone:
    """The zone of a code (of one layout, when several use it); NotFound."""
    if layout is None:
        return records.by_code(session, Zone, code)
    of_layout = select(table_of(Layout).c.id).where(table_of(Layout).c.code == layout)
    row: Zone | None = session.execute(
        records.standing(Zone, _Z.code == code, _Z.layout_id.in_(of_layout))
    ).scalar_one_or_none()
    return row if row is not None else records.by_code(session, Zone, f"{layout}/{code}")


def subdistrict_by_code(session: Session, code: str) -> Subdistrict:
    """The sub-district of nine digits; NotFound."""
    return records.by_code(session, Subdistrict, code)
