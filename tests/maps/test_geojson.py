"""GeoJSON for the API: states kept, places null when unknown, provenance beside shapes."""

import json
from typing import Any

import numpy as np
import shapely

from buildings.disclosure.figures import State
from maps import geojson, series
from tests.builders.figures import make_figures


def read(content: bytes) -> list[dict[str, Any]]:
    document = json.loads(content)
    assert document["type"] == "FeatureCollection"
    features: list[dict[str, Any]] = document["features"]
    return features


def test_buildings_keep_value_and_state_of_every_figure() -> None:
    figures = make_figures(60)
    features = read(geojson.buildings(figures))
    columns = figures.tables["building"].columns
    for row, feature in enumerate(features):
        held = feature["properties"]["figures"]
        assert list(held) == list(columns)
        for slug, column in columns.items():
            state = State[held[slug]["state"].upper()]
            assert state is column.state(row)
            assert (held[slug]["value"] is None) == (state is not State.SHOWN)
            assert held[slug].get("suppressed", False) == (state is State.HIDDEN)
    assert features[0]["properties"]["figures"]["gross_area"]["unit"] == "m2"
    tax = columns["tax_12"]
    shown = int(np.flatnonzero(tax.states == State.SHOWN)[0])
    assert features[shown]["properties"]["figures"]["tax_12"]["value"] == int(tax.values[shown])


def test_hidden_figures_carry_nothing_beside_them() -> None:
    figures = make_figures(60)
    for feature in read(geojson.buildings(figures)):
        for cell in feature["properties"]["figures"].values():
            if cell.get("suppressed"):
                assert cell == {"value": None, "state": "hidden", "suppressed": True}


def test_an_estimate_says_so() -> None:
    figures = make_figures(20)
    marks = figures.tables["building"].columns["retained_12"].estimated
    assert marks is not None
    assert marks.any()
    cells = [feature["properties"]["figures"] for feature in read(geojson.buildings(figures))]
    assert [cell["retained_12"].get("estimated", False) for cell in cells] == marks.tolist()
    assert not any("estimated" in cell["tax_12"] for cell in cells)
    assert series.cells(figures.tables["building"].columns["retained_12"])["e"] == np.flatnonzero(marks).tolist()


def test_unknown_places_are_null_geometry() -> None:
    figures = make_figures(14)
    features = read(geojson.buildings(figures))
    assert [feature["geometry"] is None for feature in features] == np.isnan(figures.places.lon).tolist()
    assert features[0]["geometry"]["coordinates"] == [figures.places.lon[0], figures.places.lat[0]]


def test_a_collection_says_whose_and_of_when_it_is() -> None:
    document = json.loads(geojson.buildings(make_figures(1)))
    assert (document["month"], document["audience"], document["demonstration"]) == ("2026-10", "promoter", True)


def test_zones_are_schematic_and_valid() -> None:
    features = read(geojson.zones(make_figures(10)))
    assert len(features) == 6
    for feature in features:
        assert feature["properties"]["schematic"]
        assert "vacancy_rate" in feature["properties"]["figures"]
        assert shapely.geometry.shape(feature["geometry"]).is_valid


def test_roads_and_district_carry_their_provenance() -> None:
    for features in (read(geojson.roads()), read(geojson.district())):
        for feature in features:
            assert feature["properties"]["source"]
            assert feature["properties"]["accuracy_m"]
            assert not shapely.geometry.shape(feature["geometry"]).is_empty
