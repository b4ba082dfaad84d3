"""The district's public geometry: files of ``data/geo``, EPSG:4326, and where their labels go."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import shapely
from shapely.geometry import LineString, Point, shape
from shapely.geometry.base import BaseGeometry

from buildings.errors import Misconfigured
from buildings.settings import DATA

LABEL_REACH = 0.12  # share of a line's length over which its direction at the label is taken
SLIM = 2.5  # height over width of a place whose name goes beside it
LABEL_TOLERANCE = 2e-4  # degrees, about 20 m: a label need not sit more exactly


@dataclass(frozen=True)
class Feature:
    """One feature of a file."""

    properties: Mapping[str, object]
    geometry: BaseGeometry

    def text(self, name: str) -> str:
        """A property as text, empty when missing."""
        value = self.properties.get(name)
        return "" if value is None else str(value)


@cache
def read(path: Path) -> tuple[Feature, ...]:
    """Features of a GeoJSON file; Misconfigured when it cannot be read as one."""
    try:
        features = json.loads(path.read_text("utf-8"))["features"]
        return tuple(Feature(one["properties"] or {}, shape(one["geometry"])) for one in features)
    except (OSError, ValueError, KeyError, TypeError, shapely.errors.ShapelyError) as error:
        raise Misconfigured("geo_file_unreadable", file=path.name, reason=type(error).__name__) from error


def named(name: str) -> tuple[Feature, ...]:
    """Features of a file of ``data/geo`` by its bare name."""
    return read(DATA / "geo" / f"{name}.geojson")


def on_line(line: LineString) -> tuple[Point, float]:
    """Where a line's name goes and the line's direction there in degrees, −90 … 90, anticlockwise from east."""
    at, ends = 0.5, (0.5 - LABEL_REACH, 0.5 + LABEL_REACH)
    first, last = (line.interpolate(share, normalized=True) for share in ends)
    rise = last.y - first.y
    run = (last.x - first.x) * math.cos(math.radians(first.y))
    angle = math.degrees(math.atan2(rise, run))
    return line.interpolate(at, normalized=True), (angle + 90) % 180 - 90


@cache
def inside(shape_wkb: bytes, cover_wkb: bytes) -> tuple[Point, bool]:
    """The roomiest place of a shape where no covering shape lies, and whether it is slim and tall.

    Of the whole shape when nearly all of it is covered. A slim one is full of its buildings: the place is on its
    eastern edge, and the name runs down beside it.
    """
    whole, cover = shapely.from_wkb(shape_wkb), shapely.from_wkb(cover_wkb)
    free = whole.difference(cover)
    room = whole if free.is_empty or free.area < whole.area / 20 else free
    largest = max(shapely.get_parts(room), key=lambda part: float(part.area))
    west, south, east, north = largest.bounds
    slim = north - south > SLIM * (east - west) * math.cos(math.radians(south))
    middle = Point(shapely.maximum_inscribed_circle(largest, LABEL_TOLERANCE).coords[0])
    if slim:
        across = largest.intersection(LineString([(west, middle.y), (east, middle.y)]))
        middle = Point(across.bounds[2], middle.y)
    return middle, slim
