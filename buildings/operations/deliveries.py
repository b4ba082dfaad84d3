"""Messages on their way to subscriptions: what is queued, how far each subscription was followed."""

import datetime as dt
import secrets
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Index, Table, UniqueConstraint, case, delete, func, select, update
from sqlmodel import Field, Session, SQLModel

from buildings.database import upserts
from buildings.database.base import table_args
from buildings.database.history import table_of
from buildings.database.types import Key, Slug, Utc, one_of
from buildings.errors import NotFound
from buildings.operations.webhooks import Subscription, sent_to


class Stage(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"
    NOT_FOR_IT = "not_for_it"  # when it was its turn, the account might not see the event, or had left out its kind


class Following(SQLModel, table=True):
    """How far a subscription was followed, and how its receiver behaves: written by whoever delivers."""

    __tablename__ = "subscription_progress"

    subscription_id: int = Field(primary_key=True, foreign_key="subscriptions.id", sa_type=Key)
    after_event: int = Field(default=0, sa_type=Key, description="the newest event that was looked at")
    failures: int = Field(default=0, description="attempts that failed since the last one that did not")
    failing_since: dt.datetime | None = Field(default=None, sa_type=Utc)
    rest_until: dt.datetime = Field(sa_type=Utc, description="nothing is sent before")


class Delivery(SQLModel, table=True):
    """One message on its way to one subscription: an event, or a test without one. No content is kept."""

    __tablename__ = "deliveries"
    __table_args__ = table_args(
        UniqueConstraint("subscription_id", "event_id"),
        one_of("state", Stage),
        Index("ix_deliveries_subscription_id_next_at", "subscription_id", "next_at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    message: str = Field(unique=True, description="webhook-id: the same whenever it is sent again")
    subscription_id: int = Field(foreign_key="subscriptions.id", sa_type=Key)
    event_id: int | None = Field(default=None, foreign_key="events.id", sa_type=Key, description="none of a test")
    state: str = Field(default=Stage.WAITING, sa_type=Slug)
    attempts: int = 0
    queued_at: dt.datetime = Field(sa_type=Utc)
    next_at: dt.datetime | None = Field(default=None, sa_type=Utc, index=True, description="none when it is not tried")
    first_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    last_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    last_status: int | None = None
    last_error: str | None = Field(default=None, sa_type=Slug)


_D: Final[Table] = Delivery.__table__  # type: ignore[attr-defined]
_F: Final[Table] = Following.__table__  # type: ignore[attr-defined]
_S: Final = table_of(Subscription).c


def message() -> str:
    """A new webhook-id: random, since numbers of events come again when a copy of a database is put back."""
    return f"msg_{secrets.token_urlsafe(18)}"


def follow(session: Session, subscription_id: int, after_event: int, now: dt.datetime) -> None:
    """Begin to follow from after an event."""
    session.add(Following(subscription_id=subscription_id, after_event=after_event, rest_until=now))
    session.flush()


def behind(session: Session, newest: int) -> Sequence[tuple[int, int]]:
    """Subscriptions that are sent to and were not followed as far as an event, and how far they were."""
    query = select(_F.c.subscription_id, _F.c.after_event).join(Subscription, _S.id == _F.c.subscription_id)
    wanted = query.where(sent_to(), _F.c.after_event < newest).order_by(_S.id)
    return [(row[0], row[1]) for row in session.execute(wanted)]


def queue(session: Session, subscription_id: int, events: Collection[int], newest: int, now: dt.datetime) -> None:
    """Let events wait for their turn; the subscription was followed as far as the newest."""
    rows = [{**_new(subscription_id, now), "event_id": event} for event in events]
    if rows:
        session.execute(upserts.insert(session, _D).on_conflict_do_nothing(), rows)
    session.execute(update(_F).where(_F.c.subscription_id == subscription_id).values(after_event=newest))


def queue_test(session: Session, subscription_id: int, now: dt.datetime) -> Delivery:
    """Let a test wait, which is sent at once."""
    row = Delivery(**_new(subscription_id, now))
    session.add(row)
    session.flush()
    wake(session, subscription_id, now)
    return row


def test_waits(session: Session, subscription_id: int) -> bool:
    """Whether a test is on its way."""
    mine = (_D.c.subscription_id == subscription_id) & _D.c.event_id.is_(None)
    return session.execute(select(_D.c.id).where(mine, _D.c.state == Stage.WAITING.value).limit(1)).first() is not None


def _new(subscription_id: int, now: dt.datetime) -> dict[str, Any]:
    return {
        "message": message(),
        "subscription_id": subscription_id,
        "state": Stage.WAITING.value,
        "attempts": 0,
        "queued_at": now,
        "next_at": now,
    }


def wake(session: Session, subscription_id: int, now: dt.datetime) -> None:
    """Let a subscription be tried at once, whatever its receiver did before."""
    fresh = {"failures": 0, "failing_since": None, "rest_until": now}
    session.execute(update(_F).where(_F.c.subscription_id == subscription_id).values(**fresh))


def repeat(session: Session, row: Delivery, now: dt.datetime) -> None:
    """Let a message wait again, as if it had never been tried; its id stays."""
    row.state, row.attempts, row.queued_at, row.next_at = Stage.WAITING, 0, now, now
    row.first_at = row.last_at = row.last_status = row.last_error = None
    session.flush()
    wake(session, row.subscription_id, now)


def counts(session: Session, subscriptions: Collection[int]) -> Mapping[int, tuple[int, int]]:
    """How many messages of each subscription wait, and how many were given up."""
    waiting, given_up = (
        func.sum(case((_D.c.state == one.value, 1), else_=0)) for one in (Stage.WAITING, Stage.GIVEN_UP)
    )
    query = select(_D.c.subscription_id, waiting, given_up).where(_D.c.subscription_id.in_(subscriptions))
    return {row[0]: (int(row[1]), int(row[2])) for row in session.execute(query.group_by(_D.c.subscription_id))}


def progress_of(session: Session, subscriptions: Collection[int]) -> Mapping[int, Following]:
    """How far subscriptions were followed, and how their receivers behave."""
    query = select(Following).where(_F.c.subscription_id.in_(subscriptions))
    return {row.subscription_id: row for row in session.execute(query).scalars()}


def of(
    session: Session, subscription_id: int, *, state: Stage | None, below: int | None, most: int
) -> Sequence[Delivery]:
    """Messages of a subscription, newest first, from below a key."""
    query = select(Delivery).where(_D.c.subscription_id == subscription_id).order_by(_D.c.id.desc()).limit(most)
    if state is not None:
        query = query.where(_D.c.state == state.value)
    if below is not None:
        query = query.where(_D.c.id < below)
    return session.execute(query).scalars().all()


def by_message(session: Session, subscription_id: int, name: str) -> Delivery:
    """A message of a subscription; NotFound."""
    query = select(Delivery).where(_D.c.subscription_id == subscription_id, _D.c.message == name)
    row: Delivery | None = session.execute(query).scalar_one_or_none()
    if row is None:
        raise NotFound(code=name)
    return row


def forget(session: Session, subscription_id: int) -> None:
    """Drop what a subscription that ended leaves."""
    session.execute(delete(_D).where(_D.c.subscription_id == subscription_id))
    session.execute(delete(_F).where(_F.c.subscription_id == subscription_id))
