"""硬件: the valid rating's share of the points for hardware is low; without a valid rating it cannot be told."""

import numpy as np

from buildings.flags.flag import Edges, Flag, Measure, Parameters, Reading
from buildings.kinds import Derives, Rule
from buildings.metrics.metric import Unit
from buildings.portfolio import Portfolio


def _edges(by: Parameters) -> Edges:
    watch = by["hardware.watch_share"]
    return Edges(float(watch), float(by["hardware.due_share"]), float(watch + by["hardware.clear_margin"]))


def _read(portfolio: Portfolio) -> Reading:
    share, edges = portfolio.condition.hardware_share, _edges(portfolio.parameters)
    known = ~np.isnan(share)
    return Reading(
        known=known,
        watch=known & (share < edges.watch),
        due=known & (share < edges.due),
        clear=known & (share >= edges.clear),
        values=(share,),
        missing={"hardware_share": ~known},
    )


HARDWARE = Flag(
    Rule.HARDWARE,
    "1",
    Derives.IDENTITY,
    (Measure("hardware_share", Unit.RATIO, False, _edges),),
    ("hardware_share",),
    _read,
)
