"""Who is present in each building at the month's end: of which industry, on how much space; and shares among them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from buildings.flags import reading
from buildings.metrics.metric import Unit
from buildings.metrics.once import once
from buildings.portfolio import Portfolio
from buildings.types.proposal import Evidence, Range

UNKNOWN_SECTION = "?"


@dataclass(frozen=True)
class Resident:
    """A firm in a building. ``division`` "" = not known; ``dm2`` let and own; ``open``: some of its area is unknown."""

    section: str
    division: str
    dm2: int
    open: bool


Residents = Sequence[Resident]
Belongs = Callable[[Resident], bool | None]
"""Whether a firm is of an industry; None: not known."""


@dataclass(frozen=True)
class Shares:
    """Of the firms, and of the area that they let or own."""

    count: Range
    area: Range

    def reach(self, threshold: Fraction) -> tuple[str, ...] | None:
        """Legs by which a threshold is certainly reached; None: none certainly, but it may be by one."""
        found = {leg: getattr(self, leg).reaches(threshold) for leg in ("count", "area")}
        sure = tuple(leg for leg, reached in found.items() if reached)
        return None if not sure and None in found.values() else sure

    def evidence(self, threshold: Fraction) -> tuple[Evidence, ...]:
        """Both shares beside the threshold."""
        edge = float(threshold)
        return tuple(
            Evidence(f"share_by_{leg}", float(one.low), high, edge, Unit.RATIO)
            for leg, one in (("count", self.count), ("area", self.area))
            for high in (None if one.low == one.high else float(one.high),)
        )


@once
def residents(portfolio: Portfolio) -> Sequence[Residents | None]:
    """Firms present in each building at the month's end; None: no rooms are on record, so nobody can say."""
    there = reading.value(portfolio, "enterprises")[1]
    found: list[list[Resident] | None] = [[] if known else None for known in there.tolist()]
    rows, divisions = portfolio.occupancies, _divisions(portfolio)
    month = portfolio.month - portfolio.first
    here = np.flatnonzero((rows["month"].astype(np.int64) == month) & rows["present"].astype(bool))
    names = ("building", "party", "section", "let_dm2", "own_dm2", "unknown_unit_days")
    for building, party, section, let, own, unknown in zip(*(rows[name][here].tolist() for name in names), strict=True):
        home = found[building]
        if home is not None:
            home.append(Resident(section or UNKNOWN_SECTION, divisions.get(party, ""), let + own, unknown > 0))
    return found


def _divisions(portfolio: Portfolio) -> Mapping[int, str]:
    rows = portfolio.load["divisions"]()
    return dict(zip(rows["party"].tolist(), rows["division"].tolist(), strict=True))


def shares(firms: Residents, belongs: Belongs) -> Shares:
    """Share of an industry: what is not known stays in the denominator, and may be of it or not."""
    told = [(one, belongs(one)) for one in firms]
    return Shares(_by_count([answer for _, answer in told]), _by_area(told))


def _by_count(answers: Sequence[bool | None]) -> Range:
    if not answers:
        return Range(Fraction(0), Fraction(0))
    sure, open_ = sum(one is True for one in answers), sum(one is None for one in answers)
    return Range(Fraction(sure, len(answers)), Fraction(sure + open_, len(answers)))


def _by_area(told: Sequence[tuple[Resident, bool | None]]) -> Range:
    """Space of unknown area may be any: it drowns what others hold, unless it is of the same industry."""
    whole = sum(one.dm2 for one, _ in told)
    sure = sum(one.dm2 for one, answer in told if answer is True)
    possible = sure + sum(one.dm2 for one, answer in told if answer is None)
    low, high = (Fraction(part, whole) if whole else Fraction(0) for part in (sure, possible))
    if any(one.open and answer is not True for one, answer in told):
        low = Fraction(0)
    if any(one.open and answer is not False for one, answer in told):
        high = Fraction(1)
    return Range(low, high)
