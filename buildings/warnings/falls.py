"""Falls beyond the seasonal pattern 超出季节规律的下降: of occupancy, tax, and the share of those registered here."""

from collections.abc import Callable

import numpy as np

from buildings import parameters
from buildings.flags import reading
from buildings.flags.flag import Edges, Flag, Measure, Parameters, Reading, no_edge
from buildings.kinds import Alert, Derives
from buildings.metrics.metric import Parts, Unit
from buildings.metrics.occupancy import occupancy
from buildings.metrics.windows import YEAR, operation, summed
from buildings.portfolio import Flags, Floats, Ints, Portfolio

Rates = Callable[[Portfolio, int, int], tuple[Floats, Flags]]
"""Rate at a month's end, of the pair of so many years back."""


def _span(portfolio: Portfolio) -> int:
    return int(portfolio.parameters[parameters.SPAN])


def _rate(parts: Parts) -> tuple[Floats, Flags]:
    assert parts.denominator is not None  # noqa: S101 - a rate
    known = parts.known & (parts.denominator > 0)
    found = np.full(len(known), np.nan)
    found[known] = parts.numerator[known] / parts.denominator[known]
    return found, known


def _occupied(portfolio: Portfolio, month: int, _: int) -> tuple[Floats, Flags]:
    return _rate(occupancy(portfolio, month))


def _answers(portfolio: Portfolio, month: int, years: int) -> tuple[Ints, Ints]:
    """How many are registered here and how many elsewhere at a month's end, of those compared in a pair; (n,)."""
    table = portfolio.registrations
    here = (table["month"] == month - portfolio.first) & (table["years"] == years)
    yes, no = (np.zeros(len(portfolio.buildings), np.int64) for _ in range(2))
    for total, name in ((yes, "yes"), (no, "no")):
        np.add.at(total, table["building"][here], table[name][here])
    return yes, no


def _registered(portfolio: Portfolio, month: int, years: int) -> tuple[Floats, Flags]:
    """Registered here ÷ those of whom it is known, by count, at a month's end."""
    yes, no = _answers(portfolio, month, years)
    least = int(portfolio.parameters["registration_fall.least"])
    return _rate(Parts(yes, yes + no, yes + no >= least))


def _firms(portfolio: Portfolio) -> Ints:
    """How many enterprises made the change: fewer registered here, or more elsewhere, whichever are more; (n,)."""
    months = (portfolio.month, portfolio.month - _span(portfolio))
    (yes, no), (yes_before, no_before) = (_answers(portfolio, month, 0) for month in months)
    found: Ints = np.maximum(yes_before - yes, no - no_before)
    return found


def beyond_season(portfolio: Portfolio, rates: Rates) -> tuple[Floats, Floats, Flags]:
    """Change over the span less its mean in the same months of years before; the change; whether both are known.

    Shapes (n,); NaN where there is none. One year before is enough.
    """
    month = portfolio.month
    change, *before = (
        rates(portfolio, month - last, years)[0] - rates(portfolio, month - first, years)[0]
        for years, (last, first) in enumerate(parameters.compared_months(portfolio.parameters))
    )
    there = ~np.isnan(before)
    count = there.sum(axis=0)
    usual = np.full(len(change), np.nan)
    np.divide(np.where(there, before, 0).sum(axis=0), count, out=usual, where=count > 0)
    excess = change - usual
    return excess, change, ~np.isnan(excess)


def _fall(edges: Edges, excess: Floats, enough: Flags) -> tuple[Flags, Flags]:
    """Whether it fires and clears: by more than it falls in this season, and enough of a fall by itself."""
    fires: Flags = (excess <= edges.watch + reading.EXACTLY) & enough
    return fires, ~fires & (excess > edges.clear + reading.EXACTLY)


def _occupancy_edges(by: Parameters) -> Edges:
    return Edges(watch=-float(by["occupancy_fall.points"]), clear=-float(by["occupancy_fall.clear_points"]))


def _least_change(by: Parameters) -> Edges:
    return Edges(watch=-float(by["occupancy_fall.least_change"]))


