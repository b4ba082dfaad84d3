"""Many rows at once, past the ORM: keys assigned beforehand, version and audit columns filled, history kept."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, Final, TypeVar

from sqlalchemy import JSON, Column, Table, bindparam, func, insert, select, text, update
from sqlalchemy.orm import Session

from buildings.database import history
from buildings.database.base import Record
from buildings.database.changes import Changes

R = TypeVar("R", bound=Record)
Values = Mapping[str, Any]
FEW = 500
"""Up to so many keys are named one by one in a query; above, all rows are read."""
_PARAMETERS: Final = 500
"""Values in one statement: SQLite takes several rows at once in half the time of one after another."""


def next_keys(session: Session, table: Table, count: int) -> list[int]:
    """Surrogate keys for new rows, in ascending order; nobody else gets them."""
    if session.get_bind().dialect.name == "postgresql":
        draw = text("select nextval(pg_get_serial_sequence(:name, 'id')) from generate_series(1, :count)")
        return sorted(session.execute(draw, {"name": table.name, "count": count}).scalars())
    newest: int = session.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
    return list(range(newest + 1, newest + 1 + count))


def insert_records(changes: Changes, cls: type[R], rows: Sequence[Values]) -> list[int]:
    """Insert new records and return their keys, in the order of the rows. Values must have been checked.

    A row may bring its own ``id`` (from ``next_keys``), so that others can already point to it.
    """
    if not rows:
        return []
    table = history.table_of(cls)
    keys = [int(row["id"]) for row in rows] if "id" in rows[0] else next_keys(changes.session, table, len(rows))
    common = {
        "version": 1,
        "recorded_at": changes.at,
        "audit_id": changes.audit_id,
        "origin": str(changes.origin),
        "voided_at": None,
        "voided_by": None,
        "void_reason": None,
    }
    blank = _defaults(cls, table) | common
    changes.wrote.add(cls)
    insert_rows(
        changes.session, table, [{**blank, **row, **common, "id": key} for key, row in zip(keys, rows, strict=True)]
    )
    return keys


def _defaults(cls: type[Record], table: Table) -> dict[str, Any]:
    return {
        column.name: cls.model_fields[column.name].get_default(call_default_factory=True)
        for column in table.columns
        if column.name in cls.model_fields and not cls.model_fields[column.name].is_required()
    }


def insert_rows(session: Session, table: Table, rows: Sequence[Values]) -> None:
    """Insert rows that all have the same columns; COPY on PostgreSQL where every value is plain."""
    if not rows:
        return
    session.flush()
    columns = [table.c[name] for name in rows[0]]
    if session.get_bind().dialect.name == "postgresql" and not any(_special(column) for column in columns):
        copy(session, table, [column.name for column in columns], ([row[c.name] for c in columns] for row in rows))
        return
    session.connection().execute(insert(table), list(rows))


def _special(column: Column[Any]) -> bool:
    """Whether a column needs its type's own conversion, which COPY goes around."""
    return isinstance(column.type, JSON) or column.type.__class__.__name__ == "Geom"


def copy(session: Session, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows of plain values, in the order of the columns, by the fastest way the engine has."""
    connection = session.connection()
    names = ", ".join(columns)
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"copy {table.name} ({names}) from stdin") as stream:
            for row in rows:
                stream.write_row([str(value) if _is_slug(value) else value for value in row])
        return
    fill(lambda statement, blocks: connection.exec_driver_sql(statement, list(blocks)), table.name, columns, rows)


def fill(
    execute: Callable[[str, Iterable[tuple[Any, ...]]], object],
    name: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
) -> None:
    """Insert rows of plain values into a SQLite table; ``execute`` is an executemany, given some rows at a time."""
    size = max(1, _PARAMETERS // len(columns))
    rest, left = iter(rows), list[tuple[Any, ...]]()

    def blocks() -> Iterator[tuple[Any, ...]]:
        while len(block := list(islice(rest, size))) == size:
            yield tuple(chain.from_iterable(block))
        left.extend(map(tuple, block))

    def statement(count: int) -> str:
        row = f"({', '.join('?' * len(columns))})"
        return f"insert into {name} ({', '.join(columns)}) values {', '.join([row] * count)}"  # noqa: S608 - names come from the tables

    first = list(islice(blocks(), 1))
    if first:
        execute(statement(size), chain(first, blocks()))
    if left:
        execute(statement(1), left)


def _is_slug(value: object) -> bool:
    return isinstance(value, str) and type(value) is not str


def update_records(changes: Changes, cls: type[R], rows: Sequence[Values]) -> None:
    """Update records by ``id``; every row has the same columns. Their former versions go into the history."""
    if not rows:
        return
    session = changes.session
    session.flush()
    changes.wrote.add(cls)
    table = history.table_of(cls)
    keys = [int(row["id"]) for row in rows]
    connection = session.connection()
    earlier, at = _made_earlier(changes, table, keys)
    history.keep(connection, table, earlier, at)
    columns = [name for name in rows[0] if name != "id"]
    change = (
        update(table)
        .where(table.c.id == bindparam("key_"))
        .values(
            {name: bindparam(f"new_{name}") for name in columns},
        )
        .values(
            version=table.c.version + (table.c.audit_id != changes.audit_id).cast(table.c.version.type),
            recorded_at=at,
            audit_id=changes.audit_id,
        )
    )
    connection.execute(change, [{"key_": row["id"], **{f"new_{name}": row[name] for name in columns}} for row in rows])
    session.expire_all()


def _made_earlier(changes: Changes, table: Table, keys: Sequence[int]) -> tuple[list[int], dt.datetime]:
    """Which of the rows another unit of work made, and an instant not before any of them; they stay locked."""
    found: list[int] = []
    at = changes.at
    for start in range(0, len(keys), 500):
        chunk = keys[start : start + 500]
        rows = select(table.c.id, table.c.recorded_at).where(table.c.id.in_(chunk))
        rows = rows.where(table.c.audit_id != changes.audit_id).order_by(table.c.id).with_for_update()
        for key, recorded_at in changes.session.execute(rows):
            found.append(key)
            at = max(at, recorded_at)
    return found, at
