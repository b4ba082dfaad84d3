"""空间布局、片区 and 街镇: layouts, overlapping zones, memberships, sub-districts."""

import datetime as dt

from shapely.geometry.base import BaseGeometry
from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelConfig

from buildings.database.base import Record, table_args
from buildings.database.types import Geom, Slug, in_order, one_of
from buildings.kinds import Basis, ZoneKind


class Subdistrict(Record, table=True):
    """A sub-district; recorded per building, no outline, never guessed from points."""

    __tablename__ = "subdistricts"

    code: str = Field(unique=True)
    name: str
    kind: str = Field(sa_type=Slug)


class Layout(Record, table=True):
    """A spatial layout such as 一区两带三组团."""

    __tablename__ = "layouts"

    code: str = Field(unique=True)
    name: str
    source: str | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


class ZoneBase(SQLModel):
    """A zone of a layout; zones of different groups overlap, those of one ``exclusive_group`` do not."""

    model_config = SQLModelConfig(arbitrary_types_allowed=True)

    layout_id: int = Field(foreign_key="layouts.id", index=True)
    code: str
    name: str
    name_en: str | None = None
    kind: str = Field(sa_type=Slug)
    exclusive_group: str | None = Field(default=None, sa_type=Slug)
    schematic: bool = True
    shape: BaseGeometry = Field(sa_type=Geom("MULTIPOLYGON"))
    source: str | None = None


class Zone(Record, ZoneBase, table=True):
    """A zone as it is drawn now."""

    __tablename__ = "zones"
    __table_args__ = table_args(
        UniqueConstraint("layout_id", "code"),
        one_of("kind", ZoneKind),
        Index("ix_zones_shape", "shape", postgresql_using="gist", info={"only": "postgresql"}).ddl_if(
            dialect="postgresql"
        ),
    )


class ZoneMembership(Record, table=True):
    """A building counts whole to a zone; recorded beats geometry."""

    __tablename__ = "zone_memberships"
    __table_args__ = table_args(
        one_of("basis", Basis),
        CheckConstraint("share >= 0 and share <= 1", name="share"),
        in_order("valid_from", "valid_to"),
    )

    building_id: int = Field(foreign_key="buildings.id", index=True)
    zone_id: int = Field(foreign_key="zones.id", index=True)
    basis: str = Field(sa_type=Slug)
    share: float | None = Field(default=None, description="share of the footprint, information only")
    uncertain: bool = Field(default=False, description="nearer to an edge than the point's accuracy")
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
