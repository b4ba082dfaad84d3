"""改造成效: what changed over an upgrade, less what changed meanwhile in peers that were not upgraded.

Difference in differences of twelve months before the month works began and twelve after the month they were done. The
peers are those of the upgrade rules, as at the month before works began: what an upgrade brings (a star, a specialty)
does not choose them. Below a tax officer they are chosen among buildings that may be seen.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from buildings.assessment.measure import applicable
from buildings.flags import reading
from buildings.kinds import Derives
from buildings.metrics import peers
from buildings.metrics.catalogue import METRICS
from buildings.metrics.metric import Metric
from buildings.metrics.windows import YEAR
from buildings.portfolio import Flags, Floats, Ints, Portfolio
from buildings.quantities import first_day, last_day, month_of
from buildings.stages import Project, Span, Works

LEAST: Final = "projects.peers"


@dataclass(frozen=True)
class Window:
    """The last month before works began, and the last of twelve after they were done."""

    before: int
    after: int

    @property
    def first(self) -> int:
        """The first of the twelve months before."""
        return self.before - YEAR + 1


@dataclass(frozen=True)
class Side:
    """A measure of twelve months, (n,): NaN where not known; ``missing``: how many of the months are not known.

    ``thin``: it stands on too little of the space for a comparison; ``unsure``: it cannot be told whether it does.
    """

    values: Floats
    missing: Ints
    thin: Flags
    unsure: Flags


@dataclass(frozen=True)
class Seen:
    """Which buildings somebody may compare with, by what a measure derives from; and whose coverage is too low for it.

    Coverage at either end, (n,): below a tax officer it is as coarse as it stands there. ``unsure``: it is not known.
    """

    visible: Mapping[Derives, Flags]
    thin: tuple[Flags, Flags]
    unsure: tuple[Flags, Flags]


@dataclass(frozen=True)
class Effect:
    """What one measure says. ``reason`` slug where it cannot tell, and then no ``effect``.

    ``peers`` are positions; ``before`` and ``after`` the building's own, ``peers_before`` and ``_after`` the means of
    its peers; ``effect`` = own change less the mean change of the peers.
    """

    metric: Metric
    reason: str | None = None
    before: float | None = None
    after: float | None = None
    missing_before: int = 0
    missing_after: int = 0
    group: str = ""
    peers: tuple[int, ...] = ()
    peers_before: float | None = None
    peers_after: float | None = None
    effect: float | None = None


def window(works: Works, month: int) -> tuple[Window | None, str | None]:
    """The twelve months on either side that can be looked at in a month; else why not, as a slug."""
    if works.began is None:
        return None, "not_started"
    if works.done is None:
        return None, "not_finished" if works.ended is None else "cancelled"
    began, done = _month(works.began), _month(works.done)
    if began is None:
        return None, "start_unknown"
    if done is None:
        return None, "finish_unknown"
    found = Window(began - 1, done + YEAR)
    return (found, None) if found.after <= month else (found, "too_early")


def _month(span: Span) -> int | None:
    """The month of a day that is known so far."""
    if span.first is None or month_of(span.first) != month_of(span.last):
        return None
    return month_of(span.last)


def untouched(projects: tuple[Project, ...], found: Window, before: Portfolio, after: Portfolio) -> Flags:
    """Buildings in which no works may have gone on from the first month looked at to the last; (n,)."""
    flags: Flags = ~(before.condition.renovating | after.condition.renovating)
    first, last = first_day(found.first), last_day(found.after)
    flags[[one.place for one in projects if one.works.may_touch(first, last)]] = False
    return flags


def effects(before: Portfolio, after: Portfolio, place: int, may_compare: Flags, seen: Seen) -> tuple[Effect, ...]:
    """The effect on one building in each measure.

    Parameters
    ----------
    before, after
        As at the month before works began and the twelfth after they were done; both hold their twelve months.
    place
        Position of the building.
    may_compare
        Buildings without works meanwhile, (n,).
    seen
        What of them may be seen.
    """
    found = []
    for slug, measured in MEASURES.items():
        metric = METRICS[slug]
        ends = [
            Side(*measured(end), *(flags & (metric.derives_from is Derives.TAX) for flags in coverage))
            for end, *coverage in zip((before, after), seen.thin, seen.unsure, strict=True)
        ]
        choice = _Choice(before, place, may_compare & seen.visible[metric.derives_from])
        found.append(_effect(metric, ends[0], ends[1], choice))
    return tuple(found)


@dataclass(frozen=True)
class _Choice:
    """Among which buildings the peers of one are chosen."""

    before: Portfolio
    place: int
    among: Flags

    def peers(self, known: Flags) -> tuple[str, tuple[int, ...]]:
        """Group and positions by the rule of the upgrade rules, with the least number for an effect."""
        least = self.before.parameters[LEAST]
        portfolio = replace(self.before, parameters={**self.before.parameters, "flags.peers": least})
        others = known & self.among
        others[self.place] = False
        found = peers.among(portfolio, others)
        group = str(found.group[self.place])
        inside = peers.members(portfolio, found, group) if group else np.flatnonzero(found.counted)
        return group, tuple(int(one) for one in inside)


def _effect(metric: Metric, before: Side, after: Side, choice: _Choice) -> Effect:
    place = choice.place
    own = [_number(side.values[place]) for side in (before, after)]
    missing = [int(side.missing[place]) for side in (before, after)]
    found = Effect(metric, None, own[0], own[1], missing[0], missing[1])
    for name, side in (("before", before), ("after", after)):
        why = _unknown(side, place)
        if why is not None:
            return replace(found, reason=f"{name}_{why}")
    comparable = np.logical_and.reduce([~(np.isnan(side.values) | side.thin | side.unsure) for side in (before, after)])
    group, inside = choice.peers(comparable)
    if not group:
        return replace(found, reason="too_few", peers=inside)
    means = [math.fsum(side.values[list(inside)].tolist()) / len(inside) for side in (before, after)]
    changes = (after.values - before.values)[list(inside)].tolist()
    change = float(after.values[place] - before.values[place]) - math.fsum(changes) / len(inside)
    return replace(found, group=group, peers=inside, peers_before=means[0], peers_after=means[1], effect=change)


def _unknown(side: Side, place: int) -> str | None:
    """Why a side of the building itself cannot be compared; None = it can."""
    if math.isnan(side.values[place]):
        return "months" if side.missing[place] else "unmeasured"
    if side.unsure[place]:
        return "coverage"
    return "thin" if side.thin[place] else None


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _average(slug: str) -> Callable[[Portfolio], tuple[Floats, Ints]]:
    """Over twelve month ends, as a ratio of sums; one that is not known makes it unknown."""

    def measured(portfolio: Portfolio) -> tuple[Floats, Ints]:
        metric, count = METRICS[slug], len(portfolio.buildings)
        above, below, told = (np.zeros(count, dtype=np.int64) for _ in range(3))
        for month in range(portfolio.month - YEAR + 1, portfolio.month + 1):
            parts = metric.parts(replace(portfolio, month=month))
            assert parts.denominator is not None  # noqa: S101 - a rate
            known = parts.known & applicable(parts) & (parts.denominator > 0)
            above += np.where(known, parts.numerator, 0)
            below += np.where(known, parts.denominator, 0)
            told += known
        values = np.full(count, np.nan)
        whole = told == YEAR
        values[whole] = above[whole] / below[whole] * metric.factor
        return values, YEAR - told

    return measured


def _yield(portfolio: Portfolio) -> tuple[Floats, Ints]:
    """Of the twelve months, where each of them has a file and the building operated in it."""
    values, known, _ = reading.value(portfolio, "tax_yield")
    counts = METRICS["tax_yield"].parts(portfolio).months
    assert counts is not None  # noqa: S101 - a yield counts its months
    return np.where(known & (counts == YEAR), values, np.nan), YEAR - counts


MEASURES: Final[Mapping[str, Callable[[Portfolio], tuple[Floats, Ints]]]] = {
    "occupancy_rate": _average("occupancy_rate"),
    "tax_yield": _yield,
    "passing_rent": _average("passing_rent"),
}
