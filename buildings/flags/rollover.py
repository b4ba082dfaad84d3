"""集中到期: much of what is let ends within a year, or little time remains; a warning, never due by itself."""

import numpy as np

from buildings.flags import reading
from buildings.flags.flag import Flag, Reading
from buildings.kinds import Derives
from buildings.metrics.metric import Unit
from buildings.metrics.windows import or_zero
from buildings.portfolio import Portfolio


def _read(portfolio: Portfolio) -> Reading:
    by = portfolio.parameters
    ending, told, asked = reading.value(portfolio, "expiring_12")
    term, timed, runs = reading.value(portfolio, "walt")
    let = or_zero(portfolio.at("let_dm2")).astype(np.float64)
    measured = told & (let > 0)
    share = np.full(len(let), np.nan)
    share[measured] = ending[measured] / let[measured]
    guarded = ~asked | (told & (let == 0)) | (~runs & ~measured)
    fires = (measured & (share >= float(by["rollover.share"]))) | (timed & (term < float(by["rollover.walt_years"])))
    known = fires | (measured & timed)
    clear = (share < float(by["rollover.clear_share"])) & (term >= float(by["rollover.clear_walt_years"]))
    return Reading(
        known=known,
        watch=fires,
        due=np.zeros(len(let), dtype=bool),
        clear=measured & timed & clear,
        value=share,
        guarded=guarded,
        missing={"expiring_12": ~measured & ~guarded, "walt": ~timed & ~guarded},
    )


ROLLOVER = Flag("rollover", "1", Derives.TENANCY, Unit.RATIO, ("expiring_12", "walt"), _read)
