"""What was imported and what the database is stamped as."""

import datetime as dt
from typing import Any

from sqlmodel import Field, SQLModel

from buildings.database.types import Document, Key, Slug, Utc


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
