"""Up to which audit entry nothing is under way any more, so that what lies before it never grows."""

import time
from typing import Final

from sqlalchemy import Connection, Engine, func, select, text

from buildings.database import engine as engines
from buildings.database.entries import AuditEntry

PATIENCE_SECONDS: Final = 30.0
_EVERY_SECONDS: Final = 0.02
_WRITERS: Final = text(
    "select virtualtransaction from pg_locks where locktype = 'relation' and mode = 'RowExclusiveLock' and granted "
    "and database = (select oid from pg_database where datname = current_database()) "
    "and relation = 'audit_entries'::regclass"
)


def settled(engine: Engine, patience: float = PATIENCE_SECONDS) -> int | None:
    """The newest entry, once all that were under way beside it have ended; None when they take longer than that.

    On PostgreSQL a slow writer may hold a lower entry than one that is committed already. It held its lock before it
    drew its key: who holds none any more adds nothing below. Nobody is kept waiting for this. SQLite has one writer.
    """
    with engine.connect() as connection:
        if connection.dialect.name != "postgresql":
            engines.snapshot(connection)  # a look takes no writer's lock
        newest: int = connection.execute(select(func.coalesce(func.max(AuditEntry.__table__.c.id), 0))).scalar_one()  # type: ignore[attr-defined]
        if connection.dialect.name != "postgresql":
            return newest
        end = time.monotonic() + patience
        waited_for = _writers(connection)
        while waited_for:
            if time.monotonic() > end:
                return None
            time.sleep(_EVERY_SECONDS)
            waited_for &= _writers(connection)
        return newest


def _writers(connection: Connection) -> set[str]:
    return set(connection.execute(_WRITERS).scalars())
