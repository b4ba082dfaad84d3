"""What ends when: remaining terms (WALT), the expiry ladder 到期分布 and how much hangs on the largest tenants."""

from collections.abc import Callable

import numpy as np

from buildings.kinds import Derives
from buildings.metrics.area import ledger, stored
from buildings.metrics.metric import Metric, Parts, Unit, Window
from buildings.metrics.windows import operation, or_zero
from buildings.portfolio import Portfolio

DAYS_OF_YEAR = 365


def let_ratio(numerator: str, denominator: str) -> Callable[[Portfolio], Parts]:
    """Ratio of two fact columns about let space; cannot be told while a taken unit has no area.

    Where nothing is let the question does not arise; where nothing let says what is asked for, it cannot be told.
    """

    def parts(portfolio: Portfolio) -> Parts:
        runs, applicable = operation(portfolio)
        measured = runs & (portfolio.at("units_unknown_taken") == 0)
        above, below = or_zero(portfolio.at(numerator)), or_zero(portfolio.at(denominator))
        known = measured & (below > 0)
        nothing = measured & (or_zero(portfolio.at("let_dm2")) == 0) & (below == 0)
        return Parts(np.where(known, above, 0), np.where(known, below, 0), known, applicable & ~nothing)

    return parts


def _walt(slug: str, numerator: str) -> Metric:
    parts = let_ratio(numerator, "walt_dm2")
    return Metric(slug, Unit.YEARS, Window.MONTH_END, Derives.TENANCY, parts, factor=1 / DAYS_OF_YEAR, better="high")


def _step(slug: str, column: str) -> Metric:
    parts = ledger(stored(column), "units_unknown_taken", bounded=True)
    return Metric(slug, Unit.DM2, Window.MONTH_END, Derives.TENANCY, parts, better="low")


def _share(slug: str, column: str) -> Metric:
    parts = let_ratio(column, "let_dm2")
    return Metric(slug, Unit.RATIO, Window.MONTH_END, Derives.TENANCY, parts, better="low", levels=("building",))


WALT = _walt("walt", "walt_dm2_days")
WALT_BREAK = _walt("walt_break", "walt_break_dm2_days")
EXPIRING_3 = _step("expiring_3", "ends_3_dm2")
EXPIRING_6 = _step("expiring_6", "ends_6_dm2")
EXPIRING_12 = _step("expiring_12", "ends_12_dm2")
EXPIRING_24 = _step("expiring_24", "ends_24_dm2")
EXPIRING_LATER = _step("expiring_later", "ends_later_dm2")
EXPIRING_OPEN = _step("expiring_open", "open_ended_dm2")
CONCENTRATION_1 = _share("concentration_1", "largest_dm2")
CONCENTRATION_5 = _share("concentration_5", "largest5_dm2")
