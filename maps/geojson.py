"""GeoJSON (RFC 7946, WGS 84 whatever the tiles) of buildings with figures, zones, roads and the district."""

import json
from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import shapely

from buildings import geofiles
from buildings.disclosure import plain
from buildings.disclosure.figures import Figures
from buildings.settings import Settings, settings

Json = Mapping[str, object]
DECIMALS: Final = 6  # of a degree: 0.1 m
OWN: Final = ("source", "source_url", "datum", "accuracy_m", "schematic", "licence")  # provenance that travels along


def buildings(figures: Figures) -> bytes:
    """Buildings as points (geometry null when the place is unknown) with all their figures."""
    table, places = figures.tables["building"], figures.places
    features = []
    for row, (lon, lat) in enumerate(zip(places.lon.tolist(), places.lat.tolist(), strict=True)):
        about = {"code": table.codes[row], "name": table.names[row], **plain.facts(table, row)}
        about |= {
            "accuracy_m": _or_none(places.accuracy_m[row]),
            "zones": places.zone_code[places.member[:, row]].tolist(),
            "zones_uncertain": places.zone_code[places.uncertain[:, row]].tolist(),
            "figures": {slug: plain.figure(column, row) for slug, column in table.columns.items()},
        }
        point = None if np.isnan(lon) or np.isnan(lat) else {"type": "Point", "coordinates": [lon, lat]}
        features.append({"type": "Feature", "id": table.codes[row], "properties": about, "geometry": point})
    return _collection(features, plain.imprint(figures))


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
            about["figures"] = {slug: plain.figure(column, rows[code]) for slug, column in table.columns.items()}
        shape = shapely.from_wkb(places.zone_shape[index])
        features.append({"type": "Feature", "id": code, "properties": about, "geometry": _geometry(shape)})
    return _collection(features, plain.imprint(figures))


def roads() -> bytes:
    """Main roads with their provenance."""
    return _sourced(geofiles.named("roads"))


def district(setting: Settings | None = None) -> bytes:
    """The district's outline with its provenance."""
    return _sourced(geofiles.read((setting or settings()).district_file))


def _sourced(found: Iterable[geofiles.Feature]) -> bytes:
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


def _or_none(number: float) -> float | None:
    return float(number) if np.isfinite(number) else None


def _geometry(shape: shapely.Geometry) -> object:
    found: object = json.loads(shapely.to_geojson(shapely.transform(shape, lambda at: np.round(at, DECIMALS))))
    return found


def _collection(features: list[dict[str, object]], about: Json) -> bytes:
    document = {"type": "FeatureCollection", **about, "features": features}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
