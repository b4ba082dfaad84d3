"""What rules read: figures by the metrics that show them, days as months since, and whether a building is young."""

import datetime as dt
from functools import cache
from typing import Final

import numpy as np

from buildings.metrics.catalogue import METRICS
from buildings.metrics.metric import Unit
from buildings.metrics.windows import YEAR as MONTHS
from buildings.portfolio import Flags, Floats, Portfolio, Texts
from buildings.quantities import last_day

DAYS_OF_YEAR: Final = 365.25
FAR: Final = 1800
"""Months either way that are told by the calendar."""
EXACTLY: Final = 1e-12
"""A difference of two rates is not exact: what lies so near to a threshold lies on it."""


def value(portfolio: Portfolio, slug: str) -> tuple[Floats, Flags, Flags]:
    """A metric of every building: value (NaN where there is none), whether it is known, whether the question arises."""
    metric = METRICS[slug]
    parts = metric.parts(portfolio)
    asked = np.ones(len(portfolio.buildings), dtype=bool) if parts.applicable is None else parts.applicable
    below = np.ones_like(parts.numerator) if parts.denominator is None else parts.denominator
    if metric.unit is Unit.CHANGE:
        asked = asked & ~(parts.known & (below <= 0))  # no base, so no change to speak of
    there = parts.known & asked & (below != 0)
    found = np.full(len(there), np.nan)
    found[there] = parts.numerator[there] / below[there] * metric.factor
    if parts.before is not None:
        then = parts.before
        assert then.denominator is not None  # noqa: S101 - a difference is one of rates
        there = there & then.known & (then.denominator != 0)
        found[there] -= then.numerator[there] / then.denominator[there] * metric.factor
        found[~there] = np.nan
    return found, there, asked


def days_before(portfolio: Portfolio, column: Texts) -> Floats:
    """Days from ISO days to the month's end, negative for days to come; NaN where no day is known; (n,)."""
    end = last_day(portfolio.month)
    return np.array(
        [np.nan if day is None else float((end - dt.date.fromisoformat(str(day))).days) for day in column], np.float64
    )


def span(portfolio: Portfolio, months: int) -> int:
    """Days from the month's end so many months before to the month's end."""
    return (last_day(portfolio.month) - last_day(portfolio.month - months)).days


@cache
def _ends(month: int) -> Floats:
    """Days from each month's end of ``FAR`` months before to as many after, to a month's end."""
    end = last_day(month)
    return np.array([float((end - last_day(month - ago)).days) for ago in range(-FAR, FAR + 1)])


def years(portfolio: Portfolio, days: Floats) -> Floats:
    """Days before the month's end as calendar years, by month ends: so many months before are exactly so many; (n,)."""
    ends = _ends(portfolio.month)
    found: Floats = np.interp(days, ends, np.arange(-FAR, FAR + 1) / MONTHS)
    far = (days < ends[0]) | (days > ends[-1])
    return np.where(far, days / DAYS_OF_YEAR, found)


def since(portfolio: Portfolio) -> tuple[Floats, Floats]:
    """Least and most days since completion or the last major renovation; NaN where that edge is not known; (n,).

    A renovation whose first possible day is not known may lie any time before its last, at least at completion. One
    that may be done by now makes the least 0.
    """
    buildings, condition = portfolio.buildings, portfolio.condition
    least, most = (days_before(portfolio, one) for one in (buildings.completed_latest, buildings.completed_earliest))
    later, earlier = (days_before(portfolio, one) for one in (condition.renovated_latest, condition.renovated_earliest))
    renovated = ~np.isnan(later)
    sure, longest = np.where(renovated, later, least), np.where(renovated & ~np.isnan(earlier), earlier, most)
    return np.where(condition.maybe_renovated, 0, sure), longest


def young(portfolio: Portfolio) -> tuple[Flags, Flags]:
    """Within 24 months of completion or renovation: whether certainly, and whether possibly; (n,)."""
    return _young(portfolio, *since(portfolio))


def new(portfolio: Portfolio) -> tuple[Flags, Flags]:
    """The same of completion alone; what was renovated was completed before."""
    days = portfolio.buildings.completed_latest, portfolio.buildings.completed_earliest
    least, most = (days_before(portfolio, one) for one in days)
    return _young(portfolio, np.fmax(least, days_before(portfolio, portfolio.condition.renovated_latest)), most)


def _young(portfolio: Portfolio, least: Floats, most: Floats) -> tuple[Flags, Flags]:
    limit = span(portfolio, int(portfolio.parameters["flags.young_months"]))
    certainly: Flags = most < limit
    possibly: Flags = np.isnan(least) | (least < limit)
    return certainly, possibly


def maybe_young(portfolio: Portfolio) -> dict[str, Flags]:
    """Where it cannot be told whether a building is young, by what is missing; (n,) each."""
    certainly, possibly = young(portfolio)
    return unsure_since(portfolio, possibly & ~certainly)


def unsure_since(portfolio: Portfolio, where: Flags) -> dict[str, Flags]:
    """What is missing where it cannot be told how long ago completion or renovation is; (n,) each."""
    condition = portfolio.condition
    renovation = condition.maybe_renovated | ~np.isnan(days_before(portfolio, condition.renovated_latest))
    return {"completed": where & ~renovation, "renovated": where & renovation}


def resting(portfolio: Portfolio, asked: Flags) -> dict[str, Flags]:
    """What keeps a rule of use from a building: it does not run, works are under way, it is young; (n,) each.

    Works whose end may lie before the month's end, and may not, go on or were done lately: one of the two is sure.
    """
    since = days_before(portfolio, portfolio.condition.works_done_since)
    either = since < span(portfolio, int(portfolio.parameters["flags.young_months"]))
    guards = {"not_operating": ~asked, "renovating": renovating(portfolio), "young": young(portfolio)[0]}
    return {**guards, "renovating_or_young": either & ~guards["renovating"] & ~guards["young"]}


def renovating(portfolio: Portfolio) -> Flags:
    """Certainly under renovation at the month's end; (n,)."""
    return portfolio.condition.renovating


def maybe_guarded(portfolio: Portfolio) -> dict[str, Flags]:
    """Where it cannot be told whether a building is young or under renovation, by what is missing; (n,) each."""
    return {**maybe_young(portfolio), "works": portfolio.condition.maybe_renovating}
