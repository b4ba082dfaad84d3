"""What was imported and what the database is stamped as."""

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlmodel import Field, Session, SQLModel

from buildings.database.types import Document, Key, Slug, Utc
from buildings.database.work import Changes


class ImportBatch(SQLModel, table=True):
    """One imported workbook: its kind, name, fingerprint and counts. Written in the transaction of its rows."""

    __tablename__ = "import_batches"

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    audit_id: int = Field(sa_type=Key, foreign_key="audit_entries.id")
    kind: str = Field(sa_type=Slug)
    filename: str
    sha256: str = Field(index=True)
    at: dt.datetime = Field(sa_type=Utc)
    month: int | None = None
    counts: dict[str, Any] = Field(default_factory=dict, sa_type=Document)


class Stamp(SQLModel, table=True):
    """What the database says of itself, e.g. ``origin = demonstration``."""

    __tablename__ = "stamps"

    name: str = Field(primary_key=True)
    value: str
    at: dt.datetime = Field(sa_type=Utc)


def record(
    changes: Changes,
    kind: str,
    filename: str,
    sha256: str,
    *,
    counts: dict[str, Any] | None = None,
    month: int | None = None,
) -> ImportBatch:
    """Note an imported workbook, in the transaction of its rows."""
    batch = ImportBatch(
        audit_id=changes.audit_id,
        kind=kind,
        filename=filename,
        sha256=sha256,
        at=changes.at,
        month=month,
        counts=counts or {},
    )
    changes.session.add(batch)
    changes.session.flush()
    return batch


def latest(session: Session, kind: str, month: int | None = None) -> ImportBatch | None:
    """The newest imported workbook of a kind (and month)."""
    columns = ImportBatch.__table__.c  # type: ignore[attr-defined]
    query = select(ImportBatch).where(columns.kind == kind).order_by(columns.id.desc()).limit(1)
    if month is not None:
        query = query.where(columns.month == month)
    found: ImportBatch | None = session.execute(query).scalar_one_or_none()
    return found
