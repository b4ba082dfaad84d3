"""Whole tables at once, as plain rows: what an import compares its file with."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session, SQLModel

from buildings.database.base import Record


def rows(session: Session, cls: type[SQLModel], **equal: object) -> Sequence[Row[Any]]:
    """Standing rows of a table by key, all columns; ``equal`` narrows (a list: any of its values)."""
    table = cls.__table__  # type: ignore[attr-defined]
    query = select(table).order_by(*table.primary_key)
    if issubclass(cls, Record):
        query = query.where(table.c.voided_at.is_(None))
    for name, value in equal.items():
        query = query.where(table.c[name].in_(value) if isinstance(value, list) else table.c[name] == value)
    return session.execute(query).all()
