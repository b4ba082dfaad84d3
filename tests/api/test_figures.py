"""Every route of the API for a promoter on a demonstration and for the public."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from shapely.geometry import shape

from buildings.kinds import Derives
from buildings.metrics.catalogue import METRICS
from tests.builders.edge import BUILDINGS, MONTHS

API = "/api/v1"
LEVELS = ("buildings", "zones", "subdistricts", "industries", "district")
GEO = ("buildings.geojson", "zones.geojson", "roads.geojson", "district.geojson")
pytestmark = pytest.mark.usefixtures("configure")


def got(talking: TestClient, path: str) -> dict[str, Any]:
    answer = talking.get(API + path)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def cells(talking: TestClient) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for level in LEVELS:
        for row in got(talking, f"/{level}")["rows"]:
            for slug, cell in row["figures"].items():
                yield level, slug, cell


def test_a_promoter_sees_every_level(promoter: TestClient) -> None:
    for level in LEVELS:
        found = got(promoter, f"/{level}")
        assert (found["audience"], found["origin"], found["demonstration"]) == ("promoter", "demonstration", True)
        assert found["rows"]
    assert len(got(promoter, "/buildings")["rows"]) == BUILDINGS
    assert all(row["code"].startswith("SF-") for row in got(promoter, "/buildings")["rows"])


def test_money_is_whole_fen_and_what_is_not_shown_says_so(promoter: TestClient) -> None:
    seen = set()
    for _, slug, cell in cells(promoter):
        seen.add(cell["state"])
        if cell["state"] != "shown":
            assert cell["value"] is None
        elif METRICS[slug].unit in ("fen", "count"):
            assert type(cell["value"]) is int
        else:
            assert isinstance(cell["value"], float)
        assert cell.get("suppressed", False) == (cell["state"] == "hidden")
        if cell["state"] == "hidden":
            assert cell == {"value": None, "state": "hidden", "suppressed": True}
    assert seen >= {"shown", "hidden", "unknown"}


def test_areas_are_square_metres_with_two_decimals(promoter: TestClient) -> None:
    (row,) = got(promoter, "/district")["rows"]
    area = row["figures"]["lettable_area"]["value"]
    assert round(area, 2) == area
    assert 50_000 < area < 5_000_000  # forty buildings
    units = {metric["slug"]: metric["unit"] for metric in got(promoter, "/metrics")["metrics"]}
    assert (units["lettable_area"], units["tax_12"]) == ("m2", "fen")


def test_the_public_sees_public_facts_only(public: TestClient) -> None:
    for level in LEVELS:
        found = got(public, f"/{level}")
        assert (found["audience"], found["origin"], found["demonstration"]) == ("public", "real", False)
    derived = {slug: METRICS[slug].derives_from.value for _, slug, _ in cells(public)}
    shown = {derived[slug] for _, slug, cell in cells(public) if cell["state"] == "shown"}
    assert shown == {"public"}
    said = json.dumps([got(public, f"/{level}") for level in LEVELS], ensure_ascii=False)
    assert '"derives_from": "tax"' not in said
    rows = got(public, "/buildings")["rows"]
    assert {row["code"][:3] for row in rows} == {"GL-"}
    assert all(row["figures"]["office_area"] == {"value": None, "state": "unknown", "unit": "m2"} for row in rows)


def test_zones_say_that_they_are_schematic_and_what_makes_them_add_up(promoter: TestClient) -> None:
    found = got(promoter, "/zones")
    assert [row["schematic"] for row in found["rows"]] == [True] * 6
    lines = {line["row"]: line for line in found["reconciliation"]}
    assert list(lines)[-5:] == ["no_zone", "place_unknown", "total", "district", "scope_unknown"]
    parts = [row["name"] for row in found["rows"]] + ["no_zone", "place_unknown"]
    assert list(lines)[:-3] == parts
    for header in ("buildings", "lettable_area", "office_area"):
        added = sum(lines[part][header]["value"] for part in parts)
        assert added == pytest.approx(lines["total"][header]["value"])
        assert added == pytest.approx(lines["district"][header]["value"])
    (district,) = got(promoter, "/district")["rows"]
    whole = lines["district"]["lettable_area"]
    assert whole == {"value": district["figures"]["lettable_area"]["value"], "state": "shown", "unit": "m2"}
    several = [row for row in found["overlaps"] if len(row["zones"]) > 1]
    assert several
    assert all(row["code"].startswith("SF-") and row["primary"] in row["zones"] for row in several)
    assert all(len(row["basis"]) == len(row["zones"]) for row in found["overlaps"])


def test_hidden_cells_of_the_reconciliation_are_hidden(promoter: TestClient, public: TestClient) -> None:
    for talking in (promoter, public):
        for line in got(talking, "/zones")["reconciliation"]:
            for header, cell in line.items():
                if header != "row" and cell["state"] == "hidden":
                    assert cell == {"value": None, "state": "hidden", "suppressed": True}
    states = {line["tax_12"]["state"] for line in got(promoter, "/zones")["reconciliation"]}
    assert "hidden" in states
    assert all(type(line["buildings"]["value"]) is int for line in got(public, "/zones")["reconciliation"])


def test_one_building(promoter: TestClient) -> None:
    first = got(promoter, "/buildings")["rows"][0]
    one = got(promoter, f"/buildings/{first['code']}")
    assert {name: one[name] for name in first} == first
    assert promoter.get(f"{API}/buildings/SF-9999").status_code == 404


def test_every_metric_says_what_it_is_in_both_languages(promoter: TestClient) -> None:
    chinese, english = (got(promoter, f"/metrics?lang={one}")["metrics"] for one in ("zh", "en"))
    assert [one["slug"] for one in chinese] == [one["slug"] for one in english]
    assert {one["slug"] for one in chinese} >= {"tax_yield", "vacancy_rate", "occupancy_rate", "star"}
    for zh, en in zip(chinese, english, strict=True):
        assert zh["definition"] != en["definition"]
        assert zh["derives_from"] in set(Derives)


def test_months_are_newest_first_and_any_can_be_asked_for(promoter: TestClient) -> None:
    months = got(promoter, "/months")["months"]
    filed = [one["month"] for one in months if one["has_tax_file"]]
    assert len(filed) == MONTHS
    assert [one["month"] for one in months] == sorted((one["month"] for one in months), reverse=True)
    assert got(promoter, "/district")["month"] == filed[0]
    before = got(promoter, f"/district?month={filed[1]}")
    assert before["month"] == filed[1]
    assert before["rows"] != got(promoter, "/district")["rows"]


def test_a_month_without_a_file_has_no_tax(promoter: TestClient) -> None:
    months = got(promoter, "/months")["months"]
    bare = next(one["month"] for one in months if not one["has_tax_file"])
    (row,) = got(promoter, f"/district?month={bare}")["rows"]
    assert row["figures"]["tax_month"]["value"] is None
    assert row["figures"]["occupancy_rate"]["state"] == "shown"


@pytest.mark.parametrize("name", GEO)
def test_geojson_is_valid(promoter: TestClient, name: str) -> None:
    answer = promoter.get(f"{API}/geo/{name}")
    assert answer.headers["content-type"] == "application/geo+json"
    found = answer.json()
    assert found["type"] == "FeatureCollection"
    assert found["features"]
    for feature in found["features"]:
        assert feature["type"] == "Feature"
        assert isinstance(feature["properties"], dict)
        if feature["geometry"] is not None:
            assert shape(feature["geometry"]).is_valid
            west, south, east, north = shape(feature["geometry"]).bounds
            assert 119 < west <= east < 120
            assert 25.9 < south <= north < 26.3


def test_geojson_writes_figures_as_the_answers_do(promoter: TestClient) -> None:
    rows = {row["code"]: row["figures"] for row in got(promoter, "/buildings")["rows"]}
    features = promoter.get(f"{API}/geo/buildings.geojson").json()["features"]
    assert len(features) == BUILDINGS
    hidden = 0
    for feature in features:
        assert feature["properties"]["figures"] == rows[feature["properties"]["code"]]
        hidden += sum(cell["state"] == "hidden" for cell in feature["properties"]["figures"].values())
    assert hidden


def test_the_schema_lists_what_is_served(promoter: TestClient) -> None:
    paths = got(promoter, "/openapi.json")["paths"]
    assert {f"{API}/{level}" for level in LEVELS} | {f"{API}/geo/{name}" for name in GEO} <= set(paths)
