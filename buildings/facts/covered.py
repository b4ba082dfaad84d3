"""Whose tax covers the space: what each party held in the months of the yield, and whether a tax record stands for it."""

import numpy as np
from sqlalchemy import func, select, true

from buildings.facts import residents, store
from buildings.facts.kernel.inputs import FAR_DAY, MIN_DAY
from buildings.facts.reading import ints, number, positions, standing, table
from buildings.facts.window import Window
from buildings.portfolio import UNKNOWN, Columns, Flags, Ints
from buildings.quantities import day_number, last_day
from buildings.register.tables.taxes import TaxFile, TaxpayerLink, TaxPayment

YEAR = 12
_MONTH = 1 << 40
_PAYMENTS = TaxPayment.__table__  # type: ignore[attr-defined]


def coverage(window: Window) -> Columns:
    """One row for each party in a building over the months with a file in which the building operated.

    ``building`` (position), ``party``, ``section`` at the month's end, ``dm2_days``, ``unknown_unit_days`` (sums),
    ``covered`` (0/1: linked in one of these months to a taxpayer with a record of that month).
    """
    months = _filed(window)
    order = np.argsort(window.building)
    held, month = store.TABLES["fact_occupancies"].c, store.TABLES["fact_building_months"].c
    statement = (
        select(held.building_id, held.party, func.sum(held.dm2_days), func.sum(held.unknown_unit_days))
        .where(held.building_id == month.building_id, held.month == month.month)
        .where(month.operated.is_(true()), held.month.in_(months.tolist()))
        .group_by(held.building_id, held.party)
    )
    found = [(int(one), int(who), int(days), int(unit)) for one, who, days, unit in window.session.execute(statement)]
    building, party, days, unknown = np.array(found, np.int64).reshape(-1, 4).T
    mine, place = positions(window.building[order], building)
    building, party = order[place], party[mine]
    recorded = _recorded(window, months, party) & _operated(window, months)[:, building]
    enterprise = np.where(party > 0, party, UNKNOWN)
    return {
        "building": building,
        "party": party,
        "section": residents.sections(window, enterprise, np.full(len(party), window.month - window.first)),
        "dm2_days": days[mine],
        "unknown_unit_days": unknown[mine],
        "covered": recorded.any(axis=0).astype(np.int64),
    }


def _filed(window: Window) -> Ints:
    """Months of the twelve that have a file, ascending."""
    own, first = table(TaxFile), max(window.first, window.month - YEAR + 1)
    (found,) = ints(
        window.session,
        [own.c.month],
        standing(own),
        own.c.current,
        own.c.origin == window.origin,
        own.c.month.between(first, window.month),
    )
    return np.unique(found)


def _operated(window: Window, months: Ints) -> Flags:
    """Whether each building operated in each of the months; (months, buildings)."""
    own = store.TABLES["fact_building_months"].c
    where = own.month.in_(months.tolist()), own.operated.is_(true())
    building, month = ints(window.session, [own.building_id, own.month], *where)
    order = np.argsort(window.building)
    mine, place = positions(window.building[order], building)
    grid = np.zeros((len(months), len(order)), bool)
    grid[np.searchsorted(months, month[mine]), order[place]] = True
    return grid


def _recorded(window: Window, months: Ints, party: Ints) -> Flags:
    """Whether each row's party was linked at a month's end to a taxpayer with a record of the month; (months, rows)."""
    link = table(TaxpayerLink)
    (packed,) = ints(
        window.session,
        [func.distinct(_PAYMENTS.c.month * _MONTH + _PAYMENTS.c.taxpayer_id)],
        _PAYMENTS.c.month.in_(months.tolist()),
    )
    taxpayer, enterprise, first, last = ints(
        window.session,
        [link.c.taxpayer_id, link.c.enterprise_id, number(link.c.valid_from, MIN_DAY), number(link.c.valid_to, FAR_DAY)],
        standing(link),
    )
    packed, keys = np.sort(packed), np.unique(party)
    mine, place = positions(keys, enterprise)
    grid = np.zeros((len(months), len(keys)), bool)
    for row, month in enumerate(months.tolist()):
        day = day_number(last_day(month))
        there, _ = positions(packed, month * _MONTH + taxpayer[mine])
        there = there[(first[mine][there] <= day) & (last[mine][there] >= day)]
        grid[row, place[there]] = True
    rows: Flags = grid[:, np.searchsorted(keys, party)]
    return rows
