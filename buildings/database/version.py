"""Which state of which record is looked at: numbers that change with every commit, in the order of commits."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Engine, update
from sqlmodel import Field, Session, SQLModel

from buildings.database import engine as engines
from buildings.database.types import Slug, Whole

RECORD: Final = "record"  # what units of work wrote
DOORS: Final = "doors"  # who is signed in, and for what purpose

_LOOK: Final = (
    "select (select number from editions where slug = 'record'), (select number from editions where slug = 'doors'), "
    "(select cast(at as varchar(40)) from audit_entries order by id limit 1)"
)


class Edition(SQLModel, table=True):
    """A number that a transaction raises as the last thing it does.

    The newest audit entry would not do: on PostgreSQL an entry may be committed after a higher one, and who looked
    in between would take what they saw for all there is.
    """

    __tablename__ = "editions"

    slug: str = Field(primary_key=True, sa_type=Slug)
    number: int = Field(sa_type=Whole)


@dataclass(frozen=True)
class Pulse:
    """State of a database at one moment: what was made from an equal one is still true."""

    record: str
    doors: int


def raise_(session: Session, slug: str) -> None:
    """Raise a number; the last thing before a commit, since others wait for it."""
    columns = Edition.__table__.c  # type: ignore[attr-defined]
    session.execute(update(Edition).where(columns.slug == slug).values(number=columns.number + 1))


def version(session: Session) -> str:
    """Begin of the record and the number of its newest change; two databases never share it. '' before the first."""
    return _read(session.connection().exec_driver_sql(_LOOK).one()).record


def pulse(engine: Engine) -> Pulse:
    """The state of a database, past the session and 10 times faster: it is asked for with every request."""
    raw = None
    try:
        raw = engine.raw_connection()
        cursor = raw.cursor()
        cursor.execute(_LOOK)
        row = cursor.fetchone()
        cursor.close()
    except engine.dialect.loaded_dbapi.Error:  # once more, in the way that says plainly what is wrong
        with engine.connect() as connection:
            return _read(engines.snapshot(connection).exec_driver_sql(_LOOK).one())
    finally:
        if raw is not None:
            raw.close()
    return _read(row)


def _read(row: Any) -> Pulse:  # noqa: ANN401 - a row of any driver
    record, doors, begun = row
    return Pulse(f"{begun}/{record}" if record and begun else "", doors or 0)
