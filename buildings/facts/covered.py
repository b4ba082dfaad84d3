"""Whose tax covers the space: what each party held in the months of the yield, and whether a tax record stands."""

import numpy as np
from sqlalchemy import ColumnElement, literal_column, true

from buildings.facts import residents, store
from buildings.facts.reading import ints, named, positions, standing, table
from buildings.facts.window import YEAR, Window
from buildings.portfolio import UNKNOWN, Columns, Flags, Ints, Texts
from buildings.quantities import day_number, last_day
from buildings.register.tables.taxes import TaxFile, TaxPayment

_ALL_TAXPAYERS = _ALL_PARTIES = 1 << 40
"""More than all taxpayers; more than twice all parties."""
_NONE: ColumnElement[int] = literal_column("0")  # as in the index that holds these few rows
_PAYMENTS = TaxPayment.__table__  # type: ignore[attr-defined]


def open_space(window: Window) -> Columns:
    """``building``, ``party``, ``section`` of whoever held space of unknown area in the months of the yield."""
    months = _filed(window)
    building, month, party, _ = _open(window, months)
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
    operated = _operated(window, months)
    building, party, days = _held(window, months, operated)
    unknown = _unknown(window, months, operated, (building, party))
    return {
        "building": building,
        "party": party,
        "section": _sections(window, party),
        "dm2_days": days,
        "unknown_unit_days": unknown,
        "covered": _covered(window, months, (building, party), operated).astype(np.int64),
    }


def _held(window: Window, months: Ints, operated: Flags) -> tuple[Ints, Ints, Ints]:
    """Building (position), party and dm² × days of each pair over the months in which the building operated.

    Month by month: of many buildings the whole year would stand in memory at once.
    """
    order, held = np.argsort(window.building), store.TABLES["fact_occupancies"].c
    pairs, sums = np.zeros((2, 0), np.int64)
    for row, month in enumerate(months.tolist()):
        where = held.month == month, window.mine(held.building_id)
        building, party, dm2_days = ints(window.session, [held.building_id, held.party, held.dm2_days], *where)
        mine, place = positions(window.building[order], building)
        there = operated[row, order[place]]
        mine, place = mine[there], order[place[there]]
        pair, days = place * _ALL_PARTIES + party[mine] + _ALL_PARTIES // 2, dm2_days[mine]
        known, at = positions(pairs, pair)
        sums[at] += days[known]
        fresh = np.ones(len(pair), bool)
        fresh[known] = False
        new = np.flatnonzero(fresh)
        new = new[np.argsort(pair[new])]
        at = np.searchsorted(pairs, pair[new])
        pairs, sums = np.insert(pairs, at, pair[new]), np.insert(sums, at, days[new])
    return pairs // _ALL_PARTIES, pairs % _ALL_PARTIES - _ALL_PARTIES // 2, sums


def _unknown(window: Window, months: Ints, operated: Flags, pairs: tuple[Ints, Ints]) -> Ints:
    """Days of units of unknown area that each pair (position of a building, party) held; few have any."""
    building, month, party, days = _open(window, months)
    inside = operated[np.searchsorted(months, month), building]
    sums: dict[tuple[int, int], int] = {}
    for one, who, count in zip(building[inside].tolist(), party[inside].tolist(), days[inside].tolist(), strict=True):
        sums[one, who] = sums.get((one, who), 0) + count
    return np.fromiter((sums.get(pair, 0) for pair in zip(*map(np.ndarray.tolist, pairs), strict=True)), np.int64)


def _open(window: Window, months: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Building (position), month, party and days of units of unknown area."""
    own = store.TABLES["fact_occupancies"].c
    where = own.unknown_unit_days > _NONE, own.month.in_(months.tolist())
    building, month, party, days = ints(
        window.session, [own.building_id, own.month, own.party, own.unknown_unit_days], *where
    )
    order = np.argsort(window.building)
    mine, place = positions(window.building[order], building)
    return order[place], month[mine], party[mine], days[mine]


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


def _covered(window: Window, months: Ints, pairs: tuple[Ints, Ints], operated: Flags) -> Flags:
    """Whether a record stands of each party in a month in which its building (a position) operated.

    The party was linked at that month's end to a taxpayer with a record of that month. The newest month settles most;
    only for the rest the months before it are looked at.
    """
    building, party = pairs
    found = np.zeros(len(party), bool)
    for chosen in (slice(-1, None), slice(0, -1)):
        left = np.flatnonzero(~found)
        keys = np.unique(party[left])
        recorded = _recorded(window, months[chosen], keys)[:, np.searchsorted(keys, party[left])]
        found[left] = (recorded & operated[chosen][:, building[left]]).any(axis=0)
    return found


def _recorded(window: Window, months: Ints, keys: Ints) -> Flags:
    """Whether each party (keys, ascending) was linked at a month's end to a taxpayer with a record; (months, keys)."""
    links = window.links
    mine, _ = positions(keys, links.value)
    packed = _records(window, months, np.unique(links.owner[mine]))
    grid = np.zeros((len(months), len(keys)), bool)
    for row, month in enumerate(months.tolist()):
        valid = links.at(day_number(last_day(month)))
        there, _ = positions(packed, month * _ALL_TAXPAYERS + links.owner[valid])
        _, place = positions(keys, links.value[valid][there])
        grid[row, place] = True
    return grid


def _records(window: Window, months: Ints, taxpayers: Ints) -> Ints:
    """Month and taxpayer, as one number, of the records of some months, ascending; of others too where many ask."""
    own = _PAYMENTS.c
    where, each = (own.month.in_(months.tolist()), named(own.taxpayer_id, taxpayers)), [own.month, own.taxpayer_id]
    month, taxpayer = ints(window.session, each, *where, by=each)
    return np.sort(month * _ALL_TAXPAYERS + taxpayer)
