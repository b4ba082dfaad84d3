"""Which cells are sensitive by themselves, over every month and window on offer below a tax officer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from buildings.disclosure.contributors import Contributions, Threshold, by_window, judge, pair_up, sensitive
from buildings.metrics.industries import SECTIONS
from buildings.metrics.metric import Window
from buildings.metrics.windows import YEAR, filed, months
from buildings.portfolio import UNKNOWN, Flags, Ints, Portfolio

MEASURES: Mapping[str, str] = {"tax": "tax_fen", "retained": "retained_fen", "fee": "fee_fen"}
"""Families of figures with contributions of their own, and their column in the attributions."""


def threshold(portfolio: Portfolio) -> Threshold:
    """The rule's dated parameters."""
    percent = portfolio.parameters["disclosure.p_percent"]
    least = int(portfolio.parameters["disclosure.min_contributors"])
    return Threshold(least, percent.numerator, percent.denominator)


def windows_on_offer(offer: Sequence[Portfolio]) -> list[list[int]]:
    """Month positions of each month with a file, and of the windows of every view, then and a year before."""
    newest = offer[-1]
    found: dict[tuple[int, ...], None] = {(int(position),): None for position in np.flatnonzero(newest.files)}
    for month in (portfolio.month for portfolio in offer):
        windows = [months(window, month) for window in (Window.YTD, Window.ROLLING_12, Window.YEAR)]
        windows += [months(window, month - YEAR) for window in (Window.YTD, Window.ROLLING_12)]
        found |= dict.fromkeys(tuple(filed(newest, window)) for window in windows)
    return [list(window) for window in found if window]


def occupied(portfolio: Portfolio) -> Flags:
    """Whether anybody held space in a building in a month; (months, buildings)."""
    parties, days = portfolio.facts["parties"], portfolio.facts["all_dm2_days"]
    flags: Flags = ((parties != UNKNOWN) & (parties > 0)) | ((days != UNKNOWN) & (days > 0))
    return flags


def stored(portfolio: Portfolio, rule: Threshold) -> Flags:
    """Buildings sensitive by the gate columns kept with the facts, in any month, year to date or rolling 12."""
    flags = np.zeros(len(portfolio.buildings), dtype=bool)
    for window in "myr":
        count, total, first, second = (
            np.where(column == UNKNOWN, 0, column)
            for column in (portfolio.facts[f"gate_{window}_{name}"] for name in ("n", "sum", "x1", "x2"))
        )
        flags |= sensitive(count, total, first, second, rule).any(axis=0)
    return flags


@dataclass(frozen=True)
class Judge:
    """Contributions of one measure by building and section, and how sets of buildings are judged by it."""

    contributions: Contributions  # base cell: building × sections + section
    occupied: Flags  # (windows, buildings)
    rule: Threshold
    sections: int

    def buildings(self) -> Flags:
        """Sensitive buildings: too few contributors, or occupied although nobody contributes."""
        every = np.arange(len(self.contributions.cell))
        return self._judge(self.contributions.regroup(self.contributions.cell // self.sections, every), self.occupied)

    def sets(self, member: Flags) -> Flags:
        """Sensitive sets of buildings (rows, buildings)."""
        rows, pairs = np.nonzero(member[:, self.contributions.cell // self.sections])
        held = (self.occupied.astype(np.int64) @ member.T.astype(np.int64)) > 0
        return self._judge(self.contributions.regroup(rows.astype(np.int64), pairs.astype(np.int64)), held)

    def industries(self, inside: Flags) -> Flags:
        """Sensitive sections over the buildings inside; a section without contributors shows nothing but 0."""
        pairs = np.flatnonzero(inside[self.contributions.cell // self.sections])
        rows = self.contributions.cell[pairs] % self.sections
        return judge(self.contributions.regroup(rows, pairs), self.sections, self.rule)[0]

    def _judge(self, found: Contributions, held: Flags) -> Flags:
        flags, paid = judge(found, held.shape[1], self.rule)
        silent: Flags = flags | (held & ~paid).any(axis=0)
        return silent


def _sections(portfolio: Portfolio) -> Ints:
    """Section of each attribution; the first where nobody says (then industries are not judged but hidden)."""
    table = portfolio.attributions
    if "section" not in table:
        return np.zeros(len(table["building"]), dtype=np.int64)
    place = {section: row for row, section in enumerate(SECTIONS)}
    return np.fromiter(map(place.__getitem__, table["section"]), np.int64, len(table["section"]))


def judges(offer: Sequence[Portfolio]) -> dict[str, Judge]:
    """A judge for each measure, from the attributions of the newest portfolio and the windows of all."""
    portfolio = offer[-1]
    rule, windows, held = threshold(portfolio), windows_on_offer(offer), occupied(portfolio)
    within = np.array([held[list(window)].any(axis=0) for window in windows], dtype=bool)
    within = within.reshape(len(windows), len(portfolio.buildings))
    table = portfolio.attributions
    building, who, month = (table[name].astype(np.int64, copy=False) for name in ("building", "enterprise", "month"))
    cell, names, pair = pair_up(building * len(SECTIONS) + _sections(portfolio), who)
    found = {}
    for name, column in MEASURES.items():
        amounts = by_window(pair, month, table[column].astype(np.int64, copy=False), len(cell), windows)
        found[name] = Judge(Contributions(cell, names, amounts), within, rule, len(SECTIONS))
    return found


def sensitive_groups(offer: Sequence[Portfolio], cell: Ints, who: Ints, month: Ints, amount: Ints) -> Flags:
    """Sensitive cells of any other grouping (by reason), from long rows; as many as the highest cell says."""
    windows = windows_on_offer(offer)
    base, names, pair = pair_up(cell, who)
    amounts = by_window(pair, month, amount, len(base), windows)
    return judge(Contributions(base, names, amounts), int(cell.max(initial=-1)) + 1, threshold(offer[-1]))[0]
