"""Which cells are sensitive by themselves, over every month and window on offer below a tax officer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from buildings.disclosure.contributors import Contributions, Threshold, from_rows, judge, sensitive
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


def windows_on_offer(portfolio: Portfolio) -> list[list[int]]:
    """Month positions of each month with a file, of the windows now and a year before, of the last complete year."""
    single = [[int(position)] for position in np.flatnonzero(portfolio.files)]
    here, before = portfolio.month, portfolio.month - YEAR
    longer = [filed(portfolio, months(window, here)) for window in (Window.YTD, Window.ROLLING_12, Window.YEAR)]
    longer += [filed(portfolio, months(window, before)) for window in (Window.YTD, Window.ROLLING_12)]
    return single + [window for window in longer if window]


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
    """Contributions of one measure by building, and how sets of buildings are judged by it."""

    contributions: Contributions
    windows: Sequence[Sequence[int]]
    occupied: Flags  # (windows, buildings)
    rule: Threshold

    def buildings(self) -> Flags:
        """Sensitive buildings: too few contributors, or occupied although nobody contributes."""
        flags, paid = judge(self.contributions, self.occupied.shape[1], self.windows, self.rule)
        silent: Flags = flags | (self.occupied & ~paid).any(axis=0)
        return silent

    def sets(self, member: Flags) -> Flags:
        """Sensitive sets of buildings (rows, buildings)."""
        flags, paid = judge(self.contributions.regroup(member), len(member), self.windows, self.rule)
        held = (self.occupied.astype(np.int64) @ member.T.astype(np.int64)) > 0
        silent: Flags = flags | (held & ~paid).any(axis=0)
        return silent


def judges(portfolio: Portfolio) -> dict[str, Judge]:
    """A judge for each measure, from the attributions."""
    rule, windows = threshold(portfolio), windows_on_offer(portfolio)
    held = occupied(portfolio)
    within = np.array([held[list(window)].any(axis=0) for window in windows], dtype=bool)
    within = within.reshape(len(windows), len(portfolio.buildings))
    table = portfolio.attributions
    cell, who, month = (table[name].astype(np.int64) for name in ("building", "enterprise", "month"))
    return {
        name: Judge(
            from_rows(cell, who, month, table[column].astype(np.int64), len(portfolio.months)), windows, within, rule
        )
        for name, column in MEASURES.items()
    }


def rows(portfolio: Portfolio, cell: Ints, who: Ints, month: Ints, amount: Ints, cells: int) -> Flags:
    """Sensitive cells of any other grouping of amounts (industries, reasons), from long rows."""
    found = from_rows(cell, who, month, amount, len(portfolio.months))
    return judge(found, cells, windows_on_offer(portfolio), threshold(portfolio))[0]
