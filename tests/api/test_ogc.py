"""OGC API – Features, Part 1: what its standard demands, and that its figures are those of the API."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openapi_spec_validator import OpenAPIV30SpecValidator
from shapely.geometry import box, shape
from starlette.datastructures import QueryParams

from api.ogc import asking
from buildings.errors import BadRequest
from buildings.quantities import parse_month
from buildings.workflows.figures import MonthInfo
from tests.builders.edge import BUILDINGS

pytestmark = pytest.mark.usefixtures("configure")
GEO = "application/geo+json"
NAMES = ("buildings", "zones", "roads")


def got(talking: TestClient, path: str, **query: str) -> dict[str, Any]:
    answer = talking.get(path if path.startswith("http") else f"/ogc{path}", params=query or None)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def items(talking: TestClient, name: str, **query: str) -> dict[str, Any]:
    return got(talking, f"/collections/{name}/items", **query)


def followed(talking: TestClient, rel: str, links: list[dict[str, Any]]) -> dict[str, Any]:
    (link,) = [link for link in links if link["rel"] == rel]
    answer = talking.get(link["href"])
    assert answer.status_code == 200
    assert answer.headers["content-type"] == link["type"]
    found: dict[str, Any] = answer.json()
    return found


def test_everything_is_reached_from_the_landing_page(promoter: TestClient) -> None:
    links = got(promoter, "")["links"]
    assert got(promoter, "") == followed(promoter, "self", links)
    conforms = followed(promoter, "conformance", links)["conformsTo"]
    assert {one.rpartition("/")[2] for one in conforms} == {"core", "geojson", "oas30"}
    definition = followed(promoter, "service-desc", links)
    assert definition["openapi"].startswith("3.0.")
    collections = followed(promoter, "data", links)["collections"]
    assert [one["id"] for one in collections] == list(NAMES)
    for one in collections:
        assert followed(promoter, "self", one["links"]) == one
        assert followed(promoter, "items", one["links"])["features"]
        assert followed(promoter, "describedby", one["links"])["properties"]["properties"]["properties"]
        west, south, east, north = one["extent"]["spatial"]["bbox"][0]
        assert 119 < west < east < 120
        assert 25.9 < south < north < 26.3


def test_the_definition_is_valid_and_names_the_filters(promoter: TestClient) -> None:
    definition = got(promoter, "/api")
    OpenAPIV30SpecValidator(definition).validate()
    paths = definition["paths"]
    named = {one["name"] for one in paths["/collections/buildings/items"]["get"]["parameters"]}
    assert named >= {"bbox", "datetime", "limit", "offset", "star", "subdistrict", "vacancy_rate", "tax_12_state"}
    operations = [method["operationId"] for path in paths.values() for method in path.values()]
    assert len(operations) == len(set(operations))


def test_figures_are_those_of_the_api_flat(promoter: TestClient) -> None:
    rows = promoter.get("/api/v1/buildings").json()["rows"]
    features = {one["id"]: one["properties"] for one in items(promoter, "buildings", limit="1000")["features"]}
    assert list(features) == [row["code"] for row in rows]
    seen = set()
    for row in rows:
        said = features[row["code"]]
        for slug, figure in row["figures"].items():
            assert (said[slug], said[f"{slug}_state"]) == (figure["value"], figure["state"])
            seen.add(figure["state"])
            for name in ("coverage", "months", "low", "high", "estimated"):
                assert said.get(f"{slug}_{name}") == figure.get(name)
        assert (said["name"], said["subdistrict"], said["mark"]) == (row["name"], row["subdistrict"], "示范数据")
    assert seen >= {"shown", "hidden", "unknown"}
    zones = {row["code"]: row["figures"] for row in promoter.get("/api/v1/zones").json()["rows"]}
    for one in items(promoter, "zones")["features"]:
        assert one["properties"]["mark"] == "示意 示范数据"
        assert one["properties"]["vacancy_rate"] == zones[one["id"]]["vacancy_rate"]["value"]


def test_money_is_written_so_that_nobody_takes_it_for_32_bits(promoter: TestClient) -> None:
    answer = promoter.get("/ogc/collections/buildings/items", params={"limit": "1000"})
    figures = json.loads(answer.text, parse_float=str)["features"]
    tax = [one["properties"]["tax_12"] for one in figures if one["properties"]["tax_12"] is not None]
    assert tax
    assert all(isinstance(one, str) and one.endswith(".0") for one in tax)
    schema = got(promoter, "/collections/buildings/schema")["properties"]["properties"]["properties"]
    assert schema["tax_12"] == {"type": "number", "title": schema["tax_12"]["title"], "x-ogc-unit": "fen"}


def test_every_feature_has_every_property_of_the_schema(promoter: TestClient, public: TestClient) -> None:
    types: dict[str, Any] = {"string": str, "number": (int, float), "integer": int, "boolean": bool}
    for talking in (promoter, public):
        for name in NAMES:
            schema = got(talking, f"/collections/{name}/schema")["properties"]["properties"]["properties"]
            for one in items(talking, name, limit="1000")["features"]:
                assert list(one["properties"]) == list(schema)
                for field, value in one["properties"].items():
                    assert value is None or isinstance(value, types[schema[field]["type"]]), field


def test_the_public_sees_public_facts_only(public: TestClient) -> None:
    found = items(public, "buildings", limit="1000")
    assert (found["audience"], found["demonstration"]) == ("public", False)
    for one in found["features"]:
        assert one["properties"]["mark"] is None
        assert (one["properties"]["vacancy_rate"], one["properties"]["vacancy_rate_state"]) == (
            None,
            "unknown",
        )  # the office holds no tenancy at all
    assert all(one["properties"]["mark"] == "示意" for one in items(public, "zones")["features"])


def test_pages_follow_each_other_in_one_month(promoter: TestClient) -> None:
    seen: list[str] = []
    page = items(promoter, "buildings", limit="7", datetime="2020-01-01/2026-09-15")
    while True:
        assert (page["numberMatched"], page["numberReturned"]) == (BUILDINGS, len(page["features"]))
        assert page["month"] == "2026-09"
        seen += [one["id"] for one in page["features"]]
        if not any(link["rel"] == "next" for link in page["links"]):
            break
        page = followed(promoter, "next", page["links"])
    assert seen == sorted(seen)
    assert len(set(seen)) == len(seen) == BUILDINGS
    before = followed(promoter, "prev", page["links"])
    assert before["features"][-1]["id"] < page["features"][0]["id"]


def test_more_than_there_is_and_more_than_is_given(promoter: TestClient) -> None:
    assert items(promoter, "buildings", limit="99999999")["numberReturned"] == BUILDINGS
    beyond = items(promoter, "buildings", offset="5000")
    assert (beyond["numberMatched"], beyond["features"]) == (BUILDINGS, [])
    assert "next" not in {link["rel"] for link in beyond["links"]}


def test_a_box_selects_what_meets_it(promoter: TestClient) -> None:
    everything = items(promoter, "buildings", limit="1000")["features"]
    placed = [one for one in everything if one["geometry"] is not None]
    lon, lat = placed[0]["geometry"]["coordinates"]
    bounds = (lon - 0.004, lat - 0.004, lon + 0.004, lat + 0.004)
    expected = [one["id"] for one in placed if shape(one["geometry"]).intersects(box(*bounds))]
    assert 0 < len(expected) < len(placed)
    text = ",".join(map(str, bounds))
    assert [one["id"] for one in items(promoter, "buildings", bbox=text, limit="1000")["features"]] == expected
    high = f"{bounds[0]},{bounds[1]},-10,{bounds[2]},{bounds[3]},900"
    assert items(promoter, "buildings", bbox=high)["numberMatched"] == len(expected)
    assert items(promoter, "buildings", bbox="170,20,-170,30")["numberMatched"] == 0
    assert items(promoter, "buildings", bbox="119,20,-170,30")["numberMatched"] == len(placed)
    point = f"{lon},{lat},{lon},{lat}"
    assert placed[0]["id"] in {one["id"] for one in items(promoter, "buildings", bbox=point)["features"]}


def test_properties_filter_by_their_value(promoter: TestClient) -> None:
    everything = items(promoter, "buildings", limit="1000")["features"]
    where = everything[0]["properties"]["subdistrict"]
    asked = {"subdistrict": where, "star": "3", "in_scope": "true", "zones": "core", "tax_12_state": "hidden"}
    for field, value in asked.items():
        found = items(promoter, "buildings", limit="1000", **{field: value})["features"]
        wanted = {"3": 3, "true": True}.get(value, value)
        expected = [
            one["id"]
            for one in everything
            if one["properties"][field] == wanted
            or (field == "zones" and wanted in one["properties"][field].split(","))
        ]
        assert [one["id"] for one in found] == expected
        assert 0 < len(expected) < len(everything) or field == "in_scope"
    both = items(promoter, "buildings", star="3", subdistrict=where, limit="1000")["features"]
    assert all(one["properties"]["star"] == 3 and one["properties"]["subdistrict"] == where for one in both)
    assert items(promoter, "buildings", address="' or 1=1 --")["numberMatched"] == 0


def test_a_hidden_figure_cannot_be_found_by_its_value(promoter: TestClient, public: TestClient) -> None:
    shown = next(
        one["properties"] for one in items(promoter, "buildings", limit="1000")["features"] if one["properties"]["star"]
    )
    rate = shown["vacancy_rate"]
    assert items(promoter, "buildings", vacancy_rate=repr(rate))["numberMatched"] >= 1
    for value in ("0", "nan", "inf", repr(rate)):
        assert items(public, "buildings", vacancy_rate=value)["numberMatched"] == 0


def test_a_month_without_figures_matches_nothing(promoter: TestClient) -> None:
    """An empty collection, as the standard has it; the API's own tables of such a month are not there."""
    for when in ("1999-01", "2099-01", "2999-01-01T00:00:00Z/..", "../1990-01-01"):
        found = items(promoter, "buildings", datetime=when)
        assert (found["numberMatched"], found["features"]) == (0, [])
        assert items(promoter, "roads", datetime=when)["numberMatched"] > 0  # roads have no month
        assert promoter.get(f"/ogc/collections/zones/items/core?datetime={when}").status_code == 404
    for path in ("buildings", "district", "metrics", "buildings/SF-0001", "geo/zones.geojson", "zones?format=csv"):
        answer = promoter.get(f"/api/v1/{path}", params={"month": "2099-01"})
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:louyu:problem:no_such_month"), path


