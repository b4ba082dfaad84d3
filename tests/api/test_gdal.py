"""GDAL's own driver reads the collections over HTTP: what QGIS and every map program that stands on it will see."""

import csv
import io
import json
import os
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.house import House
from buildings.audience import Role
from tests.builders.accounts import key_of
from tests.builders.edge import BUILDINGS, LOCAL, opened
from tests.fixtures.browser import Serve
from tests.fixtures.missing import give_up

pytestmark = [pytest.mark.usefixtures("configure"), pytest.mark.gdal]


@pytest.fixture(scope="module", autouse=True)
def _programs() -> None:
    if shutil.which("ogrinfo") is None or shutil.which("ogr2ogr") is None:
        give_up("GDAL's programs are missing: ./louyu setup dev (as root) installs gdal-bin")


def gdal(program: str, *arguments: str, **settings: str) -> str:
    """What a program of GDAL said; it warns of nothing."""
    known = {name: value for name, value in os.environ.items() if not name.startswith(("GDAL", "OGR", "CPL"))}
    done = subprocess.run(
        [program, *arguments], env=known | settings, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def rows(address: str, name: str, *arguments: str, **settings: str) -> list[dict[str, str]]:
    """A layer's features as a table; empty = null."""
    text = gdal("ogr2ogr", "-f", "CSV", "/vsistdout/", f"OAPIF:{address}/ogc", name, *arguments, **settings)
    return list(csv.DictReader(io.StringIO(text)))


def figures(address: str, path: str, key: str | None = None) -> dict[str, dict[str, Any]]:
    """Figures of the API by code."""
    asked = urllib.request.Request(f"{address}/api/v1/{path}")  # noqa: S310 - our own server
    if key is not None:
        asked.add_header("Authorization", f"Bearer {key}")
    with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310
        return {row["code"]: row["figures"] for row in json.load(answer)["rows"]}


def assert_same(found: list[dict[str, str]], known: dict[str, dict[str, Any]]) -> int:
    """Every figure is the API's; how many are shown."""
    shown = 0
    assert [row["code"] for row in found] == list(known)
    for row in found:
        for slug, figure in known[row["code"]].items():
            assert row[f"{slug}_state"] == figure["state"]
            if figure["value"] is None:
                assert row[slug] == ""
            else:
                assert float(row[slug]) == pytest.approx(figure["value"], rel=1e-14, abs=1e-300)
                shown += 1
    return shown


@pytest.fixture
def address(serve: Serve, demo_sqlite: Path) -> Iterator[str]:
    prepared = opened(f"sqlite:///{demo_sqlite}")
    yield serve(create_app(House(prepared.engine, prepared.audience, prepared.origin)))
    prepared.engine.dispose()


def test_it_lists_the_collections_and_counts(address: str) -> None:
    listed = gdal("ogrinfo", "-so", f"OAPIF:{address}/ogc")
    assert [line.split()[1] for line in listed.splitlines() if line[:1].isdigit()] == ["buildings", "zones", "roads"]
    told = gdal("ogrinfo", "-so", f"OAPIF:{address}/ogc", "buildings")
    assert f"Feature Count: {BUILDINGS}" in told
    assert "Geometry: Point" in told
    assert 'GEOGCRS["WGS 84"' in told
    for field in ("tax_12: Real", "vacancy_rate: Real", "vacancy_rate_state: String", "tenants: Integer"):
        assert field in told
    assert "Geometry: Multi Polygon" in gdal("ogrinfo", "-so", f"OAPIF:{address}/ogc", "zones")
    assert "Geometry: Line String" in gdal("ogrinfo", "-so", f"OAPIF:{address}/ogc", "roads")


@pytest.mark.parametrize("size", ["1", "7", "1000"])
def test_it_pages_through_all_buildings_with_the_figures_of_the_api(address: str, size: str) -> None:
    found = rows(address, "buildings", "-oo", f"PAGE_SIZE={size}")
    assert assert_same(found, figures(address, "buildings")) > BUILDINGS
    assert {row["mark"] for row in found} == {"示范数据"}


def test_zones_say_that_they_are_schematic(address: str) -> None:
    found = rows(address, "zones")
    assert assert_same(found, figures(address, "zones")) > 0
    assert {row["mark"] for row in found} == {"示意 示范数据"}


def test_it_filters_by_box_and_by_property_on_the_server(address: str) -> None:
    everything = rows(address, "buildings", "-lco", "GEOMETRY=AS_XY")
    first = everything[0]
    lon, lat = float(first["X"]), float(first["Y"])
    edges = (lon - 0.004, lat - 0.004, lon + 0.004, lat + 0.004)
    inside = [
        row["code"]
        for row in everything
        if row["X"] and edges[0] <= float(row["X"]) <= edges[2] and edges[1] <= float(row["Y"]) <= edges[3]
    ]
    found = rows(address, "buildings", "-spat", *map(str, edges))
    assert [row["code"] for row in found] == inside
    assert 0 < len(inside) < len(everything)
    where = first["subdistrict"]
    found = rows(address, "buildings", "-where", f"subdistrict = '{where}' AND use = 'office'")
    expected = [row["code"] for row in everything if (row["subdistrict"], row["use"]) == (where, "office")]
    assert [row["code"] for row in found] == expected
    debug = subprocess.run(
        ["ogrinfo", "--debug", "on", "-al", f"OAPIF:{address}/ogc", "buildings", "-where", f"subdistrict = '{where}'"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert f"subdistrict={where}" in debug.stderr  # asked of the server, not sorted out afterwards


@pytest.mark.parametrize("role", [Role.PROMOTER, Role.LEADER, Role.PUBLIC, Role.TAX_OFFICER])
def test_a_key_is_sent_along_and_shows_what_its_account_may_see(
    serve: Serve, demo_file: Path, tmp_path: Path, role: Role
) -> None:
    prepared = opened(f"sqlite:///{demo_file}")
    key = key_of(prepared.engine, "gis", role)
    address = serve(create_app(House(prepared.engine, prepared.audience, prepared.origin)))
    known = figures(address, "buildings", key)
    found = rows(address, "buildings", GDAL_HTTP_HEADERS=f"Authorization: Bearer {key}")
    assert (assert_same(found, known) > 20 * BUILDINGS) == (role is not Role.PUBLIC)
    header = tmp_path / "header.txt"
    header.write_text(f"Authorization: Bearer {key}\n", "utf-8")
    assert rows(address, "buildings", GDAL_HTTP_HEADER_FILE=str(header)) == found
    nobody = rows(address, "buildings")
    assert (nobody == found) == (role is Role.PUBLIC)
    prepared.engine.dispose()


def test_a_wrong_key_is_refused(serve: Serve, demo_file: Path) -> None:
    prepared = opened(f"sqlite:///{demo_file}")
    key = key_of(prepared.engine, "gis", Role.PROMOTER)
    app = create_app(House(prepared.engine, prepared.audience, prepared.origin))
    address = serve(app)
    with pytest.raises(AssertionError, match=r"401|ERROR"):
        rows(address, "buildings", GDAL_HTTP_HEADERS=f"Authorization: Bearer {key}x")
    with TestClient(app, base_url=LOCAL) as talking:
        assert talking.get("/ogc", headers={"authorization": f"Bearer {key}x"}).status_code == 401
    prepared.engine.dispose()
