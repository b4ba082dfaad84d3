"""Rings around buildings: only what is shown has one, and they are off until somebody wants them."""

from dataclasses import replace

import numpy as np

import maps
from buildings.disclosure.figures import State
from buildings.kinds import Verdict
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
    assert {one["slug"]: one["shown"] for one in data["layers"] if one["kind"] == "rings"}["flags"] is False


def test_stars_and_types_are_those_of_the_table() -> None:
    figures = make_figures(30)
    attributes = figures.tables["building"].attributes
    data = data_of(maps.build(figures))
    for slug, name in (("stars", "star"), ("types", "policy_type")):
        rows = sorted(row for one in layer(data, slug)["groups"] for row in one["rows"])
        assert rows == [row for row, value in enumerate(attributes[name].tolist()) if value is not None]
