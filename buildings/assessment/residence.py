"""Registration × tax 入驻已注册 / 未注册 by 有税收 / 无税收, as counts of enterprises in the district."""

from dataclasses import dataclass

import numpy as np

from buildings.kinds import Answer
from buildings.metrics.presence import residents
from buildings.portfolio import UNKNOWN, Portfolio

ROWS = (Answer.YES.value, Answer.NO.value, Answer.UNKNOWN.value)


@dataclass(frozen=True)
class Counts:
    """Enterprises of one registration: all, paying, not paying, newly arrived, tax unknown."""

    registration: str
    enterprises: int
    tax_yes: int
    tax_no: int
    newly_arrived: int
    tax_unknown: int


def registration_tax(portfolio: Portfolio) -> list[Counts]:
    """Counts of linked enterprises resident in buildings in scope, each once; and reported parties without a link."""
    who = residents(portfolio)
    inside = np.flatnonzero(portfolio.buildings.in_scope[who.building])
    first = inside[np.diff(who.party[inside], prepend=UNKNOWN) != 0]
    registered = np.where(
        who.registered[first] == UNKNOWN,
        Answer.UNKNOWN.value,
        np.where(who.registered[first] == 1, Answer.YES.value, Answer.NO.value),
    )
    paying, arrived = who.paying[first], who.arrived[first]
    linked = who.party[first] > 0
    found = []
    for row in (*ROWS, "unlinked"):
        mine = ~linked if row == "unlinked" else linked & (registered == row)
        new = mine & arrived & (paying != UNKNOWN)
        settled = mine & ~new
        kinds = [settled & (paying == 1), settled & (paying == 0), new, settled & (paying == UNKNOWN)]
        found.append(Counts(row, int(mine.sum()), *(int(kind.sum()) for kind in kinds)))
    return found
