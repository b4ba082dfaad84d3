"""Disclosed figures as plain values: the one shape they have in JSON, whether the API answers or GeoJSON is written."""

import math
from typing import Any, Final

import numpy as np

from buildings.disclosure.figures import Column, Figures, Sheet, State, Table
from buildings.metrics.metric import WHOLE, Unit
from buildings.quantities import format_month

_DM2_PER_M2: Final = 100
_BESIDE: Final = ("coverage", "months", "low", "high")


def figure(column: Column, row: int) -> dict[str, Any]:
    """One figure: value, state, unit, and what belongs to it where known (coverage, months, bounds, estimated).

    Money is whole fen, areas are m² with two decimals. A value that is not shown is null and its state says why; beside
    a hidden one nothing else stands.
    """
    state = column.state(row)
    found = _number(column.value(row), state, column.metric.unit)
    if state is State.HIDDEN:
        return found
    for name in _BESIDE:
        numbers = getattr(column, name)
        if numbers is not None and math.isfinite(numbers[row]):
            found[name] = numbers[row].item()
    if column.estimated is not None and column.estimated[row]:
        found["estimated"] = True
    return found


def _number(value: float | None, state: State, kept: Unit) -> dict[str, Any]:
    if state is State.HIDDEN:
        return {"value": None, "state": "hidden", "suppressed": True}
    if value is not None and kept is Unit.DM2:
        value = value / _DM2_PER_M2
    return {"value": value, "state": state.name.lower(), "unit": unit(kept)}


def number(value: float | None, kept: Unit) -> float | None:
    """A value in the unit in which it is written; counts and money are whole."""
    if value is None:
        return None
    if kept is Unit.DM2:
        return value / _DM2_PER_M2
    return int(value) if kept in WHOLE else value


def sheet(found: Sheet) -> list[dict[str, Any]]:
    """Rows of a plain table by header: words as they stand, numbers written like figures."""
    return [
        {header: _cell(cell, kept) for header, kept, cell in zip(found.headers, found.units, line, strict=True)}
        for line in found.rows
    ]


def _cell(cell: Any, kept: str) -> object:  # noqa: ANN401 - whatever stands in a sheet
    if kept == "text":
        return None if isinstance(cell, State) else _plain(cell)
    return _number(None, cell, Unit(kept)) if isinstance(cell, State) else _number(cell, State.SHOWN, Unit(kept))


def unit(kept: Unit) -> str:
    """The unit a value is written in: areas are kept in dm² and written in m²."""
    return "m2" if kept is Unit.DM2 else kept.value


def facts(table: Table, row: int) -> dict[str, Any]:
    """Public facts of one row; null where unknown."""
    return {name: _plain(values[row]) for name, values in table.attributes.items()}


def imprint(figures: Figures) -> dict[str, Any]:
    """Month, audience, origin and date of the data."""
    return {
        "month": format_month(figures.month),
        "audience": figures.audience.slug,
        "origin": figures.origin,
        "demonstration": figures.demonstration,
        "closed": figures.closed,
        "data_date": figures.data_date,
    }


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, tuple):
        return list(value)
    return None if isinstance(value, float) and math.isnan(value) else value
