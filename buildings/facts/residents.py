"""Who was there at the month's end and the one before, whether registered here, in which section, by which link."""

import numpy as np
from sqlalchemy import case, select

from buildings import parameters
from buildings.facts.frames import texts
from buildings.facts.kernel.arrays import calendar, latest
from buildings.facts.kernel.inputs import FAR_DAY, MIN_DAY, SECTIONS
from buildings.facts.reading import ints, number, positions, rows, standing, table
from buildings.facts.window import Window
from buildings.kinds import Answer
from buildings.portfolio import UNKNOWN, Columns, Ints, Texts
from buildings.quantities import day_number, last_day
from buildings.register.tables.enterprises import IndustryClass, Registration


def occupancies(window: Window) -> Columns:
    """Rows of the reporting month and the one before."""
    names = (
        *("building_id", "month", "party", "let_dm2", "own_dm2", "ledger_let_dm2", "dm2_days", "unknown_unit_days"),
        *("present", "paying", "newly_arrived"),
    )
    found = window.read("fact_occupancies", names, first=window.month - 1)
    return {**found, "registered": _registered(window, found["party"].astype(np.int64), window.month)}


def registrations(window: Window) -> Columns:
    """Residents of each building by whether they are registered here, at the ends of the months warnings look at.

    Who is resident in both months of a pair counts as known where it is known in both: an answer that was found since
    is no move. So a month of two pairs has rows of its own in each; a pair is named by its years back.
    """
    columns = ("building", "month", "years", "yes", "no", "unknown")
    parts: list[list[Ints]] = []
    for years, pair in enumerate(parameters.compared_months(parameters.values(last_day(window.month)))):
        months = [window.month - back for back in pair if window.month - back >= window.first]
        there = [_residents(window, month) for month in months]
        found = there if len(there) < len(pair) else _both(*there)
        parts += [_counted(*one, month - window.first, years) for one, month in zip(found, months, strict=True)]
    return dict(zip(columns, (np.concatenate(one) for one in zip(*parts, strict=True)), strict=True))


Resident = tuple[Ints, Ints, Texts]
"""Building, party and answer of each who is there at a month's end."""


def _residents(window: Window, month: int) -> Resident:
    found = window.read("fact_occupancies", ("building_id", "month", "party", "present"), span=(month, month))
    here = found["present"].astype(bool)
    home, party = (found[name].astype(np.int64)[here] for name in ("building", "party"))
    return home, party, _registered(window, party, month)


def _both(*there: Resident) -> list[Resident]:
    """The same, unknown too where it is unknown of the same party in the other month."""
    span = 2 * max((int(np.abs(party).max(initial=0)) for _, party, _ in there), default=0) + 1
    keys = [home * span + party for home, party, _ in there]
    gaps = np.concatenate([key[one[2] == Answer.UNKNOWN] for key, one in zip(keys, there, strict=True)])
    found = []
    for key, (home, party, answers) in zip(keys, there, strict=True):
        left = answers.copy()
        left[np.isin(key, gaps)] = Answer.UNKNOWN.value
        found.append((home, party, left))
    return found


def _counted(home: Ints, _: Ints, answers: Texts, position: int, years: int) -> list[Ints]:
    """Buildings, a month's position, its pair, and in each building how many yes, no and unknown."""
    own, place = np.unique(home, return_inverse=True)
    counts = [np.bincount(place[answers == one.value], minlength=len(own)) for one in (Answer.YES, Answer.NO)]
    rest = np.bincount(place, minlength=len(own)) - counts[0] - counts[1]
    return [own, np.full(len(own), position), np.full(len(own), years), *counts, rest]


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


def divisions(window: Window) -> Columns:
    """Division of every enterprise that has one at the month's end; of the later class where several hold."""
    day, own = day_number(last_day(window.month)), table(IndustryClass)
    since = number(own.c.valid_from, MIN_DAY)
    where = standing(own), own.c.division.is_not(None), since <= day, number(own.c.valid_to, FAR_DAY) >= day
    found = sorted(rows(window.session, select(since, own.c.id, own.c.enterprise_id, own.c.division).where(*where)))
    held = {enterprise: division for _, _, enterprise, division in found}
    return {"party": np.array([*held], np.int64), "division": texts(held.values())}


def _registered(window: Window, party: Ints, month: int) -> Texts:
    """Answer of the registration that holds at a month's end; of the later one where several do."""
    if not len(party):
        return texts(())
    day, own = day_number(last_day(month)), table(Registration)
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
