"""楼宇: buildings with dated areas, status and life events; unknown stays unknown."""

import datetime as dt
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel
from sqlmodel.main import SQLModelConfig

from buildings.database.base import Record, table_args
from buildings.database.types import Document, Geom, Slug, Whole, in_order, one_of
from buildings.kinds import AreaKind, BuildingStatus, BuildingUse, Specialty


class BuildingBase(SQLModel):
    """What is said of a building and does not need a date of its own."""

    model_config = SQLModelConfig(arbitrary_types_allowed=True)

    code: str = Field(unique=True, description="GL-####; demonstration SF-####")
    name: str = Field(min_length=1, index=True)
    aliases: list[str] = Field(default_factory=list, sa_type=Document)
    complex_code: str | None = Field(default=None, index=True, description="towers A/B of one complex share it")
    address: str | None = None
    subdistrict_code: str | None = Field(default=None, foreign_key="subdistricts.code", index=True)
    use: str = Field(default=BuildingUse.UNKNOWN, sa_type=Slug)
    floors_above: int | None = Field(default=None, ge=0)
    floors_below: int | None = Field(default=None, ge=0)
    point: BaseGeometry | None = Field(default=None, sa_type=Geom("POINT"), description="WGS 84")
    point_accuracy_m: float | None = Field(default=None, ge=0)
    point_source: str | None = None
    footprint: BaseGeometry | None = Field(default=None, sa_type=Geom("MULTIPOLYGON"), description="WGS 84")
    room_register: bool = Field(default=False, description="False: one implicit unit 未分房间 stands for all rooms")


class Building(Record, BuildingBase, table=True):
    """A building as it is known now."""

    __tablename__ = "buildings"
    __table_args__ = table_args(
        one_of("use", BuildingUse),
        CheckConstraint("policy_type in ('new_build', 'model', 'upgrade', 'cluster')", name="policy_type_slug"),
        one_of("specialty", Specialty),
        Index("ix_buildings_point", "point", postgresql_using="gist", info={"only": "postgresql"}).ddl_if(
            dialect="postgresql"
        ),
        Index("ix_buildings_footprint", "footprint", postgresql_using="gist", info={"only": "postgresql"}).ddl_if(
            dialect="postgresql"
        ),
    )

    policy_type: str | None = Field(default=None, sa_type=Slug, description="until 2026112804, when decisions began")
    specialty: str | None = Field(default=None, sa_type=Slug, description="the same; kept because audit seals cover it")


class BuildingArea(Record, table=True):
    """One of a building's areas, dated; no row, or a row without area, is unknown."""

    __tablename__ = "building_areas"
    __table_args__ = table_args(
        one_of("kind", AreaKind), CheckConstraint("area_dm2 >= 0", name="area"), in_order("valid_from", "valid_to")
    )

    building_id: int = Field(foreign_key="buildings.id", index=True)
    kind: str = Field(sa_type=Slug)
    area_dm2: int | None = Field(default=None, sa_type=Whole)
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    source: str | None = None


class BuildingState(Record, table=True):
    """A building's status from one day to another; no row on a day is unknown."""

    __tablename__ = "building_states"
    __table_args__ = table_args(one_of("status", BuildingStatus), in_order("valid_from", "valid_to"))

    building_id: int = Field(foreign_key="buildings.id", index=True)
    status: str = Field(sa_type=Slug)
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    source: str | None = None


class BuildingEvent(Record, table=True):
    """Completion or major renovation as (earliest, latest, stage): sources say 'before 2009-07' or 'plan 2014'."""

    __tablename__ = "building_events"
    __table_args__ = table_args(
        CheckConstraint("kind in ('completion', 'renovation')", name="kind_slug"),
        CheckConstraint("stage in ('planned', 'started', 'done')", name="stage_slug"),
        in_order("earliest", "latest"),
    )

    building_id: int = Field(foreign_key="buildings.id", index=True)
    kind: str = Field(sa_type=Slug)
    earliest: dt.date | None = None
    latest: dt.date | None = None
    stage: str = Field(default="done", sa_type=Slug)
    source: str | None = None


class BuildingClaim(Record, table=True):
    """A statement of a source about a building, kept as it was said; never a figure of ours."""

    __tablename__ = "building_claims"

    building_id: int = Field(foreign_key="buildings.id", index=True)
    subject: str = Field(sa_type=Slug, description="column of data/facts/buildings.csv")
    statement: str
    as_of: str | None = None
    source: str
    source_url: str | None = None
    remark: str | None = None
    extra: dict[str, Any] = Field(default_factory=dict, sa_type=Document)


class BuildingOperator(Record, table=True):
    """运营方: who operates the whole building, dated."""

    __tablename__ = "building_operators"
    __table_args__ = table_args(in_order("valid_from", "valid_to"))

    building_id: int = Field(foreign_key="buildings.id", index=True)
    enterprise_id: int = Field(foreign_key="enterprises.id", index=True)
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
