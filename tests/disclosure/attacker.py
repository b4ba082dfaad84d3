"""Someone who sees all figures shown, knows who is where, and adds and subtracts: written without the gate's code."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

from buildings.disclosure.figures import Figures, State
from buildings.portfolio import Portfolio

Equation = list[Fraction]


def indicator(inside: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Equation:
    return [Fraction(int(one)) for one in inside]


def sets(portfolio: Portfolio) -> dict[str, list[np.ndarray[tuple[int], np.dtype[np.bool_]]]]:
    """Buildings in scope behind every row of every table that adds buildings up."""
    frame, zones = portfolio.buildings, portfolio.zones
    codes = [*portfolio.subdistricts.code, None]
    return {
        "building": list(np.eye(len(frame), dtype=bool)),
        "zone": [inside & frame.in_scope for inside in zones.member],
        "subdistrict": [np.array([own == code for own in frame.subdistrict]) & frame.in_scope for code in codes],
        "district": [frame.in_scope],
    }


def equations(figures: Figures, portfolio: Portfolio, slug: str, known_area: bool) -> Iterator[Equation]:
    """One equation for each shown cell of a column: a sum over buildings, for a yield over those of known area."""
    area = np.array([value > 0 for value in portfolio.buildings.office_dm2])
    for level, rows in sets(portfolio).items():
        column = figures.tables[level].columns[slug]
        for row, inside in enumerate(rows):
            if column.state(row) is State.SHOWN:
                yield indicator(inside & area if known_area else inside)


def by_primary(figures: Figures, portfolio: Portfolio, header: str) -> Iterator[Equation]:
    """Equations from the reconciliation sheet."""
    sheet = figures.sheets["reconciliation"]
    place, frame = sheet.headers.index(header), portfolio.buildings
    kinds = [*range(len(portfolio.zones.code)), -1, -2]
    for line, kind in zip(sheet.rows, kinds, strict=False):
        if not isinstance(line[place], State):
            yield indicator((portfolio.zones.primary == kind) & frame.in_scope)


def follows(system: Sequence[Equation], unknown: int) -> bool:
    """Whether one unknown is determined: its unit vector lies in the row space (exact Gaussian elimination)."""
    rows = [list(equation) for equation in system]
    target = [Fraction(int(place == unknown)) for place in range(len(rows[0]))] if rows else []
    for column in range(len(target)):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        for row in [*rows, target]:
            if row[column]:
                factor = row[column] / pivot[column]
                for place, value in enumerate(pivot):
                    row[place] -= factor * value
    return bool(rows or system) and not any(target)
