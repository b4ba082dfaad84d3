"""Signed-in people: a random token in a cookie, its sha256 here, an end by idleness and one by age."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, or_, update
from sqlmodel import Field, Session, SQLModel

from buildings.database import version
from buildings.database.types import Key, Utc


class SignedIn(SQLModel, table=True):
    """One signed-in browser."""

    __tablename__ = "signed_in"

    token_sha256: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="accounts.id", index=True, sa_type=Key)
    csrf: str = Field(description="what a form or a script must send along with a change")
    began_at: dt.datetime = Field(sa_type=Utc)
    seen_at: dt.datetime = Field(sa_type=Utc)
    purpose: str | None = Field(default=None, description="a tax officer's, stated for this session")


@dataclass(frozen=True)
class Lasting:
    """How long a session lives."""

    idle: dt.timedelta
    whole: dt.timedelta


SEEN_EVERY = dt.timedelta(minutes=1)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def begin(session: Session, account_id: int, now: dt.datetime) -> tuple[str, SignedIn]:
    """The token for the cookie, and what is kept of it."""
    token = secrets.token_urlsafe(32)
    row = SignedIn(
        token_sha256=_digest(token),
        account_id=account_id,
        csrf=secrets.token_urlsafe(32),
        began_at=now,
        seen_at=now,
    )
    session.add(row)
    session.flush()
    return token, row


def find(session: Session, token: str, now: dt.datetime, lasting: Lasting) -> SignedIn | None:
    """The session of a token, unless it ended."""
    row = session.get(SignedIn, _digest(token))
    if row is None or now - row.seen_at > lasting.idle or now - row.began_at > lasting.whole:
        return None
    return row


def seen(session: Session, token_sha256: str, now: dt.datetime) -> None:
    """Note that a session is alive."""
    rows = SignedIn.__table__  # type: ignore[attr-defined]
    long_ago = (rows.c.token_sha256 == token_sha256) & (rows.c.seen_at <= now - SEEN_EVERY)
    session.execute(update(rows).where(long_ago).values(seen_at=now))


def state_purpose(session: Session, token_sha256: str, purpose: str | None) -> None:
    """What a tax officer looks for in this session."""
    rows = SignedIn.__table__  # type: ignore[attr-defined]
    session.execute(update(rows).where(rows.c.token_sha256 == token_sha256).values(purpose=purpose))
    version.raise_(session, version.DOORS)


def end(session: Session, token: str) -> None:
    """Sign out."""
    session.execute(delete(SignedIn).where(SignedIn.__table__.c.token_sha256 == _digest(token)))  # type: ignore[attr-defined]
    version.raise_(session, version.DOORS)


def end_all(session: Session, account_id: int) -> None:
    """Sign an account out everywhere: after a new password, or when it is disabled."""
    session.execute(delete(SignedIn).where(SignedIn.__table__.c.account_id == account_id))  # type: ignore[attr-defined]
    version.raise_(session, version.DOORS)


def sweep(session: Session, now: dt.datetime, lasting: Lasting) -> None:
    """Drop what ended long ago."""
    columns = SignedIn.__table__.c  # type: ignore[attr-defined]
    over = or_(columns.seen_at < now - lasting.idle, columns.began_at < now - lasting.whole)
    session.execute(delete(SignedIn).where(over))
