"""Which state of which record is looked at: numbers that change with every commit, in the order of commits."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Engine, update
from sqlmodel import Field, Session, SQLModel

from buildings.database import engine as engines
from buildings.database.types import Slug, Utc, Whole

RECORD: Final = "record"  # what figures and lists stand on
DOORS: Final = "doors"  # who may come in, who is signed in, and for what purpose

_LOOK: Final = "select slug, number, cast(at as varchar(40)) from editions"


class Edition(SQLModel, table=True):
    """A number that a transaction raises as the last thing it does, and when: a copy that went another way differs.

    The newest audit entry would not do: on PostgreSQL an entry may be committed after a higher one, and who looked
    in between would take what they saw for all there is.
    """

    __tablename__ = "editions"

    slug: str = Field(primary_key=True, sa_type=Slug)
    number: int = Field(sa_type=Whole)
    at: dt.datetime | None = Field(default=None, sa_type=Utc)


@dataclass(frozen=True)
class Pulse:
    """State of a database at one moment: what was made from an equal one is still true."""

    record: str
    doors: int


def raise_(session: Session, slug: str) -> None:
    """Raise a number; the last thing before a commit, since others wait for it."""
    rows = Edition.__table__  # type: ignore[attr-defined]
    values = {"number": rows.c.number + 1, "at": dt.datetime.now(dt.UTC)}
    session.execute(update(rows).where(rows.c.slug == slug).values(values))


def version(session: Session) -> str:
    """Number and instant of the newest change; two databases never share it. '' before the first."""
    return _read(session.connection().exec_driver_sql(_LOOK).all()).record


def newest(session: Session) -> dt.datetime | None:
    """Instant of the newest change; None before the first."""
    edition = session.get(Edition, RECORD)
    return None if edition is None else edition.at


def pulse(engine: Engine) -> Pulse:
    """The state of a database, past the session and 10 times faster: it is asked for with every request."""
    raw = None
    try:
        raw = engine.raw_connection()
        cursor = raw.cursor()
        cursor.execute(_LOOK)
        rows = cursor.fetchall()
        cursor.close()
    except engine.dialect.loaded_dbapi.Error:  # once more, in the way that says plainly what is wrong
        with engine.connect() as connection:
            return _read(engines.snapshot(connection).exec_driver_sql(_LOOK).all())
    finally:
        if raw is not None:
            raw.close()
    return _read(rows)


def _read(rows: Any) -> Pulse:  # noqa: ANN401 - rows of any driver
    found = {slug: (number, at) for slug, number, at in rows}
    number, at = found.get(RECORD, (0, None))
    return Pulse(f"{number}/{at or ''}" if number else "", found.get(DOORS, (0, None))[0])
