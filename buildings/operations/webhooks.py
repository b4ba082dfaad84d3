"""Subscriptions to the feed: where events are sent, signed with a secret of each subscription, and how it went."""

import datetime as dt

from sqlmodel import Field, SQLModel

from buildings.database.base import Record
from buildings.database.types import Document, Key, Slug, Utc


class Subscription(Record, table=True):
    """An address that is told of events its account may see."""

    __tablename__ = "subscriptions"
    __of_doors__ = True

    account_id: int = Field(foreign_key="accounts.id", index=True)
    url: str
    secret: str = Field(description="signs what is sent; shown once, never in a log")
    kinds: list[str] = Field(default_factory=list, sa_type=Document, description="of events; empty = all")
    after_event: int = Field(default=0, sa_type=Key, description="the newest event when it was made")


class Delivery(SQLModel, table=True):
    """One event on its way to one subscription."""

    __tablename__ = "deliveries"

    subscription_id: int = Field(primary_key=True, foreign_key="subscriptions.id", sa_type=Key)
    event_id: int = Field(primary_key=True, foreign_key="events.id", sa_type=Key)
    state: str = Field(default="waiting", sa_type=Slug, description="waiting, delivered, given_up, not_for_it")
    attempts: int = 0
    next_at: dt.datetime = Field(sa_type=Utc, index=True)
    last_status: int | None = None
    last_error: str | None = None
