"""Turn grids and pieces into the rows of the fact tables."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from buildings.facts.kernel.arrays import Calendar, stable_order
from buildings.facts.kernel.attribution import Attribution
from buildings.facts.kernel.industries import MEASURES
from buildings.facts.kernel.inputs import SECTIONS, Inputs
from buildings.facts.kernel.occupancies import Occupancies, Parties
from buildings.facts.kernel.targets import REASONS, RULES
from buildings.facts.kernel.windows import filed
from buildings.portfolio import UNKNOWN, Ints

Table = Mapping[str, NDArray[np.generic]]
"""Columns of equal length, whole numbers or text; UNKNOWN stands for None."""

_TAX = ("tax_fen", "retained_fen", "fee_fen")


def texts(values: tuple[str, ...], numbers: Ints) -> NDArray[np.object_]:
    """Numbers as the texts they stand for."""
    return np.array(values, object)[numbers]


def occupancy_rows(inputs: Inputs, months: Calendar, everybody: Parties, space: Occupancies) -> Table:
    """Pairs of party and building in the months in which they hold anything."""
    month, pair = np.nonzero(space.grids["unit_days"])  # pairs come by building and party
    keys = {
        "month": month + months.first,
        "building_id": inputs.buildings.id[space.building[pair]],
        "party": everybody.key[space.party[pair]],
    }
    return keys | {name: grid[month, pair] for name, grid in space.grids.items() if name != "tenant"}


@dataclass(frozen=True)
class Rows:
    """All that was computed, as tables; each in the order of its key, but buildings by code."""

    inputs: Inputs
    months: Calendar
    everybody: Parties
    found: Attribution

    def building_months(self, grids: Mapping[str, Ints]) -> Table:
        """One row for every building and month; tax is unknown where there is no file."""
        ids, shape = self.inputs.buildings.id, (len(self.months), len(self.inputs.buildings.id))
        target = np.flatnonzero(self.found.sums.kept)
        month = self.found.groups.month[self.found.targets.group[target]]
        place = month * shape[1] + self.found.targets.building[target]
        there = filed(self.inputs)
        flows = {}
        for name in (*_TAX, "retained_estimated"):
            sums = np.zeros(shape[0] * shape[1], np.int64)
            np.add.at(sums, place, getattr(self.found.sums, name)[target])
            flows[name] = np.where(there, sums.reshape(shape), UNKNOWN)
        flows["retained_estimated"] = (flows["retained_estimated"] > 0).astype(np.int64)
        numbers = np.arange(self.months.first, self.months.first + shape[0])
        keys = {"month": np.repeat(numbers, shape[1]), "building_id": np.tile(ids, shape[0])}
        return keys | {name: grid.reshape(-1) for name, grid in {**flows, **grids}.items()}

    def attributions(self) -> Table:
        """Targets that got anything."""
        where, groups, sums = self.found.targets, self.found.groups, self.found.sums
        target = np.flatnonzero(sums.kept)  # by month and taxpayer
        target = target[stable_order(where.building[target], len(self.inputs.buildings.id))]
        target = target[stable_order(groups.month[where.group[target]], len(self.months))]
        group = where.group[target]
        party = groups.party[group]
        enterprise = np.where(party >= 0, np.append(self.everybody.key, UNKNOWN)[party], UNKNOWN)
        return {
            "month": groups.month[group] + self.months.first,
            "building_id": self.inputs.buildings.id[where.building[target]],
            "taxpayer_id": self.inputs.taxes.taxpayers[groups.taxpayer[group]],
            "enterprise_id": enterprise,
            "rule": texts(RULES, where.rule[group]),
        } | {name: getattr(sums, name)[target] for name in (*_TAX, "retained_estimated")}

    def unattributed(self) -> Table:
        """Rows and shares that belong to no building."""
        lost, rows, groups = self.found.lost, self.found.rows, self.found.groups
        group = rows.group[lost.row]
        return {
            "month": groups.month[group] + self.months.first,
            "taxpayer_id": self.inputs.taxes.taxpayers[groups.taxpayer[group]],
            "column_key": texts(self.inputs.columns.key, rows.column[lost.row]),
            "reason": texts(REASONS, lost.target),
            "amount_fen": lost.fen,
            "retained_fen": lost.retained,
            "retained_estimated": rows.estimated[lost.row].astype(np.int64),
        }

    def building_month_taxes(self) -> Table:
        """Every file column of every building and month that got anything."""
        pieces, rows = self.found.pieces, self.found.rows
        shape = len(self.months), len(self.inputs.buildings.id), max(len(self.inputs.columns.key), 1)
        month = self.found.groups.month[rows.group[pieces.row]]
        place = (month * shape[1] + self.found.targets.building[pieces.target]) * shape[2] + rows.column[pieces.row]
        size = shape[0] * shape[1] * shape[2]
        fen, retained, marks = np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size, np.int64)
        np.add.at(fen, place, pieces.fen)
        np.add.at(retained, place, pieces.retained)
        marks[place] = 1
        marks[place[rows.estimated[pieces.row]]] = 2
        place = np.flatnonzero(marks)
        month, building = np.divmod(place // shape[2], max(shape[1], 1))
        return {
            "month": month + self.months.first,
            "building_id": self.inputs.buildings.id[building],
            "column_key": texts(self.inputs.columns.key, place % shape[2]),
            "amount_fen": fen[place],
            "retained_fen": retained[place],
            "retained_estimated": marks[place] - 1,
        }

    def industry_months(self, cubes: Mapping[str, Ints]) -> Table:
        """Sections with space or tax in a building's month."""
        place = np.flatnonzero(cubes["kept"])
        row, building = np.divmod(place, max(len(self.inputs.buildings.id), 1))
        month, section = np.divmod(row, len(SECTIONS))
        return {
            "month": month + self.months.first,
            "section": texts(tuple(SECTIONS), section),
            "building_id": self.inputs.buildings.id[building],
        } | {name: cubes[name][place] for name in MEASURES}
