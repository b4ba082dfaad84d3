"""Engines that behave alike: one writer at a time on SQLite, snapshots for readers, savepoints that roll back."""

import json
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.pool import ConnectionPoolEntry

from buildings.database import private

__all__ = ["BUSY_MS", "READING", "Engine", "connect", "file_of", "hasty", "snapshot"]

READING = "louyu_reading"
"""Execution option of a connection that only reads, from one snapshot."""

HASTY: Final = "louyu_hasty"
"""Execution option of a connection that writes if it may at once, and waits for nobody."""

_READONLY: Final = "attempt to write a readonly database"
_GONE: Final = (
    *("unable to open database file", _READONLY, "database or disk is full"),
    *("disk I/O error", "file is not a database", "database disk image is malformed"),
)
_GONE_STATES: Final = ("08", "28", "3D", "53", "57P")  # connection, authorisation, no database, resources, shutdown

BUSY_MS = 15_000
"""How long a writer waits for another one before it is told that the database is busy."""

AT_ONCE_MS: Final = 20
"""How long one waits on PostgreSQL that waits for nobody: for a row, never for a whole transaction."""


def connect(url: str) -> Engine:
    """Engine for a ``sqlite:///`` or ``postgresql+psycopg://`` address; nothing is opened yet."""
    serialise = partial(json.dumps, ensure_ascii=False)
    # parameters of a failed statement may be tax: they appear in no error and no log
    if url.startswith("sqlite"):
        engine = create_engine(url, json_serializer=serialise, hide_parameters=True)
        event.listen(engine, "do_connect", partial(_keep_private, file_of(engine.url)))
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        arguments = {"options": f"-c lock_timeout={BUSY_MS} -c timezone=UTC"}
        engine = create_engine(
            url, json_serializer=serialise, hide_parameters=True, pool_pre_ping=True, connect_args=arguments
        )
        event.listen(engine, "begin", _begin_postgresql)
    event.listen(engine, "handle_error", _say_plainly)
    return engine


def file_of(url: URL) -> Path | None:
    """File of a SQLite database; None when it has none of its own."""
    named = url.database or ":memory:"
    return None if named.startswith((":memory:", "file:")) else Path(named)


def _keep_private(file: Path | None, *_: Any) -> None:  # noqa: ANN401 - what the event brings
    if file is not None:
        private.keep(file)


def _say_plainly(context: ExceptionContext) -> None:
    """A database that cannot be reached, read or written: ConnectionError, also to those who know no SQL."""
    error, dbapi = context.original_exception, context.dialect.loaded_dbapi
    if context.dialect.name == "sqlite":
        gone = isinstance(error, dbapi.DatabaseError) and str(error).startswith(_GONE)
    else:
        state = getattr(error, "sqlstate", None)
        gone = isinstance(error, dbapi.OperationalError) and (state is None or state.startswith(_GONE_STATES))
    if gone and not (str(error).startswith(_READONLY) and _reads_only(context.connection)):
        raise ConnectionError(str(error).strip().partition("\n")[0]) from error


def _reads_only(connection: Connection | None) -> bool:
    """Whether it is our own snapshot that refuses to write: then somebody's code is wrong, not the database."""
    return connection is not None and bool(connection.get_execution_options().get(READING, False))


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # the driver's own transactions start late and end early around savepoints: ours start in _begin_sqlite
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (f"busy_timeout = {BUSY_MS}", "journal_mode = WAL", "foreign_keys = ON", "cache_size = -65536"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once: two that read first and write later could not both go on."""
    reading = bool(connection.get_execution_options().get(READING, False))
    in_haste = _in_haste(connection)
    connection.exec_driver_sql(f"PRAGMA query_only = {int(reading)}")
    if in_haste:
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    try:
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
    finally:
        if in_haste:  # the connection goes back to the pool
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_MS}")


def _begin_postgresql(connection: Connection) -> None:
    if _in_haste(connection):
        connection.exec_driver_sql(f"set local lock_timeout = {AT_ONCE_MS}")


def _in_haste(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get(HASTY, False))


def snapshot(connection: Connection) -> Connection:
    """The connection set to read one snapshot and to write nothing; before its transaction starts."""
    connection = connection.execution_options(**{READING: True})
    if connection.dialect.name == "postgresql":
        connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return connection


def hasty(connection: Connection) -> Connection:
    """The connection set to write at once or not at all; before its transaction starts."""
    return connection.execution_options(**{HASTY: True})
