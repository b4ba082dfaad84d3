"""Warnings whatever the months bring: seasons raise nothing, events alternate, the order of buildings is no matter."""

from dataclasses import fields, replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildings import parameters
from buildings.disclosure.explain import Compared
from buildings.findings import Findings
from buildings.kinds import Alert, Verdict
from buildings.metrics.metric import Unit
from buildings.portfolio import Portfolio
from buildings.quantities import last_day
from buildings.warnings import falls, fold
from buildings.warnings.catalogue import FILES
from tests.builders.portfolio import MONTH, Tables, make_portfolio
from tests.warnings.series import MONTHS, OLD, told

SEASON = st.lists(st.integers(1, 10**9), min_size=12, max_size=12)
LET = st.lists(st.integers(0, 10_000), min_size=4, max_size=16)


@given(SEASON)
@settings(max_examples=30, deadline=None)
def test_a_year_that_comes_again_raises_no_fall(season: list[int]) -> None:
    taxes = {"warning": "tax_fall", "series": {"tax_fen": season * 4}}
    assert {mark for mark, _ in told(taxes, 8)} == {"-"}
    let = {"warning": "occupancy_fall", "series": {"let_m2": [one % 10_001 for one in season] * 4}}
    assert {mark for mark, _ in told(let, 8)} == {"-"}


@given(LET, st.data())
@settings(max_examples=40, deadline=None)
def test_what_was_raised_ends_before_it_is_raised_again(let: list[int], data: st.DataObject) -> None:
    unknown = data.draw(st.lists(st.integers(0, 1), min_size=len(let), max_size=len(let)))
    case = {"warning": "occupancy_fall", "series": {"let_m2": let, "units_unknown": unknown}}
    found = told(case, len(let))
    changes = [mark for mark, _ in found if mark in {"raised", "ended"}]
    assert changes == ["raised", "ended"] * (len(changes) // 2) + ["raised"] * (len(changes) % 2)
    assert all(mark in {"-", "standing"} for mark, could in found if not could)


BUILDING = st.fixed_dictionaries(
    {
        "lettable_dm2": st.just(1_000_000),
        "let_dm2": st.integers(1, 1_000_000),
        "largest_dm2": st.integers(0, 1_000_000),
        "ends_3_dm2": st.integers(0, 500_000),
        "units_unknown_taken": st.integers(0, 1),
    }
)


def findings(rows: list[dict[str, Any]], paid: list[int]) -> Findings:
    tax = [
        {"building": at, "enterprise": at + 1, "month": month, "tax_fen": fen}
        for at, fen in enumerate(paid)
        for month in range(MONTHS)
    ]
    return fold.advance(make_portfolio([{**OLD, **row} for row in rows], Tables(tax=tax), months=MONTHS, month=MONTH))


@given(st.lists(st.tuples(BUILDING, st.integers(0, 10**9)), min_size=2, max_size=5), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_buildings_is_no_matter_and_each_stands_alone(told_: Any, chance: Any) -> None:  # noqa: ANN401
    order = list(range(len(told_)))
    chance.shuffle(order)
    before = findings([row for row, _ in told_], [fen for _, fen in told_])
    after = findings([told_[at][0] for at in order], [told_[at][1] for at in order])
    alone = findings([told_[0][0]], [told_[0][1]])
    for slug in Alert:
        for one in fields(before[slug]):
            left, right = getattr(before[slug], one.name)[order], getattr(after[slug], one.name)
            np.testing.assert_array_equal(left, right)
            first = getattr(before[slug], one.name)[:1]
            np.testing.assert_array_equal(first, getattr(alone[slug], one.name))
        assert set(before[slug].verdict.tolist()) <= {Verdict.NOT_DUE, Verdict.WATCH, Verdict.CANNOT_TELL}


def shorter(portfolio: Portfolio) -> Portfolio:
    changed = {parameters.SPAN: Fraction(2), parameters.SEASONS: Fraction(1)}
    return replace(portfolio, parameters={**portfolio.parameters, **changed})


def test_how_far_a_fall_looks_is_told_by_parameters() -> None:
    by = parameters.values(last_day(MONTH))
    assert parameters.compared_months(by) == ((0, 3), (12, 15), (24, 27))
    assert FILES[Alert.TAX_FALL](by) == (0, 1, 2, 12, 13, 14)
    tax = [
        {"building": 0, "enterprise": 1, "month": at, "tax_fen": 100 - 50 * (at > MONTHS - 3)} for at in range(MONTHS)
    ]
    facts = {"let_dm2": {(MONTHS - 1 - back, 0): let for back, let in {0: 50, 2: 90, 3: 50, 12: 90, 14: 80}.items()}}
    whole = make_portfolio([{"lettable_dm2": 100, **OLD}], Tables(tax=tax), months=MONTHS, facts=facts)
    for portfolio, change, usual in ((whole, 0.0, None), (shorter(whole), -0.4, 0.1)):
        assert falls.OCCUPANCY_FALL.read(portfolio).values[1][0] == pytest.approx(change)
        assert usual is None or falls.OCCUPANCY_FALL.read(portfolio).values[0][0] == pytest.approx(change - usual)
    of_three, of_two = (falls.TAX_FALL.read(one).values for one in (whole, shorter(whole)))
    assert (of_three[0][0], of_three[1][0]) == (pytest.approx(-1 / 3), 200)
    assert (of_two[0][0], of_two[1][0]) == (pytest.approx(-0.5), 100)
    assert FILES[Alert.TAX_FALL](shorter(whole).parameters) == (0, 1, 12, 13)


def test_the_sentence_names_the_months_that_were_compared() -> None:
    edges = dict.fromkeys(("value", "watch", "due", "clear"))
    one = Compared("tax_over_span", Unit.FEN, False, **edges, span=2)
    assert (one.name("zh"), one.name("en")) == ("近 2 个月税收", "tax of 2 months")
