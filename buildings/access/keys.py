"""Access keys of people and machines: shown once, kept as sha256, narrowed, dated, rotated, revoked."""

import datetime as dt
import hashlib
import hmac
import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlmodel import Field, Session, SQLModel

from buildings.access.accounts import Account
from buildings.audience import Role
from buildings.database import upserts
from buildings.database.base import Record
from buildings.database.history import table_of
from buildings.database.types import Document, Key, Utc
from buildings.database.work import Changes
from buildings.errors import Conflict, InvalidValue, NotFound

_FORM: Final = re.compile(r"louyu_([a-z0-9]{10})_([A-Za-z0-9_-]{43})")
_LETTERS: Final = "abcdefghijkmnpqrstuvwxyz23456789"


class AccessKey(Record, table=True):
    """A key as it is known now; a revoked one is voided."""

    __tablename__ = "access_keys"
    __of_doors__ = True

    account_id: int = Field(foreign_key="accounts.id", index=True)
    public: str = Field(unique=True, description="what names the key in lists and logs; no secret")
    sha256: str
    name: str = Field(description="what it is for")
    roles: list[str] = Field(default_factory=list, sa_type=Document, description="of the account's; empty = all")
    read_only: bool = True
    expires_at: dt.datetime = Field(sa_type=Utc)
    replaces: str | None = Field(default=None, description="the key it was rotated from")


class KeyUse(SQLModel, table=True):
    """When a key was last used, to about a minute; apart, so that a use is no new version of the key."""

    __tablename__ = "key_uses"

    key_id: int = Field(primary_key=True, foreign_key="access_keys.id", sa_type=Key)
    last_used_at: dt.datetime = Field(sa_type=Utc)


@dataclass(frozen=True)
class Asked:
    """What a new key is for and may do."""

    name: str
    days: int
    roles: Collection[Role] = ()
    read_only: bool = True


_K = table_of(AccessKey).c


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def create(changes: Changes, account: Account, asked: Asked, *, most_days: int) -> tuple[AccessKey, str]:
    """A new key and its secret text, which nobody can read again.

    Raises
    ------
    InvalidValue
        Without a name, or longer valid than keys may be.
    """
    if not asked.name.strip():
        raise InvalidValue(field="name", value=asked.name)
    if not 1 <= asked.days <= most_days:
        raise InvalidValue("key_days", value=asked.days, most=most_days)
    return _make(changes, account.key, asked.name.strip(), asked, None)


def _make(changes: Changes, account_id: int, name: str, asked: Asked, replaces: str | None) -> tuple[AccessKey, str]:
    public, secret = "".join(secrets.choice(_LETTERS) for _ in range(10)), secrets.token_urlsafe(32)
    row = AccessKey(
        account_id=account_id,
        public=public,
        sha256=_digest(secret),
        name=name,
        roles=sorted(role.value for role in asked.roles),
        read_only=asked.read_only,
        expires_at=changes.at + dt.timedelta(days=asked.days),
        replaces=replaces,
    )
    changes.session.add(row)
    changes.session.flush()
    return row, f"louyu_{public}_{secret}"


def rotate(
    changes: Changes, row: AccessKey, *, days: int | None, most_days: int, overlap: dt.timedelta
) -> tuple[AccessKey, str]:
    """A new key like this one; this one ends after the overlap, so that a machine can be changed over in peace.

    It is valid for as long as this one was, unless said. Conflict when this one was replaced already, whatever became
    of its successor: its end is that of the overlap now, and says nothing of how long it was to last.
    """
    if changes.session.execute(select(AccessKey).where(_K.replaces == row.public)).first():
        raise Conflict("key_replaced")
    days = days or max(1, min(most_days, round((row.expires_at - row.recorded_at) / dt.timedelta(days=1))))
    if not 1 <= days <= most_days:
        raise InvalidValue("key_days", value=days, most=most_days)
    asked = Asked(row.name, days, [Role(role) for role in row.roles], row.read_only)
    made = _make(changes, row.account_id, row.name, asked, row.public)
    row.expires_at = min(row.expires_at, changes.at + overlap)
    changes.session.flush()
    return made


def revoke(changes: Changes, row: AccessKey, reason: str) -> None:
    """End a key at once."""
    if not reason.strip():
        raise InvalidValue("reason_missing")
    row.voided_at, row.voided_by, row.void_reason = changes.at, changes.actor, reason.strip()
    changes.session.flush()


def find(session: Session, text: str, now: dt.datetime) -> AccessKey | None:
    """The key of a secret text, when it stands and has not expired."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    row: AccessKey | None = session.execute(
        select(AccessKey).where(_K.public == found[1], _K.voided_at.is_(None))
    ).scalar_one_or_none()
    good = hmac.compare_digest(_digest(found[2]), "" if row is None else row.sha256)
    return row if row is not None and good and row.expires_at > now else None


def of(session: Session, account_id: int) -> Sequence[AccessKey]:
    """Standing keys of an account, expired ones included."""
    query = select(AccessKey).where(_K.account_id == account_id, _K.voided_at.is_(None)).order_by(_K.id)
    return session.execute(query).scalars().all()


def by_public(session: Session, account_id: int | None, public: str) -> AccessKey:
    """The standing key of a public part, of one account unless None; NotFound."""
    query = select(AccessKey).where(_K.public == public, _K.voided_at.is_(None))
    row: AccessKey | None = session.execute(query).scalar_one_or_none()
    if row is None or account_id not in (None, row.account_id):
        raise NotFound(code=public)
    return row


def last_used(session: Session, row: AccessKey) -> dt.datetime | None:
    """When a key was last used."""
    use = session.get(KeyUse, row.key)
    return None if use is None else use.last_used_at


def note_use(session: Session, key_id: int, now: dt.datetime, every: dt.timedelta) -> None:
    """Note that a key is used, unless that was noted a moment ago."""
    rows = KeyUse.__table__  # type: ignore[attr-defined]
    statement = upserts.insert(session, rows).values(key_id=key_id, last_used_at=now)
    long_ago = rows.c.last_used_at <= now - every
    session.execute(
        statement.on_conflict_do_update(index_elements=[rows.c.key_id], set_={"last_used_at": now}, where=long_ago)
    )
