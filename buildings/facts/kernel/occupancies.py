"""Who holds space where: party × building × month."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from buildings.facts.kernel.arrays import Calendar, disjoint, largest_by, pointers, spread, spread_days, total_by
from buildings.facts.kernel.inputs import Inputs, Parts
from buildings.facts.kernel.segments import Segments
from buildings.portfolio import UNKNOWN, Ints


@dataclass(frozen=True)
class Parties:
    """Everybody who leases or is linked to a taxpayer, by key; ``first`` is the first day of any space."""

    key: Ints
    first: Ints

    def number(self, keys: Ints) -> Ints:
        """Positions of keys that are there."""
        return np.searchsorted(self.key, keys)


@dataclass(frozen=True)
class Occupancies:
    """Grids (months, pairs); pairs of party and building are sorted by building, then party."""

    building: Ints
    party: Ints  # number
    begins: Ints  # pointers by building
    grids: dict[str, Ints]

    @cached_property
    def by_party(self) -> Ints:
        """Positions of the pairs sorted by party, then building."""
        return np.lexsort((self.building, self.party))


def parties(inputs: Inputs, parts: Parts) -> Parties:
    """All parties, with the first day on which each holds anything."""
    real = np.flatnonzero(parts.first <= parts.last)
    holder = inputs.leases.party[parts.lease[real]]
    key = np.union1d(holder, inputs.taxes.links.value)
    first = np.full(len(key), np.iinfo(np.int64).max)
    np.minimum.at(first, np.searchsorted(key, holder), parts.first[real])
    return Parties(key, first)


def occupancies(inputs: Inputs, months: Calendar, everybody: Parties, held: Segments) -> Occupancies:
    """Space held in each month, in all units, lettable or not."""
    held = held.take((held.first <= months.ends[-1]) & (held.last >= months.starts[0]))
    count = len(inputs.buildings.id)
    key, pair = np.unique(held.building * len(everybody.key) + everybody.number(held.party), return_inverse=True)
    building = key // max(len(everybody.key), 1)
    shape = (len(months), len(key))
    grids = _at_month_end(months, held, pair, shape) | _over_days(months, held, pair, shape[1])
    return Occupancies(building, key % max(len(everybody.key), 1), pointers(building, count), grids)


def _at_month_end(months: Calendar, held: Segments, pair: Ints, shape: tuple[int, int]) -> dict[str, Ints]:
    start, stop = months.held(held.first, held.last)
    known = held.dm2 != UNKNOWN
    chosen = {
        "let_dm2": known & ~held.own,
        "own_dm2": known & held.own,
        "ledger_let_dm2": held.ledger & ~held.own,
    }
    grids = {
        name: spread(shape, pair[some], (start[some], stop[some]), held.dm2[some]) for name, some in chosen.items()
    }
    let = ~held.own
    grids["present"] = (spread(shape, pair, (start, stop), 1) > 0).astype(np.int64)
    grids["tenant"] = (spread(shape, pair[let], (start[let], stop[let]), 1) > 0).astype(np.int64)
    return grids


def _over_days(months: Calendar, held: Segments, pair: Ints, width: int) -> dict[str, Ints]:
    known = held.dm2 != UNKNOWN
    grids = {
        "dm2_days": spread_days(months, width, pair[known], (held.first[known], held.last[known]), held.dm2[known])
    }
    for name, some in (("unit_days", np.arange(len(pair))), ("unknown_unit_days", np.flatnonzero(~known))):
        key = pair[some] * (int(held.piece.max(initial=0)) + 1) + held.piece[some]
        order, first, last = disjoint(key, held.first[some], held.last[some])  # two leases of one unit count it once
        grids[name] = spread_days(months, width, pair[some][order], (first, last), 1)
    return grids


def building_grids(held: Occupancies) -> dict[str, Ints]:
    """What follows for the buildings; (months, buildings)."""
    grids = held.grids
    largest = largest_by(grids["ledger_let_dm2"], held.begins, 5)
    return {
        "tenants": total_by(grids["tenant"], held.begins),
        "parties": total_by(grids["present"], held.begins),
        "largest_dm2": largest[:, :, 0],
        "largest5_dm2": largest.sum(axis=2),
        "all_dm2_days": total_by(grids["dm2_days"], held.begins),
    }
