"""Recorded time: every former version of a record stands in ``<table>_history``, written by the flush itself."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, Subquery, Table, event, insert, literal, select, union_all
from sqlalchemy.orm import Session, UOWTransaction

from buildings.database.base import SUFFIX, SUPERSEDED, Record
from buildings.database.changes import INFO, Changes
from buildings.database.naming import METADATA
from buildings.database.types import Utc
from buildings.errors import StaleVersion


def table_of(cls: type[Record]) -> Table:
    """The current table of a class of records."""
    table: Table = cls.__table__  # type: ignore[attr-defined]
    return table


def former(cls: type[Record]) -> Table:
    """The history table of a class of records."""
    return METADATA.tables[table_of(cls).name + SUFFIX]


def known_at(cls: type[Record], instant: dt.datetime | None = None) -> Subquery:
    """The table as it was recorded at an instant (None = now), as a subquery with the table's columns.

    Voided rows are in it: ``voided_at`` says so. A row changed several times has the one version valid then.
    """
    table = table_of(cls)
    if instant is None:
        return select(table).subquery(table.name)
    past = former(cls)
    now = select(table).where(table.c.recorded_at <= instant)
    then = select(*(past.c[column.name] for column in table.columns)).where(
        past.c.recorded_at <= instant, past.c[SUPERSEDED] > instant
    )
    return union_all(now, then).subquery(table.name)


def keep(connection: Connection, table: Table, keys: Iterable[int], at: dt.datetime) -> None:
    """Copy the current rows into the history, superseded at an instant; before they are changed."""
    past = METADATA.tables[table.name + SUFFIX]
    for chunk in _chunks(sorted(keys)):
        rows: Select[Any] = select(*table.columns, literal(at, Utc)).where(table.c.id.in_(chunk))
        connection.execute(insert(past).from_select([*table.columns.keys(), SUPERSEDED], rows))


def _chunks(keys: list[int], size: int = 500) -> Iterable[list[int]]:
    return (keys[start : start + size] for start in range(0, len(keys), size))


@event.listens_for(Session, "before_flush")
def _version(session: Session, _: UOWTransaction, __: object) -> None:
    """Stamp new records, keep what changed records were, and refuse to delete any."""
    new = [row for row in session.new if isinstance(row, Record)]
    changed = [row for row in session.dirty if isinstance(row, Record) and session.is_modified(row)]
    if any(isinstance(row, Record) for row in session.deleted):
        raise RuntimeError("records are voided, never deleted")
    if not new and not changed:
        return
    changes: Changes | None = session.info.get(INFO)
    if changes is None:
        raise RuntimeError("records are written by a unit of work only")
    changes.wrote.update(type(row) for row in (*new, *changed))
    for row in new:
        row.version, row.recorded_at, row.audit_id, row.origin = 1, changes.at, changes.audit_id, changes.origin
    by_table: dict[type[Record], list[Record]] = defaultdict(list)
    for row in changed:
        if row.audit_id != changes.audit_id:  # else: this very unit of work made the version; it is still being written
            by_table[type(row)].append(row)
    for cls in sorted(by_table, key=lambda one: table_of(one).name):
        _supersede(session, cls, by_table[cls], changes)


def _supersede(session: Session, cls: type[Record], rows: list[Record], changes: Changes) -> None:
    table = table_of(cls)
    wanted = {row.key: row for row in rows}
    connection = session.connection()
    at = changes.at
    for chunk in _chunks(sorted(wanted)):
        lock = select(table.c.id, table.c.version, table.c.recorded_at).where(table.c.id.in_(chunk)).with_for_update()
        for key, version, recorded_at in connection.execute(lock):
            if version != wanted[key].version:
                raise StaleVersion(version=version)
            at = max(at, recorded_at)  # a writer that waited for a lock began before the version it supersedes
    keep(connection, table, wanted, at)
    for row in rows:
        row.version, row.recorded_at, row.audit_id = row.version + 1, at, changes.audit_id
