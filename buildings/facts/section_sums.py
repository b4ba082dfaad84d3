"""Industries of all buildings that count, added up where they are kept: millions of rows never leave the database."""

import numpy as np
from sqlalchemy import BigInteger, ColumnElement, cast, func, not_, select

from buildings.facts import store
from buildings.facts.frames import texts
from buildings.facts.reading import among, ints, rows, table
from buildings.facts.window import Window
from buildings.portfolio import RECENT, Columns
from buildings.register.tables.buildings import Building

BEFORE = 24
"""Industries are compared with a year before: that far back they are read."""

_SECTIONS = 64
"""More than all sections: month and section travel as one number."""

MEASURES = ("dm2", "enterprises", "tax_fen", "retained_fen", "fee_fen")


def section_sums(window: Window) -> Columns:
    """Month (position), section and the sums of the measures over the buildings that count in totals."""
    return _added(window, window.month - RECENT + 1, window.month)


def section_sums_before(window: Window) -> Columns:
    """The same for the months before these."""
    return _added(window, window.month - BEFORE, window.month - RECENT)


def retained_sections(window: Window) -> Columns:
    """Building, month (positions) and section wherever a section has retained tax."""
    own = store.TABLES["fact_industry_months"].c
    packed = own.month * _SECTIONS + window.coded(own.section)
    inside = own.month.between(max(window.first, window.month - BEFORE), window.month)
    key, building = ints(
        window.session, [packed, own.building_id], inside, own.retained_fen != 0, window.mine(own.building_id)
    )
    month, code = np.divmod(key, _SECTIONS)
    return window.placed({"building_id": building, "month": month, "section": window.spoken("section", code)})


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
