"""Masks of tax below a tax officer: one guard for all months on offer, from which every month's view takes its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from buildings.assessment.whole import Assessment
from buildings.disclosure.byproducts import byproducts, preferred, wished
from buildings.disclosure.complement import Mask, complement
from buildings.disclosure.loose import loose
from buildings.disclosure.plan import LEVELS, SETS, Offer, Plan, keys, plan_of, told_apart
from buildings.disclosure.primary import Judge, judges, stored, threshold
from buildings.disclosure.united import united
from buildings.kinds import Derives
from buildings.metrics.catalogue import METRICS
from buildings.metrics.metric import Metric, Parts, Unit
from buildings.portfolio import Flags, Portfolio

FAMILY = {
    "retained_month": "retained",
    "retained_ytd": "retained",
    "retained_12": "retained",
    "fees_month": "fee",
    "taxpaying_rate": "paying",
    "taxpaying_rate_area": "paying",
}
NO_AMOUNT = ("coverage",)
"""By-products of tax that are no amounts and stand in coarse steps: nothing can be subtracted from them."""


@dataclass(frozen=True)
class Masks:
    """Hidden rows of one view by family and level, and by-products (slug, level) hidden beyond their family."""

    families: Mapping[str, Mapping[str, Flags]]
    byproducts: Mapping[tuple[str, str], Flags]
    loose: Flags  # reasons of unattributed tax, and last their total

    def of(self, metric: Metric, level: str) -> Flags:
        """Hidden rows of a tax metric."""
        flags = self.families[FAMILY.get(metric.slug, "tax")][level]
        return flags | self.byproducts.get((metric.slug, level), np.zeros(len(flags), dtype=bool))


@dataclass(frozen=True)
class Guard:
    """What is hidden in all months on offer of one origin and state of the record, whoever looks: so masks are nested.

    Sets and industries may be hidden in single views besides: those on one side of a change of membership that would
    tell one building.
    """

    views: Mapping[int, int]  # by month
    plan: Plan = field(repr=False)
    families: Mapping[str, Mask] = field(repr=False)
    byproducts: frozenset[tuple[str, int]]  # (slug, cell)
    loose: Flags

    def _flags(self, mask: Mask, cells: Sequence[int], view: int | None) -> Flags:
        """Rows of one view; a row or month that was not on offer is hidden."""
        number = np.array(cells, dtype=np.int64)
        if view is None:
            return np.ones(len(number), dtype=bool)
        flags: Flags = (number < 0) | mask.hidden[number] | mask.quiet[number, view]
        return flags

    def masks(self, assessment: Assessment) -> Masks:
        """Rows of one month's view."""
        portfolio = assessment.portfolio
        view = self.views.get(portfolio.month)
        codes = {name: level.cells.codes for name, level in assessment.levels.items()}
        codes["primary"] = assessment.primary.codes
        cells = {
            level: [self.plan.number(level, key) for key in keys(portfolio, level, codes[level])] for level in LEVELS
        }
        families = dict(self.families)
        families["paying"] = families["tax"] if view is None else self._paying(portfolio)
        hidden = {
            name: {level: self._flags(mask, cells[level], view) for level in LEVELS} for name, mask in families.items()
        }
        aside = {
            (slug, level): np.array([(slug, cell) in self.byproducts for cell in cells[level]], dtype=bool)
            for slug in sorted({slug for slug, _ in self.byproducts})
            for level in SETS
        }
        return Masks(hidden, aside, self.loose)

    def _paying(self, portfolio: Portfolio) -> Mask:
        """Counts of who pays: of buildings never, of sets where the month's own counts allow it."""
        tax = self.families["tax"]
        hidden = tax.hidden | _few_paying(self.plan, portfolio)
        hidden[: len(portfolio.buildings)] = True
        return complement(self.plan.system, Mask(hidden, tax.quiet))


def _scatter(plan: Plan, level: str, flags: Flags) -> Flags:
    """Hidden cells from flags over the versions of a level: one sensitive version hides its cell."""
    found = np.zeros(len(plan.numbers), dtype=bool)
    mine = np.flatnonzero(np.array(plan.versions.of) == level)
    found[plan.versions.cell[mine[flags]]] = True
    return found


def _primary(plan: Plan, portfolio: Portfolio, judge: Judge) -> Flags:
    """Cells that are sensitive by themselves."""
    found = np.zeros(len(plan.numbers), dtype=bool)
    found[: len(portfolio.buildings)] = judge.buildings()
    of = np.array(plan.versions.of)
    for level in SETS:
        found |= _scatter(plan, level, judge.sets(plan.versions.member[of == level]))
    sections = [key for key in plan.numbers if key[0] == "industry"]
    first = plan.numbers[sections[0]]
    if not told_apart(portfolio):  # hidden where nobody says whose section is whose
        found[first : first + len(sections)] = True
        return found
    for inside in plan.versions.member[of == "district"]:
        found[first : first + len(sections)] |= judge.industries(inside)
    return found


def _few_yes_or_no(parts: Parts, least: int) -> Flags:
    """Counts of who pays where fewer than ``least`` pay, or fewer do not."""
    assert parts.denominator is not None  # noqa: S101 - a rate
    flags: Flags = (parts.denominator > 0) & (np.minimum(parts.numerator, parts.denominator - parts.numerator) < least)
    return flags


def _few_paying(plan: Plan, portfolio: Portfolio) -> Flags:
    """Cells of sets whose counts of who pays would tell one of them."""
    metric, least = METRICS["taxpaying_rate"], threshold(portfolio).contributors
    assert metric.over is not None  # noqa: S101 - counted without duplicates
    found = np.zeros(len(plan.numbers), dtype=bool)
    for level, rows_of in SETS.items():
        rows = rows_of(portfolio)
        few = _few_yes_or_no(metric.over(portfolio, rows.member), least)
        found[[plan.number(level, key) for key in keys(portfolio, level, rows.codes[few])]] = True
    return found


def _families(offer: Offer, plan: Plan) -> dict[str, Mask]:
    """What each family of figures hides: retained and fees at least what tax hides."""
    newest, judged = offer[-1], judges(offer)
    primary = _primary(plan, newest, judged["tax"])
    primary[: len(newest.buildings)] |= stored(newest, threshold(newest))
    quiet = np.zeros((len(primary), len(offer)), dtype=bool)
    tax = complement(plan.system, Mask(primary, quiet), wished(offer, plan))
    tax = united(plan, judged["tax"], primary, tax)
    found = {"tax": tax}
    for name in ("retained", "fee"):
        more = tax.hidden | _primary(plan, newest, judged[name])
        found[name] = united(plan, judged[name], more, complement(plan.system, Mask(more, tax.quiet)))
    return found


def _amounts_aside() -> list[str]:
    """Yields and changes: figures that tell amounts without being sums on show."""
    return [
        metric.slug
        for metric in METRICS.values()
        if metric.derives_from is Derives.TAX
        and metric.rolls_up
        and metric.unit is not Unit.FEN
        and metric.slug not in {*FAMILY, *NO_AMOUNT}
    ]


def guard(offer: Offer) -> Guard:
    """Judge all months on offer together."""
    plan = plan_of(offer, preferred(offer))
    families = _families(offer, plan)
    return Guard(
        {portfolio.month: view for view, portfolio in enumerate(offer)},
        plan,
        families,
        byproducts(dict(enumerate(offer)), plan, families["tax"], _amounts_aside()),
        loose(offer),
    )


def masks(assessment: Assessment) -> Masks:
    """Masks of an assessment that is alone on offer."""
    return guard([assessment.portfolio]).masks(assessment)
