"""星级到期: the star lapses soon, or has lapsed; a building that was never rated is not due."""

import numpy as np

from buildings.flags import reading
from buildings.flags.flag import Flag, Reading
from buildings.kinds import Derives
from buildings.metrics.metric import Unit
from buildings.metrics.windows import NOTHING
from buildings.portfolio import Portfolio
from buildings.quantities import last_day


def _read(portfolio: Portfolio) -> Reading:
    holds = portfolio.buildings.star != NOTHING
    left = -reading.days_before(portfolio, portfolio.buildings.star_valid_until)
    ahead = last_day(portfolio.month + int(portfolio.parameters["rating_lapse.watch_months"]))
    soon = holds & (left <= (ahead - last_day(portfolio.month)).days)  # without a last day it never lapses
    lapsed = portfolio.condition.ever_starred & ~holds
    count = len(holds)
    return Reading(
        known=np.ones(count, dtype=bool),
        watch=soon | lapsed,
        due=lapsed,
        clear=~soon & ~lapsed,
        value=left / reading.DAYS_OF_YEAR,
        guarded=np.zeros(count, dtype=bool),
    )


RATING_LAPSE = Flag("rating_lapse", "1", Derives.PUBLIC, Unit.YEARS, ("star",), _read)
