"""Whose tax covers the space: what each party held in the months of the yield, and whether a tax record stands."""

from itertools import chain

import numpy as np
from sqlalchemy import ColumnElement, literal_column, select, true

from buildings.facts import residents, store
from buildings.facts.kernel.inputs import FAR_DAY, MIN_DAY
from buildings.facts.reading import ints, number, positions, rows, standing, table
from buildings.facts.window import Window
from buildings.portfolio import UNKNOWN, Columns, Flags, Ints, Texts
from buildings.quantities import day_number, last_day
from buildings.register.tables.taxes import TaxFile, TaxpayerLink, TaxPayment

YEAR = 12
_MONTH = 1 << 40
_NONE: ColumnElement[int] = literal_column("0")  # as in the index that holds these few rows
_PAYMENTS = TaxPayment.__table__  # type: ignore[attr-defined]


def open_space(window: Window) -> Columns:
    """``building``, ``party``, ``section`` of whoever held space of unknown area in the months of the yield."""
    months, own = _filed(window), store.TABLES["fact_occupancies"].c
    where = own.unknown_unit_days > _NONE, own.month.in_(months.tolist())
    building, month, party = ints(window.session, [own.building_id, own.month, own.party], *where)
    order = np.argsort(window.building)
    mine, place = positions(window.building[order], building)
    building, month, party = order[place], month[mine], party[mine]
    if len(building):
        inside = _operated(window, months)[np.searchsorted(months, month), building]
        building, party = building[inside], party[inside]
    return {"building": building, "party": party, "section": _sections(window, party)}


def _sections(window: Window, party: Ints) -> Texts:
    if not len(party):
        return np.zeros(0, object)
    enterprise = np.where(party > 0, party, UNKNOWN)
    return residents.sections(window, enterprise, np.full(len(party), window.month - window.first))


def coverage(window: Window) -> Columns:
    """One row for each party in a building over the months with a file in which the building operated.

    ``building`` (position), ``party``, ``section`` at the month's end, ``dm2_days``, ``unknown_unit_days`` (sums),
    ``covered`` (0/1: linked in one of these months to a taxpayer with a record of that month).
    """
    months = _filed(window)
    order = np.argsort(window.building)
    held = store.TABLES["fact_occupancies"].c
    columns = [held.building_id, held.month, held.party, held.dm2_days, held.unknown_unit_days]
    building, month, party, *amounts = ints(window.session, columns, held.month.in_(months.tolist()))
    mine, place = positions(window.building[order], building)
    operated = _operated(window, months)
    inside = operated[np.searchsorted(months, month[mine]), order[place]]
    mine, place = mine[inside], place[inside]
    keys, who = np.unique(party[mine], return_inverse=True)
    pairs, pair = np.unique(order[place] * max(len(keys), 1) + who, return_inverse=True)
    building, party = pairs // max(len(keys), 1), keys[pairs % max(len(keys), 1)]
    days, unknown = np.zeros((2, len(pairs)), np.int64)
    np.add.at(days, pair, amounts[0][mine])
    np.add.at(unknown, pair, amounts[1][mine])
    recorded = _recorded(window, months, party) & operated[:, building]
    return {
        "building": building,
        "party": party,
        "section": _sections(window, party),
        "dm2_days": days,
        "unknown_unit_days": unknown,
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
    own = _PAYMENTS.c
    payers = select(own.month, own.taxpayer_id).where(own.month.in_(months.tolist())).distinct()
    flat = np.fromiter(chain.from_iterable(rows(window.session, payers)), np.int64)
    month_of, payer = flat.reshape(-1, 2).T
    packed = month_of * _MONTH + payer
    taxpayer, enterprise, first, last = ints(
        window.session,
        [
            link.c.taxpayer_id,
            link.c.enterprise_id,
            number(link.c.valid_from, MIN_DAY),
            number(link.c.valid_to, FAR_DAY),
        ],
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
    found: Flags = grid[:, np.searchsorted(keys, party)]
    return found
