"""Rows of the database as int64 arrays: days as numbers, unknown as UNKNOWN."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    false,
    func,
    select,
    true,
)
from sqlalchemy import Integer as WholeNumber
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Session

from buildings.database.base import Record
from buildings.database.history import table_of
from buildings.portfolio import UNKNOWN, Ints

FEW = 20_000
"""Up to so many keys stand in a statement."""

Keys = Iterable[int] | None
"""Some keys, or None for all rows there are."""


class DayNumber(FunctionElement[int]):
    """Days since 1970-01-01 of a date column."""

    type = WholeNumber()
    inherit_cache = True


@compiles(DayNumber, "sqlite")
def _day_sqlite(element: Any, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    return f"cast(julianday({compiler.process(element.clauses, **options)}) - 2440587.5 as integer)"


@compiles(DayNumber, "postgresql")
def _day_postgresql(element: Any, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    return f"({compiler.process(element.clauses, **options)} - date '1970-01-01')"


def among(column: ColumnElement[Any], keys: Keys) -> ColumnElement[bool]:
    """Whether a key column holds one of the keys; they are whole numbers, so they may stand in the statement."""
    if keys is None:
        return true()
    listed = sorted(int(key) for key in keys)
    if not listed:
        return false()
    some = bindparam(None, listed, type_=BigInteger(), expanding=True, literal_execute=True, unique=True)
    return column.in_(some)


def named(column: ColumnElement[Any], keys: Ints) -> ColumnElement[bool]:
    """``among`` where the keys are few; else every row, and who asks leaves the others."""
    return among(column, keys.tolist()) if len(keys) <= FEW else true()


def standing(table: Table) -> ColumnElement[bool]:
    """Rows that were not voided."""
    return table.c.voided_at.is_(None)


def number(column: ColumnElement[Any], missing: int = UNKNOWN) -> ColumnElement[Any]:
    """A column as whole numbers, ``missing`` where there is none."""
    if isinstance(column.type, Date):
        return func.coalesce(DayNumber(column), missing)
    if isinstance(column.type, Boolean):
        return cast(column, WholeNumber)
    return func.coalesce(column, missing)


def rows(session: Session, statement: Select[Any]) -> Iterator[tuple[Any, ...]]:
    """Tuples as the driver gives them."""
    found = session.connection().execute(statement)
    cursor: Any = found.cursor
    yield from cursor if session.get_bind().dialect.name == "sqlite" else cursor.fetchall()
    found.close()


def ints(
    session: Session, columns: Sequence[ColumnElement[Any]], *where: ColumnElement[bool], by: Sequence[Any] = ()
) -> list[Ints]:
    """Columns of a query whose values are all whole numbers; ``by``: one row for each combination of these.

    Each column travels as one text: a Python number for every value would cost three times as much as the query.
    TypeError when a value is missing.
    """
    wanted = [cast(one, WholeNumber) if isinstance(one.type, Boolean) else one for one in columns]
    if by:
        found = select(*(one.label(f"c{place}") for place, one in enumerate(wanted))).where(*where).group_by(*by)
        inner, where = found.subquery(), ()
        wanted = [inner.c[f"c{place}"] for place in range(len(wanted))]
    texts = [func.aggregate_strings(cast(cast(one, BigInteger), Text), ",") for one in wanted]
    count, *found_texts = session.connection().execute(select(func.count(), *texts).where(*where)).one()
    return [_numbers(text or "", count) for text in found_texts]


def stepwise(span: tuple[int, int], read: Callable[[tuple[int, int]], list[Ints]], months: int = 12) -> list[Ints]:
    """What is read of so many months at a time, one after another: texts of a long time would be too much at once."""
    first, last = span
    parts = [read((start, min(start + months - 1, last))) for start in range(first, last + 1, months)]
    return [np.concatenate(column) for column in zip(*parts, strict=True)]


def party_of(lease: Table, reported: Table) -> ColumnElement[int]:
    """Party of a lease: its enterprise, that of its reported party, or else −reported party."""
    return func.coalesce(lease.c.enterprise_id, reported.c.enterprise_id, -lease.c.reported_party_id)


def _numbers(text: str, count: int) -> Ints:
    found = np.fromstring(text, np.int64, sep=",")
    if len(found) != count:
        raise TypeError(f"{count} whole numbers expected, {len(found)} found")
    return found


def table(cls: type[Record]) -> Table:
    """Table of a record class."""
    return table_of(cls)


def positions(keys: Ints, wanted: Ints) -> tuple[Ints, Ints]:
    """Rows of ``wanted`` that are among the sorted keys, and where they stand there."""
    if not len(keys):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    there = np.flatnonzero(keys[place] == wanted)
    return there, place[there]
