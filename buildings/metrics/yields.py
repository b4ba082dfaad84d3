"""Tax per square metre 单位面积税收 and the coverage that stands beside it."""

from collections.abc import Callable

import numpy as np

from buildings.kinds import Derives
from buildings.metrics import sections, unmeasured
from buildings.metrics.metric import ALL_LEVELS, Metric, Parts, Unit, Window
from buildings.metrics.windows import known, months, operation, or_zero, summed
from buildings.portfolio import UNKNOWN, Ints, Portfolio


def _lettable(portfolio: Portfolio) -> Ints:
    return np.where(portfolio.at("units_unknown") == 0, portfolio.at("lettable_dm2"), UNKNOWN)


def _occupied(portfolio: Portfolio) -> Ints:
    taken = or_zero(portfolio.at("let_dm2")) + or_zero(portfolio.at("own_dm2"))
    return np.where(portfolio.at("units_unknown_taken") == 0, taken, UNKNOWN)


def per_area(area: Callable[[Portfolio], Ints]) -> Callable[[Portfolio], Parts]:
    """Tax of the 12 months ending in the month ÷ an area; fen ÷ dm² is yuan ÷ m²."""

    def parts(portfolio: Portfolio) -> Parts:
        window = months(Window.ROLLING_12, portfolio.month)
        tax, counts = summed(portfolio, "tax_fen", window, operated_only=True)
        below = area(portfolio)
        runs, applicable = operation(portfolio)
        sure = runs & known(below) & (below > 0) & (counts > 0)
        return Parts(np.where(sure, tax, 0), np.where(sure, below, 0), sure, applicable, months=counts)

    return parts


def _coverage(portfolio: Portfolio) -> Parts:
    runs, applicable = operation(portfolio)
    covered, all_ = (or_zero(portfolio.at(name)) for name in ("covered_dm2_days", "coverage_dm2_days"))
    counts = or_zero(portfolio.at("window_months"))
    sure = runs & (counts > 0) & ~unmeasured.in_window(portfolio)
    return Parts(np.where(sure, covered, 0), np.where(sure, all_, 0), sure, applicable, months=counts)


def _yield(slug: str, area: Callable[[Portfolio], Ints], by_industry: bool = False) -> Metric:
    levels = (*ALL_LEVELS, "industry") if by_industry else ALL_LEVELS
    rows = {"industry": sections.yield_occupied} if by_industry else {}
    return Metric(
        slug,
        Unit.YUAN_PER_M2,
        Window.ROLLING_12,
        Derives.TAX,
        per_area(area),
        better="high",
        levels=levels,
        rows=rows,
    )


TAX_YIELD = _yield("tax_yield", lambda portfolio: portfolio.buildings.office_dm2)
YIELD_LETTABLE = _yield("yield_lettable", _lettable)
YIELD_OCCUPIED = _yield("yield_occupied", _occupied, by_industry=True)
YIELD_GROSS = _yield("yield_gross", lambda portfolio: portfolio.buildings.gross_dm2)
YIELD_LAND = _yield("yield_land", lambda portfolio: portfolio.buildings.land_dm2)
COVERAGE = Metric("coverage", Unit.RATIO, Window.ROLLING_12, Derives.TAX, _coverage, better="high")
