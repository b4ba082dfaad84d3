"""Passing rent 在租租金, weighted by area."""

from buildings.kinds import Derives
from buildings.metrics.expiry import let_ratio
from buildings.metrics.metric import Metric, Unit, Window

FEN_PER_YEAR_TO_YUAN_PER_MONTH = 1 / 1200

PASSING_RENT = Metric(
    "passing_rent",
    Unit.YUAN_PER_M2_MONTH,
    Window.MONTH_END,
    Derives.TENANCY,
    let_ratio("rent_dm2_fen12", "rented_dm2"),
    factor=FEN_PER_YEAR_TO_YUAN_PER_MONTH,
    better="high",
)
