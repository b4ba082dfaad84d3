"""What a database says of itself; demonstration data go only into one that was empty when they came."""

from typing import Final

from sqlalchemy import inspect, literal_column, select, table
from sqlmodel import Session

from buildings.database.base import SUFFIX
from buildings.database.work import Changes
from buildings.errors import WrongOrigin
from buildings.kinds import Origin
from buildings.operations.batches import Stamp

ORIGIN: Final = "origin"


def read(session: Session, name: str) -> str | None:
    """What the database says under a name; None when it says nothing."""
    row = session.get(Stamp, name)
    return None if row is None else row.value


def origin(session: Session) -> Origin:
    """Whose totals this database is for: demonstration only when it is stamped so."""
    return Origin.DEMONSTRATION if read(session, ORIGIN) == Origin.DEMONSTRATION else Origin.REAL


def may_claim(session: Session) -> None:
    """WrongOrigin when the database holds any record, of whatever kind, voided ones included."""
    names = set(inspect(session.connection()).get_table_names())
    for name in sorted(name for name in names if name + SUFFIX in names):
        if session.execute(select(literal_column("1")).select_from(table(name)).limit(1)).first() is not None:
            raise WrongOrigin


def claim(changes: Changes, name: str, value: str) -> None:
    """Stamp an empty database, or add to what a stamped one says; the same again changes nothing.

    Raises
    ------
    WrongOrigin
        The database holds records without the stamp, or says something else under the name.
    """
    said = read(changes.session, name)
    if said == value:
        return
    if said is not None:
        raise WrongOrigin
    if name == ORIGIN or read(changes.session, ORIGIN) is None:
        may_claim(changes.session)
    changes.session.add(Stamp(name=name, value=value, at=changes.at))
    changes.session.flush()