def test_one_feature(promoter: TestClient) -> None:
    first = items(promoter, "buildings", limit="1")["features"][0]
    one = followed(promoter, "self", got(promoter, f"/collections/buildings/items/{first['id']}")["links"])
    assert {name: one[name] for name in first} == first
    earlier = got(promoter, f"/collections/buildings/items/{first['id']}", datetime="2026-08")
    assert earlier["properties"]["month"] == "2026-08"
    for path in ("buildings/items/SF-9999", "units/items", "units", "units/schema", "roads/items/road-99"):
        answer = promoter.get(f"/ogc/collections/{path}")
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


BAD = [
    *("bbox=1,2,3", "bbox=1,2,3,x", "bbox=1,2,3,nan", "bbox=1,9,3,4", "bbox=1,2,3,4,5", "bbox="),
    *("limit=0", "limit=-1", "limit=x", "limit=", "limit=1.5", "offset=-1", "offset=99999999999999999999", "limit=²"),
    *(
        "datetime=yesterday",
        "datetime=2026-13",
        "datetime=2026-02-30",
        "datetime=2026-10-01T00:00:00",
        "datetime=../..",
    ),
    *("datetime=/", "datetime=2026-10/2026-09", "datetime=a/b/c", "datetime=", "datetime=0000-01"),
    *("month=2026-10", "star=four", "in_scope=maybe", "no_such=1", "limit=1&limit=2", "bbox-crs=x"),
]


