"""The one JSON shape of a figure: hidden alike everywhere, areas in m², unknown companions left out."""

import json
import math

import numpy as np
import pytest

from buildings.disclosure import plain
from buildings.disclosure.figures import Column, State, Table
from buildings.metrics.catalogue import METRICS
from buildings.quantities import parse_month
from tests.builders.figures import make_figures


def one(slug: str, value: float, state: State = State.SHOWN) -> Column:
    return Column(METRICS[slug], np.array([value]), np.array([state], np.uint8))


@pytest.mark.parametrize("state", [State.UNKNOWN, State.NOT_APPLICABLE])
def test_what_is_not_shown_is_null_and_says_why(state: State) -> None:
    assert plain.figure(one("tax_12", 0, state), 0) == {"value": None, "state": state.name.lower(), "unit": "fen"}


def test_beside_a_hidden_figure_nothing_else_stands() -> None:
    column = Column(
        METRICS["tax_yield"],
        np.array([np.nan]),
        np.array([State.HIDDEN], np.uint8),
        coverage=np.array([0.5]),
        months=np.array([12]),
        low=np.array([1.0]),
        high=np.array([2.0]),
        estimated=np.array([True]),
    )
    assert plain.figure(column, 0) == {"value": None, "state": "hidden", "suppressed": True}


def test_money_is_whole_fen_and_areas_are_square_metres() -> None:
    assert plain.figure(one("tax_12", 12_345), 0) == {"value": 12_345, "state": "shown", "unit": "fen"}
    assert plain.figure(one("gross_area", 12_345), 0) == {"value": 123.45, "state": "shown", "unit": "m2"}


def test_companions_stand_where_they_are_known() -> None:
    column = Column(
        METRICS["tax_yield"],
        np.array([1.5, 2.5]),
        np.array([State.SHOWN, State.SHOWN], np.uint8),
        coverage=np.array([0.5, math.nan]),
        months=np.array([12, 7]),
    )
    first, second = (plain.figure(column, row) for row in (0, 1))
    assert (first["coverage"], first["months"]) == (0.5, 12)
    assert (second.get("coverage"), second["months"]) == (None, 7)
    assert not {"low", "high", "estimated"} & set(first)
    assert json.loads(json.dumps(first, allow_nan=False)) == first


def test_an_estimated_amount_says_so() -> None:
    column = Column(METRICS["retained_12"], np.array([5, 6]), np.zeros(2, np.uint8), estimated=np.array([True, False]))
    assert plain.figure(column, 0)["estimated"] is True
    assert "estimated" not in plain.figure(column, 1)


def test_public_facts_are_null_where_unknown() -> None:
    texts = np.empty(1, object)
    texts[0] = ("甲", "乙")
    attributes = {"aliases": texts, "land_m2": np.array([math.nan]), "floors": np.array([7]), "star": np.array([None])}
    table = Table("building", np.array(["SF-0001"], object), np.array(["某"], object), {}, attributes)
    assert plain.facts(table, 0) == {"aliases": ["甲", "乙"], "land_m2": None, "floors": 7, "star": None}


def test_the_imprint_names_month_and_audience() -> None:
    said = plain.imprint(make_figures(month=parse_month("2026-10")))
    assert (said["month"], said["audience"], said["demonstration"]) == ("2026-10", "promoter", True)
