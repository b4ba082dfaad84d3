"""The figures of a page: every metric the audience holds, with its classes, as compact whole numbers."""

from itertools import chain

import numpy as np
from numpy.typing import NDArray

from buildings.disclosure.figures import Column, Figures, State, Table
from buildings.kinds import Derives
from buildings.metrics.metric import Unit
from maps.layer import Payload
from maps.style import UNITS, scale, whole

LEVELS = ("building", "zone", "subdistrict", "district")
DEFAULT_METRICS = ("vacancy_rate", "star", "office_area")  # the first one with anything to show is shown first


def cells(column: Column) -> Payload:
    """One column as the page reads it.

    ``v`` whole numbers, null unless shown; ``s`` one state digit per row, empty when all are shown; ``c`` coverage in
    per cent; ``m`` months with data, one number when all rows agree; ``b`` bounds of rows that cannot be told; ``e``
    rows of which some is estimated.
    """
    unit = column.metric.unit
    shown = column.states == State.SHOWN
    numbers = whole(np.where(shown, column.values, 0), unit).astype(object)
    numbers[~shown] = None
    some: dict[str, object] = {"v": numbers.tolist()}
    if not shown.all():
        some["s"] = (column.states + ord("0")).astype(np.uint8).tobytes().decode("ascii")
    if column.coverage is not None:
        some["c"] = _percent(np.where(column.states == State.HIDDEN, np.nan, column.coverage))
    if column.months is not None:
        months = column.months.tolist()
        some["m"] = months[0] if len(set(months)) == 1 else months
    if column.estimated is not None and column.estimated.any():
        some["e"] = np.flatnonzero(column.estimated).tolist()
    bounds = _bounds(column, unit)
    return some | ({"b": bounds} if bounds else {})


def _percent(shares: NDArray[np.float64]) -> list[int | None]:
    known = np.isfinite(shares)
    numbers = np.rint(np.where(known, shares, 0) * 100).astype(np.int64).astype(object)
    numbers[~known] = None
    found: list[int | None] = numbers.tolist()
    return found


def _bounds(column: Column, unit: Unit) -> dict[str, list[int]]:
    if column.low is None or column.high is None:
        return {}
    rows = np.flatnonzero((column.states == State.UNKNOWN) & np.isfinite(column.low) & np.isfinite(column.high))
    ends = np.stack([whole(column.low[rows], unit), whole(column.high[rows], unit)], axis=1).tolist()
    return {str(row): pair for row, pair in zip(rows.tolist(), ends, strict=True)}


def metrics(figures: Figures) -> list[Payload]:
    """Metrics of the building table in display order, each with its cells at every level that has it."""
    return [_metric(figures, slug) for slug in figures.tables["building"].columns]


def _metric(figures: Figures, slug: str) -> Payload:
    tables, month = figures.tables, figures.month
    column = tables["building"].columns[slug]
    metric = column.metric
    holds = [level for level in LEVELS if level in tables and slug in tables[level].columns]
    return {
        "slug": slug,
        "unit": metric.unit.value,
        "window": metric.window.value,
        "from": metric.derives_from.value,
        "label": [metric.label("zh"), metric.label("en")],
        "definition": [metric.definition("zh", month), metric.definition("en", month)],
        "scale": scale(column),
        **{level: _level(tables[level], slug) for level in holds},
    }


def _level(table: Table, slug: str) -> Payload:
    """Cells of one level; ``n`` and ``x``: buildings that stand behind a roll-up, and those left out as unknown."""
    counts = {"n": table.counted.get(slug), "x": table.left_out.get(slug)}
    beside = {name: found.tolist() for name, found in counts.items() if found is not None}
    return {**cells(table.columns[slug]), **beside}


def first_metric(figures: Figures) -> str | None:
    """The metric shown when the page opens: one with a value this audience may see, else a public fact."""
    held = figures.tables["building"].columns
    order = [slug for slug in (*DEFAULT_METRICS, *held) if slug in held]
    shown = (slug for slug in order if (held[slug].states == State.SHOWN).any())
    public = (slug for slug in order if held[slug].metric.derives_from is Derives.PUBLIC)
    return next(chain(shown, public, order), None)


def units() -> Payload:
    """How the page prints each unit: divisor and decimals, Chinese and English."""
    return {unit.value: [shown.zh, shown.en] for unit, shown in UNITS.items()}
