"""The back matter of a report: what each figure means, which parameters applied, where it comes from."""

from collections.abc import Sequence
from fractions import Fraction

from buildings import parameters
from buildings.disclosure.figures import Figures
from buildings.metrics.metric import Metric
from buildings.quantities import format_month, last_day, local_text
from buildings.reports.content import Block, Cell, Field, Pair, Section, both, known, said

MONTHS_CLOSED = {True: "closed", False: "open"}


def metrics(figures: Figures) -> list[Metric]:
    """Every metric that stands in a table, once, in display order."""
    found: dict[str, Metric] = {}
    for table in figures.tables.values():
        for column in table.columns.values():
            found.setdefault(column.metric.slug, column.metric)
    return list(found.values())


def definitions(figures: Figures) -> Section:
    """Formula, period, basis and unit of every figure."""
    every = metrics(figures)
    fields = [Field(key, said(key)) for key in ("figure", "slug", "unit", "period", "derives_from", "definition")]
    columns: tuple[Sequence[Cell], ...] = (
        [Pair(one.label("zh"), one.label("en")) for one in every],
        [one.slug for one in every],
        [both("unit", one.unit.value) for one in every],
        [both("window", one.window.value) for one in every],
        [both("derives", one.derives_from.value) for one in every],
        [Pair(one.definition("zh", figures.month), one.definition("en", figures.month)) for one in every],
    )
    block = Block("definitions", said("definitions"), tuple(fields), columns)
    return Section("definitions", said("definitions"), said("definitions_tab"), (block,))


def in_force(figures: Figures) -> Block:
    """Parameters valid at the month's end, with unit, first day and source."""
    day = last_day(figures.month)
    found = [parameters.resolve(slug, day) for slug in sorted(parameters.values(day))]
    fields = [Field(key, said(key)) for key in ("parameter", "slug", "value", "unit", "valid_from", "source")]
    columns: tuple[Sequence[Cell], ...] = (
        [known("parameter", one.slug) for one in found],
        [one.slug for one in found],
        [_plain(one.value) for one in found],
        [known("parameter_unit", one.unit) for one in found],
        [one.valid_from.isoformat() for one in found],
        [known("parameter_source", one.source) for one in found],
    )
    return Block("parameters", said("parameters"), tuple(fields), columns, (said("parameters_note"),))


def _plain(value: Fraction) -> str:
    return f"{value.numerator:,}" if value.denominator == 1 else f"{float(value):g}"


def imprint(figures: Figures) -> Section:
    """Month, audience, origin, state of the month, data date, marks and sources."""
    lines: list[tuple[str, Cell]] = [
        ("month", format_month(figures.month)),
        ("audience", audience(figures)),
        ("origin", both("origin", figures.origin)),
        ("month_state", both("month_state", MONTHS_CLOSED[figures.closed])),
        ("data_date", local_text(figures.data_date)),
        ("sources", said("sources_demonstration" if figures.demonstration else "sources_real")),
        ("marks", said("legend")),
        ("secrecy", said("secrecy_text")),
    ]
    fields = (Field("item", said("item")), Field("content", said("content")))
    columns: tuple[Sequence[Cell], ...] = ([said(slug) for slug, _ in lines], [cell for _, cell in lines])
    block = Block("imprint", said("imprint"), fields, columns)
    return Section("imprint", said("imprint"), said("imprint_tab"), (block, in_force(figures)))


def audience(figures: Figures) -> Pair:
    """Who the figures are for, by roles."""
    roles = [both("role", role.value) for role in sorted(figures.audience.roles)] or [both("role", "public")]
    return Pair("、".join(one.zh for one in roles), ", ".join(one.en for one in roles))
