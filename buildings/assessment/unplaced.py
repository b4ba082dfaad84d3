"""Tax that belongs to no building 未归集, and the identity that holds all tax of a month together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import numpy as np

from buildings.kinds import Unattributed
from buildings.metrics.metric import State, Window
from buildings.metrics.once import once
from buildings.metrics.windows import filed, months
from buildings.portfolio import Columns, Flags, Ints, Portfolio
from buildings.tables import tax_columns

REASONS = tuple(reason.value for reason in Unattributed)
MEASURES = {"total": "amount_fen", "retained": "retained_fen"}
"""Amounts of a row, which has a file column."""
AMOUNTS = ("tax_fen", "retained_fen", "fee_fen")
"""Sums over the file columns."""


@dataclass(frozen=True)
class Loose:
    """Unattributed sums of taxpayers and months of the year, the reason as a number; shapes (rows,)."""

    month: Ints
    taxpayer: Ints
    reason: Ints  # position in REASONS
    amounts: Mapping[str, Ints]  # by the names of AMOUNTS


def counts_as_tax(table: Columns) -> Flags:
    """Whether each row's file column counts as tax."""
    tax = {column.key for column in tax_columns() if column.counts_as_tax}
    return np.array([key in tax for key in table["column_key"]], dtype=bool)


def reasons(table: Columns) -> Ints:
    """Position of each unattributed row's reason."""
    place = {reason: position for position, reason in enumerate(REASONS)}
    return np.array([place[reason] for reason in table["reason"]], dtype=np.int64)


@once
def _loose(portfolio: Portfolio) -> Loose:
    table = portfolio.unattributed_sums
    month, taxpayer, *amounts = (table[name].astype(np.int64, copy=False) for name in ("month", "taxpayer", *AMOUNTS))
    return Loose(month, taxpayer, reasons(table), dict(zip(AMOUNTS, amounts, strict=True)))


def by_reason(portfolio: Portfolio, name: str, window: Window) -> tuple[Ints, bool]:
    """Sums of one of AMOUNTS per reason over a window, and whether the window has a file."""
    positions = filed(portfolio, months(window, portfolio.month))
    loose = _loose(portfolio)
    wanted = np.isin(loose.month, positions)
    sums = np.zeros(len(REASONS), dtype=np.int64)
    np.add.at(sums, loose.reason[wanted], loose.amounts[name][wanted])
    return sums, bool(positions)


def taxpayers(portfolio: Portfolio) -> Ints:
    """Taxpayers per reason in the rolling 12 months."""
    loose = _loose(portfolio)
    inside = np.isin(loose.month, filed(portfolio, months(Window.ROLLING_12, portfolio.month)))
    _, taxpayer = np.unique(loose.taxpayer[inside], return_inverse=True)
    pairs = np.unique(taxpayer * len(REASONS) + loose.reason[inside])
    return np.bincount(pairs % len(REASONS), minlength=len(REASONS)).astype(np.int64)


class Payer(NamedTuple):
    """One taxpayer's tax and fees of the month that are in no building, by reason."""

    code: str
    name: str | State
    reason: str
    tax_fen: int
    fees_fen: int


def listed(portfolio: Portfolio) -> list[Payer]:
    """Unattributed tax of the reporting month, taxpayer by taxpayer."""
    loose, payers = _loose(portfolio), portfolio.taxpayers
    here = np.flatnonzero(loose.month == portfolio.month - portfolio.first)
    key, row = np.unique(loose.taxpayer[here] * len(REASONS) + loose.reason[here], return_inverse=True)
    sums = np.zeros((2, len(key)), dtype=np.int64)
    for place, name in enumerate(("tax_fen", "fee_fen")):
        np.add.at(sums[place], row, loose.amounts[name][here])
    about = dict(zip(payers["taxpayer"].tolist(), zip(payers["code"], payers["name"], strict=True), strict=True))
    found = []
    for one, tax, fees in zip(key.tolist(), *sums.tolist(), strict=True):
        code, name = about[one // len(REASONS)]
        found.append(Payer(str(code), name or State.UNKNOWN, REASONS[one % len(REASONS)], tax, fees))
    return found


@dataclass(frozen=True)
class Line:
    """One file column and measure of the month: in scope + out of scope + unattributed = file (None: not at hand)."""

    column: str
    measure: str
    in_scope: int
    out_of_scope: int
    unattributed: int
    file: int | None

    @property
    def sum(self) -> int:
        """What the parts add up to."""
        return self.in_scope + self.out_of_scope + self.unattributed


def _sum(table: Columns, name: str, wanted: Flags) -> int:
    return sum(table[name][wanted].tolist())


def lines() -> Iterator[tuple[str, str]]:
    """Every file column in its order, with both measures: what has a line of the identity."""
    return product((column.key for column in tax_columns() if column.kind != "total"), MEASURES)


def identity(portfolio: Portfolio) -> list[Line]:
    """Lines of the reporting month, as ``lines`` has them; empty without a file."""
    here = portfolio.month - portfolio.first
    if not portfolio.files[here]:
        return []
    taxes, loose = portfolio.taxes, portfolio.unattributed_month
    file = portfolio.load["files"]() if "files" in portfolio.load else None
    inside = portfolio.buildings.in_scope[taxes["building"].astype(np.int64)]
    found = []
    for column, measure in lines():
        name, mine, free = MEASURES[measure], _of(taxes, column), _of(loose, column)
        amounts = (_sum(taxes, name, mine & inside), _sum(taxes, name, mine & ~inside), _sum(loose, name, free))
        whole = None if file is None else _sum(file, name, _of(file, column))
        found.append(Line(column, measure, *amounts, whole))
    return found


def _of(table: Columns, key: str) -> Flags:
    return np.asarray(table["column_key"] == key, dtype=bool)
