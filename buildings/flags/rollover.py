"""集中到期: much of what is let ends within a year, or little time remains; a warning, never due by itself."""

import numpy as np

from buildings.flags import reading
from buildings.flags.flag import Edges, Flag, Measure, Parameters, Reading
from buildings.kinds import Derives, Rule
from buildings.metrics.metric import Unit
from buildings.metrics.windows import or_zero
from buildings.portfolio import Portfolio


def _share(by: Parameters) -> Edges:
    return Edges(watch=float(by["rollover.share"]), clear=float(by["rollover.clear_share"]))


def _walt(by: Parameters) -> Edges:
    return Edges(watch=float(by["rollover.walt_years"]), clear=float(by["rollover.clear_walt_years"]))


def _read(portfolio: Portfolio) -> Reading:
    shares, terms = (edges(portfolio.parameters) for edges in (_share, _walt))
    ending, told, asked = reading.value(portfolio, "expiring_12")
    term, timed, runs = reading.value(portfolio, "walt")
    let = or_zero(portfolio.at("let_dm2")).astype(np.float64)
    measured = told & (let > 0)
    share = np.full(len(let), np.nan)
    share[measured] = ending[measured] / let[measured]
    fires = (measured & (share >= shares.watch)) | (timed & (term < terms.watch))
    known = fires | (measured & timed)
    clear = (share < shares.clear) & (term >= terms.clear)
    return Reading(
        known=known,
        watch=fires,
        due=np.zeros(len(let), dtype=bool),
        clear=measured & timed & clear,
        values=(share, term),
        guards={"not_operating": ~asked | (~runs & ~measured), "nothing_let": told & (let == 0)},
        missing={"expiring_12": ~measured, "walt": ~timed},
    )


ROLLOVER = Flag(
    Rule.ROLLOVER,
    "1",
    Derives.TENANCY,
    (Measure("expiring_12_share", Unit.RATIO, True, _share), Measure("walt", Unit.YEARS, False, _walt)),
    ("expiring_12", "walt"),
    _read,
)
