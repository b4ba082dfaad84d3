"""Masks of tax below a tax officer: which cells of which figures stay hidden, the same in every month and window."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from buildings.assessment.measure import counting
from buildings.assessment.whole import Assessment
from buildings.disclosure.complement import SHOWN, Relation, System, complement, determined
from buildings.disclosure.primary import Judge, judges, stored, threshold
from buildings.kinds import Derives
from buildings.metrics import industries
from buildings.metrics.catalogue import METRICS
from buildings.metrics.industries import SECTIONS
from buildings.metrics.metric import Metric, Parts, Unit, Window
from buildings.metrics.windows import filed, months, or_zero
from buildings.portfolio import Flags, Ints, Portfolio

SETS = ("subdistrict", "zone", "primary", "district")
ROLLED = ("district", "zone", "subdistrict")  # who comes first keeps its yield where only one can
FAMILY = {
    "retained_month": "retained",
    "retained_ytd": "retained",
    "retained_12": "retained",
    "fees_month": "fee",
    "taxpaying_rate": "paying",
    "taxpaying_rate_area": "paying",
}
LEVELS = ("building", *SETS, "industry")


@dataclass(frozen=True)
class Plan:
    """Numbers of all cells and the sums on show; ``start`` gives the first number of a level."""

    start: Mapping[str, int]
    members: Mapping[str, Flags]
    system: System

    def cells(self, level: str, found: Flags) -> Flags:
        """The part of a level."""
        order = [*LEVELS, "end"]
        flags: Flags = found[self.start[level] : self.start[order[order.index(level) + 1]]]
        return flags


@dataclass(frozen=True)
class Masks:
    """Hidden cells by family and level, and by-products (slug, level) that are hidden beyond their family."""

    families: Mapping[str, Mapping[str, Flags]]
    byproducts: Mapping[tuple[str, str], Flags]

    def of(self, metric: Metric, level: str) -> Flags:
        """Hidden rows of a tax metric."""
        flags = self.families[FAMILY.get(metric.slug, "tax")][level]
        return flags | self.byproducts.get((metric.slug, level), np.zeros(len(flags), dtype=bool))


def _industry_sizes(portfolio: Portfolio) -> Ints:
    return np.abs(industries.add_up(portfolio, "tax_fen", filed(portfolio, months(Window.ROLLING_12, portfolio.month))))


def _told_apart(portfolio: Portfolio) -> tuple[str, ...]:
    """Industries are on show only where the attributions say whose section is whose."""
    return ("industry",) if "section" in portfolio.attributions else ()


def plan(assessment: Assessment) -> Plan:
    """Number the cells and state every sum that is on show."""
    portfolio = assessment.portfolio
    members = {name: assessment.levels[name].cells.member for name in ("subdistrict", "zone", "district")}
    members["primary"] = assessment.primary.member
    size = or_zero(portfolio.at("gate_r_sum"))
    counts = {"building": len(size), "industry": len(SECTIONS)} | {name: len(rows_) for name, rows_ in members.items()}
    start, number = {}, 0
    for level in LEVELS:
        start[level] = number
        number += counts[level]
    start["end"] = number
    relations = [
        Relation(start[name] + row, np.flatnonzero(inside))
        for name in ("subdistrict", "zone", "primary")
        for row, inside in enumerate(members[name])
        if inside.any()
    ]
    whole = start["district"]
    relations += [
        Relation(whole, np.arange(start[name], start[name] + counts[name]))
        for name in ("subdistrict", "primary", *_told_apart(portfolio))
    ]
    sizes = [size, *(members[name].astype(np.int64) @ size for name in SETS), _industry_sizes(portfolio)]
    guarded = np.arange(number) < start[LEVELS[1]]  # buildings
    preferred = tuple(_headline(assessment, members, ROLLED))
    wished = tuple(_headline(assessment, members, ROLLED[:1]))
    system = System(tuple(relations), np.concatenate(sizes), guarded, preferred, wished)
    return Plan(start, members, system)


def _headline(assessment: Assessment, members: Mapping[str, Flags], levels: Sequence[str]) -> Iterator[Relation]:
    """Sums behind the yields that people look at first: of the buildings that count, and of those left out."""
    use = counting(assessment.parts.get("tax_yield") or METRICS["tax_yield"].parts(assessment.portfolio))
    for inside in np.vstack([members[name] for name in levels]):
        if (inside & ~use).any():
            yield Relation(SHOWN, np.flatnonzero(inside & use))
            yield Relation(SHOWN, np.flatnonzero(inside & ~use))


def _primary(shape: Plan, portfolio: Portfolio, judge: Judge) -> Flags:
    sets = [judge.sets(shape.members[name]) for name in SETS]
    sections = np.ones(len(SECTIONS), dtype=bool)  # hidden where nobody says whose section is whose
    if _told_apart(portfolio):
        sections = judge.industries(portfolio.buildings.in_scope)
    return np.concatenate([judge.buildings(), *sets, sections])


def _few_yes_or_no(parts: Parts, least: int) -> Flags:
    """Counts of who pays where fewer than ``least`` pay, or fewer do not."""
    assert parts.denominator is not None  # noqa: S101 - a rate
    flags: Flags = (parts.denominator > 0) & (np.minimum(parts.numerator, parts.denominator - parts.numerator) < least)
    return flags


def _paying(shape: Plan, portfolio: Portfolio) -> Flags:
    metric, least = METRICS["taxpaying_rate"], threshold(portfolio).contributors
    assert metric.over is not None  # noqa: S101 - counted without duplicates
    sets = [_few_yes_or_no(metric.over(portfolio, shape.members[name]), least) for name in SETS]
    none = np.zeros(len(SECTIONS), dtype=bool)
    return np.concatenate([_few_yes_or_no(metric.parts(portfolio), least), *sets, none])


def _by_level(shape: Plan, hidden: Flags) -> dict[str, Flags]:
    return {level: shape.cells(level, hidden) for level in LEVELS}


def _aside(parts: Parts, plain: Parts, secret: Flags) -> Flags:
    """Hidden buildings of which a by-product's sum leaves something out: all of it, or months out of operation."""
    use = counting(parts)
    flags: Flags = secret & (~use | (parts.numerator != plain.numerator))
    return flags


