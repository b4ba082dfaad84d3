"""Tables of disclosed figures as blocks of a report."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from buildings.disclosure.figures import Column, Figures, State, Table
from buildings.kinds import Derives
from buildings.metrics.metric import Metric, Unit
from buildings.reports.content import WAN, Block, Bounds, Cell, Field, Pair, both, known
from buildings.words import labels, name_pair

STATES = {int(state): state for state in State}
LEASES = ("walt", "expiring_", "concentration_", "passing_rent")
KEY = (
    "office_area", "vacancy_rate", "tax_month", "tax_month_mom", "tax_month_yoy", "tax_ytd", "tax_ytd_yoy", "tax_12",
    "tax_12_yoy", "tax_yield", "coverage",
)  # fmt: skip
ENUMERATIONS = {
    "use": "building_use",
    "status": "building_status",
    "policy_type": "policy_type",
    "specialty": "specialty",
    "star_scheme": "rating_scheme",
}
WITH_MONTHS = "tax_yield"


def family(metric: Metric) -> str:
    """Which of the full tables a metric stands in: public, occupancy, leases, tax, yield or upgrade."""
    if metric.peers:
        return "upgrade"
    if metric.derives_from is Derives.PUBLIC:
        return "public"
    if metric.derives_from in (Derives.TENANCY, Derives.IDENTITY):
        return "leases" if metric.slug.startswith(LEASES) else "occupancy"
    return "tax" if metric.unit in (Unit.FEN, Unit.CHANGE) else "yield"


def cells(column: Column, rows: NDArray[np.intp] | None = None) -> list[Cell]:
    """Cells of a column, in the order of ``rows`` (positions): the value where shown, bounds or a state elsewhere."""
    index = np.arange(len(column.states)) if rows is None else rows
    states = column.states[index].copy()
    values = column.values[index]
    if values.dtype.kind == "f":
        states[np.isnan(values) & (states == State.SHOWN)] = State.UNKNOWN
    found: list[Cell] = values.tolist()
    for position in np.flatnonzero(states).tolist():
        found[position] = STATES[int(states[position])]
    if column.low is not None and column.high is not None:
        low, high = column.low[index], column.high[index]
        for position in np.flatnonzero((states == State.UNKNOWN) & ~np.isnan(low) & ~np.isnan(high)).tolist():
            found[position] = Bounds(low[position].item(), high[position].item(), column.metric.unit.value)
    return found


def months_of(column: Column, rows: NDArray[np.intp]) -> list[Cell]:
    """Months with data behind each value; hidden where the value is."""
    months = [-1] * len(rows) if column.months is None else column.months[rows].tolist()
    states = column.states[rows].tolist()
    return [
        STATES[state] if state == State.HIDDEN else (month if month >= 0 else State.UNKNOWN)
        for month, state in zip(months, states, strict=True)
    ]


def metric_field(metric: Metric, *, wan: bool = False) -> Field:
    """The heading of a metric's column; ``wan``: amounts in 万元."""
    name = Pair(metric.label("zh"), metric.label("en"))
    return Field(metric.slug, name, WAN if wan and metric.unit is Unit.FEN else metric.unit.value)


def named(figures: Figures, level: str) -> Table:
    """The table of a level with names in both languages where there are any, and sub-districts of buildings by name."""
    table, pairs = figures.tables[level], _pairs(figures, level)
    names = objects([pairs.get(code, name) for code, name in zip(table.codes, table.names, strict=True)])
    attributes = dict(table.attributes)
    if level == "building" and "subdistrict" in attributes:
        places = _subdistricts(figures)
        attributes["subdistrict"] = objects([places.get(code, code) for code in attributes["subdistrict"].tolist()])
    return replace(table, names=names, attributes=attributes)


def _pairs(figures: Figures, level: str) -> dict[str, Pair]:
    """Names in both languages by code."""
    if level == "zone":
        places = figures.places
        names = zip(places.zone_name.tolist(), places.zone_name_en.tolist(), strict=True)
        return {code: Pair(zh, en or zh) for code, (zh, en) in zip(places.zone_code.tolist(), names, strict=True)}
    if level == "industry":
        return {section: both("industry_section", section) for section in labels("industry_section")}
    return _subdistricts(figures) if level == "subdistrict" else {}


