"""Building-month facts of a window, read when asked for: one month whole, or a few columns over all months."""

from collections.abc import Iterator, Mapping

import numpy as np
from sqlalchemy import ColumnElement
from sqlmodel import Session

from buildings.facts import store
from buildings.facts.reading import among, ints, number
from buildings.facts.window import FEW_BUILDINGS
from buildings.portfolio import UNKNOWN, Ints

_TABLE = store.TABLES["fact_building_months"]
_NAMES = tuple(name for name in store.shape("fact_building_months").names if name not in {"building_id", "month"})
_GROUPS = (
    ("tax_fen", "operated"),
    ("retained_fen", "fee_fen", "retained_estimated"),
    ("parties", "all_dm2_days"),
    tuple(name for name in _NAMES if name.startswith("gate_")),
)
"""Columns that are read over the whole window, and which of them together."""


class Kept(Mapping[str, Ints]):
    """Columns (months, buildings) of the window ``first`` … ``last``; UNKNOWN where there is no row."""

    def __init__(self, session: Session, building: Ints, first: int, last: int) -> None:
        self._session = session
        self._first, self._last = first, last
        self._order = np.argsort(building)
        self._sorted = building[self._order]
        self._columns: dict[str, Ints] = {}
        self._months: dict[int, dict[str, Ints]] = {}

    def __iter__(self) -> Iterator[str]:
        """Names of the columns."""
        return iter(_NAMES)

    def __len__(self) -> int:
        """Number of columns."""
        return len(_NAMES)

    def __getitem__(self, name: str) -> Ints:
        """A column over all months of the window."""
        if name not in self._columns:
            if name not in _NAMES:
                raise KeyError(name)
            group = next((group for group in _GROUPS if name in group), (name,))
            self._columns |= self._read(group, self._first, self._last)
        return self._columns[name]

    def at(self, name: str, month: int) -> Ints:
        """A column of one month; all columns of that month are then at hand."""
        if name in self._columns:
            grid: Ints = self._columns[name][month - self._first]
            return grid
        if month not in self._months:
            self._months[month] = self._read(_NAMES, month, month)
        row: Ints = self._months[month][name][0]
        return row

    def _read(self, names: tuple[str, ...], first: int, last: int) -> dict[str, Ints]:
        found = [_TABLE.c[name] for name in names]
        values = [number(column) if column.nullable else column for column in found]
        where: list[ColumnElement[bool]] = [_TABLE.c.month.between(first, last)]
        if len(self._sorted) <= FEW_BUILDINGS:
            where.append(among(_TABLE.c.building_id, self._sorted.tolist()))
        key, month, *columns = ints(self._session, [_TABLE.c.building_id, _TABLE.c.month, *values], *where)
        place = np.minimum(np.searchsorted(self._sorted, key), max(len(self._sorted) - 1, 0))
        mine = np.flatnonzero(self._sorted[place] == key) if len(self._sorted) else np.zeros(0, np.int64)
        at = month[mine] - first, self._order[place[mine]]
        grids = {}
        for name, column in zip(names, columns, strict=True):
            grids[name] = np.full((last - first + 1, len(self._sorted)), UNKNOWN)
            grids[name][at] = column[mine]
        return grids
