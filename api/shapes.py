"""Answers of the API: what a figure is, rows of tables, and tables under their imprint."""

from typing import Any

from buildings.disclosure import plain
from buildings.disclosure.figures import Column, Figures, Table
from buildings.words import Language


def metric(column: Column, language: Language, month: int) -> dict[str, Any]:
    """What a figure is: label, unit, period, what it derives from, formula with the thresholds of the month."""
    said = column.metric
    return {
        "slug": said.slug,
        "label": said.label(language),
        "unit": plain.unit(said.unit),
        "window": said.window.value,
        "derives_from": said.derives_from.value,
        "definition": said.definition(language, month),
    }


def row(table: Table, index: int) -> dict[str, Any]:
    """One row of a table with its public attributes and all its figures."""
    return {
        "code": table.codes[index],
        "name": table.names[index],
        **plain.facts(table, index),
        "figures": {slug: plain.figure(column, index) for slug, column in table.columns.items()},
        "counted": {slug: int(values[index]) for slug, values in table.counted.items()},
        "left_out": {slug: int(values[index]) for slug, values in table.left_out.items()},
    }


def rows(figures: Figures, level: str) -> dict[str, Any]:
    """All rows of one level with the imprint every answer carries."""
    table = figures.tables[level]
    return {**plain.imprint(figures), "level": level, "rows": [row(table, index) for index in range(len(table))]}


def zones(figures: Figures) -> dict[str, Any]:
    """The rows of the zones, and what makes overlapping rows add up: Σ by primary zone … = district, and overlaps."""
    return rows(figures, "zone") | {name: plain.sheet(figures.sheets[name]) for name in ("reconciliation", "overlaps")}
