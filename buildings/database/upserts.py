"""INSERT statements that say what becomes of a row that stands already, alike on both engines."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session


def insert(session: Session, table: Table) -> Any:  # noqa: ANN401 - of either engine, with ``on_conflict_do_update``
    """An INSERT of the session's engine."""
    engine = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return engine.insert(table)