@pytest.mark.parametrize("query", BAD)
def test_what_is_not_understood_is_refused(promoter: TestClient, query: str) -> None:
    answer = promoter.get(f"/ogc/collections/buildings/items?{query}", headers={"accept": "text/html,*/*"})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert answer.json()["type"].startswith("urn:louyu:problem:")


@pytest.mark.parametrize(
    "path", ["", "/conformance", "/api", "/collections", "/collections/roads", "/collections/roads/schema"]
)
def test_unknown_parameters_are_refused_everywhere(promoter: TestClient, path: str) -> None:
    assert promoter.get(f"/ogc{path}?f=html").status_code == 400


def months(*texts: str) -> Iterator[MonthInfo]:
    for text in texts:
        yield MonthInfo(parse_month(text.strip("*")), has_file=not text.endswith("*"), closed=False)


KNOWN = tuple(months("2026-12*", "2026-11*", "2026-10", "2026-09", "2026-08"))


@pytest.mark.parametrize(
    ("when", "month"),
    [
        (None, "2026-10"),
        ("2026-09", "2026-09"),
        ("2026-11", "2026-11"),
        ("2026-09-30", "2026-09"),
        ("2026-09-30T15:59:59Z", "2026-09"),
        ("2026-09-30T16:00:00Z", "2026-10"),  # midnight in Shanghai
        ("2026-10-01t00:00:00+08:00", "2026-10"),
        ("2026-10-01T00:00:00 08:00", "2026-10"),  # a + that was not encoded
        ("2026-09-30T15:59:59.999999999Z", "2026-09"),
        ("2026-08-15/..", "2026-10"),
        ("2026-08-15/", "2026-10"),
        ("../2026-09-01", "2026-09"),
        ("/2026-09-01", "2026-09"),
        ("2026-11/2026-12", "2026-12"),
        ("2026-08/2026-09-01T00:00:00Z", "2026-09"),
        ("2027-01/..", None),
        ("../2026-07-31T15:59:59Z", None),
        ("0001-01-01T00:00:00+14:00/9999-12-31T23:59:59-14:00", "2026-10"),
    ],
)
def test_datetime_chooses_a_month(when: str | None, month: str | None) -> None:
    found = asking.month_in(KNOWN, None if when is None else asking.span(when))
    assert found == (None if month is None else parse_month(month))


def test_a_parameter_that_comes_twice_is_refused() -> None:
    with pytest.raises(BadRequest):
        asking.asked(QueryParams("star=4&star=5"), ["star"])
