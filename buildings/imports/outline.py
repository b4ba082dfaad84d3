"""The outline of the district: how far outside of it a place lies, and pairs of degrees the wrong way round."""

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from buildings import geofiles, parameters
from buildings.register.memberships import metric
from buildings.settings import settings

_FURTHEST: Final = 20_037_508.0  # metres, half round the earth: the projection ends or runs wild far from here
_NEARBY: Final = 1.0  # degree; as near as a place of this district may be when its degrees are slips of the pen


@cache
def _in_metres(path: Path) -> BaseGeometry:
    """The district in metres (EPSG:4549)."""
    return metric(geofiles.district(path))


def metres_outside(point: BaseGeometry) -> float:
    """How far a point (EPSG:4326) lies outside the district; 0 within."""
    district = _in_metres(settings().district_file)
    spot = metric(point)
    if not np.isfinite(shapely.get_coordinates(spot)).all():
        return _FURTHEST
    return min(float(shapely.distance(spot, district)), _FURTHEST)


def too_far(metres: float, day: dt.date) -> int | None:
    """The kilometres outside the district beyond which a place is a slip on a day, when these are more; else None."""
    limit = int(parameters.resolve("imports.furthest_km", day).value)
    return limit if metres > limit * 1_000 else None


def extent() -> dict[str, str]:
    """Where the district lies, in degrees with two decimals, as sentences say it."""
    edges = geofiles.district(settings().district_file).bounds
    return {side: f"{edge:.2f}" for side, edge in zip(("west", "south", "east", "north"), edges, strict=True)}


def swapped(lon: float, lat: float) -> bool:
    """Whether the pair is of elsewhere, and of this district the other way round."""
    district = geofiles.district(settings().district_file)
    as_said, other = (float(shapely.distance(shapely.Point(*pair), district)) for pair in ((lon, lat), (lat, lon)))
    return other <= _NEARBY < as_said
