"""Industries of all buildings that count, added up where they are kept: millions of rows never leave the database."""

from itertools import product

import numpy as np
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    String,
    cast,
    column,
    exists,
    func,
    not_,
    select,
    true,
    values,
)

from buildings.facts import store
from buildings.facts.frames import texts
from buildings.facts.kernel.inputs import SECTIONS
from buildings.facts.reading import among, ints, rows, table
from buildings.facts.window import Window
from buildings.portfolio import RECENT, Columns
from buildings.register.tables.buildings import Building

BEFORE = 24
"""Industries are compared with a year before: that far back they are read."""

MEASURES = ("dm2", "enterprises", "tax_fen", "retained_fen", "fee_fen")


def section_sums(window: Window) -> Columns:
    """Month (position), section and the sums of the measures over the buildings that count in totals."""
    return _added(window, window.month - RECENT + 1, window.month)


def section_sums_before(window: Window) -> Columns:
    """The same for the months before these."""
    return _added(window, window.month - BEFORE, window.month - RECENT)


def estimated_sections(window: Window) -> Columns:
    """Month (position) and section wherever a building that counts has retained tax and some of it was estimated.

    Each pair is asked for by itself, so that the first building answers it.
    """
    if not len(window.counted):
        return {"month": np.zeros(0, np.int64), "section": texts(())}
    first = max(window.first, window.month - BEFORE)
    asked = values(column("month", Integer), column("section", String), name="asked")
    pairs = asked.data(list(product(range(first, window.month + 1), SECTIONS))).cte("pairs")
    own, ran = store.TABLES["fact_industry_months"].c, store.TABLES["fact_building_months"].c
    some = exists().where(
        own.month == pairs.c.month, own.section == pairs.c.section, own.retained_fen != 0, _counted(window),
        ran.building_id == own.building_id, ran.month == own.month, ran.retained_estimated.is_(true()),
    )  # fmt: skip
    found = list(rows(window.session, select(pairs.c.month, pairs.c.section).where(some)))
    month = np.array([month for month, _ in found], np.int64) - window.first
    return {"month": month, "section": texts(section for _, section in found)}


def _added(window: Window, first: int, last: int) -> Columns:
    own = store.TABLES["fact_industry_months"]
    sums = [cast(func.sum(own.c[name]), BigInteger) for name in MEASURES]
    statement = select(own.c.month, own.c.section, *sums).where(
        own.c.month.between(max(window.first, first), last), _counted(window)
    )
    found = list(rows(window.session, statement.group_by(own.c.month, own.c.section)))
    numbers = [(month, *sums) for month, _, *sums in found]
    month, *amounts = np.array(numbers, np.int64).reshape(-1, 1 + len(MEASURES)).T
    return {
        "month": month - window.first,
        "section": texts(section for _, section, *_ in found),
        **dict(zip(MEASURES, amounts, strict=True)),
    }


def _counted(window: Window) -> ColumnElement[bool]:
    """Buildings that count, named by themselves or by the others, whoever are fewer."""
    building = store.TABLES["fact_industry_months"].c.building_id
    (everybody,) = ints(window.session, [table(Building).c.id])
    others = np.setdiff1d(everybody, window.counted)
    if len(others) < len(window.counted):
        return not_(among(building, others.tolist())) if len(others) else building.is_not(None)
    return among(building, window.counted.tolist())
