"""Rates of area below a tax officer: to the last digit they would tell, with known tenancy, whose tax is not on record.

Coverage is a sum of known areas over their total: exact, the areas in it can be found by trying. So it stands only
where several occupants are covered and several are not, and in coarse steps, as does every other rate of area by tax.
"""

from dataclasses import replace

import numpy as np

from buildings.assessment.measure import Measured, applicable, counting
from buildings.assessment.whole import Assessment
from buildings.disclosure.figures import State
from buildings.disclosure.primary import threshold
from buildings.metrics.catalogue import METRICS
from buildings.metrics.industries import SECTIONS
from buildings.metrics.metric import Parts, Window
from buildings.metrics.once import once
from buildings.metrics.presence import residents
from buildings.metrics.windows import filed, months
from buildings.portfolio import Flags, Floats, Ints, Portfolio

COVERAGE = "coverage"
COARSE = (COVERAGE, "taxpaying_rate_area")
PAYING = ("taxpaying_rate", "taxpaying_rate_area")


def coarse(values: Floats, portfolio: Portfolio) -> Floats:
    """Rates in whole steps; NaN stays."""
    steps = float(1 / portfolio.parameters["disclosure.rate_step"])
    rounded: Floats = np.floor(values * steps + 0.5) / steps
    return rounded


@once
def _occupants(portfolio: Portfolio) -> tuple[Ints, Ints, Flags, Flags]:
    """Who holds a known area at the month's end, by party: building, party, covered; sections × rows."""
    table, found = portfolio.occupancies, portfolio.coverage
    now = (table["month"] == portfolio.month - portfolio.first) & (table["present"] == 1)
    here = np.flatnonzero(now & (table["let_dm2"].astype(np.int64) + table["own_dm2"].astype(np.int64) > 0))
    here = here[np.argsort(table["party"][here], kind="stable")]
    building, party = (table[name][here].astype(np.int64) for name in ("building", "party"))
    covered: Flags = np.isin(party, found["party"][found["covered"] == 1])
    sections = table["section"][here] == np.array(SECTIONS, dtype=object)[:, None]
    return building, party, covered, sections.astype(bool)


def _few(portfolio: Portfolio, wanted: Flags) -> bool:
    """Whether of some occupants, each counted once, too few are covered or too few are not."""
    _, party, covered, _ = _occupants(portfolio)
    rows = np.flatnonzero(wanted)
    firsts = rows[np.diff(party[rows], prepend=0) != 0]
    yes = int(covered[firsts].sum())
    return min(yes, len(firsts) - yes) < threshold(portfolio).contributors


def _few_by_building(portfolio: Portfolio) -> Flags:
    """Buildings of whose occupants too few are covered or too few are not; (n,)."""
    building, _, covered, _ = _occupants(portfolio)
    yes, no = (np.bincount(building[some], minlength=len(portfolio.buildings)) for some in (covered, ~covered))
    flags: Flags = np.minimum(yes, no) < threshold(portfolio).contributors
    return flags


def untellable(assessment: Assessment, level: str, parts: Parts) -> Flags:
    """Rows of a level whose coverage may not stand; ``parts`` says which buildings are in it."""
    portfolio = assessment.portfolio
    if level == "building":
        return _few_by_building(portfolio)
    building, _, _, sections = _occupants(portfolio)
    if level == "industry":
        wanted = sections & portfolio.buildings.in_scope[building]
    else:
        wanted = (assessment.levels[level].cells.member & counting(parts))[:, building]
    return np.array([_few(portfolio, row) for row in wanted], dtype=bool)


def _coverage_parts(assessment: Assessment) -> Parts:
    return assessment.parts.get(COVERAGE) or METRICS[COVERAGE].parts(assessment.portfolio)


def coarsened(assessment: Assessment, level: str, found: Measured) -> tuple[Measured, Flags]:
    """A measure as it may stand below a tax officer, and which rows stay hidden for what coverage would tell."""
    portfolio, slug = assessment.portfolio, found.metric.slug
    hidden = np.zeros(len(found.states), dtype=bool)
    if slug == COVERAGE:
        hidden = (found.states == State.SHOWN) & untellable(assessment, level, _coverage_parts(assessment))
    elif slug in PAYING:
        hidden = (found.states == State.UNKNOWN) & _inhabited(assessment, level)
        found = _uncounted(assessment, level, found)
    if slug in COARSE:
        found = replace(found, values=coarse(found.values.astype(np.float64), portfolio))
    if found.coverage is not None:
        own = assessment.parts[slug]
        both = replace(own, known=own.known & _coverage_parts(assessment).known)
        gone = untellable(assessment, level, both)
        found = replace(found, coverage=np.where(gone, np.nan, coarse(found.coverage, portfolio)))
    return found, hidden


def _uncounted(assessment: Assessment, level: str, found: Measured) -> Measured:
    """Counts of a set's buildings in operation: how many of them have nobody known to the tax file is tax."""
    if level == "building":
        return found
    parts, member = assessment.parts[found.metric.slug], assessment.levels[level].cells.member.astype(np.int64)
    unknown = applicable(parts) & ~parts.known
    return replace(found, counted=member @ counting(parts).astype(np.int64), left_out=member @ unknown.astype(np.int64))


def _inhabited(assessment: Assessment, level: str) -> Flags:
    """Rows with anybody in them, once there are files: there "cannot tell" would say that nobody is a taxpayer."""
    portfolio = assessment.portfolio
    here = np.zeros(len(portfolio.buildings), dtype=bool)
    if filed(portfolio, months(Window.ROLLING_12, portfolio.month)):
        here[residents(portfolio).building] = True
    if level == "building":
        return here
    rows: Flags = np.any(assessment.levels[level].cells.member & here, axis=1)
    return rows


def thin(portfolio: Portfolio) -> Flags:
    """Buildings whose coverage, as it stands below a tax officer, is under the least."""
    parts = METRICS[COVERAGE].parts(portfolio)
    assert parts.denominator is not None  # noqa: S101 - a rate
    if not (parts.known & (parts.denominator > 0)).any():  # without files nobody's occupants need be looked at
        return np.zeros(len(parts.known), dtype=bool)
    some = parts.known & (parts.denominator > 0) & ~_few_by_building(portfolio)
    share = coarse(parts.numerator / np.maximum(parts.denominator, 1), portfolio)
    flags: Flags = some & (share < float(portfolio.parameters["quality.coverage_share"]))
    return flags
