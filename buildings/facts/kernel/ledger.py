"""Area ledger per building and month: lettable = let + own + out of service + vacant, at its end and over its days.

Units in lettable use and of known area count; those of unknown area are only numbered. Averages run over the days on
which the building was in operation; the month's end is reckoned whatever its status, and ``operating`` says which it
was.
"""

import numpy as np

from buildings.facts.kernel.arrays import Calendar, disjoint, match, pointers, spread, spread_days
from buildings.facts.kernel.inputs import Inputs, Periods
from buildings.facts.kernel.segments import Pieces, Segments
from buildings.portfolio import UNKNOWN, Ints

Grids = dict[str, Ints]


def ledger(inputs: Inputs, months: Calendar, cut: Pieces, held: Segments) -> Grids:
    """Ledger grids (months, buildings) by column name of ``fact_building_months``."""
    grids = _operation(inputs, months)
    grids |= _at_month_end(inputs, months, cut, held)
    grids |= _unit_counts(inputs, months, cut, held)
    return grids | _over_days(inputs, months, cut, held)


def outages(inputs: Inputs, cut: Pieces) -> Periods:
    """Area out of service in lettable units of known area; owner: piece."""
    gone = inputs.units.outages
    row, piece = match(gone.owner, cut.begins)
    first = np.maximum(gone.first[row], cut.first[piece])
    last = np.minimum(gone.last[row], cut.last[piece])
    real = (first <= last) & cut.ledger[piece]
    row, piece = row[real], piece[real]
    area = np.where(gone.value[row] == UNKNOWN, cut.dm2[piece], gone.value[row])
    return Periods(piece, first[real], last[real], area)


def _operation(inputs: Inputs, months: Calendar) -> Grids:
    states = inputs.operation
    order, first, last = disjoint(states.owner, states.first, states.last)
    shape = (len(months), len(inputs.buildings.id))
    owner = states.owner[order]
    days = spread_days(months, shape[1], owner, (first, last), 1)
    return {
        "operating": spread(shape, owner, months.held(first, last), 1),
        "operated": (days > 0).astype(np.int64),
    }


def _at_month_end(inputs: Inputs, months: Calendar, cut: Pieces, held: Segments) -> Grids:
    shape = (len(months), len(inputs.buildings.id))
    chosen = cut.ledger
    gone = outages(inputs, cut)
    result = {
        "lettable_dm2": spread(
            shape, cut.building[chosen], months.held(cut.first[chosen], cut.last[chosen]), cut.dm2[chosen]
        ),
        "out_dm2": spread(shape, cut.building[gone.owner], months.held(gone.first, gone.last), gone.value),
    }
    for name, own in (("let_dm2", False), ("own_dm2", True)):
        some = held.take(held.ledger & (held.own == own))
        result[name] = spread(shape, some.building, months.held(some.first, some.last), some.dm2)
    return result


def _unit_counts(inputs: Inputs, months: Calendar, cut: Pieces, held: Segments) -> Grids:
    shape = (len(months), len(inputs.buildings.id))
    order, first, last = disjoint(held.piece, held.first, held.last)
    taken = held.piece[order]
    unknown = cut.dm2 == UNKNOWN
    result = {}
    for name, chosen in (("units", cut.lettable), ("units_unknown", cut.lettable & unknown)):
        result[name] = spread(shape, cut.building[chosen], months.held(cut.first[chosen], cut.last[chosen]), 1)
        used = chosen[taken]
        column = "units_occupied" if name == "units" else "units_unknown_taken"
        result[column] = spread(shape, cut.building[taken[used]], months.held(first[used], last[used]), 1)
    return result


def _over_days(inputs: Inputs, months: Calendar, cut: Pieces, held: Segments) -> Grids:
    """Area × days and unit-days while the building was in operation."""
    states = inputs.operation
    order, first, last = disjoint(states.owner, states.first, states.last)
    count = len(inputs.buildings.id)
    running = Periods(states.owner[order], first, last, order)
    begins = pointers(running.owner, count)

    def days(building: Ints, period: tuple[Ints, Ints], value: Ints) -> Ints:
        row, state = match(building, begins)
        inside = np.maximum(period[0][row], running.first[state]), np.minimum(period[1][row], running.last[state])
        real = inside[0] <= inside[1]
        chosen = row[real]
        return spread_days(months, count, building[chosen], (inside[0][real], inside[1][real]), value[chosen])

    known, unknown = cut.ledger, cut.lettable & (cut.dm2 == UNKNOWN)
    taken = held.take(held.ledger)
    gone = outages(inputs, cut)
    lettable = days(cut.building[known], (cut.first[known], cut.last[known]), cut.dm2[known])
    return {
        "occupied_dm2_days": days(taken.building, (taken.first, taken.last), taken.dm2),
        "serviceable_dm2_days": lettable - days(cut.building[gone.owner], (gone.first, gone.last), gone.value),
        "unknown_unit_days": days(
            cut.building[unknown], (cut.first[unknown], cut.last[unknown]), np.ones(int(unknown.sum()), np.int64)
        ),
    }
