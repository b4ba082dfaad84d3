"""Disclosed figures as JSON: money as whole fen, areas as m² with two decimals, hidden said to be hidden."""

import math
from typing import Any

import numpy as np

from buildings.disclosure.figures import Column, Figures, State, Table
from buildings.quantities import format_month
from buildings.words import Language


def cell(column: Column, row: int) -> dict[str, Any]:
    """One figure: value, state, and what belongs to it (coverage, months, bounds, estimated)."""
    state = column.state(row)
    found: dict[str, Any] = {"value": _number(column, row), "state": state.name.lower()}
    if state is State.HIDDEN:
        found["suppressed"] = True
        return found
    for name in ("coverage", "months", "low", "high"):
        extra = getattr(column, name)
        if extra is not None and not math.isnan(float(extra[row])):
            found[name] = extra[row].item()
    if column.estimated is not None and column.estimated[row]:
        found["estimated"] = True
    return found


def _number(column: Column, row: int) -> float | int | None:
    value = column.value(row)
    if value is None:
        return None
    return value / 100 if column.metric.unit == "dm2" else value


def metric(column: Column, language: Language) -> dict[str, Any]:
    """What a figure is: label, unit, period, what it derives from, formula."""
    said = column.metric
    return {
        "slug": said.slug,
        "label": said.label(language),
        "unit": "m2" if said.unit == "dm2" else said.unit.value,
        "window": said.window.value,
        "derives_from": said.derives_from.value,
        "definition": said.definition(language),
    }


def row(table: Table, index: int) -> dict[str, Any]:
    """One row of a table with its public attributes and all its figures."""
    return {
        "code": table.codes[index],
        "name": table.names[index],
        **{name: _plain(values[index]) for name, values in table.attributes.items()},
        "figures": {slug: cell(column, index) for slug, column in table.columns.items()},
        "counted": {slug: int(values[index]) for slug, values in table.counted.items()},
        "left_out": {slug: int(values[index]) for slug, values in table.left_out.items()},
    }


def rows(figures: Figures, level: str) -> dict[str, Any]:
    """All rows of one level with the imprint every answer carries."""
    table = figures.tables[level]
    return {**imprint(figures), "level": level, "rows": [row(table, index) for index in range(len(table))]}


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
    return None if isinstance(value, float) and math.isnan(value) else value
