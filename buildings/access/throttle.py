"""Wrong passwords are counted by name and by address; too many lock for a while, whoever asks.

An attempt is counted before its password is looked at: however many come at once, no more are looked at than the limit.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Table, and_, case, delete, literal, or_, select, update
from sqlmodel import Field, Session, SQLModel

from buildings.database import upserts
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


@dataclass(frozen=True)
class Attempt:
    """One attempt that was counted as a failure beforehand, in a row that began at ``since``."""

    subject: str
    since: dt.datetime


_TABLE: Final[Table] = Attempts.__table__  # type: ignore[attr-defined]
_ROW: Final = _TABLE.c


def subject(kind: str, value: str) -> str:
    """What stands for a name or an address."""
    return f"{kind}:{hashlib.sha256(value.strip().lower().encode()).hexdigest()[:32]}"


def reserve(session: Session, subject_: str, now: dt.datetime, limit: Limit) -> Attempt:
    """Count an attempt as failed until it is known better, in one statement; TooMany while the subject is locked."""
    at, fresh = literal(now, Utc()), {"failures": 1, "since": now, "locked_until": _lock(1, now, limit)}
    again = or_(_ROW.since < now - limit.within, _ROW.locked_until.is_not(None))  # its time is over, or its lock
    failures = case((again, 1), else_=_ROW.failures + 1)
    statement = (
        upserts.insert(session, _TABLE)
        .values(subject=subject_, **fresh)
        .on_conflict_do_update(
            index_elements=[_ROW.subject],
            set_={
                "failures": failures,
                "since": case((again, at), else_=_ROW.since),
                "locked_until": case((failures >= limit.failures, literal(now + limit.lock, Utc())), else_=None),
            },
            where=or_(_ROW.locked_until.is_(None), _ROW.locked_until <= now),
        )
    )
    row: Any = session.execute(statement.returning(_ROW.since)).one_or_none()
    if row is None:
        until: dt.datetime = session.execute(select(_ROW.locked_until).where(_ROW.subject == subject_)).scalar_one()
        raise TooMany(seconds=int((until - now).total_seconds()) + 1)
    return Attempt(subject_, row.since)


def _lock(failures: int, now: dt.datetime, limit: Limit) -> dt.datetime | None:
    return now + limit.lock if failures >= limit.failures else None


def give_back(session: Session, attempt: Attempt) -> None:
    """It was none of the failures after all: the others stay counted, and what only it locked is open."""
    mine = and_(_ROW.subject == attempt.subject, _ROW.since == attempt.since, _ROW.failures > 0)
    session.execute(update(_TABLE).where(mine).values(failures=_ROW.failures - 1, locked_until=None))


def forget(session: Session, subject_: str) -> None:
    """Forget the failures of a name."""
    session.execute(delete(_TABLE).where(_ROW.subject == subject_))


def sweep(session: Session, now: dt.datetime, limit: Limit) -> None:
    """Drop what no longer counts."""
    unlocked = or_(_ROW.locked_until.is_(None), _ROW.locked_until <= now)
    session.execute(delete(_TABLE).where(_ROW.since < now - limit.within, unlocked))
