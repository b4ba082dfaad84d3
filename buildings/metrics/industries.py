"""Rows of the industry table: facts added up over sections A–T and '?', buildings in scope only."""

from collections.abc import Callable, Mapping

import numpy as np

from buildings.metrics.metric import Parts, Window
from buildings.metrics.once import once
from buildings.metrics.windows import filed, months, total
from buildings.portfolio import RECENT, Columns, Flags, Ints, Portfolio
from buildings.words import labels

SECTIONS: tuple[str, ...] = tuple(labels("industry_section"))


MEASURES = ("dm2", "enterprises", "tax_fen", "retained_fen", "fee_fen")


@once
def sums(portfolio: Portfolio) -> Mapping[str, Ints]:
    """Sums over buildings in scope by measure; each (months, sections), zero before the last 13 months."""
    return _grids(portfolio, portfolio.section_sums)


@once
def sums_before(portfolio: Portfolio) -> Mapping[str, Ints]:
    """The same for the year before these."""
    return _grids(portfolio, portfolio.section_sums_before)


def _grids(portfolio: Portfolio, table: Columns) -> Mapping[str, Ints]:
    shape = (len(portfolio.months), len(SECTIONS))
    place = {section: row for row, section in enumerate(SECTIONS)}
    section = np.fromiter(map(place.__getitem__, table["section"]), np.int64, len(table["section"]))
    cell = table["month"].astype(np.int64, copy=False) * len(SECTIONS) + section
    return {name: _add_up(cell, table[name].astype(np.int64, copy=False), shape) for name in MEASURES}


def _add_up(cell: Ints, amounts: Ints, shape: tuple[int, int]) -> Ints:
    found = np.zeros(shape[0] * shape[1], dtype=np.int64)
    np.add.at(found, cell, amounts)
    return found.reshape(shape)


def add_up(portfolio: Portfolio, name: str, positions: list[int]) -> Ints:
    """Sum of a measure over some months (positions in the window), per section; shape (sections,)."""
    found = sums(portfolio)[name][positions]
    if any(position < len(portfolio.months) - RECENT for position in positions):
        found = found + sums_before(portfolio)[name][positions]
    return total(found)


def amount(name: str, window: Window) -> Callable[[Portfolio], Parts]:
    """Tax, retained or fees of a window by section."""

    def parts(portfolio: Portfolio) -> Parts:
        positions = filed(portfolio, months(window, portfolio.month))
        known = np.full(len(SECTIONS), bool(positions))
        counts = np.full(len(SECTIONS), len(positions), dtype=np.int64)
        estimated = _estimated(portfolio, positions) if name == "retained_fen" else None
        return Parts(add_up(portfolio, name, positions), None, known, months=counts, estimated=estimated)

    return parts


def _estimated(portfolio: Portfolio, positions: list[int]) -> Flags:
    """Sections with retained tax in a building and month for which some was estimated; (sections,)."""
    table = portfolio.estimated_sections
    named = set(table["section"][np.isin(table["month"].astype(np.int64), positions)])
    return np.array([section in named for section in SECTIONS], dtype=bool)


def at_month_end(name: str) -> Callable[[Portfolio], Parts]:
    """Area or number of occupiers at the month's end by section."""

    def parts(portfolio: Portfolio) -> Parts:
        here = [portfolio.month - portfolio.first]
        return Parts(add_up(portfolio, name, here), None, np.full(len(SECTIONS), True))

    return parts


def change(name: str, new: range, old: range) -> Callable[[Portfolio], Parts]:
    """(new − old) ÷ old by section, where both windows have all their files."""

    def parts(portfolio: Portfolio) -> Parts:
        has_new, has_old = (len(filed(portfolio, window)) == len(window) for window in (new, old))
        after, before = (add_up(portfolio, name, filed(portfolio, window)) for window in (new, old))
        return Parts(
            after - before, before, np.full(len(SECTIONS), has_new), np.full(len(SECTIONS), has_old or not has_new)
        )

    return parts