def _occupancy(portfolio: Portfolio) -> Reading:
    by = portfolio.parameters
    excess, change, known = beyond_season(portfolio, _occupied)
    enough = change <= _least_change(by).watch + reading.EXACTLY
    fires, clear = _fall(_occupancy_edges(by), excess, enough)
    _, asked = operation(portfolio)
    return Reading(
        known=known,
        watch=fires,
        due=np.zeros(len(known), dtype=bool),
        clear=clear,
        values=(excess, change),
        guards=reading.resting(portfolio, asked),
        missing={"season_before": ~known},
        maybe_guarded=reading.maybe_guarded(portfolio),
    )


def _registration_edges(by: Parameters) -> Edges:
    return Edges(watch=-float(by["registration_fall.points"]), clear=-float(by["registration_fall.clear_points"]))


def _registration(portfolio: Portfolio) -> Reading:
    by = portfolio.parameters
    excess, change, known = beyond_season(portfolio, _registered)
    enough = (change < 0) & (_firms(portfolio) >= int(by["registration_fall.least_firms"]))
    fires, clear = _fall(_registration_edges(by), excess, enough)
    _, asked = operation(portfolio)
    return Reading(
        known=known,
        watch=fires,
        due=np.zeros(len(known), dtype=bool),
        clear=clear,
        values=(excess, change),
        guards={"not_operating": ~asked},
        missing={"registrations": ~known & asked},
    )


def _tax_edges(by: Parameters) -> Edges:
    return Edges(watch=-float(by["tax_fall.share"]), clear=-float(by["tax_fall.clear_share"]))


def _tax_of_span(portfolio: Portfolio, last: int) -> tuple[Floats, Flags]:
    """Tax of the months of a span that ends at a month; known where all have a file and it operated in each."""
    span = _span(portfolio)
    sums, counted = summed(portfolio, "tax_fen", range(last - span + 1, last + 1), operated_only=True)
    return sums.astype(np.float64), counted == span


def _tax(portfolio: Portfolio) -> Reading:
    edges = _tax_edges(portfolio.parameters)
    (new, told), (old, told_before) = (_tax_of_span(portfolio, portfolio.month - back) for back in (0, YEAR))
    _, asked = operation(portfolio)
    known = told & told_before & (old > 0)
    change = np.full(len(known), np.nan)
    np.divide(new - old, old, out=change, where=known)
    fires = known & (change <= edges.watch + reading.EXACTLY)
    return Reading(
        known=known,
        watch=fires,
        due=np.zeros(len(known), dtype=bool),
        clear=known & ~fires & (change > edges.clear + reading.EXACTLY),
        values=(change, np.where(known, new, np.nan)),
        guards={"not_operating": ~asked},
        missing={"tax_of_both": asked & ~(told & told_before), "tax_base": asked & told & told_before & (old <= 0)},
    )


OCCUPANCY_FALL = Flag(
    Alert.OCCUPANCY_FALL,
    "3",
    Derives.TENANCY,
    (
        Measure("occupancy_beyond_season", Unit.POINTS, False, _occupancy_edges),
        Measure("occupancy_over_span", Unit.POINTS, False, _least_change),
    ),
    ("occupancy_rate", "status", "completed", "renovated", "works"),
    _occupancy,
)
TAX_FALL = Flag(
    Alert.TAX_FALL,
    "2",
    Derives.TAX,
    (
        Measure("tax_over_span_yoy", Unit.CHANGE, False, _tax_edges),
        Measure("tax_over_span", Unit.FEN, False, no_edge),
    ),
    ("tax_month", "status"),
    _tax,
)
REGISTRATION_FALL = Flag(
    Alert.REGISTRATION_FALL,
    "2",
    Derives.IDENTITY,
    (
        Measure("registration_beyond_season", Unit.POINTS, False, _registration_edges),
        Measure("registration_over_span", Unit.POINTS, False, no_edge),
    ),
    ("registered_rate", "status"),
    _registration,
)
