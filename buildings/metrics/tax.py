"""Attributed tax 归集税收 of the month, the year to date, the rolling 12 months and the last complete year."""

from buildings.kinds import Derives
from buildings.metrics import industries
from buildings.metrics.metric import ALL_LEVELS, Metric, Parts, Unit, Window
from buildings.metrics.windows import filed, months, operation, summed
from buildings.portfolio import Flags, Portfolio

WITH_INDUSTRY = (*ALL_LEVELS, "industry")


def _estimated(portfolio: Portfolio, window: range) -> Flags:
    """Buildings for which some retained tax of the window was not delivered; (n,)."""
    flags: Flags = (portfolio.facts["retained_estimated"][filed(portfolio, window)] == 1).any(axis=0)
    return flags


def _amount(slug: str, name: str, window: Window) -> Metric:
    def parts(portfolio: Portfolio) -> Parts:
        wanted = months(window, portfolio.month)
        amounts, counts = summed(portfolio, name, wanted)
        estimated = _estimated(portfolio, wanted) if name == "retained_fen" else None
        applicable = (counts > 0) | operation(portfolio)[1]
        return Parts(amounts, None, counts > 0, applicable, months=counts, estimated=estimated)

    rows = {"industry": industries.amount(name, window)}
    return Metric(slug, Unit.FEN, window, Derives.TAX, parts, better="high", levels=WITH_INDUSTRY, rows=rows)


TAX_MONTH = _amount("tax_month", "tax_fen", Window.MONTH)
RETAINED_MONTH = _amount("retained_month", "retained_fen", Window.MONTH)
FEES_MONTH = _amount("fees_month", "fee_fen", Window.MONTH)
TAX_YTD = _amount("tax_ytd", "tax_fen", Window.YTD)
RETAINED_YTD = _amount("retained_ytd", "retained_fen", Window.YTD)
TAX_12 = _amount("tax_12", "tax_fen", Window.ROLLING_12)
RETAINED_12 = _amount("retained_12", "retained_fen", Window.ROLLING_12)
TAX_YEAR = _amount("tax_year", "tax_fen", Window.YEAR)
