"""Parts to values: one metric over the rows of one level, with counts of what was left out."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from buildings.errors import InvalidValue
from buildings.metrics.metric import WHOLE, Metric, Parts, State, Unit
from buildings.metrics.windows import SAFE
from buildings.portfolio import Flags, Floats, Ints


@dataclass(frozen=True)
class Measured:
    """One metric of one level, undisclosed; shapes (rows,). ``counted``, ``left_out``: buildings behind a roll-up."""

    metric: Metric
    values: NDArray[np.float64] | NDArray[np.int64]
    states: NDArray[np.uint8]
    counted: Ints
    left_out: Ints
    coverage: Floats | None = None
    months: Ints | None = None
    low: Floats | None = None
    high: Floats | None = None
    estimated: Flags | None = None


def applicable(parts: Parts) -> Flags:
    """Buildings that a figure can be asked of."""
    return np.ones(len(parts.known), dtype=bool) if parts.applicable is None else parts.applicable


def counting(parts: Parts) -> Flags:
    """Buildings whose parts enter a roll-up."""
    flags: Flags = parts.known & applicable(parts)
    return flags


def sum_by(member: Flags, amounts: Ints) -> Ints:
    """Exact sums of whole numbers over sets of buildings (rows, n); refused where they could leave int64."""
    if float(np.abs(amounts.astype(np.float64)).sum()) >= SAFE:
        raise InvalidValue("out_of_range", value="int64")
    sums: Ints = member.astype(np.int64) @ amounts
    return sums


def roll_up(parts: Parts, member: Flags, unit: Unit | None = None) -> tuple[Parts, Ints, Ints]:
    """Sums of both sides over the known buildings of each row, how many they are, and how many are left out.

    ``member`` (rows, n). A row without any building to which the question applies is not applicable. A building of
    0 ÷ 0 adds nothing and reads cannot tell, so it is left out; that of a change without a base adds what it has now.
    """
    use = counting(parts)
    inside = member.astype(np.int64)
    void = np.zeros(len(use), dtype=bool)
    if parts.denominator is not None and unit is not Unit.CHANGE:
        void = parts.denominator == 0
    counted = inside @ (use & ~void).astype(np.int64)
    left_out = inside @ (applicable(parts) & (~parts.known | void)).astype(np.int64)
    below = None if parts.denominator is None else sum_by(member, np.where(use, parts.denominator, 0))
    months = None if parts.months is None else np.where(member & use, parts.months, 0).max(axis=1, initial=0)
    before = None if parts.before is None else roll_up(parts.before, member)[0]
    above = sum_by(member, np.where(use, parts.numerator, 0))
    estimated = None if parts.estimated is None else np.any(member & use & parts.estimated, axis=1)
    summed = Parts(above, below, counted > 0, counted + left_out > 0, None, None, months, before, estimated)
    return summed, counted, left_out


def _ratio(above: Ints, below: Ints, factor: float) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.where(below != 0, above / below * factor, np.nan)
    return found


def _values(metric: Metric, parts: Parts) -> tuple[Floats, Flags]:
    """Values and where there is none although the parts are known: 0 ÷ 0, no base, nothing to compare with."""
    if parts.denominator is None:
        return parts.numerator.astype(np.float64), np.zeros(len(parts.known), dtype=bool)
    found = _ratio(parts.numerator, parts.denominator, metric.factor)
    if metric.unit is Unit.CHANGE:
        return found, parts.denominator <= 0
    if parts.before is not None and parts.before.denominator is not None:
        found = found - _ratio(parts.before.numerator, parts.before.denominator, metric.factor)
    return found, np.isnan(found)


def measure(metric: Metric, parts: Parts, counted: Ints | None = None, left_out: Ints | None = None) -> Measured:
    """Values and states of one metric from its parts per row."""
    values, none = _values(metric, parts)
    states = np.where(parts.known, State.SHOWN, State.UNKNOWN)
    moot = State.NOT_APPLICABLE if metric.unit is Unit.CHANGE else State.UNKNOWN
    states = np.where(parts.known & none, moot, states)
    if parts.before is not None:
        states = np.where(parts.known & ~counting(parts.before), State.NOT_APPLICABLE, states)
    states = np.where(applicable(parts), states, State.NOT_APPLICABLE).astype(np.uint8)
    shown = states == State.SHOWN
    whole = metric.unit in WHOLE
    return Measured(
        metric,
        np.where(shown, parts.numerator, 0) if whole else np.where(shown, values, np.nan),
        states,
        counted=shown.astype(np.int64) if counted is None else counted,
        left_out=(states == State.UNKNOWN).astype(np.int64) if left_out is None else left_out,
        months=None if parts.months is None else np.where(states == State.NOT_APPLICABLE, 0, parts.months),
        low=parts.low,
        high=parts.high,
        estimated=None if parts.estimated is None else parts.estimated & shown,
    )


def beside(measured: Measured, coverage: Parts) -> Measured:
    """The same with the coverage of its buildings beside it."""
    share = _ratio(coverage.numerator, coverage.denominator, 1.0) if coverage.denominator is not None else None
    if share is None:
        return measured
    return replace(measured, coverage=np.where(coverage.known & (measured.states == State.SHOWN), share, np.nan))
