"""Outlines of an office's own making: other formats and coordinate systems, and files that will not do."""

from pathlib import Path

import geopandas
import pytest
import shapely

from buildings import geofiles
from buildings.errors import Misconfigured


@pytest.mark.parametrize("name", ["outline.gpkg", "outline.shp"])
def test_an_outline_in_metres_comes_back_in_degrees(tmp_path: Path, name: str) -> None:
    district = geofiles.named("district")[0]
    frame = geopandas.GeoDataFrame({"name": ["鼓楼区"]}, geometry=[district.geometry], crs=4326).to_crs(4549)
    frame.to_file(tmp_path / name, encoding="utf-8")
    (found,) = geofiles.read(tmp_path / name)
    assert found.text("name") == "鼓楼区"
    assert shapely.hausdorff_distance(found.geometry, district.geometry) < 1e-7


def test_an_outline_without_coordinate_system_is_refused(tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame({"name": ["x"]}, geometry=[shapely.Point(39_500_000, 2_880_000)])
    with pytest.warns(UserWarning, match="crs"):
        frame.to_file(tmp_path / "outline.gpkg")
    with pytest.raises(Misconfigured, match="geo_file_without_crs"):
        geofiles.read(tmp_path / "outline.gpkg")


def test_an_outline_in_several_parts_is_one_district(tmp_path: Path) -> None:
    parts = [shapely.box(119, 26, 120, 27), shapely.box(120, 26, 121, 28)]
    geopandas.GeoDataFrame({"name": ["东", "西"]}, geometry=parts, crs=4326).to_file(tmp_path / "outline.geojson")
    district = geofiles.district(tmp_path / "outline.geojson")
    assert list(district.bounds) == [119, 26, 121, 28]
    assert shapely.area(district) == 3


@pytest.mark.parametrize("name", ["missing.geojson", "broken.geojson", "broken.shp", "missing.gpkg"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    if name.startswith("broken"):
        (tmp_path / name).write_text("{", "utf-8")
    with pytest.raises(Misconfigured, match=name):
        geofiles.read(tmp_path / name)
