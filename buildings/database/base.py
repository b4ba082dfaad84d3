"""What every table shares: constraint names, and the columns of a versioned record."""

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import MetaData
from sqlmodel import Field, SQLModel

from buildings.database.types import Key, Slug, Utc
from buildings.kinds import Origin

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING
METADATA: MetaData = SQLModel.metadata


class Record(SQLModel):
    """A row of the register: surrogate key, version, who recorded it when, void instead of delete.

    ``audit_id`` is the entry of the change that made this version. The former versions stand in ``<table>_history``
    with the same columns and ``superseded_at``.
    """

    __versioned__: ClassVar[bool] = True

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    version: int = Field(default=1, nullable=False)
    recorded_at: dt.datetime = Field(default=None, sa_type=Utc, nullable=False)
    audit_id: int = Field(default=None, sa_type=Key, foreign_key="audit_entries.id", nullable=False)
    origin: str = Field(default=Origin.REAL, sa_type=Slug, nullable=False)
    voided_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    voided_by: str | None = None
    void_reason: str | None = None

    @property
    def key(self) -> int:
        """The surrogate key of a row that has been flushed."""
        if self.id is None:
            raise LookupError("not flushed")
        return self.id


def table_args(*parts: Any, **options: Any) -> Any:
    """``__table_args__`` from constraints, indexes and options."""
    return (*parts, options) if options else parts
