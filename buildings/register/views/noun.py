"""One list of the register: columns, what it can be narrowed and sorted by, and the query that all of it stands on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, FromClause

from buildings.access.roles import Permission
from buildings.register.views.columns import Column
from buildings.register.views.sight import Sight


@dataclass(frozen=True, eq=False)
class Listing:
    """What a list is read from, which rows, and an expression for each column, ``key`` among them.

    Only what is asked for is put into a query, so that a column costs nothing until somebody wants it.
    """

    source: FromClause
    where: Sequence[ColumnElement[bool]]
    columns: Mapping[str, ColumnElement[Any]]


Query = Callable[[Sight], Listing]
"""Makes the listing that a sight reaches."""


class How(StrEnum):
    """How a value that is asked for narrows a list."""

    ANY = "any"  # equals one of the values given
    HOLDS = "holds"  # contains the text, letters of either case
    BEFORE = "before"  # earlier than
    AFTER = "after"  # later than
    SINCE = "since"  # not earlier than
    LEAST = "least"  # not less than
    MOST = "most"  # not more than
    IS = "is"  # yes or no
    SOME = "some"  # yes: more than nothing; no: nothing
    KNOWN = "known"  # yes: said; no: not said
    OPEN = "open"  # the other way round
    ON = "on"  # a day between this column and ``until``


@dataclass(frozen=True)
class Filter:
    """What a list can be narrowed by: a column of the list, or (``nested``) of the rows below its rows."""

    name: str
    column: str
    how: How = How.ANY
    nested: bool = False
    until: str = ""


@dataclass(frozen=True, eq=False)
class Nested:
    """Rows below each row, e.g. the units of a lease; its query has ``parent``, the key of the row above."""

    name: str
    columns: tuple[Column, ...]
    query: Query


@dataclass(frozen=True, eq=False)
class Noun:
    """One list. ``tie`` is the column that orders rows that are otherwise equal: unique and never null."""

    slug: str
    path: str
    permission: Permission
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...]
    sorts: tuple[str, ...]
    query: Query
    tie: str = "code"
    nested: Nested | None = None
    look: bool = False  # rows tell who pays tax: each look is logged with its purpose
    taxed: bool = False  # some rows do: only who may see it and says what for is shown those, and that look is logged
    by_name: Mapping[str, Column] = field(init=False)

    def __post_init__(self) -> None:
        """Columns by name."""
        object.__setattr__(self, "by_name", {one.name: one for one in self.columns})

    def filter(self, name: str) -> Filter | None:
        """The filter of a name."""
        return next((one for one in self.filters if one.name == name), None)

    def seen(self, sight: Sight) -> tuple[Column, ...]:
        """Columns that somebody is shown."""
        return tuple(one for one in self.columns if not (one.staff and sight.plain))
