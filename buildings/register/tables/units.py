"""楼层、房间: units with dated areas, out of service, split and join."""

import datetime as dt

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from buildings.database.base import Record, table_args, unique_unless_voided
from buildings.database.types import Slug, Whole, in_order


class UnitBase(SQLModel):
    """A room (or the implicit unit 未分房间) of a building, from one day to another."""

    building_id: int = Field(foreign_key="buildings.id", index=True)
    label: str = Field(min_length=1, description="room label, unique in its building")
    floor_label: str | None = Field(default=None, description="may be B1, 3A, G")
    floor_order: int | None = Field(
        default=None, description="order of floors, 1 = first above ground, -1 = first below"
    )
    implicit: bool = Field(default=False, description="未分房间: its area is the declared lettable area")
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


class Unit(Record, UnitBase, table=True):
    """A unit as it is known now; a split or joined unit ends and others begin."""

    __tablename__ = "units"
    __table_args__ = table_args(
        unique_unless_voided("units", "building_id", "label"), in_order("valid_from", "valid_to")
    )


class UnitArea(Record, table=True):
    """Area, use and whether it can be let, dated. ``area_dm2`` None = unknown. Periods of one unit never overlap."""

    __tablename__ = "unit_areas"
    __table_args__ = table_args(CheckConstraint("area_dm2 >= 0", name="area"), in_order("valid_from", "valid_to"))

    unit_id: int = Field(foreign_key="units.id", index=True)
    area_dm2: int | None = Field(default=None, sa_type=Whole)
    use: str | None = Field(default=None, sa_type=Slug)
    lettable: bool = True
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    source: str | None = None


class Outage(Record, table=True):
    """停用: area of a unit out of service from one day to another; ``area_dm2`` None = the whole unit."""

    __tablename__ = "outages"
    __table_args__ = table_args(CheckConstraint("area_dm2 > 0", name="area"), in_order("starts_on", "ends_on"))

    unit_id: int = Field(foreign_key="units.id", index=True)
    area_dm2: int | None = Field(default=None, sa_type=Whole)
    starts_on: dt.date
    ends_on: dt.date | None = None
    reason: str | None = None


class UnitSuccession(Record, table=True):
    """分割、合并: which unit became which, from that day on."""

    __tablename__ = "unit_successions"
    __table_args__ = table_args(UniqueConstraint("from_unit_id", "to_unit_id"))

    from_unit_id: int = Field(foreign_key="units.id", index=True)
    to_unit_id: int = Field(foreign_key="units.id", index=True)
    on_day: dt.date
