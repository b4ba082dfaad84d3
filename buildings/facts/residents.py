"""Who was there at the month's end and the one before, and whether they are registered and paying here."""

from collections.abc import Iterator
from itertools import chain

import numpy as np
from sqlalchemy import Subquery, case, func, select

from buildings.facts import horizon, store
from buildings.facts.frames import texts
from buildings.facts.kernel.arrays import calendar, latest
from buildings.facts.kernel.inputs import FAR_DAY, MIN_DAY, SECTIONS
from buildings.facts.reading import among, ints, named, number, positions, standing, table
from buildings.facts.window import YEAR, Window
from buildings.kinds import Answer
from buildings.parameters import resolve
from buildings.portfolio import UNKNOWN, Columns, Ints, Texts
from buildings.quantities import day_number, last_day
from buildings.register.tables.enterprises import Registration
from buildings.register.tables.leases import Lease, LeaseUnit
from buildings.register.tables.parties import ReportedParty
from buildings.register.tables.units import Unit


def occupancies(window: Window) -> Columns:
    """Rows of the reporting month and the one before."""
    names = (
        *("building_id", "month", "party", "let_dm2", "own_dm2", "ledger_let_dm2", "dm2_days", "unknown_unit_days"),
        "present",
    )
    found = dict(window.read("fact_occupancies", names, first=window.month - 1))
    party = found["party"].astype(np.int64)
    if not len(party):  # nobody to ask about
        return found | {"registered": texts(()), "paying": party, "newly_arrived": party}
    return found | {
        "registered": _registered(window, party),
        "paying": _paying(window, party),
        "newly_arrived": _arrived(window, party),
    }


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


def _paying(window: Window, party: Ints) -> Ints:
    """1 where the enterprise's tax of the rolling 12 months is positive, else 0; UNKNOWN without a taxpayer."""
    links = window.links
    keys = np.unique(links.value[links.at(day_number(last_day(window.month)))])
    sums = np.zeros(len(keys), np.int64)
    for enterprise, fen in chain(_attributed(window), [_unattributed(window)]):
        mine, place = positions(keys, enterprise)
        np.add.at(sums, place, fen[mine])
    paying = np.full(len(party), UNKNOWN)
    mine, place = positions(keys, party)
    paying[mine] = sums[place] > 0
    return paying


def _attributed(window: Window) -> Iterator[list[Ints]]:
    """Month by month: of many buildings the whole year would stand in memory at once."""
    own = store.TABLES["fact_attributions"].c
    for month in range(window.month - YEAR + 1, window.month + 1):
        wanted = own.enterprise_id, own.tax_fen
        yield ints(window.session, wanted, own.month == month, own.enterprise_id.is_not(None))


def _unattributed(window: Window) -> list[Ints]:
    """Tax that is in no building, by the enterprise linked at the end of its month."""
    found = window.unattributed_year
    return [linked(window, found.taxpayer, found.month), found.tax_fen]


def _arrived(window: Window, party: Ints) -> Ints:
    """1 where the party was not yet present so many month-ends before (and never had been)."""
    then = window.month - int(resolve("residence.newly_arrived_months", last_day(window.month)).value)
    own = store.TABLES["fact_occupancies"].c
    (there,) = ints(window.session, [own.party], own.month == then, own.present.is_(True))
    new = ~np.isin(party, there)
    others = np.unique(party[new])  # few, unless the month lies before the first one: then nobody was there before
    covered = horizon.covered(window.session)
    homes, before = _homes(others), among(own.month, range(covered[0], then) if covered else ())
    at_home = own.party == homes.c.party, own.building_id == homes.c.building_id
    (earlier,) = ints(window.session, [own.party], *at_home, before, own.present.is_(True))
    return (new & ~np.isin(party, earlier)).astype(np.int64)


def _homes(parties: Ints) -> Subquery:
    """Party and building wherever one of the parties ever took a unit: there, and nowhere else, it may have been."""
    lease, part, unit, reported = (table(cls) for cls in (Lease, LeaseUnit, Unit, ReportedParty))
    party = func.coalesce(lease.c.enterprise_id, reported.c.enterprise_id, -lease.c.reported_party_id)
    joined = lease.outerjoin(reported, reported.c.id == lease.c.reported_party_id)
    joined = joined.join(part, part.c.lease_id == lease.c.id).join(unit, unit.c.id == part.c.unit_id)
    found = select(party.label("party"), unit.c.building_id).distinct().select_from(joined)
    return found.where(standing(lease), standing(part), named(party, parties)).subquery()
