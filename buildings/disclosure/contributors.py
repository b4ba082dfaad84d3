"""The primary rule of the gate: a total carried by too few tells what one of them paid."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from buildings.metrics.windows import SAFE
from buildings.portfolio import Flags, Ints


@dataclass(frozen=True)
class Threshold:
    """Dated parameters of the rule: fewer than ``contributors``, or T − x₁ − x₂ < ``percent`` % of x₁."""

    contributors: int
    percent: int
    per: int  # denominator of ``percent``, so that the comparison stays in whole numbers


def sensitive(count: Ints, total: Ints, first: Ints, second: Ints, rule: Threshold) -> Flags:
    """Primary sensitivity from contributors, Σ|x|, x₁, x₂ of any shape; cells without contributors are not judged."""
    rest = total - first - second
    # 100·rest < p·x₁ in Python integers where int64 could not hold it
    wide = bool(first.size) and float(np.abs(first).max()) * rule.percent >= SAFE
    wide = wide or (bool(rest.size) and float(np.abs(rest).max()) * rule.per * 100 >= SAFE)
    kind = object if wide else np.int64
    dominated = rest.astype(kind) * (100 * rule.per) < first.astype(kind) * rule.percent
    flags: Flags = (count > 0) & ((count < rule.contributors) | dominated.astype(bool))
    return flags


@dataclass(frozen=True)
class Contributions:
    """Net ``amounts`` (pairs, months) of each pair of base ``cell`` and contributor ``who`` (pairs,)."""

    cell: Ints
    who: Ints
    amounts: Ints

    def regroup(self, member: Flags) -> "Contributions":
        """The same over sets of base cells (rows, cells): one contributor in several cells of a set adds up."""
        rows, cells = np.nonzero(member)
        order = np.argsort(self.cell, kind="stable")
        starts = np.searchsorted(self.cell[order], cells)
        stops = np.searchsorted(self.cell[order], cells, side="right")
        lengths = stops - starts
        offsets = np.repeat(np.cumsum(lengths) - lengths, lengths)
        picked = order[np.arange(lengths.sum()) - offsets + np.repeat(starts, lengths)]
        return collect(np.repeat(rows, lengths), self.who[picked], self.amounts[picked])


def collect(cell: Ints, who: Ints, amounts: Ints) -> Contributions:
    """Add up rows (k, months) of the same cell and contributor; pairs come out sorted by cell."""
    if not len(cell):
        return Contributions(cell, who, amounts)
    order = np.lexsort((who, cell))
    cell, who = cell[order], who[order]
    starts = np.flatnonzero(np.r_[True, (np.diff(cell) != 0) | (np.diff(who) != 0)])
    if len(starts) == len(cell):
        return Contributions(cell, who, amounts[order])
    return Contributions(cell[starts], who[starts], np.add.reduceat(amounts[order], starts, axis=0))


def from_rows(cell: Ints, who: Ints, month: Ints, amount: Ints, months: int) -> Contributions:
    """Contributions of long rows (cell, contributor, month position, amount)."""
    if not len(cell):
        return Contributions(cell, who, np.zeros((0, months), dtype=np.int64))
    names, number = np.unique(who, return_inverse=True)
    key, pair = np.unique(cell * len(names) + number, return_inverse=True)
    amounts = np.zeros(len(key) * months, dtype=np.int64)
    np.add.at(amounts, pair * months + month, amount)
    return Contributions(key // len(names), names[key % len(names)], amounts.reshape(len(key), months))


def judge(found: Contributions, cells: int, windows: Sequence[Sequence[int]], rule: Threshold) -> tuple[Flags, Flags]:
    """Which cells are sensitive in any window, and which have a contributor in each window.

    ``windows``: month positions each. Returns (cells,) and (windows, cells).
    """
    flags = np.zeros(cells, dtype=bool)
    paid = np.zeros((len(windows), cells), dtype=bool)
    if not len(found.cell):
        return flags, paid
    starts = np.flatnonzero(np.r_[True, np.diff(found.cell) != 0])
    rows = found.cell[starts]
    lengths = np.diff(np.r_[starts, len(found.cell)])
    net = np.abs(np.stack([found.amounts[:, list(window)].sum(axis=1) for window in windows], axis=1))
    first = np.maximum.reduceat(net, starts, axis=0)
    is_first = net == np.repeat(first, lengths, axis=0)
    tied = np.add.reduceat(is_first, starts, axis=0, dtype=np.int64) > 1
    second = np.where(tied, first, np.maximum.reduceat(np.where(is_first, 0, net), starts, axis=0))
    count = np.add.reduceat(net > 0, starts, axis=0, dtype=np.int64)
    total = np.add.reduceat(net, starts, axis=0)
    flags[rows] = sensitive(count, total, first, second, rule).any(axis=1)
    paid[:, rows] = (count > 0).T
    return flags, paid
