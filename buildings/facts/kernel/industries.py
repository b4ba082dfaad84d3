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
    """Flat cubes (building, month, section) by column name of ``fact_industry_months``, and ``kept``: rows worth keeping."""
    sections = _sections(inputs, months, everybody)
    size = len(inputs.buildings.id) * len(months) * len(SECTIONS)
    cubes = {name: np.zeros(size, np.int64) for name in (*MEASURES, "kept")}
    month, pair = np.nonzero(held.grids["unit_days"])
    place = _place(months, held.building[pair], month, sections[month, held.party[pair]])
    amounts = {
        "dm2": held.grids["let_dm2"] + held.grids["own_dm2"],
        "dm2_days": held.grids["dm2_days"],
        "enterprises": held.grids["present"],
    }
    for name, grid in amounts.items():
        np.add.at(cubes[name], place, grid[month, pair])
    cubes["kept"][place] = 1
    pieces, group = found.pieces, found.rows.group[found.pieces.row]
    party = found.groups.party[group]
    known = sections[found.groups.month[group], np.maximum(party, 0)] if sections.size else party
    section = np.where(party >= 0, known, _UNKNOWN)
    place = _place(months, found.targets.building[pieces.target], found.groups.month[group], section)
    counts = inputs.columns.counts[found.rows.column[pieces.row]]
    np.add.at(cubes["tax_fen"], place[counts], pieces.fen[counts])
    np.add.at(cubes["retained_fen"], place[counts], pieces.retained[counts])
    np.add.at(cubes["fee_fen"], place[~counts], pieces.fen[~counts])
    cubes["kept"][place] = 1
    return cubes


def _place(months: Calendar, building: Ints, month: Ints, section: Ints) -> Ints:
    return (building * len(months) + month) * len(SECTIONS) + section


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
