"""Which rows of the long tables belong to a portfolio."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from buildings.facts import store
from buildings.facts.frames import texts
from buildings.facts.reading import number, positions, rows
from buildings.portfolio import Columns, Ints


@dataclass(frozen=True)
class Window:
    """Which rows belong: buildings by key, months ``first`` … ``month``, and whose tax counts."""

    session: Session
    building: Ints
    first: int
    month: int
    origin: str

    def read(self, name: str, numbers: Sequence[str], words: Sequence[str] = (), first: int | None = None) -> Columns:
        """Columns of a fact table by their names; ``building`` and ``month`` become positions."""
        own = store.TABLES[name]
        wanted: list[ColumnElement[Any]] = [number(own.c[column]) for column in numbers]
        statement = select(*wanted, *(own.c[column] for column in words))
        statement = statement.where(own.c.month.between(self.first if first is None else first, self.month))
        found = list(zip(*rows(self.session, statement), strict=True)) or [()] * (len(numbers) + len(words))
        columns: dict[str, Any] = {
            column: np.array(values, np.int64) for column, values in zip(numbers, found, strict=False)
        }
        columns |= {column: texts(values) for column, values in zip(words, found[len(numbers) :], strict=True)}
        return self.placed(columns)

    def placed(self, columns: dict[str, Any]) -> Columns:
        """Rows of the window's own buildings, by position."""
        if "building_id" in columns:
            order = np.argsort(self.building)
            mine, place = positions(self.building[order], columns.pop("building_id"))
            columns = {name: column[mine] for name, column in columns.items()}
            columns = {"building": order[place], **columns}
        return columns | {"month": columns["month"] - self.first}