def _subdistricts(figures: Figures) -> dict[str, Pair]:
    table = figures.tables["subdistrict"]
    known = zip(table.codes.tolist(), table.names.tolist(), strict=True)
    named = {code: Pair(*name_pair("subdistrict_name", code, name)) for code, name in known}
    return named | {"?": both("sheet_row", "no_subdistrict")}


def objects(values: Sequence[object]) -> NDArray[np.object_]:
    """An object array, also of pairs."""
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def head(table: Table, rows: NDArray[np.intp]) -> tuple[list[Field], list[Sequence[Cell]]]:
    """The columns every table starts with: code, name, the sub-district of buildings, the buildings of a roll-up."""
    fields = [Field("code", both("report_field", "code")), Field("name", both("report_field", "name"))]
    columns: list[Sequence[Cell]] = [texts(table.codes, rows), texts(table.names, rows)]
    if "subdistrict" in table.attributes:
        fields.append(Field("subdistrict", both("report_field", "subdistrict")))
        columns.append(texts(table.attributes["subdistrict"], rows))
    if "buildings" in table.attributes:
        fields.append(Field("buildings", both("attribute", "buildings"), Unit.COUNT.value))
        columns.append(table.attributes["buildings"][rows].tolist())
    return fields, columns


def texts(values: NDArray[np.generic], rows: NDArray[np.intp], group: str | None = None) -> list[Cell]:
    """Text cells of an attribute; an enumeration's slugs become labels, nothing recorded becomes cannot tell."""
    found: list[Cell] = []
    for value in values[rows].tolist():
        if value is None or value == "":
            found.append(State.UNKNOWN)
        elif isinstance(value, bool):
            found.append(both("answer", "yes" if value else "no"))
        elif isinstance(value, Pair):
            found.append(value)
        elif isinstance(value, (tuple, list)):
            found.append("；".join(map(str, value)))
        else:
            found.append(known(group, str(value)) if group else str(value))
    return found


def block(
    table: Table,
    slug: str,
    title: Pair,
    slugs: Iterable[str],
    rows: NDArray[np.intp] | None = None,
    *,
    wan: bool = False,
) -> Block:
    """A block of the named metrics of a table; those the table does not have are left out."""
    order = np.arange(len(table)) if rows is None else rows
    fields, columns = head(table, order)
    for name in slugs:
        if name not in table.columns:
            continue
        column = table.columns[name]
        fields.append(metric_field(column.metric, wan=wan))
        columns.append(cells(column, order))
        if column.estimated is not None:
            title = both("report_field", "estimated")
            fields.append(Field(f"{name}_estimated", title))
            columns.append([title if flag else "" for flag in column.estimated[order].tolist()])
        if name == WITH_MONTHS:
            fields.append(Field("months", both("report_field", "months"), Unit.COUNT.value))
            columns.append(months_of(column, order))
    return Block(slug, title, tuple(fields), tuple(columns))


def families(table: Table) -> dict[str, list[str]]:
    """Metric slugs of a table by family, each in display order."""
    found: dict[str, list[str]] = {"public": [], "occupancy": [], "leases": [], "tax": [], "yield": [], "upgrade": []}
    for slug, column in table.columns.items():
        found[family(column.metric)].append(slug)
    return {name: slugs for name, slugs in found.items() if slugs}


def order_by(table: Table, slug: str) -> NDArray[np.intp]:
    """Positions by a shown figure, largest first; unknown ones after them and hidden ones last, each by code."""
    codes = np.array([str(code) for code in table.codes], dtype=object)
    if slug not in table.columns:
        return np.argsort(codes, kind="stable")
    column = table.columns[slug]
    rank = np.where(column.states == State.SHOWN, 0, np.where(column.states == State.HIDDEN, 2, 1))
    values = np.where(rank == 0, np.nan_to_num(column.values.astype(np.float64)), 0.0)
    by_code = np.argsort(codes, kind="stable")
    by_value = by_code[np.argsort(-values[by_code], kind="stable")]
    return by_value[np.argsort(rank[by_value], kind="stable")]
