"""Who changed what, and who looked at enterprise tax: one append-only entry each."""

import datetime as dt
from typing import Any, Final

from sqlmodel import Field, SQLModel

from buildings.database.types import Document, Key, Slug, Utc

LOOK: Final = "look_enterprise_tax"
"""Action of an entry that changed nothing: somebody looked at enterprise tax."""

MIGRATION: Final = "migration"
"""Action of an entry by which a change of the tables copied records: nobody said anything new."""


class AuditEntry(SQLModel, table=True):
    """One unit of work or one look. Before and after of each record follow from the versions that carry this id."""

    __tablename__ = "audit_entries"

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    at: dt.datetime = Field(sa_type=Utc, nullable=False)
    actor: str
    action: str = Field(sa_type=Slug)
    purpose: str | None = None
    details: dict[str, Any] = Field(default_factory=dict, sa_type=Document)

    @property
    def key(self) -> int:
        """The surrogate key of an entry that has been flushed."""
        if self.id is None:
            raise LookupError("not flushed")
        return self.id
