"""Warnings whatever the months bring: seasons raise nothing, events alternate, the order of buildings is no matter."""

from dataclasses import fields
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from buildings.facts import residents
from buildings.findings import Findings
from buildings.kinds import Alert, Verdict
from buildings.metrics.windows import YEAR
from buildings.warnings import falls, fold
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


def test_registrations_are_read_of_all_months_that_are_compared() -> None:
    wanted = {(YEAR * years, YEAR * years + falls.SPAN) for years in (0, *falls.YEARS)}
    assert set(residents.COMPARED) == wanted
