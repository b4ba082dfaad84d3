"""What every table shares: the columns of a versioned record, and its history beside it."""

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import Column, Index, Table, event, text
from sqlalchemy.orm import Mapper
from sqlalchemy.schema import SchemaItem
from sqlmodel import Field, SQLModel

from buildings.database import entries as _entries  # noqa: F401 - every record refers to its audit entry
from buildings.database.naming import METADATA
from buildings.database.types import Key, Slug, Utc
from buildings.kinds import Origin

SUFFIX = "_history"
SUPERSEDED = "superseded_at"


class Record(SQLModel):
    """A row of the register: surrogate key, version, who recorded it when, void instead of delete.

    ``audit_id`` is the entry of the change that made this version. The former versions stand in ``<table>_history``
    with the same columns and ``superseded_at``.
    """

    __versioned__: ClassVar[bool] = True
    __of_doors__: ClassVar[bool] = False
    """Who may come in: written like the register, but no figure stands on it."""

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


def unique_unless_voided(table: str, *columns: str) -> Index:
    """UNIQUE over the rows that stand: a voided row gives its natural key back."""
    stands = text("voided_at is null")
    name = "_".join(["uq", table, *columns])
    return Index(name, *columns, unique=True, sqlite_where=stands, postgresql_where=stands)


def table_args(*parts: SchemaItem, **options: object) -> Any:  # noqa: ANN401 - what SQLAlchemy takes
    """``__table_args__`` from constraints, indexes and options."""
    return (*parts, options) if options else parts


@event.listens_for(Mapper, "after_mapper_constructed")
def _mirror(mapper: Mapper[Any], cls: type) -> None:
    """Give each table of records its history table as soon as the table stands."""
    table = mapper.local_table
    if not issubclass(cls, Record) or not isinstance(table, Table) or table.name + SUFFIX in METADATA.tables:
        return
    columns = [
        Column(column.name, column.type, primary_key=column.name in {"id", "version"}, nullable=column.nullable)
        for column in table.columns
    ]
    for column in columns[:2]:
        column.autoincrement = False
    Table(table.name + SUFFIX, METADATA, *columns, Column(SUPERSEDED, Utc, nullable=False))
