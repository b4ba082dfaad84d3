"""Map datums against an independent library."""

import geocoordinates_ffi as oracle
import numpy as np
import pytest

from buildings import datum
from buildings.errors import InvalidValue

RANDOM = np.random.default_rng(1)
LON, LAT = RANDOM.uniform(73.6, 135, 300), RANDOM.uniform(18, 53, 300)
FUZHOU = (119.296, 26.082)


def test_forward_shifts_equal_the_oracle() -> None:
    for lon, lat in zip(LON, LAT, strict=True):
        expected = oracle.wgs84_to_gcj02(oracle.Wgs84(lat=lat, lon=lon))
        east, north = datum.to_gcj02(lon, lat)
        assert (east, north) == pytest.approx((expected.lon, expected.lat), abs=1e-11)
        beyond = oracle.gcj02_to_bd09(expected)
        assert datum.gcj02_to_bd09(east, north) == pytest.approx((beyond.lon, beyond.lat), abs=1e-11)


def test_the_way_back_ends_where_it_began() -> None:
    gcj = datum.to_gcj02(LON, LAT)
    bd = datum.gcj02_to_bd09(*gcj)
    for shifted, name in ((gcj, "gcj02"), (bd, "bd09"), ((LON, LAT), "wgs84"), ((LON, LAT), "cgcs2000")):
        lon, lat = datum.to_wgs84(*shifted, name)
        assert max(np.abs(lon - LON).max(), np.abs(lat - LAT).max()) < 1e-9


def test_the_shifts_here_are_as_large_as_said() -> None:
    metres = np.array([111_320 * np.cos(np.radians(FUZHOU[1])), 110_800])
    gcj = datum.to_gcj02(*FUZHOU)
    bd = datum.gcj02_to_bd09(*gcj)
    off = [np.hypot(*((np.array(place) - FUZHOU) * metres)) for place in (gcj, bd)]
    assert 400 < off[0] < 800
    assert 900 < off[1] < 1500


def test_outside_the_rectangle_nothing_moves_and_unknown_stays_unknown() -> None:
    assert [float(value) for value in datum.to_gcj02(2.35, 48.85)] == [2.35, 48.85]
    lon, lat = datum.to_wgs84(np.array([np.nan, FUZHOU[0]]), np.array([np.nan, FUZHOU[1]]), "gcj02")
    assert np.isnan(lon[0])
    assert np.isfinite(lat[1])


def test_a_datum_nobody_knows_is_refused() -> None:
    with pytest.raises(InvalidValue):
        datum.to_wgs84(*FUZHOU, "beijing54")
