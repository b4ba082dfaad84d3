"""产权: owner per unit and who manages it, dated."""

import datetime as dt

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from buildings.database.base import Record, table_args
from buildings.database.types import Slug, in_order, one_of
from buildings.kinds import ManagementMode


class Ownership(Record, table=True):
    """A share of a unit held by an enterprise, or by somebody known by name only, dated."""

    __tablename__ = "ownerships"
    __table_args__ = table_args(
        CheckConstraint("share_ppm > 0 and share_ppm <= 1000000", name="share"), in_order("valid_from", "valid_to")
    )

    unit_id: int = Field(foreign_key="units.id", index=True)
    enterprise_id: int | None = Field(default=None, foreign_key="enterprises.id", index=True)
    owner_name: str | None = Field(default=None, description="as recorded, when no enterprise is linked")
    share_ppm: int = Field(default=1_000_000, description="parts per million of the unit")
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


class Management(Record, table=True):
    """Management mode of a unit, dated."""

    __tablename__ = "managements"
    __table_args__ = table_args(one_of("mode", ManagementMode), in_order("valid_from", "valid_to"))

    unit_id: int = Field(foreign_key="units.id", index=True)
    mode: str = Field(sa_type=Slug)
    manager_id: int | None = Field(default=None, foreign_key="enterprises.id")
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
