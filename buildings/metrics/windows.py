"""Months of a window, sums over them, and which buildings are in operation: what every family of metrics stands on."""

import numpy as np

from buildings.errors import InvalidValue
from buildings.metrics.metric import Window
from buildings.portfolio import UNKNOWN, Flags, Ints, Portfolio

YEAR = 12
SAFE = float(2**62)
NOTHING = np.array(None, dtype=object)
"""None for comparing whole arrays."""


def months(window: Window, month: int) -> range:
    """Months of a window that ends (or, for the last complete year, lies) at a month."""
    if window is Window.YTD:
        return range(month - month % YEAR, month + 1)
    if window is Window.ROLLING_12:
        return range(month - YEAR + 1, month + 1)
    if window is Window.YEAR:
        first = (month + 1) // YEAR * YEAR - YEAR  # December completes its own year
        return range(first, first + YEAR)
    return range(month, month + 1)


def filed(portfolio: Portfolio, window: range) -> list[int]:
    """Positions of the window's months that have a tax file."""
    inside = range(max(window.start, portfolio.first), min(window.stop, portfolio.month + 1))
    return [month - portfolio.first for month in inside if portfolio.files[month - portfolio.first]]


def total(rows: Ints) -> Ints:
    """Sum over the first axis, refused where it could leave int64."""
    if rows.size and float(np.abs(rows.astype(np.float64)).sum(axis=0).max(initial=0.0)) >= SAFE:
        raise InvalidValue("out_of_range", value="int64")
    summed: Ints = rows.sum(axis=0, dtype=np.int64)
    return summed


def known(*columns: Ints) -> Flags:
    """Where none of the columns is UNKNOWN."""
    flags: Flags = columns[0] != UNKNOWN
    for column in columns[1:]:
        flags = flags & (column != UNKNOWN)
    return flags


def or_zero(column: Ints) -> Ints:
    """A column with UNKNOWN replaced, for places where ``known`` already says so."""
    return np.where(column == UNKNOWN, 0, column)


def on_record(portfolio: Portfolio, month: int | None = None) -> Flags:
    """Whether a building's space is on record at a month's end: a room to let, or somebody who holds any space; (n,).

    The one unit 未分房间 of a building without a room register is no record until its area is declared. Where nothing
    is on record no tax can be attributed either, and neither is 0: it cannot be told.
    """
    units, lettable, parties = (or_zero(portfolio.at(name, month)) for name in ("units", "lettable_dm2", "parties"))
    flags: Flags = (portfolio.buildings.room_register & (units > 0)) | (lettable > 0) | (parties > 0)
    return flags


def _taxed(portfolio: Portfolio, positions: list[int]) -> Flags:
    """Whether anything was attributed in months by position; (months, n)."""
    columns = (portfolio.facts[name][positions] for name in ("tax_fen", "retained_fen", "fee_fen"))
    flags: Flags = np.any([or_zero(column) != 0 for column in columns], axis=0)
    return flags


def summed(portfolio: Portfolio, name: str, window: range, operated_only: bool = False) -> tuple[Ints, Ints]:
    """Sum of a tax column over the window's months with a file, and their number per building.

    Of a building of which nothing is on record, only months in which anything was attributed count. ``operated_only``
    leaves out months in which the building did not operate on any day. Shapes (n,).
    """
    positions = filed(portfolio, window)
    column = portfolio.facts[name][positions]
    counted = column != UNKNOWN
    silent = ~on_record(portfolio)
    if silent.any():
        counted &= ~silent | _taxed(portfolio, positions)
    if operated_only:
        counted &= portfolio.facts["operated"][positions] == 1
    return total(np.where(counted, column, 0)), counted.sum(axis=0, dtype=np.int64)


def complete(portfolio: Portfolio, window: range) -> bool:
    """Whether every month of the window lies in the portfolio and has a tax file."""
    return len(filed(portfolio, window)) == len(window)


def operation(portfolio: Portfolio, month: int | None = None) -> tuple[Flags, Flags]:
    """In operation at a month's end with its space on record, and whether the question arises.

    It does not where the status is known to be another.
    """
    operating = portfolio.at("operating", month)
    in_operation = operating == 1
    runs: Flags = in_operation & on_record(portfolio, month)
    no_status = portfolio.buildings.status == NOTHING
    applicable: Flags = in_operation | (operating == UNKNOWN) | no_status
    return runs, applicable
