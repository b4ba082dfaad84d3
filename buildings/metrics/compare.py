"""Comparisons of amounts 环比, 同比: (new − old) ÷ old, full scope and comparable scope 可比口径 apart."""

import numpy as np

from buildings.kinds import Derives
from buildings.metrics import industries
from buildings.metrics.metric import ALL_LEVELS, Metric, Parts, Unit, Window
from buildings.metrics.windows import YEAR, complete, months, operation, summed
from buildings.portfolio import Flags, Portfolio


def _windows(portfolio: Portfolio, window: Window, months_before: int) -> tuple[range, range]:
    new = months(window, portfolio.month)
    return new, range(new.start - months_before, new.stop - months_before)


def _change(portfolio: Portfolio, window: Window, months_before: int) -> Parts:
    """Missing files now, or nothing on record: cannot tell; missing files then: no base, so "—"."""
    new, old = _windows(portfolio, window, months_before)
    (after, counts), (before, _) = (summed(portfolio, "tax_fen", months_) for months_ in (new, old))
    count = len(portfolio.buildings)
    sure = complete(portfolio, new)
    based = complete(portfolio, old) or not sure
    known = np.full(count, sure) & (counts > 0)
    asked = (counts > 0) | operation(portfolio)[1]
    return Parts(after - before, before, known, np.full(count, based) & asked)


def comparable(portfolio: Portfolio, window: Window = Window.ROLLING_12, months_before: int = YEAR) -> Flags:
    """Buildings that operated in every month of both periods: the same buildings then and now."""
    periods = _windows(portfolio, window, months_before)
    positions = sorted({month - portfolio.first for period in periods for month in period})
    if positions[0] < 0:
        return np.zeros(len(portfolio.buildings), dtype=bool)
    flags: Flags = (portfolio.facts["operated"][positions] == 1).all(axis=0)
    return flags


def no_files_before(portfolio: Portfolio) -> Flags:
    """Buildings in operation that may have operated a year before, of a time for which months have no file; (n,).

    A change is no question there to who reads the figure ("—"); whether it fell is one, and has no answer.
    """
    old = _windows(portfolio, Window.ROLLING_12, YEAR)[1]
    inside = [month - portfolio.first for month in old if portfolio.first <= month]
    closed = (portfolio.facts["operated"][inside] == 0).any(axis=0)
    missing: Flags = operation(portfolio)[1] & ~closed & (not complete(portfolio, old))
    return missing


def _amounts(slug: str, window: Window, months_before: int) -> Metric:
    def parts(portfolio: Portfolio) -> Parts:
        return _change(portfolio, window, months_before)

    def by_industry(portfolio: Portfolio) -> Parts:
        return industries.change("tax_fen", *_windows(portfolio, window, months_before))(portfolio)

    return Metric(
        slug,
        Unit.CHANGE,
        window,
        Derives.TAX,
        parts,
        better="high",
        levels=(*ALL_LEVELS, "industry"),
        rows={"industry": by_industry},
    )


def _comparable(slug: str, window: Window, months_before: int) -> Metric:
    def parts(portfolio: Portfolio) -> Parts:
        full = _change(portfolio, window, months_before)
        same = comparable(portfolio, window, months_before)
        assert full.denominator is not None and full.applicable is not None  # noqa: S101, PT018 - what _change returns
        return Parts(full.numerator, full.denominator, full.known, full.applicable & (same | ~full.known))

    return Metric(slug, Unit.CHANGE, window, Derives.TAX, parts, better="high")


TAX_MONTH_MOM = _amounts("tax_month_mom", Window.MONTH, 1)
TAX_MONTH_YOY = _amounts("tax_month_yoy", Window.MONTH, YEAR)
TAX_YTD_YOY = _amounts("tax_ytd_yoy", Window.YTD, YEAR)
TAX_12_YOY = _amounts("tax_12_yoy", Window.ROLLING_12, YEAR)
TAX_MONTH_MOM_COMPARABLE = _comparable("tax_month_mom_comparable", Window.MONTH, 1)
TAX_MONTH_YOY_COMPARABLE = _comparable("tax_month_yoy_comparable", Window.MONTH, YEAR)
TAX_YTD_YOY_COMPARABLE = _comparable("tax_ytd_yoy_comparable", Window.YTD, YEAR)
TAX_12_YOY_COMPARABLE = _comparable("tax_12_yoy_comparable", Window.ROLLING_12, YEAR)
