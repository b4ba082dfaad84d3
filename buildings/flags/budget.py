"""Cut a list to a budget: the choice with the greatest gain that costs no more, exact to the fen.

An exact solver of whole numbers is needed: solvers of linear programs work in floating point and stop within a gap,
and amounts of fen are larger than what they keep apart. The frontier of undominated choices (Nemhauser and Ullmann,
1969), cut by the bound that fractions of buildings give, decides a few hundred buildings in a moment where gains and
costs differ as they do; where they are nearly the same for all, choices are too many, and that is said.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Final

from buildings.errors import TooLarge

MOST_STATES: Final = 50_000
"""Choices kept in mind at once; some seconds."""


@dataclass(frozen=True)
class Choice:
    """What is chosen, by code; what it costs and gains, in fen."""

    codes: tuple[str, ...]
    cost: int
    gain: int


@dataclass(frozen=True)
class _State:
    """One undominated choice: cost, gain, the last item taken and the state before it."""

    cost: int
    gain: int
    item: int
    before: "_State | None"


def best(gains: Mapping[str, int], costs: Mapping[str, int], budget: int) -> Choice:
    """The codes whose gains add up to the most within a budget; among equals the cheapest, then the first by code.

    Only codes with a gain and a cost take part: what is unknown is for who asks to name. Costs are not negative.

    Raises
    ------
    TooLarge
        Gain and cost differ by nearly the same in so many buildings that the choices cannot all be weighed.
    """
    codes = sorted(
        (code for code in gains if code in costs and gains[code] > 0 and costs[code] <= budget),
        key=lambda code: (Fraction(-gains[code], max(costs[code], 1)), code),
    )
    items = [(costs[code], gains[code]) for code in codes]
    sums = tuple(list(accumulate(column, initial=0)) for column in ([c for c, _ in items], [g for _, g in items]))
    floor = _greedy(items, budget)
    states = [_State(0, 0, -1, None)]
    for number, (cost, gain) in enumerate(items):
        taken = [_State(one.cost + cost, one.gain + gain, number, one) for one in states if one.cost + cost <= budget]
        states = [
            one
            for one in _frontier(states, taken)
            if one.gain + _bound(items, sums, number + 1, budget - one.cost) >= floor
        ]
        if len(states) > MOST_STATES:
            raise TooLarge("budget_too_even", limit=len(items))
        floor = max(floor, max((one.gain for one in states), default=0))
    found = max(states, key=lambda one: (one.gain, -one.cost), default=_State(0, 0, -1, None))
    chosen, at = [], found
    while at.before is not None:
        chosen.append(codes[at.item])
        at = at.before
    return Choice(tuple(sorted(chosen)), found.cost, found.gain)


def _greedy(items: list[tuple[int, int]], budget: int) -> int:
    """A gain that can be had: the items in their order, as long as they fit."""
    gained = 0
    for cost, gain in items:
        if cost <= budget:
            budget, gained = budget - cost, gained + gain
    return gained


def _bound(items: list[tuple[int, int]], sums: tuple[list[int], ...], start: int, left: int) -> int:
    """At most so much can still be gained: the best items whole, the last one in part, rounded up."""
    costs, gains = sums
    until = bisect_right(costs, costs[start] + left, lo=start) - 1
    gained = gains[until] - gains[start]
    if until == len(items):
        return gained
    cost, gain = items[until]
    return gained + -(-gain * (left - costs[until] + costs[start]) // cost)


def _frontier(old: list[_State], new: list[_State]) -> list[_State]:
    """States of which none costs no more and gains no less than another, by cost."""
    kept: list[_State] = []
    for one in sorted((*old, *new), key=lambda state: (state.cost, -state.gain)):
        if not kept or one.gain > kept[-1].gain:
            kept.append(one)
    return kept
