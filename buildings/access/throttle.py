"""Wrong passwords are counted by name and by address; too many lock for a while, whoever asks."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from sqlmodel import Field, Session, SQLModel

from buildings.database.types import Utc
from buildings.errors import TooMany


class Attempts(SQLModel, table=True):
    """Failures of one name or address since a moment. Names are kept as digests: people type passwords there."""

    __tablename__ = "attempts"

    subject: str = Field(primary_key=True)
    failures: int = 0
    since: dt.datetime = Field(sa_type=Utc)
    locked_until: dt.datetime | None = Field(default=None, sa_type=Utc)


@dataclass(frozen=True)
class Limit:
    """So many failures within a time lock for a time."""

    failures: int
    within: dt.timedelta
    lock: dt.timedelta


def subject(kind: str, value: str) -> str:
    """What stands for a name or an address."""
    return f"{kind}:{hashlib.sha256(value.strip().lower().encode()).hexdigest()[:32]}"


def require(session: Session, subjects: list[str], now: dt.datetime) -> None:
    """TooMany while one of them is locked."""
    for one in subjects:
        row = session.get(Attempts, one)
        if row is not None and row.locked_until is not None and row.locked_until > now:
            raise TooMany(seconds=int((row.locked_until - now).total_seconds()) + 1)


def failed(session: Session, subject_: str, now: dt.datetime, limit: Limit) -> bool:
    """Count a failure; whether it locks."""
    row = session.get(Attempts, subject_) or Attempts(subject=subject_, since=now)
    if now - row.since > limit.within:
        row.failures, row.since = 0, now
    row.failures += 1
    locks = row.failures >= limit.failures
    if locks:
        row.locked_until, row.failures, row.since = now + limit.lock, 0, now
    session.add(row)
    session.flush()
    return locks


def succeeded(session: Session, subject_: str) -> None:
    """Forget the failures of a name."""
    row = session.get(Attempts, subject_)
    if row is not None:
        session.delete(row)
        session.flush()
