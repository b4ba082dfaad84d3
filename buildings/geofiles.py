"""Features of geographic files, EPSG:4326: GeoJSON at once, any other format GDAL knows through geopandas."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from buildings.errors import Misconfigured
from buildings.settings import DATA

WGS84 = 4326


@dataclass(frozen=True)
class Feature:
    """One feature of a file, its geometry in EPSG:4326."""

    properties: Mapping[str, object]
    geometry: BaseGeometry

    def text(self, name: str) -> str:
        """A property as text, empty when missing."""
        value = self.properties.get(name)
        return "" if value is None else str(value)


@cache
def read(path: Path) -> tuple[Feature, ...]:
    """Features of a file in its order; Misconfigured when it cannot be read or does not say its coordinate system.

    GeoJSON is EPSG:4326 by its standard. A shapefile or GeoPackage in another system, such as CGCS2000 / 3-degree
    Gauss-Kruger, is brought to EPSG:4326.
    """
    if path.suffix.lower() not in {".geojson", ".json"}:
        return _by_gdal(path)
    try:
        features = json.loads(path.read_text("utf-8"))["features"]
        return tuple(Feature(one["properties"] or {}, shape(one["geometry"])) for one in features)
    except (OSError, ValueError, KeyError, TypeError, shapely.errors.ShapelyError) as error:
        raise Misconfigured("geo_file_unreadable", file=path.name, reason=type(error).__name__) from error


@cache
def district(path: Path) -> BaseGeometry:
    """The district of a file as one shape, EPSG:4326: all its features together."""
    return shapely.union_all([feature.geometry for feature in read(path)])


def named(name: str) -> tuple[Feature, ...]:
    """Features of a file of ``data/geo`` by its bare name."""
    return read(DATA / "geo" / f"{name}.geojson")


def _by_gdal(path: Path) -> tuple[Feature, ...]:
    import geopandas  # noqa: PLC0415 - half a second, and only an office's own outline needs it
    from pyogrio.errors import DataSourceError  # noqa: PLC0415

    try:
        frame = geopandas.read_file(path)
    except (DataSourceError, OSError, ValueError) as error:
        raise Misconfigured("geo_file_unreadable", file=path.name, reason=type(error).__name__) from error
    if getattr(frame, "crs", None) is None:  # a table without geometry has no such thing
        raise Misconfigured("geo_file_without_crs", file=path.name)
    frame = frame[frame.geometry.notna()].to_crs(WGS84)
    rows = frame.drop(columns=frame.geometry.name).to_dict("records")
    return tuple(
        Feature({str(name): value for name, value in row.items()}, geometry)
        for row, geometry in zip(rows, frame.geometry, strict=True)
    )
