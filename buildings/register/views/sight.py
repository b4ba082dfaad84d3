"""For whom, on what day and as known when a list is made: the tables it reads, and which of their rows hold."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, func, null, or_

from buildings.access.grants import Held
from buildings.database import history
from buildings.database.base import Record
from buildings.register.scopes import LAST, Reach

Columns = Any
"""Columns of a table, or of a past state of it."""


@dataclass(frozen=True)
class Sight:
    """``reach`` are the rows somebody may see, ``staff`` those of them whose staff columns he may see, too.

    ``day`` is the day of everything dated; with ``only`` nothing is listed but what holds on it.
    """

    reach: Reach
    staff: Reach
    origin: str
    day: dt.date
    only: bool = False
    known_at: dt.datetime | None = None
    account_id: int | None = None
    held: tuple[Held, ...] = ()
    taxed: bool = False  # sees enterprise tax and says what for

    @property
    def plain(self) -> bool:
        """Whether no staff column is shown at all."""
        return self.staff.nothing

    def of(self, cls: type[Record], name: str | None = None) -> FromClause:
        """A table as it is known (now, or as it was), once more under each name."""
        table = history.table_of(cls)
        found: FromClause = table if self.known_at is None else history.known_at(cls, self.known_at)
        return found if name is None else found.alias(name)

    def stands(self, table: FromClause) -> ColumnElement[bool]:
        """Rows that are not voided."""
        voided: ColumnElement[Any] = table.c.voided_at
        return voided.is_(None)

    def valid(self, table: FromClause) -> ColumnElement[bool]:
        """Rows with a first and a last day that hold on the day."""
        rows = table.c
        return and_(
            or_(rows.valid_from.is_(None), rows.valid_from <= self.day),
            or_(rows.valid_to.is_(None), rows.valid_to >= self.day),
        )

    def private(self, value: ColumnElement[Any], reached: ColumnElement[bool]) -> ColumnElement[Any]:
        """A value for staff: null in rows that are reached by another role alone."""
        if self.staff.everything:
            return value
        return null() if self.plain else case((reached, value), else_=None)


def lasts(parts: Columns, leases: Columns) -> ColumnElement[dt.date]:
    """Last day a part of a lease really occupies; LAST where it is open."""
    ends = func.coalesce(parts.ends_on, LAST)
    ended: ColumnElement[Any] = leases.ended_early_on
    return case((and_(ended.is_not(None), ended < ends), ended), else_=ends)


def runs(first: ColumnElement[Any], last: ColumnElement[Any], day: dt.date) -> ColumnElement[bool]:
    """Whether a day lies between two, both included."""
    return and_(first <= day, last >= day)


def later(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    """The later of two instants, the second of which may be missing."""
    return case((other > one, other), else_=one)
