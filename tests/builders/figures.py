"""Disclosed figures out of thin air, complete in shape, for everything that draws them."""

import json
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from buildings.audience import PROMOTER, Audience, Role
from buildings.disclosure.figures import Column, Figures, Places, Sheet, State, Table
from buildings.disclosure.sheets import SHAPES
from buildings.kinds import Derives
from buildings.metrics.catalogue import METRICS
from buildings.metrics.metric import WHOLE, Metric, Unit, Window
from buildings.portfolio import Texts
from buildings.quantities import parse_month
from buildings.settings import DATA
from buildings.words import labels

MONTH = parse_month("2026-10")
KINDS = {"core": "core", "belt": "belt", "cluster": "cluster"}
BOUNDS: dict[Unit, tuple[float, float]] = {
    Unit.FEN: (-1e7, 4e10),
    Unit.DM2: (0, 5e6),
    Unit.COUNT: (0, 120),
    Unit.RATIO: (0, 1),
    Unit.POINTS: (-0.2, 0.2),
    Unit.CHANGE: (-0.5, 0.8),
    Unit.YUAN_PER_M2: (50, 6000),
    Unit.YUAN_PER_M2_MONTH: (40, 160),
    Unit.YEARS: (0.2, 5),
    Unit.STAR: (1, 5),
    Unit.VERDICT: (0, 2),
}


@cache
def _shapes(name: str) -> tuple[tuple[dict[str, Any], shapely.Geometry], ...]:
    document = json.loads((DATA / "geo" / f"{name}.geojson").read_text("utf-8"))
    return tuple((feature["properties"], shape(feature["geometry"])) for feature in document["features"])


def texts(values: list[Any]) -> Texts:
    """An object array, also of tuples."""
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def make_column(metric: Metric, rows: int, rng: np.random.Generator, hide: bool) -> Column:
    """A column with shown, unknown, hidden (tax below a tax officer) and not applicable cells."""
    low, high = BOUNDS[metric.unit]
    chances = [0.8, 0.08, 0.08 if hide and metric.derives_from is Derives.TAX else 0.0, 0.04]
    states = rng.choice(4, size=rows, p=np.array(chances) / sum(chances)).astype(np.uint8)
    drawn = rng.uniform(low, high, rows)
    shown = states == State.SHOWN
    if metric.unit in WHOLE:
        values: Any = np.where(shown, drawn.astype(np.int64), 0)
    else:
        values = np.where(shown, np.round(drawn) if metric.unit in {Unit.STAR, Unit.VERDICT} else drawn, np.nan)
    extra: dict[str, Any] = {}
    if metric.derives_from is Derives.TAX and metric.window in {Window.YTD, Window.ROLLING_12, Window.YEAR}:
        extra["months"] = np.where(shown, rng.integers(9, 13, rows), 0)
    if metric.unit is Unit.YUAN_PER_M2:
        extra["coverage"] = np.where(shown, rng.uniform(0.3, 1, rows), np.nan)
    if metric.slug in {"occupancy_rate", "vacancy_rate"}:
        unknown = states == State.UNKNOWN
        extra["low"], extra["high"] = np.where(unknown, 0.4, np.nan), np.where(unknown, 0.9, np.nan)
    if metric.slug.startswith("retained"):
        extra["estimated"] = shown & (np.arange(rows) % 2 == 0)
    return Column(metric, values, states, **extra)


def make_table(
    level: str,
    codes: list[str],
    names: list[str],
    rng: np.random.Generator,
    hide: bool,
    **attributes: Any,  # noqa: ANN401 - arrays by name
) -> Table:
    """A table with every metric of its level."""
    rows = len(codes)
    columns = {
        slug: make_column(metric, rows, rng, hide and level != "district")
        for slug, metric in METRICS.items()
        if level in metric.levels
    }
    beside = {} if level == "building" else {slug: rng.integers(1, 40, rows) for slug in columns}
    left_out = {} if level == "building" else {slug: rng.integers(0, 3, rows) for slug in columns}
    return Table(level, texts(list(codes)), texts(list(names)), columns, attributes, beside, left_out)


def _places(count: int, rng: np.random.Generator) -> Places:
    zones = _shapes("zones")
    district = _shapes("district")[0][1]
    west, south, east, north = shapely.bounds(district)
    points: list[tuple[float, float]] = []
    while len(points) < count:
        lon, lat = float(rng.uniform(west, east)), float(rng.uniform(south, north))
        if shapely.contains_xy(district, lon, lat):
            points.append((round(lon, 6), round(lat, 6)))
    nowhere = np.arange(count) % 7 == 6
    lons, lats = np.where(nowhere, np.nan, np.array(points, dtype=np.float64).reshape(-1, 2).T)
    member = np.array([shapely.contains_xy(area, lons, lats) for _, area in zones]) & ~nowhere
    first = np.where(member.any(axis=0), member.argmax(axis=0), -1)
    return Places(
        lon=lons,
        lat=lats,
        accuracy_m=np.where(nowhere, np.nan, 60.0),
        footprint=texts([None] * count),
        zone_code=texts([about["id"] for about, _ in zones]),
        zone_name=texts([about["name"] for about, _ in zones]),
        zone_name_en=texts([about["id"].replace("_", " ") for about, _ in zones]),
        zone_kind=texts([KINDS[about["id"].split("_")[0]] for about, _ in zones]),
        zone_shape=texts([shapely.to_wkb(area) for _, area in zones]),
        zone_schematic=np.ones(len(zones), dtype=bool),
        member=member,
        uncertain=np.zeros_like(member),
        primary=np.where(nowhere, -2, first).astype(np.int64),
    )


