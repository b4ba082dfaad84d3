"""税收提升空间: what a building would yield more at the median of its peers."""

from fractions import Fraction

import numpy as np

from buildings.kinds import Derives
from buildings.metrics.metric import Metric, Parts, Unit, Window
from buildings.metrics.peers import groups, members, peers, yields
from buildings.metrics.yields import TAX_YIELD
from buildings.portfolio import Ints, Portfolio


def _median(tax: Ints, area: Ints, inside: "np.ndarray[tuple[int], np.dtype[np.intp]]") -> Fraction:
    """Exact median of tax ÷ area; the middle ones are found by their quotients."""
    ranked = inside[np.argsort(tax[inside] / area[inside], kind="stable")]
    middle = {int(ranked[(len(ranked) - 1) // 2]), int(ranked[len(ranked) // 2])}
    return sum((Fraction(int(tax[at]), int(area[at])) for at in middle), Fraction(0)) / len(middle)


def _upside(portfolio: Portfolio) -> Parts:
    """max(0, median of the peers − own yield) × office area, rounded half up to a fen."""
    own, found = yields(portfolio), TAX_YIELD.parts(portfolio)
    tax, area = found.numerator, found.denominator
    assert area is not None  # noqa: S101 - a rate
    amount = np.zeros(len(tax), dtype=np.int64)
    grouped = peers(portfolio)
    known = own.comparable & (grouped.group != "")
    for group in groups(grouped):
        middle = _median(tax, area, members(portfolio, grouped, group))
        for at in np.flatnonzero(known & (grouped.group == group)).tolist():
            more = middle * int(area[at]) - int(tax[at])
            amount[at] = max(0, int(more + Fraction(1, 2)))
    return Parts(amount, None, known.astype(bool), own.asked, months=found.months)


TAX_UPSIDE = Metric("tax_upside", Unit.FEN, Window.ROLLING_12, Derives.TAX, _upside, levels=("building",), peers=True)
