"""Occupancy 入驻率 and vacancy 空置率: rates from sums, with bounds where a unit's area is unknown."""

from collections.abc import Callable

import numpy as np

from buildings.kinds import Derives
from buildings.metrics.area import vacant
from buildings.metrics.metric import Metric, Parts, Unit, Window
from buildings.metrics.windows import operation, or_zero
from buildings.portfolio import UNKNOWN, Floats, Ints, Portfolio


def _sides(portfolio: Portfolio, month: int | None = None) -> tuple[Ints, Ints]:
    lettable, let, own, out = (
        or_zero(portfolio.at(name, month)) for name in ("lettable_dm2", "let_dm2", "own_dm2", "out_dm2")
    )
    return let + own, lettable - out


def _bounds(portfolio: Portfolio) -> tuple[Floats, Floats]:
    """Lowest and highest occupancy when units of unknown area may fill what is left of the gross area.

    Where that is unknown, or the known units leave nothing of it (so that one of the two is wrong), they may be of any
    size.
    """
    occupied, serviceable = (side.astype(np.float64) for side in _sides(portfolio))
    gross = portfolio.buildings.gross_dm2
    lettable = or_zero(portfolio.at("lettable_dm2"))
    room = np.where((gross == UNKNOWN) | (gross <= lettable), np.inf, or_zero(gross) - lettable)
    taken = portfolio.at("units_unknown_taken") > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.nan_to_num(occupied / (serviceable + room), nan=0.0)
        full = np.where(np.isinf(room), 1.0, (occupied + room) / (serviceable + room))
        high = np.where(taken, np.nan_to_num(full, nan=1.0), np.nan_to_num(occupied / serviceable, nan=0.0))
    return low, high


def occupancy(portfolio: Portfolio, month: int | None = None) -> Parts:
    """(let + owner-occupied) ÷ (lettable − out of service) at a month's end."""
    runs, applicable = operation(portfolio, month)
    occupied, serviceable = _sides(portfolio, month)
    known = runs & (portfolio.at("units_unknown", month) == 0)
    return Parts(np.where(known, occupied, 0), np.where(known, serviceable, 0), known, applicable)


def _bounded(parts: Parts, runs_low_high: tuple[Floats, Floats], portfolio: Portfolio) -> Parts:
    open_ = operation(portfolio)[0] & ~parts.known
    low, high = (np.where(open_, bound, np.nan) for bound in runs_low_high)
    return Parts(parts.numerator, parts.denominator, parts.known, parts.applicable, low=low, high=high)


def _occupancy(portfolio: Portfolio) -> Parts:
    return _bounded(occupancy(portfolio), _bounds(portfolio), portfolio)


def _vacancy(portfolio: Portfolio) -> Parts:
    taken = occupancy(portfolio)
    empty = Parts(np.where(taken.known, vacant(portfolio), 0), taken.denominator, taken.known, taken.applicable)
    low, high = _bounds(portfolio)
    return _bounded(empty, (1 - high, 1 - low), portfolio)


def _average(portfolio: Portfolio) -> Parts:
    """Over the days of the month; a building that closed during the month still has its days."""
    runs, applicable = operation(portfolio)
    known = runs & (portfolio.at("unknown_unit_days") == 0)
    occupied, serviceable = (or_zero(portfolio.at(name)) for name in ("occupied_dm2_days", "serviceable_dm2_days"))
    return Parts(np.where(known, occupied, 0), np.where(known, serviceable, 0), known, applicable)


def _by_count(portfolio: Portfolio) -> Parts:
    runs, applicable = operation(portfolio)
    sure = runs & portfolio.buildings.room_register
    occupied, units = (np.where(sure, portfolio.at(name), 0) for name in ("units_occupied", "units"))
    return Parts(occupied, units, sure, applicable)


def _points(months_before: int) -> Callable[[Portfolio], Parts]:
    def parts(portfolio: Portfolio) -> Parts:
        new = occupancy(portfolio)
        old = occupancy(portfolio, portfolio.month - months_before)
        return Parts(new.numerator, new.denominator, new.known, new.applicable, before=old)

    return parts


def _rate(slug: str, parts: Callable[[Portfolio], Parts], better: str = "high", unit: Unit = Unit.RATIO) -> Metric:
    return Metric(slug, unit, Window.MONTH_END, Derives.TENANCY, parts, better=better)


OCCUPANCY_RATE = _rate("occupancy_rate", _occupancy)
VACANCY_RATE = _rate("vacancy_rate", _vacancy, better="low")
AVERAGE_OCCUPANCY = Metric("average_occupancy", Unit.RATIO, Window.MONTH, Derives.TENANCY, _average, better="high")
OCCUPANCY_BY_COUNT = _rate("occupancy_by_count", _by_count)
OCCUPANCY_MOM = _rate("occupancy_mom", _points(1), unit=Unit.POINTS)
OCCUPANCY_YOY = _rate("occupancy_yoy", _points(12), unit=Unit.POINTS)
