"""Engines that behave alike: one writer at a time on SQLite, snapshots for readers, savepoints that roll back."""

import json
from functools import partial

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

__all__ = ["READING", "Engine", "connect", "snapshot"]

__all__ = ["BUSY_MS", "READING", "Engine", "connect", "snapshot"]

READING = "louyu_reading"
"""Execution option of a connection that only reads, from one snapshot."""

BUSY_MS = 15_000
"""How long a writer waits for another one before it is told that the database is busy."""


def connect(url: str) -> Engine:
    """Engine for a ``sqlite:///`` or ``postgresql+psycopg://`` address; nothing is opened yet."""
    serialise = partial(json.dumps, ensure_ascii=False)
    if url.startswith("sqlite"):
        engine = create_engine(url, json_serializer=serialise)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    options = f"-c lock_timeout={BUSY_MS} -c timezone=UTC"
    return create_engine(url, json_serializer=serialise, pool_pre_ping=True, connect_args={"options": options})


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
    connection.exec_driver_sql(f"PRAGMA query_only = {int(reading)}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def snapshot(connection: Connection) -> Connection:
    """The connection set to read one snapshot and to write nothing; before its transaction starts."""
    connection = connection.execution_options(**{READING: True})
    if connection.dialect.name == "postgresql":
        connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return connection
