"""楼龄: years since completion or the last major renovation; with date ranges only what is certain."""

import numpy as np

from buildings.flags import reading
from buildings.flags.flag import Edges, Flag, Measure, Parameters, Reading
from buildings.kinds import Derives, Rule
from buildings.metrics.metric import Unit
from buildings.metrics.windows import YEAR as MONTHS
from buildings.portfolio import Portfolio


def _edges(by: Parameters) -> Edges:
    watch = float(by["ageing.watch_years"])
    return Edges(watch, float(by["ageing.due_years"]), watch)


def _read(portfolio: Portfolio) -> Reading:
    least, most = reading.since(portfolio)
    limits = (portfolio.parameters[f"ageing.{name}_years"] for name in ("watch", "due"))
    watch_days, due_days = (reading.span(portfolio, int(years * MONTHS)) for years in limits)
    watch, due, clear = least >= watch_days, least >= due_days, most < watch_days
    age = np.where(portfolio.condition.maybe_renovated, np.nan, reading.years(portfolio, least))
    return Reading(
        known=watch | clear,
        watch=watch,
        due=due,
        clear=clear,
        values=(age,),
        missing=reading.unsure_since(portfolio, ~(watch | clear)),
    )


AGEING = Flag(
    Rule.AGEING, "3", Derives.TENANCY, (Measure("age", Unit.YEARS, True, _edges),), ("completed", "renovated"), _read
)
