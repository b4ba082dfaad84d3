"""The capacity rule over any number of units at once: one sorted sweep over the days on which anything changes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from buildings.quantities import FAR_DAY

Whole = NDArray[np.int64]
NO_AREA = np.int64(-1)
FIRST_DAY = -719_162  # 0001-01-01 as days since 1970-01-01: "no first day"


@dataclass(frozen=True)
class Spans:
    """Periods of units; parallel arrays.

    ``unit``: any whole numbers; ``first``, ``last``: days since 1970-01-01, both included; ``dm2``: area in 0.01 m²,
    ``NO_AREA`` = the whole unit (of a claim), unknown (of an area row), no matter (of a life span).
    """

    unit: Whole
    first: Whole
    last: Whole
    dm2: Whole

    @classmethod
    def of(cls, rows: list[tuple[int, int | None, int | None, int | None]]) -> "Spans":
        """From (unit, first, last, dm²) with None for open days and missing areas."""
        filled = [
            (
                unit,
                FIRST_DAY if first is None else first,
                FAR_DAY if last is None else last,
                NO_AREA if dm2 is None else dm2,
            )
            for unit, first, last, dm2 in rows
        ]
        table = np.array(filled, dtype=np.int64).reshape(-1, 4)
        return cls(*table.T)


@dataclass(frozen=True)
class Breach:
    """The first day on which claims do not fit; ``area_dm2`` None = unknown, ``exists`` False = no unit then."""

    unit: int
    day: int
    taken_dm2: int
    area_dm2: int | None
    exists: bool


def breaches(lives: Spans, areas: Spans, claims: Spans) -> list[Breach]:
    """First breach of each unit, in the order of unit numbers.

    On every day of any claim the unit must exist; claims of the whole unit never meet each other (save where its area
    is 0); and where the unit's area is known, fixed claims plus the area of a whole claim stay within it. An unknown
    area cannot be exceeded. Periods of a unit's areas must not overlap; empty periods (last before first) count for
    nothing.
    """
    events = np.concatenate([_events(lives, 0), _events(areas, 1), _events(claims, 3)])
    if not len(events):
        return []
    order = np.lexsort((events[:, 1], events[:, 0]))
    events = events[order]
    heads = np.flatnonzero(np.r_[True, np.any(np.diff(events[:, :2], axis=0) != 0, axis=1)])
    state = np.cumsum(np.add.reduceat(events[:, 2:], heads, axis=0), axis=0)  # every period ends: nothing runs over
    alive, known, area, fixed, whole, claimed = state.T
    if np.any(known > 1):
        raise ValueError("area rows of a unit overlap")
    taken = fixed + whole * area
    crowded = (whole > 1) & ~((known == 1) & (area == 0))  # desks of 集群注册: no area, any number of firms
    bad = (claimed > 0) & ((alive == 0) | crowded | ((known == 1) & (taken > area)))
    rows = np.flatnonzero(bad)
    units = events[heads[rows], 0]
    first = rows[np.unique(units, return_index=True)[1]]
    return [
        Breach(
            unit=int(events[heads[row], 0]),
            day=int(events[heads[row], 1]),
            taken_dm2=int(taken[row]),
            area_dm2=int(area[row]) if known[row] else None,
            exists=bool(alive[row]),
        )
        for row in first.tolist()
    ]


def _events(spans: Spans, kind: int) -> Whole:
    """Rows (unit, day, six deltas: alive, known, area, fixed, whole, claimed) at each first day and after each last."""
    real = spans.last >= spans.first
    unit, dm2 = spans.unit[real], spans.dm2[real]
    given = dm2 != NO_AREA
    change = np.zeros((len(unit), 6), dtype=np.int64)
    if kind == 0:
        change[:, 0] = 1
    elif kind == 1:
        change[:, 1] = given
        change[:, 2] = np.where(given, dm2, 0)
    else:
        change[:, 3] = np.where(given, dm2, 0)
        change[:, 4] = ~given
        change[:, 5] = 1
    begin = np.column_stack([unit, spans.first[real], change])
    end = np.column_stack([unit, spans.last[real] + 1, -change])
    return np.concatenate([begin, end])