def _attributes(count: int, rng: np.random.Generator) -> dict[str, Any]:
    def some(*values: str | None) -> Texts:
        return texts([values[index] for index in rng.integers(0, len(values), count)])

    return {
        "subdistrict": some(*(about["code"] for about, _ in _shapes("subdistricts")), None),
        "use": some("office", "mixed_use", None),
        "status": some("in_operation", "in_operation", "under_renovation", None),
        "policy_type": some("model", "upgrade", None),
        "specialty": some("finance", "none", None),
        "policy_type_since": some("2026-03-01", None),
        "specialty_since": some("2025-03-01", None),
        "star": some("5", "4", "3", None),
        "star_valid_until": some("2027-12-31", None),
        "star_scheme": some("star@register", "star@gulou-proposed-2026", None),
        "address": some("示范路1号", "示范路2号", None),
        "aliases": texts([("又名示范",) if index % 4 == 0 else () for index in range(count)]),
        "completed_earliest": some("2009-10-01", "2015-01-01", None),
        "completed_latest": some("2009-10-31", "2015-12-31", None),
        "in_scope": rng.random(count) < 0.9,
        "scope_unknown": np.zeros(count, dtype=bool),
        "room_register": rng.random(count) < 0.9,
    }


def _cell(header: str, unit: str, row: int, rng: np.random.Generator, hide: bool) -> object:
    words: dict[str, list[Any]] = {
        "row": [*labels("sheet_row")],
        "reason": [*labels("unattributed")],
        "gap": ["office_area_unknown", "place_unknown"],
        "window": ["year", "rolling_12"],
        "uncertain": ["yes", "no"],
        "measure": ["total", "retained"],
        "registration": ["yes", "no", "unknown"],
        "column": ["增值税", "企业所得税"],
        "primary": ["大东街口核心发展区"],
        "zones": [("大东街口核心发展区", "东部现代服务业集聚带")],
        "basis": [("point", "recorded")],
        "spoils": [("tax_yield", "yield_gross")],
        "code": [f"SF-{row + 1:04d}"],
        "name": [f"示范楼{row + 1}"],
    }
    if unit != "text":
        return State.HIDDEN if hide and row == 1 else int(rng.integers(1, 10**9 if unit == "fen" else 10**4))
    choices: list[object] = list(words.get(header, [*labels("tier")]))
    return choices[row % len(choices)]


def make_sheet(slug: str, rng: np.random.Generator, rows: int = 3, hide: bool = True) -> Sheet:
    """A sheet of the declared shape with one hidden row where it may be."""
    about = SHAPES[slug]
    hides = hide and about.derives_from is Derives.TAX
    if hides and about.enterprise:
        return Sheet(slug, about.headers, about.units, (), hidden=True)
    body = tuple(
        tuple(_cell(header, unit, row, rng, hides) for header, unit in about.columns.items()) for row in range(rows)
    )
    return Sheet(slug, about.headers, about.units, body)


def make_figures(
    buildings: int = 12,
    month: int = MONTH,
    audience: Audience = PROMOTER,
    origin: str = "demonstration",
    seed: int = 0,
    **changes: Any,  # noqa: ANN401 - fields of Figures
) -> Figures:
    """Synthetic figures of all levels, metrics and sheets; the same seed gives the same figures."""
    rng = np.random.default_rng(seed)
    hide = not audience.has(Role.TAX_OFFICER)
    places = _places(buildings, rng)
    codes = [f"SF-{index + 1:04d}" for index in range(buildings)]
    subdistricts = [(about["code"], about["name"]) for about, _ in _shapes("subdistricts")] + [("?", "街镇不明")]
    sections = labels("industry_section")
    tables = {
        "building": make_table(
            "building", codes, [f"示范楼{code}" for code in codes], rng, hide, **_attributes(buildings, rng)
        ),
        "zone": make_table("zone", list(places.zone_code), list(places.zone_name), rng, hide),
        "subdistrict": make_table(
            "subdistrict", [code for code, _ in subdistricts], [name for _, name in subdistricts], rng, hide
        ),
        "industry": make_table("industry", list(sections), list(sections.values()), rng, hide),
        "district": make_table("district", ["350102"], ["鼓楼区"], rng, hide),
    }
    sheets = {slug: make_sheet(slug, rng, hide=hide) for slug in SHAPES}
    figures = Figures(audience, month, origin, False, "2026-11-20T08:00:00+00:00", tables, sheets, places)
    return replace(figures, **changes)
