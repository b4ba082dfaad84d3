"""Map datums: GCJ-02 and BD-09 to and from WGS 84 (CGCS2000 equals it within our accuracy). Arrays of degrees."""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from buildings.errors import InvalidValue

Degrees = NDArray[np.float64]
Pair = tuple[Degrees, Degrees]

_A: Final = 6_378_245.0  # Krasovsky 1940, as the published shift uses it
_EE: Final = 0.00669342162296594323
_BD: Final = np.pi * 3000 / 180
_STEP: Final = 1e-10
_ROUNDS: Final = 12
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271


class Datum(StrEnum):
    """What a longitude and latitude were measured in."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def _pair(lon: ArrayLike, lat: ArrayLike) -> Pair:
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


def _shift(lon: Degrees, lat: Degrees) -> Pair:
    """Degrees that GCJ-02 lies east and north of WGS 84; 0 outside its rectangle."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    wave = 20 * np.sin(6 * x * np.pi) + 20 * np.sin(2 * x * np.pi)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (wave + 20 * np.sin(y * np.pi) + 40 * np.sin(y / 3 * np.pi)) * 2 / 3
    north += (160 * np.sin(y / 12 * np.pi) + 320 * np.sin(y * np.pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (wave + 20 * np.sin(x * np.pi) + 40 * np.sin(x / 3 * np.pi)) * 2 / 3
    east += (150 * np.sin(x / 12 * np.pi) + 300 * np.sin(x / 30 * np.pi)) * 2 / 3
    phi = np.radians(lat)
    magic = 1 - _EE * np.sin(phi) ** 2
    metres_north = np.radians(_A * (1 - _EE) / (magic * np.sqrt(magic)))
    metres_east = np.radians(_A / np.sqrt(magic) * np.cos(phi))
    inside = (lon >= _WEST) & (lon <= _EAST) & (lat >= _SOUTH) & (lat <= _NORTH)
    return np.where(inside, east / metres_east, 0.0), np.where(inside, north / metres_north, 0.0)


def to_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """GCJ-02 of WGS 84, by the published shift."""
    x, y = _pair(lon, lat)
    east, north = _shift(x, y)
    return x + east, y + north


def gcj02_to_bd09(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """BD-09 of GCJ-02, by the published spiral."""
    x, y = _pair(lon, lat)
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _BD)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _BD)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def _inverse(forward: Callable[[ArrayLike, ArrayLike], Pair], lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Fixed point of what ``forward`` adds; both shifts change slowly, so five or six rounds do."""
    target = _pair(lon, lat)
    x, y = target
    for _ in range(_ROUNDS):
        there = forward(x, y)
        step_x, step_y = target[0] - there[0], target[1] - there[1]
        x, y = x + step_x, y + step_y
        if not np.any((np.abs(step_x) >= _STEP) | (np.abs(step_y) >= _STEP)):  # NaN, not known, stays NaN
            return x, y
    raise InvalidValue("no_such_place", lon=float(np.ravel(target[0])[0]), lat=float(np.ravel(target[1])[0]))


def gcj02_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """WGS 84 of GCJ-02; InvalidValue where it does not settle."""
    return _inverse(to_gcj02, lon, lat)


def bd09_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """GCJ-02 of BD-09."""
    return _inverse(gcj02_to_bd09, lon, lat)


def to_wgs84(lon: ArrayLike, lat: ArrayLike, datum: str) -> Pair:
    """WGS 84 degrees of points of a declared datum.

    Raises
    ------
    InvalidValue
        For an unknown datum, or a place no point of the datum can stand for.
    """
    match datum:
        case Datum.WGS84 | Datum.CGCS2000:
            return _pair(lon, lat)
        case Datum.GCJ02:
            return gcj02_to_wgs84(lon, lat)
        case Datum.BD09:
            return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))
    raise InvalidValue("unknown_datum", value=datum)
