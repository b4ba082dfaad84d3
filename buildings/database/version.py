"""Which state of which record is looked at: changes with every unit of work that changes the register."""

import datetime as dt
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session, col

from buildings.database.entries import QUIET, AuditEntry


class State(NamedTuple):
    """Begin of the record, newest unit of work with its instant, and how many units there are.

    The number of units tells what the newest one alone would not: entries may become visible out of order. Looks and
    sign-ins are no change of the register and count for nothing here.
    """

    first: dt.datetime | None
    newest: int | None
    units: int
    at: dt.datetime | None


def state(session: Session) -> State:
    """The state of the record that a session sees."""
    one = AuditEntry
    statement = select(func.min(one.at), func.max(one.id), func.count(), func.max(one.at)).where(
        col(one.action).not_in(QUIET)
    )
    return State(*session.execute(statement).one())


def version(session: Session) -> str:
    """The state as text; two databases never share it. '' before the first change."""
    found = state(session)
    if found.first is None or found.at is None:
        return ""
    return f"{found.first.isoformat()}/{found.newest}/{found.units}/{found.at.isoformat()}"
