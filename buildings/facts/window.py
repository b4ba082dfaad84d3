"""Which rows of the long tables belong to a portfolio."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from sqlalchemy import Boolean, ColumnElement, case, true
from sqlmodel import Session

from buildings.facts import columns as file_columns
from buildings.facts import load_taxes, store, unattributed
from buildings.facts.kernel.inputs import SECTIONS, Periods
from buildings.facts.kernel.targets import REASONS
from buildings.facts.reading import among, ints, number, positions, stepwise
from buildings.facts.scope import WHOLE
from buildings.facts.unattributed import Sums, Unattributed
from buildings.portfolio import Columns, Ints, Texts

YEAR = 12
FEW_BUILDINGS = 1_000
"""Up to so many buildings their rows are asked for by name; above, all rows are read and the others left."""


@dataclass(frozen=True)
class Window:
    """Which rows belong: buildings by key, months ``first`` … ``month``, and whose tax counts.

    ``counted`` are those of the buildings that count in totals.
    """

    session: Session
    building: Ints
    counted: Ints
    first: int
    month: int
    origin: str

    @cached_property
    def words(self) -> Mapping[str, tuple[str, ...]]:
        """Words of the columns that hold one of a few: they travel as numbers."""
        return {"column_key": file_columns.keys(), "reason": REASONS, "section": tuple(SECTIONS)}

    @cached_property
    def classes(self) -> Periods:
        """Industry classes by enterprise key."""
        return load_taxes.classes(self.session, WHOLE)

    @cached_property
    def links(self) -> Periods:
        """Taxpayers (owner) and the keys of the enterprises they are linked to (value)."""
        return load_taxes.links(self.session, WHOLE)

    @cached_property
    def unattributed_sums(self) -> Sums:
        """Tax of the last twelve months that is in no building, by month and taxpayer."""
        return unattributed.sums(self.session, self.origin, (self.month - YEAR + 1, self.month), self.coded)

    def unattributed(self, first: int) -> Unattributed:
        """Tax that is in no building, of the origin's taxpayers, since a month."""
        return unattributed.read(self.session, self.origin, (first, self.month), self.coded)

    def read(
        self,
        table: str,
        numbers: Sequence[str],
        words: Sequence[str] = (),
        first: int | None = None,
        span: tuple[int, int] | None = None,
    ) -> Columns:
        """Columns of a fact table by their names, from a month on or of a span; building and month as positions."""
        own = store.TABLES[table]
        wanted = [_number(own.c[name]) for name in numbers] + [self.coded(name, own.c[name]) for name in words]
        mine = self.mine(own.c.building_id) if "building_id" in numbers else true()

        def read(span: tuple[int, int]) -> list[Ints]:
            return ints(self.session, wanted, own.c.month.between(*span), mine)

        found = stepwise(span or (self.first if first is None else first, self.month), read)
        columns: dict[str, Any] = dict(zip(numbers, found, strict=False))
        columns |= {word: self.spoken(word, codes) for word, codes in zip(words, found[len(numbers) :], strict=True)}
        return self.placed(columns)

    def mine(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        """The window's own buildings by key, where they are few; the others are left when the rows are placed."""
        return among(column, self.building.tolist()) if len(self.building) <= FEW_BUILDINGS else true()

    def coded(self, name: str, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """The place of a word in the list of that name, one beyond the last when it is in none."""
        words = self.words[name]
        return case({word: place for place, word in enumerate(words)}, value=column, else_=len(words))

    def spoken(self, name: str, codes: Ints) -> Texts:
        """The words themselves; LookupError when one is in no list."""
        words = self.words[name]
        if np.any(codes >= len(words)):
            raise LookupError(f"a {name} that is not listed")
        found: Texts = np.array(words, object)[codes]
        return found

    def placed(self, columns: dict[str, Any]) -> Columns:
        """Rows of the window's own buildings, by position."""
        if "building_id" in columns:
            order = np.argsort(self.building)
            mine, place = positions(self.building[order], columns.pop("building_id"))
            columns = {name: column[mine] for name, column in columns.items()}
            columns = {"building": order[place], **columns}
        return columns | {"month": columns["month"] - self.first}


def _number(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Flags stand as they are: arrays take them for 0 and 1."""
    return column if isinstance(column.type, Boolean) or not getattr(column, "nullable", True) else number(column)
