"""Space of unknown area that somebody holds: no rate by area can be told of it, in whichever unit it lies."""

import numpy as np

from buildings.metrics.industries import SECTIONS
from buildings.metrics.once import once
from buildings.portfolio import Columns, Flags, Portfolio


def _open(portfolio: Portfolio) -> tuple[Columns, Flags]:
    """Occupancies, and which of them hold space of unknown area at the month's end."""
    table = portfolio.occupancies
    now = (table["month"] == portfolio.month - portfolio.first) & (table["present"] == 1)
    return table, now & (table["unknown_unit_days"].astype(np.int64) > 0)


def _flags(portfolio: Portfolio, building: Flags) -> Flags:
    return building | (portfolio.at("units_unknown_taken") > 0)


@once
def at_month_end(portfolio: Portfolio) -> Flags:
    """Buildings in which a party present holds space of unknown area, lettable or not; (n,)."""
    table, holds = _open(portfolio)
    found = np.zeros(len(portfolio.buildings), dtype=bool)
    found[table["building"][holds].astype(np.int64)] = True
    return _flags(portfolio, found)


@once
def in_window(portfolio: Portfolio) -> Flags:
    """Buildings in which anybody held space of unknown area in the months of the yield; (n,)."""
    found = np.zeros(len(portfolio.buildings), dtype=bool)
    found[portfolio.open_space["building"].astype(np.int64)] = True
    return _flags(portfolio, found)


def _sections(portfolio: Portfolio, table: Columns, holds: Flags) -> Flags:
    inside = holds & portfolio.buildings.in_scope[table["building"].astype(np.int64)]
    named = set(table["section"][inside])
    return np.array([section in named for section in SECTIONS], dtype=bool)


@once
def sections_at_month_end(portfolio: Portfolio) -> Flags:
    """Industry sections with such space in buildings in scope; (sections,)."""
    return _sections(portfolio, *_open(portfolio))


@once
def sections_in_window(portfolio: Portfolio) -> Flags:
    """The same for the months of the yield."""
    table = portfolio.open_space
    return _sections(portfolio, table, np.ones(len(table["building"]), dtype=bool))
