"""Rings around buildings: only what is shown has one, and they are off until somebody wants them."""

from dataclasses import replace

import numpy as np

import maps
from buildings.disclosure import upgrade
from buildings.disclosure.figures import Sheet, State
from buildings.disclosure.sheets import SHAPES
from buildings.kinds import Verdict
from maps.catalogue import LAYERS
from tests.builders.figures import make_figures
from tests.maps.pages import data_of, layer


def test_hidden_verdicts_have_no_ring() -> None:
    figures = make_figures(30)
    table = figures.tables["building"]
    column = table.columns["upgrade"]
    states = np.array([State.HIDDEN, *[State.SHOWN] * 29], dtype=np.uint8)
    values = np.array([Verdict.DUE, Verdict.DUE, Verdict.WATCH, *[Verdict.NOT_DUE] * 27], dtype=np.float64)
    columns = {**table.columns, "upgrade": replace(column, states=states, values=values)}
    drawn = replace(figures, tables={**figures.tables, "building": replace(table, columns=columns)})
    data = data_of(maps.build(drawn))
    groups = {one["label"][0]: one["rows"] for one in layer(data, "flags")["groups"]}
    assert groups == {"应改造": [1], "关注": [2]}
    (chinese, _), *unranked = layer(data, "flags")["notes"]
    said = upgrade.notes(figures, "zh"), upgrade.notes(figures, "en")
    assert unranked == [list(pair) for pair in zip(*said, strict=True)]
    assert "保密的税收" in unranked[0][0]
    assert len(unranked) > 1
    assert "1 幢保密" in chinese
    assert {one["slug"]: one["shown"] for one in data["layers"] if one["kind"] == "rings"}["flags"] is False


def test_stars_and_types_are_those_of_the_table() -> None:
    figures = make_figures(30)
    attributes = figures.tables["building"].attributes
    data = data_of(maps.build(figures))
    for slug, name in (("stars", "star"), ("types", "policy_type"), ("specialties", "specialty")):
        rows = sorted(row for one in layer(data, slug)["groups"] for row in one["rows"])
        assert rows == [row for row, value in enumerate(attributes[name].tolist()) if value not in (None, "none")]


def test_a_building_with_several_projects_has_the_ring_of_the_one_under_way() -> None:
    figures = make_figures(30)
    codes = figures.tables["building"].codes.tolist()
    shape = SHAPES["projects"]
    told = [(codes[3], "finished"), (codes[3], "started"), (codes[4], "planned"), (codes[5], State.UNKNOWN)]
    rows = [
        tuple({"code": code, "stage": stage}.get(header, State.UNKNOWN) for header in shape.headers)
        for code, stage in told
    ]
    sheet = Sheet("projects", shape.headers, shape.units, tuple(rows))
    data = data_of(maps.build(replace(figures, sheets={**figures.sheets, "projects": sheet})))
    groups = {one["label"][0]: one["rows"] for one in layer(data, "projects")["groups"]}
    assert groups == {"开工": [3], "谋划": [4]}
    told = layer(data, "buildings")["projects"]
    assert [one["stage"][0] for one in told["3"]] == ["竣工", "开工"]
    assert [set(one) for one in told["5"]] == [{"code", "title"}]


def test_who_sees_no_projects_has_no_layer_of_them() -> None:
    figures = make_figures(30)
    sheets = {slug: sheet for slug, sheet in figures.sheets.items() if slug != "projects"}
    data = data_of(maps.build(replace(figures, sheets=sheets)))
    assert "projects" not in [one["slug"] for one in data["layers"]]
    assert layer(data, "buildings")["projects"] == {}


def test_a_proposed_scheme_says_so_beside_its_stars() -> None:
    figures = make_figures(30)
    table = figures.tables["building"]

    def notes(scheme: str | None) -> list[list[str]]:
        schemes = np.array([scheme, *[None] * 29], dtype=object)
        changed = replace(table, attributes={**table.attributes, "star_scheme": schemes})
        drawn = replace(figures, tables={**figures.tables, "building": changed})
        found: list[list[str]] = layer(data_of(maps.build(drawn)), "stars")["notes"]
        return found

    ((chinese, english),) = notes("star@gulou-proposed-2026")
    assert "建议方案" in chinese
    assert "roposed" in english
    assert notes("star@register") == []


def test_the_card_of_a_building_says_its_projects_whichever_layers_are_drawn() -> None:
    figures = make_figures(30)
    shape = SHAPES["projects"]
    said = {"project": "UP-0001", "code": figures.tables["building"].codes.tolist()[3], "title": "大堂", "photos": 2}
    rows = [
        tuple((said | more).get(header, State.UNKNOWN) for header in shape.headers)
        for more in ({"stage": "started"}, {})
    ]
    told = {"code": "UP-0001", "title": "大堂", "photos": 2}
    for row, stage in zip(rows, ({"stage": ["开工", "started"]}, {}), strict=True):
        sheet = Sheet("projects", shape.headers, shape.units, (row,))
        drawn = replace(figures, sheets={**figures.sheets, "projects": sheet})
        for layers in (LAYERS.values(), (LAYERS["buildings"],)):
            data = data_of(maps.build(drawn, layers=layers))
            assert layer(data, "buildings")["projects"] == {"3": [told | stage]}


def test_only_a_page_that_louyu_serves_says_so() -> None:
    figures = make_figures(30)
    assert data_of(maps.build(figures, mode="link"))["served"] is True
    assert data_of(maps.build(figures, mode="inline"))["served"] is False
