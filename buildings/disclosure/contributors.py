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
    """Net ``amounts`` (windows, pairs) of each pair of base ``cell`` and contributor ``who``, sorted by cell."""

    cell: Ints
    who: Ints
    amounts: Ints

    def regroup(self, rows: Ints, pairs: Ints) -> "Contributions":
        """The same over other cells, ``rows`` of the picked ``pairs``; one contributor in a cell adds up."""
        order = np.lexsort((self.who[pairs], rows))
        cell, picked = rows[order], pairs[order]
        who = self.who[picked]
        amounts = np.take(self.amounts, picked, axis=1)
        first = _first(cell) | _first(who)
        if first.all():
            return Contributions(cell, who, amounts)
        starts = np.flatnonzero(first)
        return Contributions(cell[starts], who[starts], np.add.reduceat(amounts, starts, axis=1))


def _first(values: Ints) -> Flags:
    """Where a run of equal values begins."""
    flags = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=flags[1:])
    return flags


def pair_up(cell: Ints, who: Ints) -> tuple[Ints, Ints, Ints]:
    """Distinct pairs, sorted by cell, and the pair of each row: (cell, who, pair)."""
    if not len(cell):
        return cell, who, cell
    lowest = who.min()
    width = int(who.max() - lowest) + 1
    key, pair = np.unique(cell * width + (who - lowest), return_inverse=True)
    return key // width, key % width + lowest, pair


def by_window(pair: Ints, month: Ints, amount: Ints, pairs: int, windows: Sequence[Sequence[int]]) -> Ints:
    """Sums per pair over windows of month positions; shape (windows, pairs)."""
    last = max((position for window in windows for position in window), default=0)
    months = max(last, int(month.max(initial=0))) + 1
    flat = np.zeros((months, pairs), dtype=np.int64)
    np.add.at(flat.reshape(-1), month * pairs + pair, amount)
    found = [flat[window[0]] if len(window) == 1 else flat[list(window)].sum(axis=0) for window in windows]
    return np.array(found, dtype=np.int64).reshape(len(windows), pairs)


def judge(found: Contributions, cells: int, rule: Threshold) -> tuple[Flags, Flags]:
    """Which cells are sensitive in any window (cells,), and which have contributors in which (windows, cells)."""
    flags = np.zeros(cells, dtype=bool)
    paid = np.zeros((len(found.amounts), cells), dtype=bool)
    if not len(found.cell):
        return flags, paid
    starts = np.flatnonzero(_first(found.cell))
    rows, lengths = found.cell[starts], np.diff(np.r_[starts, len(found.cell)])
    for window, amounts in enumerate(found.amounts):
        net = np.abs(amounts)
        first = np.maximum.reduceat(net, starts)
        leads = net == np.repeat(first, lengths)
        tied = np.add.reduceat(leads, starts, dtype=np.int64) > 1
        second = np.where(tied, first, np.maximum.reduceat(np.where(leads, 0, net), starts))
        count = np.add.reduceat(net > 0, starts, dtype=np.int64)
        flags[rows] |= sensitive(count, np.add.reduceat(net, starts), first, second, rule)
        paid[window, rows] = count > 0
    return flags, paid
