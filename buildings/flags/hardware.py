"""硬件: the valid rating's share of the points for hardware is low; without a valid rating it cannot be told."""

import numpy as np

from buildings.flags.flag import Flag, Reading
from buildings.kinds import Derives
from buildings.metrics.metric import Unit
from buildings.portfolio import Portfolio


def _read(portfolio: Portfolio) -> Reading:
    share, by = portfolio.condition.hardware_share, portfolio.parameters
    known = ~np.isnan(share)
    watch = float(by["hardware.watch_share"])
    return Reading(
        known=known,
        watch=known & (share < watch),
        due=known & (share < float(by["hardware.due_share"])),
        clear=known & (share >= watch + float(by["hardware.clear_margin"])),
        value=share,
        guarded=np.zeros(len(share), dtype=bool),
        missing={"hardware_share": ~known},
    )


HARDWARE = Flag("hardware", "1", Derives.PUBLIC, Unit.RATIO, ("hardware_share",), _read)
