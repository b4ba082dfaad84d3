"""The first page of the monthly report: tax, yield, occupancy and scope of the district."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from buildings.disclosure.figures import Figures, State, Table
from buildings.metrics.metric import Unit
from buildings.quantities import format_month
from buildings.reports import sheets, tables
from buildings.reports.content import MIXED, SAID_IN_HEADING, WAN, Block, Cell, Field, Pair, Section, Valued, both, said

ONLY_ROW = np.array([0])
AMOUNTS = (
    ("tax_month", "retained_month", "tax_month_mom", "tax_month_yoy"),
    ("tax_ytd", "retained_ytd", "", "tax_ytd_yoy"),
    ("tax_12", "retained_12", "", "tax_12_yoy"),
    ("tax_year", "", "", ""),
    ("fees_month", "", "", ""),
)
COMPARABLE = "{}_comparable"  # the same change for the same buildings: stands beside it
KEY_FIGURES = (
    "tax_yield", "coverage", "office_area", "lettable_area", "occupancy_rate", "occupancy_mom", "occupancy_yoy",
    "vacancy_rate", "vacant_area", "available_area", "passing_rent", "walt", "tenants", "net_inflow", "registered_rate",
    "taxpaying_rate",
)  # fmt: skip


def section(figures: Figures) -> Section:
    """The headline of the district."""
    district = figures.tables["district"]
    blocks = [_amounts(figures, district), _key_figures(district), _scope(figures)]
    if "tiers" in figures.sheets:
        blocks.append(sheets.block(figures, figures.sheets["tiers"]))
    return Section("headline", said("headline"), said("headline_tab"), tuple(blocks))


def _period(figures: Figures, slug: str) -> str:
    month = figures.month
    december = month if month % 12 == 11 else month - month % 12 - 1  # noqa: PLR2004 - December closes its own year
    first = {"tax_ytd": month - month % 12, "tax_12": month - 11, "tax_year": december - 11}.get(slug, month)
    last = december if slug == "tax_year" else month
    return format_month(first) if first == last else f"{format_month(first)} — {format_month(last)}"


def cell(table: Table, slug: str) -> Cell:
    """The cell of a table of one row; not applicable where there is no such figure."""
    if slug not in table.columns:
        return State.NOT_APPLICABLE
    return tables.cells(table.columns[slug], np.array([0]))[0]


def _amounts(figures: Figures, district: Table) -> Block:
    rows = [one for one in AMOUNTS if one[0] in district.columns]
    columns: list[list[Cell]] = [
        [both("metric", one[0]) for one in rows],
        [_period(figures, one[0]) for one in rows],
        [_months(district, one[0]) for one in rows],
    ]
    columns += [[cell(district, one[place]) for one in rows] for place in range(2)]
    columns.append([_estimated(district, one[1]) for one in rows])
    for place in (2, 3):
        columns.append([cell(district, one[place]) for one in rows])
        columns.append([cell(district, COMPARABLE.format(one[place])) for one in rows])
    fields = (
        Field("figure", said("figure")),
        Field("period", said("period")),
        Field("months", said("months_with_file"), Unit.COUNT.value),
        Field("total", said("total_amount"), WAN),
        Field("retained", said("retained_amount"), WAN),
        Field("estimated", both("report_field", "estimated")),
        *(Field(slug, said(slug), Unit.CHANGE.value) for slug in ("mom", "mom_comparable", "yoy", "yoy_comparable")),
    )
    notes = (said("amounts_note"), said("comparable_note"), said("retained_note"))
    return Block("amounts", said("amounts"), fields, tuple(columns), notes)


def _estimated(district: Table, slug: str) -> Cell:
    """Says 估算 beside an amount some of which is estimated."""
    column = district.columns.get(slug)
    marked = column is not None and column.estimated is not None and bool(column.estimated[0])
    return both("report_field", "estimated") if marked else ""


def _months(district: Table, slug: str) -> Cell:
    column = district.columns[slug]
    return State.NOT_APPLICABLE if column.months is None else tables.months_of(column, ONLY_ROW)[0]


def every_figure(figures: Figures) -> Section:
    """Every figure of the district, one per line: also those that have no other level."""
    district = figures.tables["district"]
    block = _listed(district, "district_all", said("full_district"), list(district.columns))
    return Section("full_district", block.title, said("full_district_tab"), (block,), annex=True)


def _key_figures(district: Table) -> Block:
    slugs = [slug for slug in KEY_FIGURES if slug in district.columns]
    return replace(_listed(district, "key_figures", said("key_figures"), slugs), notes=(said("left_out_note"),))


def _listed(district: Table, name: str, title: Pair, slugs: list[str]) -> Block:
    """Figures of the district as lines, with unit, period, months and the buildings behind them."""
    values: list[Cell] = []
    units: list[Cell] = []
    for slug in slugs:
        unit = district.columns[slug].metric.unit.value
        value = cell(district, slug)
        values.append(Valued(value, unit) if type(value) in (int, float) else value)  # type: ignore[arg-type]
        units.append(_unit(district, slug))
    fields = (
        Field("figure", said("figure")),
        Field("value", said("value"), MIXED),
        Field("unit", said("unit")),
        Field("window", said("period")),
        Field("months", both("figure", "months"), Unit.COUNT.value),
        Field("counted", both("figure", "counted"), Unit.COUNT.value),
        Field("left_out", both("figure", "left_out"), Unit.COUNT.value),
    )
    columns = (
        [both("metric", slug) for slug in slugs],
        values,
        units,
        [both("window", district.columns[slug].metric.window.value) for slug in slugs],
        [_months(district, slug) for slug in slugs],
        [_count(district, district.counted, slug) for slug in slugs],
        [_count(district, district.left_out, slug) for slug in slugs],
    )
    return Block(name, title, fields, columns)


def _unit(district: Table, slug: str) -> Cell:
    """Unit of a line's value, and whether some of it is estimated."""
    column = district.columns[slug]
    unit = both("unit", column.metric.unit.value) if column.metric.unit.value in SAID_IN_HEADING else Pair("", "")
    if column.estimated is None or not column.estimated[0]:
        return unit
    mark = both("report_field", "estimated")
    return Pair(f"{unit.zh}（{mark.zh}）", f"{unit.en} ({mark.en})")


def _count(district: Table, counts: Mapping[str, NDArray[np.int64]], slug: str) -> Cell:
    """Buildings behind a figure; hidden where the figure is, none behind one that is asked of the district at once."""
    if district.columns[slug].state(0) is State.HIDDEN:
        return State.HIDDEN
    found = None if "district" in district.columns[slug].metric.rows else counts.get(slug)
    return State.NOT_APPLICABLE if found is None else int(found[0])


def _scope(figures: Figures) -> Block:
    table = figures.tables["building"]
    inside = table.attributes["in_scope"].astype(bool)
    unknown = table.attributes.get("scope_unknown", np.zeros(len(table), bool)).astype(bool)
    counts = [int(inside.sum()), int((~inside & ~unknown).sum()), int((~inside & unknown).sum()), len(table)]
    names: list[Pair] = [said(f"scope_{name}") for name in ("in", "out", "unknown", "all")]
    fields = (Field("figure", said("figure")), Field("buildings", both("sheet", "buildings"), Unit.COUNT.value))
    return Block("scope", said("scope"), fields, (names, counts), (said("scope_note"),), total=True)
