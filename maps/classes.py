"""Class breaks: few classes of about equal counts whose edges are round numbers.

All values are the shown ones, as whole numbers of the last shown digit. Class ``i`` holds ``breaks[i-1] <= value <
breaks[i]``; ``n`` breaks make ``n + 1`` classes. All-equal, one and no values make one class and no break.
"""

import bisect
import itertools
from collections.abc import Sequence

import numpy as np

CLASSES = 5
SIDE_CLASSES = 3  # on each side of zero
SLACK = 0.07  # share of the values by which a class may miss its quantile for a rounder edge


def roundest(low: int, high: int, target: int) -> int:
    """The number in ``low < x <= high`` with the fewest digits (steps 1, 5, 2), nearest to the target."""
    power: int = 10 ** len(str(max(abs(low), abs(high))))
    while power > 1:
        for step in (power, power // 2, power // 5):
            first, last = low // step + 1, high // step
            if first <= last:
                return min(max((target + step // 2) // step, first), last) * step
        power //= 10
    return min(max(target, low + 1), high)


def sequential(values: Sequence[int], classes: int = CLASSES) -> list[int]:
    """Ascending breaks; every class holds at least one value."""
    array = np.sort(np.asarray(values, dtype=np.int64))
    ranked: list[int] = array.tolist()
    distinct: list[int] = np.unique(array).tolist()
    if len(distinct) <= classes:
        return [roundest(low, high, high) for low, high in itertools.pairwise(distinct)]
    last = len(ranked) - 1
    breaks: list[int] = []
    for index in range(1, classes):
        share = index / classes
        target = ranked[round(last * share)]
        low, high = (ranked[min(max(round(last * (share + d)), 0), last)] for d in (-SLACK, SLACK))
        if low == high:  # many equal values: the edge goes below them, or above when nothing is below
            low = distinct[max(bisect.bisect_left(distinct, high) - 1, 0)]
            high = high if low < high else distinct[1]
        breaks.append(roundest(low, high, target))
    return filled(sorted(set(breaks)), ranked)


def filled(breaks: Sequence[int], ranked: Sequence[int]) -> list[int]:
    """The breaks that leave no class empty."""
    kept: list[int] = []
    below = 0
    for edge in breaks:
        reached = bisect.bisect_left(ranked, edge)
        if below < reached < len(ranked):
            kept.append(edge)
            below = reached
    return kept


def diverging(values: Sequence[int]) -> tuple[list[int], int]:
    """Breaks that mirror each other at zero, and the number of classes below zero; end classes are never empty."""
    ranked = sorted(values)
    if not ranked:
        return [], 0
    side = sequential([abs(value) for value in ranked if value], SIDE_CLASSES)
    breaks = [*(-edge for edge in reversed(side)), 0, *side]
    first = bisect.bisect_right(breaks, ranked[0])
    last = bisect.bisect_right(breaks, ranked[-1])
    kept = breaks[first:last]
    below = max(min(len(side) + 1, last + 1) - first, 0)
    return kept, below
