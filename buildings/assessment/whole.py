"""assess: a portfolio to every figure of every level."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from buildings.assessment import cells
from buildings.assessment.cells import Cells, texts
from buildings.assessment.measure import Measured, beside, counting, measure, roll_up
from buildings.metrics import sections
from buildings.metrics.catalogue import METRICS
from buildings.metrics.industries import SECTIONS
from buildings.metrics.metric import Metric, Parts, Unit
from buildings.metrics.yields import COVERAGE
from buildings.portfolio import Flags, Portfolio
from buildings.words import label


@dataclass(frozen=True)
class Level:
    """All metrics of one level, undisclosed, in display order."""

    cells: Cells
    columns: Mapping[str, Measured]


@dataclass(frozen=True)
class Assessment:
    """Every figure of one month, before the gate; ``parts`` per building stay for reconciliation and the gate."""

    portfolio: Portfolio
    levels: Mapping[str, Level]
    parts: Mapping[str, Parts] = field(repr=False)

    @cached_property
    def primary(self) -> Cells:
        """Buildings by primary zone, in no zone, of unknown place."""
        return cells.primary(self.portfolio)


def _with_coverage(measured: Measured, parts: Parts, coverage: Parts, member: Flags | None) -> Measured:
    """Coverage of the very buildings that stand behind a yield."""
    if measured.metric.unit is not Unit.YUAN_PER_M2:
        return measured
    same = replace(coverage, known=coverage.known & counting(parts))
    return beside(measured, same if member is None else roll_up(same, member)[0])


def _rolled(portfolio: Portfolio, metric: Metric, parts: Parts, rows: Cells) -> Measured:
    if rows.level in metric.rows:
        return measure(metric, metric.rows[rows.level](portfolio))
    summed, counted, left_out = roll_up(parts, rows.member, metric.unit)
    if metric.over is not None:
        own = metric.over(portfolio, rows.member)
        summed = replace(own, known=own.known & summed.known, applicable=summed.applicable)
    return measure(metric, summed, counted, left_out)


def _buildings(portfolio: Portfolio) -> Cells:
    frame = portfolio.buildings
    return Cells("building", frame.code, frame.name, np.zeros((0, len(frame)), dtype=bool))


def _industries(portfolio: Portfolio) -> Cells:
    names = [label("industry_section", section) for section in SECTIONS]
    return Cells("industry", texts(list(SECTIONS)), texts(names), np.zeros((0, len(portfolio.buildings)), dtype=bool))


def assess(portfolio: Portfolio, metrics: Collection[str] | None = None) -> Assessment:
    """Every metric (or those asked for) of every level; what is not asked for costs nothing, nor what it reads."""
    wanted = [metric for slug, metric in METRICS.items() if metrics is None or slug in metrics]
    parts = {metric.slug: metric.parts(portfolio) for metric in wanted}
    needs_coverage = any(metric.unit is Unit.YUAN_PER_M2 for metric in wanted)
    coverage = parts.get(COVERAGE.slug) or (COVERAGE.parts(portfolio) if needs_coverage else None)
    levels = {}
    for rows in (
        _buildings(portfolio),
        cells.zones(portfolio),
        cells.subdistricts(portfolio),
        _industries(portfolio),
        cells.district(portfolio),
    ):
        columns = {}
        for metric in wanted:
            if rows.level not in metric.levels:
                continue
            own = parts[metric.slug]
            flat = rows.level == "building"
            found = measure(metric, own) if flat else _rolled(portfolio, metric, own, rows)
            if coverage is not None and rows.level != "industry":
                found = _with_coverage(found, own, coverage, None if flat else rows.member)
            elif metric.unit is Unit.YUAN_PER_M2:
                found = beside(found, sections.coverage(portfolio))
            columns[metric.slug] = found
        levels[rows.level] = Level(rows, columns)
    return Assessment(portfolio, levels, parts)
