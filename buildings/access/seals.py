"""Seals over the audit: entries and what they wrote, hashed in batches, each seal chained to the one before."""

import datetime as dt

from sqlmodel import Field, SQLModel

from buildings.database.types import Key, Utc


class AuditSeal(SQLModel, table=True):
    """One sealed batch of audit entries, first to last included."""

    __tablename__ = "audit_seals"

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    first_entry: int = Field(sa_type=Key)
    last_entry: int = Field(sa_type=Key, unique=True)
    entries: int
    sha256: str
    previous_sha256: str
    at: dt.datetime = Field(sa_type=Utc)
