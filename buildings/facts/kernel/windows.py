"""What stands on several months: contributions the gate weighs, and coverage."""

import numpy as np

from buildings.facts.kernel.arrays import (
    Calendar,
    largest_by,
    pointers,
    rolling,
    total_by,
    year_to_date,
)
from buildings.facts.kernel.attribution import Attribution
from buildings.facts.kernel.inputs import Inputs
from buildings.facts.kernel.occupancies import Occupancies, Parties
from buildings.portfolio import Flags, Ints

YEAR = 12


def contributors(asked: Attribution, everybody: Parties, taxpayers: Ints) -> Ints:
    """Contributor of each group: the enterprise, or −taxpayer where no enterprise is linked."""
    party = asked.groups.party
    alone = -taxpayers[asked.groups.taxpayer] if len(taxpayers) else party
    if not len(everybody.key):
        return alone
    return np.where(party >= 0, everybody.key[np.maximum(party, 0)], alone)


def gate(inputs: Inputs, months: Calendar, found: Attribution, everybody: Parties) -> dict[str, Ints]:
    """Contributors, Σ|x|, x₁ and x₂ of each building for the month, the year to date and the rolling 12 months."""
    count = len(inputs.buildings.id)
    target = np.flatnonzero(found.sums.kept)
    group = found.targets.group[target]
    keys, number = np.unique(contributors(found, everybody, inputs.taxes.taxpayers), return_inverse=True)
    pairs, column = np.unique(found.targets.building[target] * max(len(keys), 1) + number[group], return_inverse=True)
    net = np.zeros((len(months), len(pairs)), np.int64)
    amount = found.sums.tax_fen[target] + found.sums.fee_fen[target]
    np.add.at(net.reshape(-1), found.groups.month[group] * len(pairs) + column, amount)
    begins = pointers(pairs // max(len(keys), 1), count)
    result = {}
    for window, grid in (("m", net), ("y", year_to_date(net, months.first)), ("r", rolling(net, YEAR))):
        sizes = np.abs(grid)
        top = largest_by(sizes, begins, 2)
        result[f"gate_{window}_n"] = total_by(sizes > 0, begins)
        result[f"gate_{window}_sum"] = total_by(sizes, begins)
        result[f"gate_{window}_x1"], result[f"gate_{window}_x2"] = top[:, :, 0], top[:, :, 1]
    return result


def filed(inputs: Inputs) -> Flags:
    """Whether there is a file for a building's month; (months, buildings)."""
    return inputs.files[:, inputs.buildings.origin]


def coverage(
    inputs: Inputs, found: Attribution, everybody: Parties, held: Occupancies, operated: Ints
) -> dict[str, Ints]:
    """Occupied area × days of the window, and how much of it has an occupant with a tax record in the window."""
    counts = filed(inputs) & (operated > 0)
    recorded = np.zeros((len(counts), max(len(everybody.key), 1)), bool)
    known = found.groups.party >= 0
    recorded[found.groups.month[known], found.groups.party[known]] = True
    inside = counts[:, held.building]
    seen = rolling((recorded[:, held.party] & inside).astype(np.int64), YEAR) > 0
    days = rolling(np.where(inside, held.grids["dm2_days"], 0), YEAR)
    return {
        "covered_dm2_days": total_by(np.where(seen, days, 0), held.begins),
        "coverage_dm2_days": total_by(days, held.begins),
        "window_months": rolling(counts.astype(np.int64), YEAR),
    }
