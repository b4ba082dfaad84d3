"""Sheets that list buildings: by tier, near a tier, in several zones, with gaps."""

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from buildings.assessment.gaps import THIN, gaps, of_register
from buildings.assessment.tiers import MONTH_TIER, TIERS, WINDOWS, Standing, by_month, least_fen, standing
from buildings.disclosure.figures import State
from buildings.disclosure.rates import thin
from buildings.disclosure.view import View
from buildings.kinds import Answer, Derives
from buildings.metrics.catalogue import METRICS
from buildings.metrics.metric import Window
from buildings.portfolio import Flags

Row = tuple[object, ...]
NOWHERE = {-1: "no_zone", -2: "place_unknown"}


def _tier(found: Standing, building: np.intp) -> object:
    if not found.known:
        return State.UNKNOWN
    return TIERS[found.tier[building]] if found.tier[building] >= 0 else State.NOT_APPLICABLE


def tier_buildings(view: View) -> Iterator[Row]:
    """Buildings in scope that reached a tier, by code; then those whose tier is hidden, by code."""
    portfolio = view.assessment.portfolio
    frame, barred = portfolio.buildings, view.secret_buildings()
    standings = [standing(portfolio, window) for window in WINDOWS]
    big, filed = by_month(portfolio)
    latest = standings[-1]
    reached = np.any([found.known & (found.tier >= 0) for found in standings], axis=0) | (big & filed)
    for building in np.flatnonzero(frame.in_scope & reached & ~barred):
        month: object = (MONTH_TIER if big[building] else State.NOT_APPLICABLE) if filed else State.UNKNOWN
        amount: object = int(latest.tax_fen[building]) if latest.known else State.UNKNOWN
        tiers = (_tier(found, building) for found in standings)
        yield (frame.code[building], frame.name[building], *tiers, month, amount)
    for building in np.flatnonzero(frame.in_scope & barred & view.policy.tax("building")):
        yield (frame.code[building], frame.name[building], *[State.HIDDEN] * 5)


def near_tiers(view: View) -> Iterator[Row]:
    """Buildings in scope within reach of the next tier, nearest first; only those whose tax may be seen."""
    portfolio = view.assessment.portfolio
    frame, barred = portfolio.buildings, view.secret_buildings()
    found = []
    for one in (standing(portfolio, window) for window in WINDOWS if window is not Window.YTD):
        near = frame.in_scope & (one.near >= 0) & ~barred & one.known
        for building in np.flatnonzero(near):
            tier = TIERS[one.near[building]]
            amount = int(one.tax_fen[building])
            short = least_fen(portfolio, tier) - amount
            found.append((frame.code[building], frame.name[building], one.window.value, tier, amount, short))
    yield from sorted(found, key=lambda row: (row[2], row[5], row[0]))


def overlaps(view: View) -> Iterator[Row]:
    """Every building that lies in more than one zone, and those near an edge."""
    portfolio = view.assessment.portfolio
    frame, zones = portfolio.buildings, portfolio.zones
    doubtful: Flags = zones.uncertain.astype(np.int64).sum(axis=0) > 0
    for building in np.flatnonzero((zones.member.astype(np.int64).sum(axis=0) > 1) | doubtful):
        inside = np.flatnonzero(zones.member[:, building])
        first = int(zones.primary[building])
        yield (
            frame.code[building],
            frame.name[building],
            tuple(zones.name[inside]),
            zones.name[first] if first >= 0 else NOWHERE[first],
            tuple(str(basis) for basis in zones.basis[inside, building]),
            (Answer.YES if doubtful[building] else Answer.NO).value,
        )


def gap_rows(view: View) -> Iterator[Row]:
    """Every gap of every building this audience may know of, by code."""
    frame = view.assessment.portfolio.buildings
    found = []
    for order, gap in enumerate(gaps(view.assessment.portfolio)):
        told = thin(view.assessment.portfolio) if gap.slug == THIN and not view.policy.full_tax else gap.buildings
        seen = told & view.rows(gap.derives_from)
        found += [(building, order, gap) for building in np.flatnonzero(seen)]
    for building, _, gap in sorted(found, key=lambda one: one[:2]):
        figures = tuple(slug for slug in gap.spoils if slug in METRICS)
        yield frame.code[building], frame.name[building], gap.slug, figures


def unseen_gaps(view: View) -> tuple[tuple[str, State], ...]:
    """Kinds of gaps of which this audience may not know in every building, with what stands for the rest.

    By right alone, never by what the gate hides in this month: so the same kinds in every month of a register. Without
    any tax file there is no coverage that could be low.
    """
    portfolio = view.assessment.portfolio
    barred = (gap for gap in of_register(portfolio) if not view.policy.whole("building", gap.derives_from))
    found = [(gap.slug, view.instead(gap.derives_from)) for gap in barred]
    if not view.policy.full_tax and Derives.TAX in portfolio.held:
        found.append((THIN, view.instead(Derives.TAX)))
    return tuple(found)


MAKERS: Mapping[str, Callable[[View], Iterator[Row]]] = {
    "tier_buildings": tier_buildings,
    "near_tiers": near_tiers,
    "overlaps": overlaps,
    "gaps": gap_rows,
}