def _byproducts(assessment: Assessment, shape: Plan, hidden: Flags) -> dict[tuple[str, str], Flags]:
    """Yields and comparable changes sum over fewer buildings: hide those that would tell a hidden one by difference."""
    relations, found = list(shape.system.relations), {}
    secret = shape.cells("building", hidden)
    for metric in METRICS.values():
        parts = assessment.parts.get(metric.slug)
        if metric.derives_from is not Derives.TAX or parts is None or not metric.rolls_up or metric.slug in FAMILY:
            continue
        plain = METRICS["tax_12"].parts(assessment.portfolio) if metric.unit is Unit.YUAN_PER_M2 else parts
        use, aside = counting(parts), _aside(parts, plain, secret)
        for level in ROLLED:
            flags = shape.cells(level, hidden).copy()
            for row in np.flatnonzero(~flags):
                inside = shape.members[level][row]
                if (inside & aside).any():
                    own = Relation(SHOWN, np.flatnonzero(inside & use))
                    flags[row] = _tells(own, inside & aside, relations, hidden, shape)
                    relations += [] if flags[row] else [own]
            found[metric.slug, level] = flags
    return found


def _tells(own: Relation, aside: Flags, relations: list[Relation], hidden: Flags, shape: Plan) -> bool:
    """Whether a by-product leaves one hidden building alone on either side, or determines one with all the rest."""
    inside, size = own.children[hidden[own.children]], shape.system.size[: len(aside)]
    if not len(inside):
        return False
    if (size[inside] > 0).sum() == 1 or (size[aside] > 0).sum() == 1:
        return True
    leaking = determined([*relations, own], hidden)
    return bool((leaking < len(aside)).any())


def masks(assessment: Assessment) -> Masks:
    """All masks of an assessment; they do not depend on who looks, so that they are nested."""
    portfolio, shape = assessment.portfolio, plan(assessment)
    judged = judges(portfolio)
    families: dict[str, Flags] = {}
    primary = _primary(shape, portfolio, judged["tax"])
    primary[: len(portfolio.buildings)] |= stored(portfolio, threshold(portfolio))
    families["tax"] = complement(shape.system, primary)
    for name in ("retained", "fee"):
        more = families["tax"] | _primary(shape, portfolio, judged[name])
        families[name] = complement(shape.system, more)
    paying = families["tax"] | _paying(shape, portfolio)
    families["paying"] = complement(shape.system, paying)
    return Masks(
        {name: _by_level(shape, hidden) for name, hidden in families.items()},
        _byproducts(assessment, shape, families["tax"]),
    )
