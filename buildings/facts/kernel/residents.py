"""Who of those that hold space pays tax here, and who came lately: by party and month, kept beside what each holds."""

import numpy as np

from buildings.facts.kernel.arrays import Calendar, pointers, rolling, spread, total_by
from buildings.facts.kernel.attribution import Attribution
from buildings.facts.kernel.inputs import Inputs
from buildings.facts.kernel.occupancies import Occupancies, Parties
from buildings.facts.kernel.rows import Table
from buildings.facts.kernel.windows import YEAR
from buildings.portfolio import UNKNOWN, Flags, Ints


def residents(inputs: Inputs, months: Calendar, everybody: Parties, space: Occupancies, found: Attribution) -> Table:
    """Two columns beside ``occupancy_rows``.

    ``paying``: 1 where the tax of the rolling 12 months is positive, else 0; UNKNOWN where no taxpayer is linked at the
    month's end. ``newly_arrived``: 1 where the party was at no month's end so many months before, nor at any earlier.
    """
    month, pair = np.nonzero(space.grids["unit_days"])
    at = month, space.party[pair]
    paying = np.where(_linked(inputs, months, everybody)[at], _taxed(inputs, months, everybody, found)[at], UNKNOWN)
    return {"paying": paying, "newly_arrived": (~_there_before(inputs, everybody, space)[at]).astype(np.int64)}


def _linked(inputs: Inputs, months: Calendar, everybody: Parties) -> Flags:
    """Whether a taxpayer is linked to each party at each month's end; (months, parties)."""
    links = inputs.taxes.links
    shape = len(months), max(len(everybody.key), 1)
    return spread(shape, everybody.number(links.value), months.held(links.first, links.last), 1) > 0


def _taxed(inputs: Inputs, months: Calendar, everybody: Parties, found: Attribution) -> Ints:
    """Whether each party's tax of the rolling 12 months is positive, wherever it went; (months, parties)."""
    tax = inputs.columns.counts[found.rows.column]
    of_group = np.zeros(len(found.groups.month), np.int64)
    np.add.at(of_group, found.rows.group[tax], found.rows.fen[tax])
    net = np.zeros((len(months), max(len(everybody.key), 1)), np.int64)
    linked = found.groups.party >= 0
    np.add.at(net, (found.groups.month[linked], found.groups.party[linked]), of_group[linked])
    return (rolling(net, YEAR) > 0).astype(np.int64)


def _there_before(inputs: Inputs, everybody: Parties, space: Occupancies) -> Flags:
    """Whether each party was present at the month's end that lies so many months back, or at any before it."""
    count = max(len(everybody.key), 1)
    present = total_by(space.grids["present"][:, space.by_party], pointers(space.party[space.by_party], count)) > 0
    ever = np.maximum.accumulate(present, axis=0)
    then = np.arange(len(ever)) - inputs.newly_arrived_months
    found: Flags = ever[np.maximum(then, 0)] & (then >= 0)[:, None]
    return found
