"""Who was there at the month's end and the one before, whether registered here, in which section, by which link."""

import numpy as np
from sqlalchemy import case

from buildings.facts.frames import texts
from buildings.facts.kernel.arrays import calendar, latest
from buildings.facts.kernel.inputs import FAR_DAY, MIN_DAY, SECTIONS
from buildings.facts.reading import ints, number, positions, standing, table
from buildings.facts.window import Window
from buildings.kinds import Answer
from buildings.portfolio import UNKNOWN, Columns, Ints, Texts
from buildings.quantities import day_number, last_day
from buildings.register.tables.enterprises import Registration


def occupancies(window: Window) -> Columns:
    """Rows of the reporting month and the one before."""
    names = (
        *("building_id", "month", "party", "let_dm2", "own_dm2", "ledger_let_dm2", "dm2_days", "unknown_unit_days"),
        *("present", "paying", "newly_arrived"),
    )
    found = window.read("fact_occupancies", names, first=window.month - 1)
    return {**found, "registered": _registered(window, found["party"].astype(np.int64))}


def sections(window: Window, enterprise: Ints, month: Ints) -> Texts:
    """Section of each enterprise at each row's month's end (a position), '?' where unknown."""
    known = np.unique(enterprise[enterprise != UNKNOWN])
    if not len(known):
        return texts("?" for _ in enterprise)
    earliest = int(month.min())
    months = calendar(window.first + earliest, window.first + int(month.max()))
    classes = window.classes
    mine, place = positions(known, classes.owner)
    held = months.held(classes.first[mine], classes.last[mine])
    grid = latest((len(months), len(known)), place, held, classes.value[mine])
    there = np.flatnonzero(enterprise != UNKNOWN)
    found = np.full(len(enterprise), -1)
    found[there] = grid[month[there] - earliest, np.searchsorted(known, enterprise[there])]
    named: Texts = np.array([*SECTIONS], object)[found]
    return named


def _registered(window: Window, party: Ints) -> Texts:
    """Answer of the registration that holds at the month's end; of the later one where several do."""
    if not len(party):
        return texts(())
    day, own = day_number(last_day(window.month)), table(Registration)
    since = number(own.c.valid_from, MIN_DAY)
    said = case({answer.value: place for place, answer in enumerate(Answer)}, value=own.c.in_district)
    where = standing(own), since <= day, number(own.c.valid_to, FAR_DAY) >= day
    enterprise, first, row, answer = ints(window.session, [own.c.enterprise_id, since, own.c.id, said], *where)
    keys = np.unique(party)
    order = np.lexsort((row, first))
    mine, place = positions(keys, enterprise[order])
    of_key = np.full(len(keys), [*Answer].index(Answer.UNKNOWN))
    of_key[place] = answer[order][mine]
    named: Texts = np.array([answer.value for answer in Answer], object)[of_key[np.searchsorted(keys, party)]]
    return named


def linked(window: Window, taxpayer: Ints, month: Ints) -> Ints:
    """Enterprise linked to each taxpayer at the end of its month; −taxpayer without a link."""
    links, found = window.links, -taxpayer
    keys = np.unique(taxpayer)
    for one in np.unique(month).tolist():
        valid = links.at(day_number(last_day(one)))
        mine, place = positions(keys, links.owner[valid])
        of_key = -keys
        of_key[place] = links.value[valid][mine]
        there = np.flatnonzero(month == one)
        found[there] = of_key[np.searchsorted(keys, taxpayer[there])]
    return found
