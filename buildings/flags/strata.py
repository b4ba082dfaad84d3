"""产权分散: the largest owner holds little, and nobody runs the whole (购买, 统一租赁, 代管)."""

import numpy as np

from buildings.flags.flag import Edges, Flag, Measure, Parameters, Reading
from buildings.kinds import Derives, Rule
from buildings.metrics.metric import Unit
from buildings.portfolio import Portfolio


def _edges(by: Parameters) -> Edges:
    return Edges(*(float(by[f"strata.{name}_share"]) for name in ("watch", "due", "clear")))


def _hand(by: Parameters) -> Edges:
    return Edges(watch=float(by["strata.unified_share"]))


def _read(portfolio: Portfolio) -> Reading:
    condition, edges = portfolio.condition, _edges(portfolio.parameters)
    share, told = condition.owner_share, ~np.isnan(condition.owner_share)
    half = float(portfolio.parameters["strata.unified_share"])
    unified, maybe = condition.one_hand_least >= half, condition.one_hand_most >= half
    known = unified | (told & (~maybe | (share >= edges.watch)))
    scattered = known & ~unified
    return Reading(
        known=known,
        watch=scattered & (share < edges.watch),
        due=scattered & (share < edges.due),
        clear=unified | (told & (share >= edges.clear)),
        values=(share, np.where(condition.one_hand_least == condition.one_hand_most, condition.one_hand_least, np.nan)),
        guarded=np.zeros(len(share), dtype=bool),
        missing={"ownership": ~told & ~unified, "management": told & ~known},
    )


STRATA = Flag(
    Rule.STRATA,
    "3",
    Derives.TENANCY,
    (Measure("owner_share", Unit.RATIO, False, _edges), Measure("one_hand_share", Unit.RATIO, False, _hand)),
    ("ownership", "management"),
    _read,
)
