"""Whole tables at once, as plain rows: what an import compares its file with."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Row, select
from sqlmodel import Session, SQLModel

from buildings.database.base import Record

_BOOKKEEPING: Final = {"recorded_at", "audit_id", "voided_at", "voided_by", "void_reason"}


def rows(session: Session, cls: type[SQLModel], *, voided: bool = False, **equal: object) -> Sequence[Row[Any]]:
    """Standing rows of a table by key (voided ones too when asked); ``equal`` narrows (a list: any of its values).

    Columns: those of the noun, its key, version and origin; who recorded it when is left out.
    """
    table = cls.__table__  # type: ignore[attr-defined]
    query = select(*(column for column in table.columns if column.name not in _BOOKKEEPING)).order_by(
        *table.primary_key
    )
    if issubclass(cls, Record) and not voided:
        query = query.where(table.c.voided_at.is_(None))
    for name, value in equal.items():
        query = query.where(table.c[name].in_(value) if isinstance(value, list) else table.c[name] == value)
    return session.execute(query).all()
