"""Where demonstration buildings stand: points in the real outline, thick along the core, the belts and the clusters."""

import math
from dataclasses import dataclass
from functools import cache
from typing import Final

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from buildings import geofiles
from buildings.demo.draws import Chance

_METRES_PER_DEGREE: Final = (100_000.0, 110_800.0)  # east and north, at 26° N; good enough to place something
_ZONE_SHARES: Final = (  # where 272 buildings may believably stand
    ("core", 0.22),
    ("belt_east", 0.30),
    ("belt_west", 0.18),
    ("cluster_core", 0.12),
    ("cluster_north", 0.11),
    ("cluster_south", 0.07),
)
_DECIMALS: Final = 6
_APART_M: Final = 35.0
_INSIDE_DEGREES: Final = 0.002


@dataclass(frozen=True)
class Subdistrict:
    """A sub-district's representative point and how far it reaches."""

    code: str
    lon: float
    lat: float
    reach_m: float


@cache
def zones() -> dict[str, BaseGeometry]:
    """Schematic zones by code, WGS 84."""
    return {feature.text("id"): feature.geometry for feature in geofiles.named("zones")}


@cache
def district() -> BaseGeometry:
    """Outline of the district, WGS 84."""
    return geofiles.named("district")[0].geometry


@cache
def subdistricts() -> tuple[Subdistrict, ...]:
    """Representative points of the sub-districts."""
    found = []
    for feature in geofiles.named("subdistricts"):
        lon, lat = shapely.get_coordinates(feature.geometry)[0].tolist()
        found.append(Subdistrict(feature.text("code"), lon, lat, float(feature.text("accuracy_m"))))
    return tuple(found)


def metres(lon: float, lat: float, to_lon: float, to_lat: float) -> float:
    """Distance in metres, flat."""
    east, north = _METRES_PER_DEGREE
    return math.hypot((lon - to_lon) * east, (lat - to_lat) * north)


def likely_subdistricts(lon: float, lat: float) -> list[str]:
    """Codes of sub-districts, the likeliest first; only a help to invent the record."""
    near = sorted(subdistricts(), key=lambda one: metres(lon, lat, one.lon, one.lat) / (one.reach_m + 1_200))
    return [one.code for one in near]


def within(zone: BaseGeometry, chance: Chance) -> tuple[float, float]:
    """A point inside both a zone and the district, rounded as a register would keep it."""
    west, south, east, north = zone.bounds
    while True:
        lon = round(chance.between(west, east), _DECIMALS)
        lat = round(chance.between(south, north), _DECIMALS)
        if shapely.contains_xy(zone, lon, lat) and shapely.contains_xy(district(), lon, lat):
            return lon, lat


def scatter(count: int, chance: Chance) -> list[tuple[float, float, str]]:
    """Points (lon, lat, zone they were drawn for), no two of them nearly on top of each other."""
    codes, shares = zip(*_ZONE_SHARES, strict=True)
    found: list[tuple[float, float, str]] = []
    while len(found) < count:
        code = chance.choices(codes, shares)[0]
        lon, lat = within(zones()[code], chance)
        if all(metres(lon, lat, other[0], other[1]) > _APART_M for other in found):
            found.append((lon, lat, code))
    return found


def on_an_edge(chance: Chance) -> tuple[float, float]:
    """A corner that two clusters of one non-overlapping group share exactly, well inside the district."""
    first, second = (
        _corners(zones()[code]) for code in ("cluster_core", chance.choice(("cluster_north", "cluster_south")))
    )
    edge = district().boundary
    return chance.choice(sorted(at for at in first & second if edge.distance(Point(at)) > _INSIDE_DEGREES))


def _corners(zone: BaseGeometry) -> set[tuple[float, float]]:
    return {(float(lon), float(lat)) for lon, lat in shapely.get_coordinates(zone)}


def near_an_edge(chance: Chance) -> tuple[float, float]:
    """A point some eight metres off the core's edge: nearer than its accuracy."""
    edge = zones()["core"].boundary
    while True:
        on_edge = edge.interpolate(chance.random(), normalized=True)
        lon, lat = round(on_edge.x + 0.00006, _DECIMALS), round(on_edge.y + 0.00005, _DECIMALS)
        if shapely.contains_xy(district(), lon, lat):
            return lon, lat


def far_from_core(lon: float, lat: float) -> bool:
    """Whether a point lies clearly outside the core zone."""
    return bool(zones()["core"].distance(Point(lon, lat)) > _INSIDE_DEGREES)


def in_overlap(lon: float, lat: float) -> bool:
    """Whether a point lies in zones of different groups besides its cluster."""
    held = [code for code, zone in zones().items() if shapely.contains_xy(zone, lon, lat)]
    return sum(not code.startswith("cluster") for code in held) > 1
