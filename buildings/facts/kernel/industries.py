"""Space and tax by industry, the class valid at the month's end."""

import numpy as np

from buildings.facts.kernel.arrays import Calendar, latest
from buildings.facts.kernel.attribution import Attribution
from buildings.facts.kernel.inputs import SECTIONS, Inputs
from buildings.facts.kernel.occupancies import Occupancies, Parties
from buildings.portfolio import Ints

_UNKNOWN = len(SECTIONS) - 1
MEASURES = ("dm2", "dm2_days", "enterprises", "tax_fen", "retained_fen", "fee_fen")


def industries(
    inputs: Inputs, months: Calendar, everybody: Parties, held: Occupancies, found: Attribution
) -> dict[str, Ints]:
    """Cubes (month × section × building, flat) by column of ``fact_industry_months``; ``kept``: rows worth keeping."""
    sections = _sections(inputs, months, everybody)
    count = len(inputs.buildings.id)
    cubes = {name: np.zeros(len(months) * count * len(SECTIONS), np.int64) for name in (*MEASURES, "kept")}
    amounts = {
        "dm2": held.grids["let_dm2"] + held.grids["own_dm2"],
        "dm2_days": held.grids["dm2_days"],
        "enterprises": held.grids["present"],
        "kept": held.grids["unit_days"],
    }
    for month in range(len(months)):  # one month at a time stays near in memory
        place = (month * count + held.building) * len(SECTIONS) + sections[month, held.party]
        for name, grid in amounts.items():
            np.add.at(cubes[name], place, grid[month])
    target = np.flatnonzero(found.sums.kept)
    group = found.targets.group[target]
    party, month_of = found.groups.party[group], found.groups.month[group]
    known = sections[month_of, np.maximum(party, 0)] if sections.size else party
    section = np.where(party >= 0, known, _UNKNOWN)
    place = (month_of * count + found.targets.building[target]) * len(SECTIONS) + section
    for name in ("tax_fen", "retained_fen", "fee_fen"):
        np.add.at(cubes[name], place, getattr(found.sums, name)[target])
    cubes["kept"][place] = 1
    shape = len(months), count, len(SECTIONS)
    return {name: cube.reshape(shape).transpose(0, 2, 1).reshape(-1) for name, cube in cubes.items()}


def _sections(inputs: Inputs, months: Calendar, everybody: Parties) -> Ints:
    """Section number of each party at each month's end; (months, parties)."""
    classes = inputs.classes
    real = np.isin(classes.owner, everybody.key)
    grid = latest(
        (len(months), len(everybody.key)),
        everybody.number(classes.owner[real]),
        months.held(classes.first[real], classes.last[real]),
        classes.value[real],
    )
    return np.where(grid < 0, _UNKNOWN, grid)
