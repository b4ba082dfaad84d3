"""星级 / 等级: ratings under versioned schemes, the steps they took, and item scores with evidence."""

import datetime as dt

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from buildings.database.base import Record, table_args
from buildings.database.types import Slug, in_order, one_of
from buildings.kinds import Answer, RatingStatus
from buildings.operations import evidence as _evidence  # noqa: F401 - findings refer to its files


class Rating(Record, table=True):
    """A rating of a building under one scheme version; several schemes stand side by side.

    ``status`` to ``revoked_on`` say where it stands as recorded now; what held on a day follows from its steps, or from
    these days where it has none (a file stated them).
    """

    __tablename__ = "ratings"
    __table_args__ = table_args(one_of("status", RatingStatus), in_order("granted_on", "valid_until"))

    building_id: int = Field(foreign_key="buildings.id", index=True)
    scheme: str = Field(sa_type=Slug)
    scheme_version: str = Field(sa_type=Slug, description="as at the application; never changed")
    body: str | None = Field(default=None, description="who granted it")
    assessor: str | None = Field(default=None, description="who assesses it")
    applied_on: dt.date | None = Field(default=None, description="None: stated by a file, not assessed here")
    filled_month: int | None = Field(default=None, description="whose figures the items filled from metrics have")
    grade: str | None = Field(default=None, sa_type=Slug, description="stars as '1'…'5', or a grade slug")
    status: str = Field(default=RatingStatus.GRANTED, sa_type=Slug)
    granted_on: dt.date | None = None
    valid_until: dt.date | None = Field(default=None, description="last day it holds")
    revoked_on: dt.date | None = None
    source: str | None = None


class RatingStep(Record, table=True):
    """A step of a rating with the day it took effect; never changed, what it left behind follows from all of them."""

    __tablename__ = "rating_steps"
    __table_args__ = table_args(one_of("status", RatingStatus))

    rating_id: int = Field(foreign_key="ratings.id", index=True)
    status: str = Field(sa_type=Slug)
    effective_on: dt.date
    grade: str | None = Field(default=None, sa_type=Slug, description="of a notice and of an award")
    valid_until: dt.date | None = Field(default=None, description="last day of an award")
    note: str | None = None
    taken_by: str


class _Finding(Record):
    """Something an assessor found on a day, with what it leans on: words, a link, a file."""

    rating_id: int = Field(foreign_key="ratings.id", index=True)
    evidence: str | None = None
    link: str | None = None
    file_id: int | None = Field(default=None, foreign_key="evidence_files.id")
    assessed_on: dt.date | None = None
    assessed_by: str | None = None


class RatingScore(_Finding, table=True):
    """Points of one item of a rating; without a row, or None (looked at, not to be told), it is missing, not zero."""

    __tablename__ = "rating_scores"
    __table_args__ = table_args(CheckConstraint("points >= 0", name="points"))

    item: str = Field(sa_type=Slug)
    points: int | None = None


class RatingAnswer(_Finding, table=True):
    """Yes, no or unknown to a veto or precondition of a rating; without a row it cannot be told."""

    __tablename__ = "rating_answers"
    __table_args__ = table_args(one_of("answer", Answer))

    question: str = Field(sa_type=Slug)
    answer: str = Field(sa_type=Slug)
