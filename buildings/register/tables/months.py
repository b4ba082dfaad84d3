"""封账: the open or closed state of months."""

import datetime as dt

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from buildings.database.base import Record, table_args
from buildings.database.types import Slug, Utc


class MonthState(Record, table=True):
    """State of one month; a month without a row is open."""

    __tablename__ = "month_states"
    __table_args__ = table_args(CheckConstraint("state in ('open', 'closed')", name="state_slug"))

    month: int = Field(unique=True)
    state: str = Field(default="open", sa_type=Slug)
    closed_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    closed_by: str | None = None
