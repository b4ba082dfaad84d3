"""星级到期: the star lapses soon, or has lapsed; a building that was never rated is not due.

A star on record without the day it was granted may hold, and may not: then it cannot be told, unless another holds for
longer than the rule looks ahead.
"""

from buildings.flags import reading
from buildings.flags.flag import Edges, Flag, Measure, Parameters, Reading
from buildings.kinds import Derives, Rule
from buildings.metrics.metric import Unit
from buildings.metrics.windows import NOTHING, YEAR
from buildings.portfolio import Portfolio
from buildings.quantities import last_day


def _edges(by: Parameters) -> Edges:
    years = float(by["rating_lapse.watch_months"] / YEAR)
    return Edges(years, 0.0, years)


def _read(portfolio: Portfolio) -> Reading:
    holds = portfolio.buildings.star != NOTHING
    left = -reading.days_before(portfolio, portfolio.buildings.star_valid_until)
    ahead = last_day(portfolio.month + int(portfolio.parameters["rating_lapse.watch_months"]))
    soon = holds & (left <= (ahead - last_day(portfolio.month)).days)  # without a last day it never lapses
    lapsed = portfolio.condition.ever_starred & ~holds
    untold = portfolio.condition.maybe_starred & ~(holds & ~soon)
    return Reading(
        known=~untold,
        watch=soon | lapsed,
        due=lapsed,
        clear=~soon & ~lapsed,
        values=(-reading.years(portfolio, -left),),
        missing={"star_granted": untold},
    )


RATING_LAPSE = Flag(
    Rule.RATING_LAPSE,
    "2",
    Derives.PUBLIC,
    (Measure("star_left", Unit.YEARS, False, _edges),),
    ("star", "star_granted"),
    _read,
)
