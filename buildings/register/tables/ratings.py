"""星级 / 等级: ratings under versioned schemes, with item scores and evidence."""

import datetime as dt

from sqlmodel import Field

from buildings.database.base import Record, table_args
from buildings.database.types import Slug, in_order, one_of
from buildings.kinds import RatingStatus


class Rating(Record, table=True):
    """A rating of a building under one scheme version; several schemes stand side by side."""

    __tablename__ = "ratings"
    __table_args__ = table_args(one_of("status", RatingStatus), in_order("granted_on", "valid_until"))

    building_id: int = Field(foreign_key="buildings.id", index=True)
    scheme: str = Field(sa_type=Slug)
    scheme_version: str = Field(sa_type=Slug)
    body: str | None = Field(default=None, description="who granted it")
    grade: str | None = Field(default=None, sa_type=Slug, description="stars as '1'…'5', or a grade slug")
    status: str = Field(default=RatingStatus.GRANTED, sa_type=Slug)
    granted_on: dt.date | None = None
    valid_until: dt.date | None = Field(default=None, description="last day it holds")
    revoked_on: dt.date | None = None
    source: str | None = None


class RatingScore(Record, table=True):
    """Points of one item of a rating, with its evidence; an item without a row is missing, not zero."""

    __tablename__ = "rating_scores"

    rating_id: int = Field(foreign_key="ratings.id", index=True)
    item: str = Field(sa_type=Slug)
    points: int
    evidence: str | None = None
