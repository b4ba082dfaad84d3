"""Column types that mean the same on SQLite and on PostgreSQL + PostGIS."""

import datetime as dt
from enum import StrEnum
from typing import Any

import shapely
from geoalchemy2 import Geometry
from geoalchemy2.shape import from_shape, to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import JSON, BigInteger, CheckConstraint, DateTime, Dialect, Integer, LargeBinary, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine
from typing_extensions import override

from buildings.database import naming as _naming  # noqa: F401 - before the first table stands

Key = BigInteger().with_variant(Integer(), "sqlite")
"""Surrogate key: BIGINT, but INTEGER on SQLite, whose autoincrement wants it."""

Whole = BigInteger
"""Fen, square decimetres and their products: whole numbers, never floats."""

Document = JSON().with_variant(JSONB(), "postgresql")
"""Structured text."""


class Utc(TypeDecorator[dt.datetime]):
    """An instant in UTC; SQLite would give it back without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        return None if value is None else value.astimezone(dt.UTC)

    @override
    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Geom(TypeDecorator[BaseGeometry]):
    """shapely in Python (EPSG:4326); geometry on PostGIS, WKB elsewhere."""

    impl = LargeBinary
    cache_ok = True
    spatial_index = False  # geoalchemy2's DDL hooks read this; the GiST index is declared by the table

    def __init__(self, geometry_type: str = "GEOMETRY", srid: int = 4326) -> None:
        self.geometry_type = geometry_type
        self.srid = srid
        super().__init__()

    @override
    def load_dialect_impl(self, dialect: Dialect | None) -> TypeEngine[Any]:
        if dialect is None:  # geoalchemy2 asks without one
            return self.impl_instance
        if dialect.name == "postgresql":
            return dialect.type_descriptor(Geometry(self.geometry_type, srid=self.srid, spatial_index=False))
        return dialect.type_descriptor(LargeBinary())

    @override
    def process_bind_param(self, value: BaseGeometry | None, dialect: Dialect) -> object:
        if value is None:
            return None
        if not isinstance(value, BaseGeometry):
            raise TypeError(type(value).__name__)
        return (
            from_shape(value, srid=self.srid) if dialect.name == "postgresql" else shapely.to_wkb(value, byte_order=1)
        )

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> BaseGeometry | None:
        if value is None:
            return None
        return to_shape(value) if dialect.name == "postgresql" else shapely.from_wkb(bytes(value))

    @override
    def coerce_compared_value(self, op: object, value: object) -> "Geom":
        return self

    def __repr__(self) -> str:
        """As rendered into migrations."""
        return f"Geom({self.geometry_type!r}, srid={self.srid})"


Slug = String(40)


def one_of(column: str, kinds: type[StrEnum]) -> CheckConstraint:
    """CHECK that a column holds one of the slugs of an enumeration."""
    allowed = ", ".join(f"'{kind.value}'" for kind in kinds)
    slugs = frozenset(kind.value for kind in kinds)
    return CheckConstraint(f"{column} in ({allowed})", name=f"{column}_slug", info={"column": column, "slugs": slugs})


def in_order(first: str, last: str) -> CheckConstraint:
    """CHECK that two optional days do not run backwards."""
    return CheckConstraint(f"{last} >= {first}", name=f"{first}_{last}_order", info={"first": first, "last": last})
