"""产权分散: the largest owner holds little, and nobody runs the whole (购买, 统一租赁, 代管)."""

import numpy as np

from buildings.flags.flag import Flag, Reading
from buildings.kinds import Derives
from buildings.metrics.metric import Unit
from buildings.portfolio import Portfolio


def _read(portfolio: Portfolio) -> Reading:
    condition, by = portfolio.condition, portfolio.parameters
    share, told = condition.owner_share, ~np.isnan(condition.owner_share)
    unified = condition.unified
    known = told | unified
    scattered = told & ~unified
    return Reading(
        known=known,
        watch=scattered & (share < float(by["strata.watch_share"])),
        due=scattered & (share < float(by["strata.due_share"])),
        clear=unified | (told & (share >= float(by["strata.clear_share"]))),
        value=share,
        guarded=np.zeros(len(share), dtype=bool),
        missing={"ownership": ~known},
    )


STRATA = Flag("strata", "1", Derives.PUBLIC, Unit.RATIO, ("ownership", "management"), _read)
