"""What industries hold and yield: cannot be told of a section while space it holds has no known area."""

import numpy as np

from buildings.metrics import unmeasured
from buildings.metrics.industries import SECTIONS, amount, at_month_end
from buildings.metrics.metric import Parts, Window
from buildings.metrics.windows import filed, months
from buildings.portfolio import Flags, Ints, Portfolio


def held(portfolio: Portfolio) -> Parts:
    """Area at the month's end by section; what is known of it is a lower bound."""
    found, unsure = at_month_end("dm2")(portfolio), unmeasured.sections_at_month_end(portfolio)
    low = np.where(unsure, found.numerator.astype(np.float64), np.nan)
    return Parts(np.where(unsure, 0, found.numerator), None, ~unsure, low=low)


def yield_occupied(portfolio: Portfolio) -> Parts:
    """Tax of the 12 months of a section's enterprises ÷ the area they occupy at the month's end."""
    tax, area = amount("tax_fen", Window.ROLLING_12)(portfolio), held(portfolio)
    return Parts(tax.numerator, area.numerator, tax.known & area.known, months=tax.months)


def coverage(portfolio: Portfolio) -> Parts:
    """Share of a section's area × days in the months of the yield that has a tax record; classes of the month's end."""
    table = portfolio.coverage
    covered = table["covered"] == 1
    above, below = (_add_up(portfolio, wanted) for wanted in (covered, np.ones_like(covered)))
    known = ~unmeasured.sections_in_window(portfolio) & (below > 0)
    return Parts(above, below, known & bool(filed(portfolio, months(Window.ROLLING_12, portfolio.month))))


def _add_up(portfolio: Portfolio, wanted: Flags) -> Ints:
    table, place = portfolio.coverage, {section: row for row, section in enumerate(SECTIONS)}
    inside = np.flatnonzero(wanted & portfolio.buildings.in_scope[table["building"].astype(np.int64)])
    rows = np.fromiter(map(place.__getitem__, table["section"][inside]), np.int64, len(inside))
    found = np.zeros(len(SECTIONS), dtype=np.int64)
    np.add.at(found, rows, table["dm2_days"][inside].astype(np.int64))
    return found
