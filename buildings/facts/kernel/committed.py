"""Area of vacant units that is signed for, but not yet begun."""

import numpy as np

from buildings.facts.kernel.arrays import Calendar, match, month_numbers, pointers, spread
from buildings.facts.kernel.inputs import Inputs, Parts
from buildings.facts.kernel.ledger import outages
from buildings.facts.kernel.segments import Pieces, Segments
from buildings.portfolio import UNKNOWN, Flags, Ints


def committed(inputs: Inputs, months: Calendar, parts: Parts, cut: Pieces, held: Segments) -> Ints:
    """Σ over units of min(vacant, signed and starting within the horizon), at each month's end; (months, buildings)."""
    result = np.zeros((len(months), len(inputs.buildings.id)), np.int64)
    waiting, coming = _coming(inputs, months, parts)
    if not len(waiting):
        return result
    coming &= _followed(inputs, months, parts, waiting) == 0
    month, row = np.nonzero(coming)
    unit = parts.unit[waiting[row]]
    units, place = np.unique(unit, return_inverse=True)
    area, vacant = _vacant(inputs, months, cut, held, units)
    own = parts.dm2[waiting[row]]
    signed = np.zeros(vacant.shape, np.int64)
    np.add.at(signed, (month, place), np.where(own == UNKNOWN, area[month, place], own))
    month, place = np.nonzero(signed)
    amount = np.minimum(signed[month, place], vacant[month, place])
    np.add.at(result, (month, inputs.units.building[units[place]]), amount)
    return result


def _coming(inputs: Inputs, months: Calendar, parts: Parts) -> tuple[Ints, Flags]:
    """Parts that wait at some month's end, and at which: signed by then, not begun, begin within the horizon."""
    signed = inputs.leases.signed[parts.lease]
    ends = months.ends
    likely = (parts.first <= parts.last) & (signed < parts.first) & (parts.first > ends[0]) & (signed <= ends[-1])
    waiting = np.flatnonzero(likely)
    edge = np.arange(len(months)) + months.first + inputs.committed_months
    begin = month_numbers(parts.first[waiting])
    coming = (
        (signed[waiting][None, :] <= ends[:, None])
        & (parts.first[waiting][None, :] > ends[:, None])
        & (begin[None, :] <= edge[:, None])
    )
    some = coming.any(axis=0)
    return waiting[some], coming[:, some]


def _followed(inputs: Inputs, months: Calendar, parts: Parts, waiting: Ints) -> Ints:
    """How many leases running at each month's end a waiting part renews, or follows on its unit; (months, waiting)."""
    order = np.argsort(parts.unit, kind="stable")
    row, place = match(parts.unit[waiting], pointers(parts.unit[order], len(inputs.units.building)))
    running = order[place]
    renewed = inputs.leases.renews[parts.lease[waiting]][row] == parts.lease[running]
    before = parts.last[running] < parts.first[waiting][row]
    real = (parts.first[running] <= parts.last[running]) & (renewed | before)
    row, running = row[real], running[real]
    return spread((len(months), len(waiting)), row, months.held(parts.first[running], parts.last[running]), 1)


def _vacant(inputs: Inputs, months: Calendar, cut: Pieces, held: Segments, units: Ints) -> tuple[Ints, Ints]:
    """Area and vacant area of some units in lettable use and of known area; (months, units)."""
    number = np.full(len(inputs.units.building), -1)
    number[units] = np.arange(len(units))
    shape = (len(months), len(units))

    def at_end(piece: Ints, days: tuple[Ints, Ints], value: Ints, counts: Flags) -> Ints:
        row = number[cut.unit[piece]]
        real = (row >= 0) & counts
        return spread(shape, row[real], months.held(days[0][real], days[1][real]), value[real])

    area = at_end(np.arange(len(cut.unit)), (cut.first, cut.last), cut.dm2, cut.ledger)
    taken = at_end(held.piece, (held.first, held.last), held.dm2, held.ledger)
    gone = outages(inputs, cut)
    out = at_end(gone.owner, (gone.first, gone.last), gone.value, np.ones(len(gone.owner), bool))
    return area, area - taken - out
