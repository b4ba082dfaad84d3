"""GeoJSON (RFC 7946, WGS 84 whatever the tiles) of buildings with figures, zones, roads and the district."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Final

import numpy as np
import shapely

from buildings import geofiles
from buildings.disclosure.figures import Column, Figures, State, Table
from buildings.metrics.metric import Unit
from buildings.quantities import format_month
from buildings.settings import Settings, settings

Json = Mapping[str, object]
DECIMALS: Final = 6  # of a degree: 0.1 m
DM2_PER_M2: Final = 100
STATES: Final = {State.UNKNOWN: "unknown", State.HIDDEN: "suppressed", State.NOT_APPLICABLE: "not_applicable"}
OWN: Final = ("source", "source_url", "datum", "accuracy_m", "schematic", "licence")  # provenance that travels along


def buildings(figures: Figures, metrics: Collection[str] | None = None) -> bytes:
    """Buildings as points (geometry null when the place is unknown), each metric with value, unit and state.

    ``metrics`` keeps the named ones only; those the audience does not hold are simply not there.
    """
    table, places = figures.tables["building"], figures.places
    columns = {slug: column for slug, column in table.columns.items() if metrics is None or slug in metrics}
    features = []
    for row, (lon, lat) in enumerate(zip(places.lon.tolist(), places.lat.tolist(), strict=True)):
        about = {"code": table.codes[row], "name": table.names[row], **_facts(table, row)}
        about |= {
            "accuracy_m": _or_none(places.accuracy_m[row]),
            "zones": places.zone_code[places.member[:, row]].tolist(),
            "zones_uncertain": places.zone_code[places.uncertain[:, row]].tolist(),
            "figures": {slug: cell(column, row) for slug, column in columns.items()},
        }
        point = None if np.isnan(lon) or np.isnan(lat) else {"type": "Point", "coordinates": [lon, lat]}
        features.append({"type": "Feature", "id": table.codes[row], "properties": about, "geometry": point})
    return _collection(features, _head(figures))


def cell(column: Column, row: int) -> Json:
    """One figure: value null and the state named unless it is shown; money in fen, areas in m²."""
    state, unit = column.state(row), column.metric.unit
    value = column.value(row)
    area = unit is Unit.DM2
    if value is not None and area:
        value = value / DM2_PER_M2
    found: dict[str, object] = {"value": value, "unit": "m2" if area else unit.value}
    if state is not State.SHOWN:
        found["state"] = STATES[state]
    if state is State.HIDDEN:
        return found | {"suppressed": True}
    beside = {"coverage": column.coverage, "low": column.low, "high": column.high}
    found |= {name: _or_none(numbers[row]) for name, numbers in beside.items() if numbers is not None}
    if column.months is not None:
        found["months"] = int(column.months[row])
    if column.estimated is not None and column.estimated[row]:
        found["estimated"] = True
    return found


def zones(figures: Figures) -> bytes:
    """Zones of the layout with the figures of their row; ``schematic`` says whether a shape is 示意."""
    places, table = figures.places, figures.tables.get("zone")
    rows = {} if table is None else {code: row for row, code in enumerate(table.codes)}
    features = []
    for index, code in enumerate(places.zone_code):
        about: dict[str, object] = {
            "code": code,
            "name": places.zone_name[index],
            "name_en": places.zone_name_en[index],
            "kind": places.zone_kind[index],
            "schematic": bool(places.zone_schematic[index]),
            "buildings": int(places.member[index].sum()),
        }
        if table is not None and code in rows:
            about["figures"] = {slug: cell(column, rows[code]) for slug, column in table.columns.items()}
        shape = shapely.from_wkb(places.zone_shape[index])
        features.append({"type": "Feature", "id": code, "properties": about, "geometry": _geometry(shape)})
    return _collection(features, _head(figures))


def roads() -> bytes:
    """Main roads with their provenance."""
    return _plain(geofiles.named("roads"))


def district(setting: Settings | None = None) -> bytes:
    """The district's outline with its provenance."""
    return _plain(geofiles.read((setting or settings()).district_file))


def _plain(found: Iterable[geofiles.Feature]) -> bytes:
    keep = ("id", "name", "name_en", *OWN)
    features = [
        {
            "type": "Feature",
            "id": one.text("id"),
            "properties": {name: one.properties[name] for name in keep if name in one.properties},
            "geometry": _geometry(one.geometry),
        }
        for one in found
    ]
    return _collection(features, {})


def _head(figures: Figures) -> Json:
    return {
        "month": format_month(figures.month),
        "audience": figures.audience.slug,
        "origin": figures.origin,
        "demonstration": figures.demonstration,
        "closed": figures.closed,
        "data_date": figures.data_date,
    }


def _facts(table: Table, row: int) -> Json:
    return {name: _fact(values[row]) for name, values in table.attributes.items()}


def _fact(value: object) -> object:
    if isinstance(value, np.generic):
        value = value.item()
    return list(value) if isinstance(value, tuple) else value


def _or_none(number: float) -> float | None:
    return float(number) if np.isfinite(number) else None


def _geometry(shape: shapely.Geometry) -> object:
    found: object = json.loads(shapely.to_geojson(shapely.transform(shape, lambda at: np.round(at, DECIMALS))))
    return found


def _collection(features: list[dict[str, object]], about: Json) -> bytes:
    document = {"type": "FeatureCollection", **about, "features": features}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
