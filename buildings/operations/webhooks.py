"""Subscriptions to the feed: where events are sent, of which kinds, signed with which secret."""

import base64
import datetime as dt
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlmodel import Field, Session, SQLModel

from buildings.access.accounts import Account
from buildings.database.base import Record, table_args
from buildings.database.history import table_of
from buildings.database.types import Document, Key, Slug, Utc, one_of
from buildings.database.work import Changes
from buildings.errors import Conflict, NotFound, StaleVersion

_CODE: Final = "W-"
_SECRET_BYTES: Final = 32
_MOST_DIGITS: Final = 12  # longer than any key


class State(StrEnum):
    """Whether a subscription is sent to."""

    ACTIVE = "active"
    PAUSED = "paused"  # by its account, or since the receiver said that it is gone
    STOPPED = "stopped"  # by an administrator: its account can only end it


class Subscription(Record, table=True):
    """An address that is told of events its account may see; one that ended is voided."""

    __tablename__ = "subscriptions"
    __of_doors__ = True
    __table_args__ = table_args(one_of("state", State))

    account_id: int = Field(foreign_key="accounts.id", index=True)
    url: str = Field(description="may hold a secret of the receiver's: shown to its account alone")
    kinds: list[str] = Field(default_factory=list, sa_type=Document, description="of events; empty = all")
    roles: list[str] = Field(default_factory=list, sa_type=Document, description="of the account's; empty = all")
    state: str = Field(default=State.ACTIVE, sa_type=Slug)
    reason: str | None = Field(default=None, description="why it is not active")
    made_by: str = Field(description="who subscribed")
    made_at: dt.datetime = Field(sa_type=Utc)


class SubscriptionSecret(SQLModel, table=True):
    """What a subscription's messages are signed with, apart so that no history holds former ones."""

    __tablename__ = "subscription_secrets"

    subscription_id: int = Field(primary_key=True, foreign_key="subscriptions.id", sa_type=Key)
    secret: str = Field(repr=False)
    former: str | None = Field(default=None, repr=False, description="signs beside it for a while")
    former_until: dt.datetime | None = Field(default=None, sa_type=Utc)


_S = table_of(Subscription).c


@dataclass(frozen=True)
class Asked:
    """What is subscribed to: where to, kinds of events, roles of the account that it is narrowed to."""

    url: str
    kinds: Collection[str] = ()
    roles: Collection[str] = ()


def code_of(row: Subscription) -> str:
    """Public code of a subscription."""
    return f"{_CODE}{row.key:07d}"


def by_code(session: Session, code: str, account_id: int | None) -> Subscription:
    """The standing subscription of a code, of one account unless None; NotFound."""
    digits = code.removeprefix(_CODE)
    usable = digits != code and digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS
    row = session.get(Subscription, int(digits)) if usable else None
    if row is None or row.voided_at is not None or account_id not in {None, row.account_id}:
        raise NotFound(code=code)
    return row


def of(session: Session, account_id: int) -> Sequence[Subscription]:
    """Standing subscriptions of an account, in the order they were made."""
    query = select(Subscription).where(_S.account_id == account_id, _S.voided_at.is_(None)).order_by(_S.id)
    return session.execute(query).scalars().all()


def listed(session: Session, *, after: int, most: int) -> Sequence[Subscription]:
    """Standing subscriptions of everybody, from after a key on."""
    query = select(Subscription).where(_S.voided_at.is_(None), _S.id > after).order_by(_S.id).limit(most)
    return session.execute(query).scalars().all()


def create(changes: Changes, account_id: int, asked: Asked, *, most: int) -> tuple[Subscription, str]:
    """A new subscription and its secret, which nobody can read again; Conflict when the account has enough."""
    if len(of(changes.session, account_id)) >= most:
        raise Conflict("too_many_webhooks", most=most)
    row = Subscription(
        account_id=account_id,
        url=asked.url,
        kinds=sorted(set(asked.kinds)),
        roles=sorted(set(asked.roles)),
        made_by=changes.actor,
        made_at=changes.at,
    )
    changes.session.add(row)
    changes.session.flush()
    secret = _random_secret()
    changes.session.add(SubscriptionSecret(subscription_id=row.key, secret=secret))
    changes.session.flush()
    return row, secret


def change(changes: Changes, row: Subscription, *, kinds: Collection[str] | None, state: State | None) -> None:
    """Other kinds, a pause or its end; Conflict for one that an administrator stopped."""
    if row.state == State.STOPPED:
        raise Conflict("webhook_stopped", code=code_of(row))
    if kinds is not None:
        row.kinds = sorted(set(kinds))
    if state is not None and state != row.state:
        row.state, row.reason = state.value, None
    changes.session.flush()


def fresh(row: Subscription, version: int) -> None:
    """StaleVersion when a subscription moved on since a version."""
    if row.version != version:
        raise StaleVersion(version=row.version)


def hold(changes: Changes, row: Subscription, state: State, reason: str) -> None:
    """Send nothing more, and say why."""
    row.state, row.reason = state.value, reason
    changes.session.flush()


def end(changes: Changes, row: Subscription, reason: str) -> None:
    """Void a subscription; its secret is gone."""
    row.voided_at, row.voided_by, row.void_reason = changes.at, changes.actor, reason
    changes.session.flush()
    kept = SubscriptionSecret.__table__  # type: ignore[attr-defined]
    changes.session.execute(delete(kept).where(kept.c.subscription_id == row.key))


def renew(changes: Changes, row: Subscription, overlap: dt.timedelta) -> tuple[str, dt.datetime]:
    """A new secret, and until when the former one signs beside it."""
    kept = changes.session.get(SubscriptionSecret, row.key)
    if kept is None:
        raise NotFound(code=code_of(row))
    until = changes.at + overlap
    kept.former, kept.former_until, kept.secret = kept.secret, until, _random_secret()
    changes.session.flush()
    return kept.secret, until


def secrets_of(session: Session, row: Subscription, now: dt.datetime) -> list[str]:
    """What messages are signed with now, the present secret first."""
    kept = session.get(SubscriptionSecret, row.key)
    if kept is None:
        return []
    former = kept.former if kept.former_until is not None and kept.former_until > now else None
    return [kept.secret] if former is None else [kept.secret, former]


def forget_former(session: Session, now: dt.datetime) -> None:
    """Drop former secrets that do not sign any more."""
    kept = SubscriptionSecret.__table__  # type: ignore[attr-defined]
    session.execute(update(kept).where(kept.c.former_until <= now).values(former=None, former_until=None))


def _random_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def sent_to() -> ColumnElement[bool]:
    """Condition that something may be sent: the subscription stands and is active, and its account works."""
    accounts = table_of(Account).c
    works = select(accounts.id).where(accounts.enabled.is_(True), accounts.voided_at.is_(None))
    return and_(_S.voided_at.is_(None), _S.state == State.ACTIVE.value, _S.account_id.in_(works))
