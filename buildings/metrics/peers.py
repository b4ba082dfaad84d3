"""同类楼宇: same specialty, else same valid star, else the district; groups of enough comparable buildings."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from buildings.metrics.once import once
from buildings.metrics.yields import COVERAGE, TAX_YIELD
from buildings.portfolio import Flags, Floats, Portfolio, Texts

NO_GROUP = "none"
DISTRICT = "district"


@dataclass(frozen=True)
class Yields:
    """Tax yield of each building (yuan ÷ m², NaN: none); whether it may be compared; whether the question arises."""

    value: Floats
    comparable: Flags
    asked: Flags


@dataclass(frozen=True)
class Peers:
    """Group of each building (``specialty:finance``, ``star:4``, ``district``; "" = too few anywhere), and members."""

    group: Texts
    counted: Flags  # buildings that may be compared with


@once
def yields(portfolio: Portfolio) -> Yields:
    """Comparable: the yield is known and enough of the space is covered.

    Below a tax officer, of what the gate shows: buildings that it hides are compared with nobody.
    """
    parts = TAX_YIELD.parts(portfolio)
    assert parts.denominator is not None  # noqa: S101 - a rate
    asked = np.ones(len(parts.known), dtype=bool) if parts.applicable is None else parts.applicable
    there = parts.known & asked & (parts.denominator > 0)
    value = np.full(len(there), np.nan)
    value[there] = parts.numerator[there] / parts.denominator[there]
    if portfolio.outlook is not None:
        return Yields(value, there & portfolio.outlook.visible & ~portfolio.outlook.thin, asked)
    return Yields(value, there & covered(portfolio), asked)


def covered(portfolio: Portfolio) -> Flags:
    """Buildings whose tax stands on enough of their space for a comparison, to the last digit; (n,)."""
    return _covered(portfolio)[0]


def thinly_covered(portfolio: Portfolio) -> Flags:
    """Buildings whose coverage is known, and too low for a comparison; (n,)."""
    return _covered(portfolio)[1]


def _covered(portfolio: Portfolio) -> tuple[Flags, Flags]:
    parts, least = COVERAGE.parts(portfolio), portfolio.parameters["quality.coverage_share"]
    assert parts.denominator is not None  # noqa: S101 - a rate
    enough = parts.numerator * least.denominator >= parts.denominator * least.numerator
    told = parts.known & (parts.denominator > 0)
    return told & enough, told & ~enough


@once
def _keys(portfolio: Portfolio) -> list[tuple[str | None, str | None]]:
    frame = portfolio.buildings
    return [
        (None if what in (None, NO_GROUP) else f"specialty:{what}", None if star is None else f"star:{star}")
        for what, star in zip(frame.specialty, frame.star, strict=True)
    ]


@once
def peers(portfolio: Portfolio) -> Peers:
    """Peers of every building by yield, the building itself included."""
    return among(portfolio, yields(portfolio).comparable)


def among(portfolio: Portfolio, comparable: Flags) -> Peers:
    """Peers of every building among those that may be compared, the building itself included where it may."""
    least, keys = int(portfolio.parameters["flags.peers"]), _keys(portfolio)
    counted: Flags = comparable & portfolio.buildings.in_scope
    sizes: dict[str, int] = {DISTRICT: int(counted.sum())}
    for place in np.flatnonzero(counted).tolist():
        for key in keys[place]:
            if key is not None:
                sizes[key] = sizes.get(key, 0) + 1
    group = np.empty(len(keys), dtype=object)
    for place, pair in enumerate(keys):
        large = (key for key in (*pair, DISTRICT) if key is not None and sizes.get(key, 0) >= least)
        group[place] = next(large, "")
    return Peers(group, counted)


def members(portfolio: Portfolio, found: Peers, group: str) -> NDArray[np.intp]:
    """Positions of the buildings that a group is compared by."""
    if group == DISTRICT:
        return np.flatnonzero(found.counted)
    keys = _keys(portfolio)
    return np.array([place for place in np.flatnonzero(found.counted) if group in keys[place]], dtype=np.intp)


def groups(found: Peers) -> list[str]:
    """Groups that anybody is compared in."""
    return sorted({str(one) for one in found.group} - {""})


def quantiles(portfolio: Portfolio, share: float) -> Floats:
    """Quantile of its peers' yields for every building, by linear interpolation; NaN without peers; (n,)."""
    values, grouped = yields(portfolio).value, peers(portfolio)
    found = np.full(len(values), np.nan)
    for group in groups(grouped):
        found[grouped.group == group] = np.quantile(values[members(portfolio, grouped, group)], share)
    return found
