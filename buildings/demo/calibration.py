"""Brings building totals to what is published: 25 above 100 million, 118 above 10 million yuan in twelve months."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from buildings.demo.composition import COUNTS, Bools, Floats
from buildings.demo.model import House, Slot, Stay
from buildings.demo.plan import FULL, Plan
from buildings.demo.stays import FOREVER
from buildings.demo.stock import in_scope
from buildings.quantities import day_number, first_day, last_day

Ints = NDArray[np.int64]
LOOKBACK: Final = 3
_YEAR: Final = 12
_ROUNDS: Final = 18
_SORTED_AGAIN: Final = (3, 6, 9, 12)
_HUNDRED_MILLION: Final = 25
_TEN_MILLION: Final = 118
_CURVE: Final = (  # (rank, yuan) of the full district; log-linear between
    (1, 640e6),
    (4, 390e6),
    (12, 190e6),
    (_HUNDRED_MILLION, 108e6),
    (_HUNDRED_MILLION + 1, 93e6),
    (60, 34e6),
    (_TEN_MILLION, 10.7e6),
    (_TEN_MILLION + 1, 9.4e6),
    (190, 2.6e6),
    (FULL, 0.35e6),
)
_FINEST: Final = 2.0
_ASIDE_YUAN_M2: Final = 260.0  # buildings outside the scope


@dataclass(frozen=True)
class Seats:
    """Weights of (firm, house) pairs by month, ``LOOKBACK`` months before the first included."""

    firm: Ints
    house: Ints
    weights: Floats
    firm_weights: Floats


def seats(plan: Plan, slots: list[Slot], stays: list[Stay], count: int) -> Seats:
    """Area × days of every firm in every house, per month."""
    terms = [
        (stay.firm, slots[stay.slot].house, slots[stay.slot].area * term.area_share + 1e-6, term.starts_on, last)
        for stay in stays
        for term in stay.terms
        for last in [term.ended_early_on or term.ends_on or FOREVER]
    ]
    firm, house, area, first, last = (np.array(column) for column in zip(*terms, strict=True))
    pairs, inverse = np.unique(firm * plan.buildings + house, return_inverse=True)
    weights = np.zeros((len(pairs), plan.months + LOOKBACK))
    for place in range(plan.months + LOOKBACK):
        month = plan.first_month - LOOKBACK + place
        begins, ends = day_number(first_day(month)), day_number(last_day(month))
        days = np.clip(np.minimum(last, ends) - np.maximum(first, begins) + 1, 0, None)
        weights[:, place] = np.bincount(inverse, area * days, len(pairs))
    owner = pairs // plan.buildings
    whole = np.zeros((count, plan.months + LOOKBACK))
    np.add.at(whole, owner, weights)
    return Seats(owner, pairs % plan.buildings, weights, whole)


def portions(found: Seats, months: int) -> Floats:
    """Part of each pair in its firm's tax, shape (pairs, months); space of up to three months before counts."""
    result = np.zeros((len(found.firm), months))
    open_cells: Bools = np.ones((len(found.firm), months), dtype=np.bool_)
    for back in range(LOOKBACK + 1):
        span = slice(LOOKBACK - back, LOOKBACK - back + months)
        whole = found.firm_weights[found.firm, span]
        use = open_cells & (whole > 0)
        result[use] = found.weights[:, span][use] / whole[use]
        open_cells &= ~use
    return result


def scales(plan: Plan, houses: list[House], found: Seats, cells: Floats, main: Ints) -> Floats:
    """Factor per firm; ``cells`` is (firm, column, month) and ``main`` the house each firm is scaled with, or -1."""
    window = slice(max(0, plan.months - _YEAR), plan.months)
    tax = cells[:, COUNTS].sum(axis=1)[:, window]
    part = portions(found, plan.months)[:, window]
    factors = np.ones(len(houses) + 1)
    wanted, order = np.zeros(len(houses)), np.zeros(0, dtype=np.int64)
    unevenness = plan.arrays("unevenness").uniform(0.97, 1.03, len(houses))  # less than the gaps at both tiers
    for turn in range(_ROUNDS):
        per_firm = factors[main]
        paid = (part * (tax * per_firm[:, None])[found.firm]).sum(axis=1)
        sums: Floats = np.bincount(found.house, paid, len(houses)).astype(np.float64)
        if turn == 0:
            wanted, order = _aside(plan, houses, sums), _order(plan, houses, sums)
        elif turn in _SORTED_AGAIN:  # tenants whose main seat is elsewhere can lift a building above its place
            order = order[np.argsort(-sums[order], kind="stable")]
        wanted[order] = _curve(plan, len(order)) * unevenness[order]
        ratio = np.where((sums > 0) & (wanted > 0), wanted / np.where(sums > 0, sums, 1), 1.0)
        factors[:-1] *= np.clip(ratio, 1e-3, 1e3)
    return factors[main]


def _aside(plan: Plan, houses: list[House], sums: Floats) -> Floats:
    """Tax of twelve months of buildings outside the scope, 0 for all others."""
    chance = plan.chance("aside")
    sizes = [0 if in_scope(house) else house.trait_lettable / 100 * chance.spread(1, 0.3) for house in houses]
    return np.where(sums > 0, np.array(sizes) * _ASIDE_YUAN_M2 * _part_of_year(plan), 0)


def _order(plan: Plan, houses: list[House], sums: Floats) -> Ints:
    """Buildings in scope where somebody pays, the one with the most tax first."""
    chance = plan.chance("targets")
    scores = [
        (
            -(house.trait_lettable**1.4) * chance.spread(1, 0.25) * math.exp(0.32 * min(house.trait_quality, _FINEST)),
            place,
        )
        for place, house in enumerate(houses)
        if in_scope(house) and sums[place] > 0
    ]
    return np.array([place for _, place in sorted(scores)], dtype=np.int64)


def _part_of_year(plan: Plan) -> float:
    return min(plan.months, _YEAR) / _YEAR


def _curve(plan: Plan, count: int) -> Floats:
    """Tax of twelve months by rank."""
    ranks, yuan = zip(*_CURVE, strict=True)
    places = [_at_full_size(plan, rank) for rank in range(1, count + 1)]
    return np.asarray(np.exp(np.interp(places, ranks, np.log(yuan))) * _part_of_year(plan), dtype=np.float64)


def _at_full_size(plan: Plan, rank: int) -> float:
    """Rank in the full district; the counts of both tiers stay exact at any size."""
    top, middle = plan.share(_HUNDRED_MILLION), plan.share(_TEN_MILLION)
    edges = (1, top, top + 1, middle, middle + 1, plan.buildings)
    full = (1, _HUNDRED_MILLION, _HUNDRED_MILLION + 1, _TEN_MILLION, _TEN_MILLION + 1, FULL)
    return float(np.interp(rank, edges, full))
