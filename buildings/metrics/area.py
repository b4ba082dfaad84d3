"""Public areas and stars, and the area ledger 面积台账 in dm²."""

from collections.abc import Callable

import numpy as np

from buildings.kinds import Derives
from buildings.metrics.metric import ALL_LEVELS, Metric, Parts, Unit, Window
from buildings.metrics.windows import known, operation, or_zero
from buildings.portfolio import UNKNOWN, Ints, Portfolio


def recorded(column: Ints) -> Parts:
    """A recorded area, unknown where it is not recorded."""
    return Parts(or_zero(column), None, known(column))


def _star(portfolio: Portfolio) -> Parts:
    grades = [int(grade) if grade and str(grade).isdecimal() else UNKNOWN for grade in portfolio.buildings.star]
    stars = np.array(grades, dtype=np.int64)
    return Parts(or_zero(stars), None, known(stars), applicable=known(stars))


def vacant(portfolio: Portfolio) -> Ints:
    """Lettable − let − owner-occupied − out of service, of units of known area."""
    lettable, let, own, out = (
        or_zero(portfolio.at(name)) for name in ("lettable_dm2", "let_dm2", "own_dm2", "out_dm2")
    )
    return lettable - let - own - out


def ledger(
    compute: Callable[[Portfolio], Ints], open_units: str, bounded: bool = False
) -> Callable[[Portfolio], Parts]:
    """Parts of a ledger amount; ``open_units`` counts the units whose unknown area leaves it open.

    ``bounded``: what is known is a lower bound.
    """

    def parts(portfolio: Portfolio) -> Parts:
        runs, applicable = operation(portfolio)
        amount = compute(portfolio)
        sure = runs & (portfolio.at(open_units) == 0)
        low = np.where(runs & ~sure, amount.astype(np.float64), np.nan) if bounded else None
        return Parts(np.where(sure, amount, 0), None, sure, applicable, low=low)

    return parts


def stored(name: str) -> Callable[[Portfolio], Ints]:
    """A fact column of the reporting month."""
    return lambda portfolio: or_zero(portfolio.at(name))


def _public(slug: str, unit: Unit, parts: Callable[[Portfolio], Parts], levels: tuple[str, ...] = ALL_LEVELS) -> Metric:
    return Metric(slug, unit, Window.NOW, Derives.PUBLIC, parts, levels=levels)


def _ledger(slug: str, parts: Callable[[Portfolio], Parts], better: str | None = None) -> Metric:
    return Metric(slug, Unit.DM2, Window.MONTH_END, Derives.TENANCY, parts, better=better)


GROSS_AREA = _public("gross_area", Unit.DM2, lambda portfolio: recorded(portfolio.buildings.gross_dm2))
OFFICE_AREA = _public("office_area", Unit.DM2, lambda portfolio: recorded(portfolio.buildings.office_dm2))
STAR = _public("star", Unit.STAR, _star, levels=("building",))

LETTABLE_AREA = _ledger("lettable_area", ledger(stored("lettable_dm2"), "units_unknown", bounded=True))
LET_AREA = _ledger("let_area", ledger(stored("let_dm2"), "units_unknown_taken", bounded=True))
OWN_AREA = _ledger("own_area", ledger(stored("own_dm2"), "units_unknown_taken", bounded=True))
OUT_AREA = _ledger("out_area", ledger(stored("out_dm2"), "units_unknown", bounded=True))
VACANT_AREA = _ledger("vacant_area", ledger(vacant, "units_unknown"), better="low")
COMMITTED_AREA = _ledger("committed_area", ledger(stored("committed_dm2"), "units_unknown"))
AVAILABLE_AREA = _ledger(
    "available_area",
    ledger(lambda portfolio: vacant(portfolio) - or_zero(portfolio.at("committed_dm2")), "units_unknown"),
    better="low",
)
