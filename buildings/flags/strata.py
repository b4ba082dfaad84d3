"""产权分散: the largest owner holds little, and nobody runs the whole (购买, 统一租赁, 代管)."""

import numpy as np

from buildings.flags.flag import Edges, Flag, Measure, Parameters, Reading
from buildings.kinds import Derives, Rule
from buildings.metrics.metric import Unit
from buildings.portfolio import Floats, Portfolio


def _edges(by: Parameters) -> Edges:
    return Edges(*(float(by[f"strata.{name}_share"]) for name in ("watch", "due", "clear")))


def _one_end(by: Parameters) -> Edges:
    return Edges(watch=float(by["strata.watch_share"]))


def _hand(by: Parameters) -> Edges:
    return Edges(watch=float(by["strata.unified_share"]))


def _read(portfolio: Portfolio) -> Reading:
    condition, edges = portfolio.condition, _edges(portfolio.parameters)
    least, most = condition.owner_share_least, condition.owner_share_most
    half = float(portfolio.parameters["strata.unified_share"])
    unified, nobody = condition.one_hand_least >= half, condition.one_hand_most < half  # of neither, as well
    scattered, held = most < edges.watch, least >= edges.watch  # of neither: it cannot be told
    fires = scattered & nobody
    known = unified | held | fires
    return Reading(
        known=known,
        watch=fires,
        due=fires & (most < edges.due),
        clear=unified | (least >= edges.clear),
        values=(*_ends(least, most), _ends(condition.one_hand_least, condition.one_hand_most)[0]),
        missing={"ownership": ~known & ~scattered, "management": ~known & scattered},
    )


def _ends(least: Floats, most: Floats) -> tuple[Floats, Floats, Floats]:
    """A share where it is known, else its two ends; NaN for what is not said."""
    exact = least == most
    return np.where(exact, least, np.nan), np.where(exact, np.nan, least), np.where(exact, np.nan, most)


STRATA = Flag(
    Rule.STRATA,
    "4",
    Derives.TENANCY,
    (
        Measure("owner_share", Unit.RATIO, False, _edges),
        Measure("owner_share_least", Unit.RATIO, False, _one_end),
        Measure("owner_share_most", Unit.RATIO, False, _one_end),
        Measure("one_hand_share", Unit.RATIO, False, _hand),
    ),
    ("ownership", "management"),
    _read,
)
