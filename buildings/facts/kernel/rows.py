"""Turn grids and pieces into the rows of the fact tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from buildings.facts.kernel.arrays import Calendar
from buildings.facts.kernel.attribution import Attribution
from buildings.facts.kernel.industries import MEASURES
from buildings.facts.kernel.inputs import SECTIONS, Inputs
from buildings.facts.kernel.occupancies import Occupancies, Parties
from buildings.facts.kernel.targets import REASONS, RULES
from buildings.facts.kernel.windows import filed
from buildings.portfolio import UNKNOWN, Flags, Ints

Table = Mapping[str, NDArray[np.generic]]
"""Columns of equal length, whole numbers or text; UNKNOWN stands for None."""

_TAX = ("tax_fen", "retained_fen", "fee_fen")


def texts(values: tuple[str, ...], numbers: Ints) -> NDArray[np.object_]:
    """Numbers as the texts they stand for."""
    return np.array(values, object)[numbers]


def occupancy_rows(inputs: Inputs, months: Calendar, everybody: Parties, space: Occupancies) -> Table:
    """Pairs of party and building in the months in which they hold anything."""
    month, pair = np.nonzero(space.grids["unit_days"])
    order = np.argsort(space.building[pair], kind="stable")  # pairs come by building and party, months in order
    month, pair = month[order], pair[order]
    keys = {
        "building_id": inputs.buildings.id[space.building[pair]],
        "month": month + months.first,
        "party": everybody.key[space.party[pair]],
    }
    return keys | {name: grid[month, pair] for name, grid in space.grids.items() if name != "tenant"}


@dataclass(frozen=True)
class Rows:
    """All that was computed, as tables; each sorted by its primary key."""

    inputs: Inputs
    months: Calendar
    everybody: Parties
    found: Attribution

    @cached_property
    def _group(self) -> Ints:
        """Group of each piece."""
        return self.found.rows.group[self.found.pieces.row]

    @cached_property
    def _column(self) -> Ints:
        """File column of each piece."""
        return self.found.rows.column[self.found.pieces.row]

    @cached_property
    def _counts(self) -> Flags:
        """Whether each piece is tax (not a fee)."""
        return self.inputs.columns.counts[self._column]

    def _sums(self, place: Ints, size: int) -> dict[str, Ints]:
        """Tax, retained, fees and the mark of estimates, summed by place."""
        pieces, counts = self.found.pieces, self._counts
        sums = {name: np.zeros(size, np.int64) for name in (*_TAX, "retained_estimated")}
        np.add.at(sums["tax_fen"], place[counts], pieces.fen[counts])
        np.add.at(sums["retained_fen"], place[counts], pieces.retained[counts])
        np.add.at(sums["fee_fen"], place[~counts], pieces.fen[~counts])
        sums["retained_estimated"][place[counts & self.found.rows.estimated[pieces.row]]] = 1
        return sums

    def building_months(self, grids: Mapping[str, Ints]) -> Table:
        """One row for every building and month; tax is unknown where there is no file."""
        ids, length = self.inputs.buildings.id, len(self.months)
        month = self.found.groups.month[self._group]
        sums = self._sums(self.found.targets.building[self.found.pieces.target] * length + month, len(ids) * length)
        there = np.ascontiguousarray(filed(self.inputs).T).reshape(-1)
        for name in _TAX:
            sums[name] = np.where(there, sums[name], UNKNOWN)
        numbers = np.arange(self.months.first, self.months.first + length)
        keys = {"building_id": np.repeat(ids, length), "month": np.tile(numbers, len(ids))}
        return keys | sums | {name: np.ascontiguousarray(grid.T).reshape(-1) for name, grid in grids.items()}

    def attributions(self) -> Table:
        """Targets that got anything."""
        where, groups = self.found.targets, self.found.groups
        sums = self._sums(self.found.pieces.target, len(where.building))
        kept = np.zeros(len(where.building), bool)
        kept[self.found.pieces.target] = True
        target = np.flatnonzero(kept)
        group = where.group[target]
        order = np.lexsort((groups.taxpayer[group], groups.month[group], where.building[target]))
        target, group = target[order], group[order]
        party = groups.party[group]
        linked = party >= 0
        enterprise = np.full(len(group), UNKNOWN)
        enterprise[linked] = self.everybody.key[party[linked]]
        return {
            "building_id": self.inputs.buildings.id[where.building[target]],
            "month": groups.month[group] + self.months.first,
            "taxpayer_id": self.inputs.taxes.taxpayers[groups.taxpayer[group]],
            "enterprise_id": enterprise,
            "rule": texts(RULES, where.rule[group]),
        } | {name: values[target] for name, values in sums.items()}

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
        pieces, count = self.found.pieces, len(self.inputs.columns.key)
        month = self.found.groups.month[self._group]
        place = (self.found.targets.building[pieces.target] * len(self.months) + month) * count + self._column
        size = len(self.inputs.buildings.id) * len(self.months) * count
        fen, retained = np.zeros(size, np.int64), np.zeros(size, np.int64)
        kept, estimated = np.zeros(size, bool), np.zeros(size, bool)
        np.add.at(fen, place, pieces.fen)
        np.add.at(retained, place, pieces.retained)
        kept[place] = True
        estimated[place[self.found.rows.estimated[pieces.row]]] = True
        place = np.flatnonzero(kept)
        building, month = np.divmod(place // max(count, 1), len(self.months))
        return {
            "building_id": self.inputs.buildings.id[building],
            "month": month + self.months.first,
            "column_key": texts(self.inputs.columns.key, place % max(count, 1)),
            "amount_fen": fen[place],
            "retained_fen": retained[place],
            "retained_estimated": estimated[place].astype(np.int64),
        }

    def industry_months(self, cubes: Mapping[str, Ints]) -> Table:
        """Sections with space or tax in a building's month."""
        place = np.flatnonzero(cubes["kept"])
        building, month = np.divmod(place // len(SECTIONS), len(self.months))
        return {
            "building_id": self.inputs.buildings.id[building],
            "month": month + self.months.first,
            "section": texts(tuple(SECTIONS), place % len(SECTIONS)),
        } | {name: cubes[name][place] for name in MEASURES}
