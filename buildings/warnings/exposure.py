"""What a building hangs on: leases that end soon together 到期悬崖, and one tenant 单一租户依赖."""

from typing import Final

import numpy as np

from buildings.flags import reading
from buildings.flags.flag import Edges, Flag, Measure, Parameters, Reading
from buildings.kinds import Alert, Derives
from buildings.metrics.metric import Unit
from buildings.metrics.windows import operation, or_zero
from buildings.portfolio import Flags, Portfolio

DM2_PER_M2: Final = 100


def _three(by: Parameters) -> Edges:
    return Edges(watch=float(by["expiry_cliff.share_3"]), clear=float(by["expiry_cliff.clear_share_3"]))


def _six(by: Parameters) -> Edges:
    return Edges(watch=float(by["expiry_cliff.share_6"]), clear=float(by["expiry_cliff.clear_share_6"]))


def _measured(portfolio: Portfolio) -> tuple[Flags, Flags, Flags]:
    """Whether let space can be told, whether any is let, whether the building runs at all; (n,)."""
    runs, asked = operation(portfolio)
    told = runs & (portfolio.at("units_unknown_taken") == 0)
    return told, told & (or_zero(portfolio.at("let_dm2")) > 0), asked


def _cliff(portfolio: Portfolio) -> Reading:
    told, some, asked = _measured(portfolio)
    let = np.where(some, portfolio.at("let_dm2"), 1)
    ends = [or_zero(portfolio.at(name)) for name in ("ends_3_dm2", "ends_6_dm2")]
    soon, later = (np.where(some, one / let, np.nan) for one in (ends[0], ends[0] + ends[1]))
    three, six = (edges(portfolio.parameters) for edges in (_three, _six))
    fires = some & ((soon >= three.watch) | (later >= six.watch))
    return Reading(
        known=told,
        watch=fires,
        due=np.zeros(len(told), dtype=bool),
        clear=told & ~fires & (~some | ((soon < three.clear) & (later < six.clear))),
        values=(soon, later),
        guards={"not_operating": ~asked},
        missing={"let_area": asked & ~told},
    )


def _share(by: Parameters) -> Edges:
    return Edges(watch=float(by["one_tenant.share"]), clear=float(by["one_tenant.clear_share"]))


def _size(by: Parameters) -> Edges:
    return Edges(
        watch=float(by["one_tenant.least_m2"] * DM2_PER_M2), clear=float(by["one_tenant.clear_least_m2"] * DM2_PER_M2)
    )


def _tenant(portfolio: Portfolio) -> Reading:
    """A small building is let to one as a matter of course: it takes some let area for the question to arise."""
    told, some, asked = _measured(portfolio)
    edges, size = _share(portfolio.parameters), _size(portfolio.parameters)
    share, known, _ = reading.value(portfolio, "concentration_1")
    let = np.where(told, or_zero(portfolio.at("let_dm2")), np.nan)
    fires = some & known & (share >= edges.watch) & (let >= size.watch)
    return Reading(
        known=told & (known | ~some),
        watch=fires,
        due=np.zeros(len(told), dtype=bool),
        clear=told & ((known & (share < edges.clear)) | (let < size.clear)),
        values=(share, let),
        guards={"not_operating": ~asked},
        missing={"let_area": asked & ~told},
    )


EXPIRY_CLIFF = Flag(
    Alert.EXPIRY_CLIFF,
    "2",
    Derives.TENANCY,
    (
        Measure("ending_3_share", Unit.RATIO, True, _three),
        Measure("ending_6_share", Unit.RATIO, True, _six),
    ),
    ("expiring_3", "expiring_6", "let_area"),
    _cliff,
)
ONE_TENANT = Flag(
    Alert.ONE_TENANT,
    "2",
    Derives.TENANCY,
    (
        Measure("concentration_1", Unit.RATIO, True, _share),
        Measure("let_area", Unit.DM2, True, _size),
    ),
    ("concentration_1", "let_area"),
    _tenant,
)
