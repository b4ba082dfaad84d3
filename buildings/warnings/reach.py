"""准亿元楼: a building whose tax of twelve months lies a little below 100 million yuan; good news within reach."""

from typing import Final

import numpy as np

from buildings.flags import reading
from buildings.flags.flag import Edges, Flag, Measure, Parameters, Reading, no_edge
from buildings.kinds import Alert, Derives
from buildings.metrics.metric import Unit, Window
from buildings.metrics.windows import YEAR, filed, months
from buildings.portfolio import Portfolio

TIER: Final = "tier.100m"
FEN: Final = 100


def _edges(by: Parameters) -> Edges:
    near = float(1 - by["tier.near_share"])
    return Edges(watch=near, clear=near)


def _read(portfolio: Portfolio) -> Reading:
    """Twelve months need their files; what fewer of them already sum up to may still be told."""
    tax, told, asked = reading.value(portfolio, "tax_12")
    least = float(portfolio.parameters[TIER] * FEN)
    share, edges = tax / least, _edges(portfolio.parameters)
    whole = told & (len(filed(portfolio, months(Window.ROLLING_12, portfolio.month))) == YEAR)
    fires = whole & (share >= edges.watch) & (share < 1)
    return Reading(
        known=whole,
        watch=fires,
        due=np.zeros(len(told), dtype=bool),
        clear=whole & ~fires,
        values=(share, np.where(whole, tax, np.nan)),
        guards={"not_operating": ~asked, "reached": whole & (share >= 1)},  # nothing is left to wait for
        missing={"tax_12": asked & ~whole},
    )


NEAR_TIER = Flag(
    Alert.NEAR_TIER,
    "2",
    Derives.TAX,
    (
        Measure("tax_12_of_100m", Unit.RATIO, True, _edges),
        Measure("tax_12", Unit.FEN, True, no_edge),
    ),
    ("tax_12",),
    _read,
)
