"""Disclosed figures for the tests of reports, with a reconciliation and an identity that hold."""

from dataclasses import replace
from typing import Any

import numpy as np

from buildings.audience import PUBLIC
from buildings.disclosure.figures import Column, Figures, Sheet, State, Table
from buildings.disclosure.sheets import SHAPES
from buildings.kinds import Derives
from buildings.metrics.metric import WHOLE
from tests.builders.figures import make_figures

PARTS = ("no_zone", "place_unknown")


def reconciliation(figures: Figures, *, hidden: bool = False) -> Sheet:
    """Zones, none and unknown place that add up to the district in every column; one cell hidden if wanted."""
    about = SHAPES["reconciliation"]
    names = [*figures.tables["zone"].names, *PARTS]
    body = [[name, *(100 * row + column for column in range(7))] for row, name in enumerate(names)]
    total = [sum(int(line[column]) for line in body) for column in range(1, 8)]
    if hidden:
        body[1][5] = State.HIDDEN
    beside = ("scope_unknown", *range(7))
    rows = (*map(tuple, body), ("total", *total), ("district", *total), beside)
    return Sheet("reconciliation", about.headers, about.units, rows)


def identity() -> Sheet:
    """One column that adds up, one that does not (which must show)."""
    about = SHAPES["identity"]
    rows = (("增值税", "total", 1010, 2020, -30, 3000, 3000), ("增值税", "retained", 10, 20, 30, 60, 61))
    return Sheet("identity", about.headers, about.units, rows)


def sample(**changes: Any) -> Figures:  # noqa: ANN401 - arguments of make_figures
    """Figures with sheets that add up."""
    made = make_figures(**changes)
    return replace(made, sheets={**made.sheets, "reconciliation": reconciliation(made), "identity": identity()})


def masked(column: Column, state: State) -> Column:
    """A column without any value."""
    rows = len(column.states)
    values = np.zeros(rows, np.int64) if column.metric.unit in WHOLE else np.full(rows, np.nan)
    return Column(column.metric, values, np.full(rows, state, np.uint8))


def with_state(figures: Figures, state: State, *derives: Derives) -> Figures:
    """Every figure that derives from these, and every sheet that does, in one state."""
    tables = {}
    for level, table in figures.tables.items():
        columns = {
            slug: masked(column, state) if column.metric.derives_from in derives else column
            for slug, column in table.columns.items()
        }
        tables[level] = Table(level, table.codes, table.names, columns, table.attributes, table.counted, table.left_out)
    sheets = {
        slug: replace(sheet, rows=tuple(_masked_row(sheet, row, state) for row in sheet.rows))
        if SHAPES[slug].derives_from in derives
        else sheet
        for slug, sheet in figures.sheets.items()
    }
    return replace(figures, tables=tables, sheets=sheets)


def _masked_row(sheet: Sheet, row: tuple[object, ...], state: State) -> tuple[object, ...]:
    return tuple(cell if unit == "text" else state for cell, unit in zip(row, sheet.units, strict=True))


def public() -> Figures:
    """What the public sees before anything was published: public facts only."""
    return replace(with_state(sample(), State.HIDDEN, Derives.TENANCY, Derives.TAX), audience=PUBLIC)
