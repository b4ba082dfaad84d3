"""Tiers 千万 … 10亿元楼 by total tax: three flags per building, 月亿楼, and who is near the next tier (准亿元楼)."""

from dataclasses import dataclass

import numpy as np

from buildings.metrics.metric import Window
from buildings.metrics.windows import YEAR, complete, months, summed
from buildings.portfolio import Flags, Ints, Portfolio

TIERS = ("10m", "50m", "100m", "500m", "1000m")
MONTH_TIER = "month_100m"
WINDOWS = (Window.YEAR, Window.YTD, Window.ROLLING_12)
FEN = 100


@dataclass(frozen=True)
class Standing:
    """Tax of a window against the tiers; (n,). ``known`` False: no file (or, for a year, not all its files).

    ``tier`` is the highest reached, −1 below all; ``near`` the next one if within its reach, else −1.
    """

    window: Window
    tax_fen: Ints
    known: bool
    tier: Ints
    near: Ints


def least_fen(portfolio: Portfolio, tier: str) -> int:
    """Least tax of a tier."""
    return int(portfolio.parameters[f"tier.{tier}"] * FEN)


def standing(portfolio: Portfolio, window: Window) -> Standing:
    """Where each building stands by the tax of a window."""
    span = months(window, portfolio.month)
    tax, counts = summed(portfolio, "tax_fen", span)
    known = complete(portfolio, span) if len(span) == YEAR and window is Window.YEAR else bool((counts > 0).any())
    least = [least_fen(portfolio, tier) for tier in TIERS]
    reached = np.searchsorted(np.array(least, dtype=np.int64), tax, side="right") - 1
    share = 1 - portfolio.parameters["tier.near_share"]
    # within 20 % below: tax ≥ least × (1 − share), in whole numbers
    edges = np.array([-(-value * share.numerator // share.denominator) for value in least], dtype=np.int64)
    following = np.minimum(reached + 1, len(TIERS) - 1)
    close = (reached + 1 < len(TIERS)) & (tax >= edges[following])
    return Standing(window, tax, known, reached.astype(np.int64), np.where(close, following, -1))


def by_month(portfolio: Portfolio) -> tuple[Flags, bool]:
    """月亿楼 of the reporting month, and whether it has a file."""
    tax, counts = summed(portfolio, "tax_fen", months(Window.MONTH, portfolio.month))
    return tax >= least_fen(portfolio, MONTH_TIER), bool((counts > 0).any())
