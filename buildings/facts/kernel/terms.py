"""When let area ends: WALT, expiry ladder, rent. Grids are (months, buildings)."""

import numpy as np

from buildings.facts.kernel.arrays import Calendar, disjoint, month_numbers, spread
from buildings.facts.kernel.inputs import FAR_DAY, Inputs, Parts
from buildings.facts.kernel.renewals import Portions, portions
from buildings.facts.kernel.segments import Segments
from buildings.portfolio import UNKNOWN, Ints

STEPS = (("ends_3_dm2", 3), ("ends_6_dm2", 6), ("ends_12_dm2", 12), ("ends_24_dm2", 24))


def terms(inputs: Inputs, months: Calendar, parts: Parts, held: Segments) -> dict[str, Ints]:
    """Grids by column name of ``fact_building_months``."""
    let = held.take(held.ledger & ~held.own)
    shape = (len(months), len(inputs.buildings.id))
    settled = portions(inputs, months, parts, let)
    return {
        **_rent(inputs, months, let, shape),
        **_remaining(shape, months, settled),
        **_ladder(shape, months, settled),
        **_open_ended(shape, settled),
    }


def _rent(inputs: Inputs, months: Calendar, let: Segments, shape: tuple[int, int]) -> dict[str, Ints]:
    rent = inputs.leases.rent12[let.lease]
    known = rent != UNKNOWN
    some = let.take(known)
    place = some.building, months.held(some.first, some.last)
    return {
        "rented_dm2": spread(shape, *place, some.dm2),
        "rent_dm2_fen12": spread(shape, *place, some.dm2 * rent[known]),
    }


def _remaining(shape: tuple[int, int], months: Calendar, settled: Portions) -> dict[str, Ints]:
    dated = settled.last < FAR_DAY
    building, start, stop, dm2, last = (
        column[dated] for column in (settled.building, settled.start, settled.stop, settled.dm2, settled.last)
    )
    breaks = settled.breaks[dated]
    passed = np.clip(np.searchsorted(months.ends, breaks, "left"), start, stop)  # from here on it was not used
    area = spread(shape, building, (start, stop), dm2)
    so_far = area * months.ends[:, None]
    until_break = spread(shape, building, (start, passed), dm2 * np.minimum(breaks, last))
    return {
        "walt_dm2": area,
        "walt_dm2_days": spread(shape, building, (start, stop), dm2 * last) - so_far,
        "walt_break_dm2_days": until_break + spread(shape, building, (passed, stop), dm2 * last) - so_far,
    }


def _ladder(shape: tuple[int, int], months: Calendar, settled: Portions) -> dict[str, Ints]:
    dated = settled.last < FAR_DAY
    building, start, stop, dm2 = (
        column[dated] for column in (settled.building, settled.start, settled.stop, settled.dm2)
    )
    ending = month_numbers(settled.last[dated]) - months.first
    result = {}
    within = np.zeros(shape, np.int64)
    for name, step in STEPS:
        reached = spread(shape, building, (np.clip(ending - step, start, stop), stop), dm2)
        result[name] = reached - within
        within = reached
    return result | {"ends_later_dm2": spread(shape, building, (start, stop), dm2) - within}


def _open_ended(shape: tuple[int, int], settled: Portions) -> dict[str, Ints]:
    chosen = (settled.last >= FAR_DAY) & (settled.dm2 > 0)
    building, start, stop = settled.building[chosen], settled.start[chosen], settled.stop[chosen]
    order, first, last = disjoint(settled.lease[chosen] * shape[1] + building, start, stop - 1)
    return {
        "open_ended_dm2": spread(shape, building, (start, stop), settled.dm2[chosen]),
        "open_ended_leases": spread(shape, building[order], (first, last + 1), 1),
    }
