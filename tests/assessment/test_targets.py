"""Progress towards plan targets: who counts, and where the pace of twelve months leads."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildings import targets as plan
from buildings.assessment import targets
from buildings.assessment.targets import Count, Course, Pace
from buildings.errors import Misconfigured
from buildings.quantities import parse_month
from buildings.stages import Project, Step, works
from tests.builders.portfolio import MONTH, make_portfolio


def test_the_pace_of_twelve_months_goes_on() -> None:
    assert targets.pace(30, 30, None, MONTH) == Pace(Course.REACHED)
    assert targets.pace(30, 24, 12, MONTH) == Pace(Course.MONTH, MONTH + 6)
    assert targets.pace(30, 29, 24, MONTH) == Pace(Course.MONTH, MONTH + 3)  # 2.4 months: not before the third ends
    assert targets.pace(30, 24, 24, MONTH) == Pace(Course.NEVER)
    assert targets.pace(30, 24, 26, MONTH) == Pace(Course.NEVER)
    assert targets.pace(1_000, 1, 0, MONTH) == Pace(Course.NEVER)  # in centuries
    assert targets.pace(30, 24, None, MONTH) == Pace(Course.UNKNOWN)
    assert targets.pace(30, None, 3, MONTH) == Pace(Course.UNKNOWN)


@given(least=st.integers(1, 300), before=st.integers(0, 300), gained=st.integers(1, 50))
def test_the_month_told_is_the_first_by_which_it_is_met(least: int, before: int, gained: int) -> None:
    now = before + gained
    found = targets.pace(least, now, before, MONTH)
    if found.course is not Course.MONTH:
        assert now >= least or (least - now) * 12 > gained * targets.FARTHEST
        return
    assert found.month is not None
    ahead = found.month - MONTH
    assert now * 12 + gained * ahead >= least * 12 > now * 12 + gained * (ahead - 1)


def counted(states: list[str], *, known: bool = True) -> Count:
    yes, maybe = (np.array([one == state for one in states], dtype=bool) for state in ("yes", "maybe"))
    return Count(yes, np.zeros(len(states), dtype=bool), maybe, known)


def test_what_hangs_on_who_may_count_cannot_be_told() -> None:
    none, undated = counted(["no"] * 30), counted(["maybe"] * 30)
    assert (undated.number, undated.most) == (0, 30)
    assert targets.course(30, undated, none, MONTH) == Pace(Course.UNKNOWN)
    assert targets.course(30, undated, undated, MONTH) == Pace(Course.UNKNOWN)
    assert targets.course(30, counted(["yes"] * 30), undated, MONTH) == Pace(Course.REACHED)
    dated = counted(["yes", *["no"] * 29])
    assert targets.course(30, dated, counted(["maybe", *["no"] * 29]), MONTH) == Pace(Course.UNKNOWN)  # no certain gain
    assert targets.course(30, dated, none, MONTH) == Pace(Course.MONTH, MONTH + 29 * 12)
    assert targets.course(30, dated, counted(["yes", "maybe"]), MONTH) == Pace(Course.NEVER)  # either way
    assert targets.course(30, dated, None, MONTH) == Pace(Course.UNKNOWN)
    assert targets.course(30, counted([], known=False), None, MONTH) == Pace(Course.UNKNOWN)


STATES = st.sampled_from(["yes", "no", "maybe"])


@given(
    both=st.lists(st.tuples(STATES, STATES), min_size=1, max_size=8),
    least=st.integers(1, 9),
    draw=st.data(),
)
def test_a_day_that_comes_to_be_known_contradicts_nothing_that_was_sure(
    both: list[tuple[str, str]], least: int, draw: st.DataObject
) -> None:
    def filled(state: str) -> str:
        return draw.draw(st.sampled_from(["yes", "no", "maybe"])) if state == "maybe" else state

    after = [(filled(now), filled(before)) for now, before in both]
    ends = [[counted(list(one)) for one in zip(*rows, strict=True)] for rows in (both, after)]
    (now, before), (now_known, before_known) = ends
    said = targets.course(least, now, before, MONTH)
    assert said.course is Course.UNKNOWN or said == targets.course(least, now_known, before_known, MONTH)
    assert (now.number or 0) <= (now_known.number or 0) <= (now_known.most or 0) <= (now.most or 0)


def test_stars_count_in_scope_and_none_ever_is_not_none() -> None:
    outside: dict[str, object] = {"star": "3", "in_scope": False}
    rows: list[dict[str, object]] = [{"star": "4"}, {"star": None, "ever_starred": True}, outside, {}]
    found = targets.starred(make_portfolio(rows))
    assert (found.number, found.buildings.tolist(), found.outside.tolist()) == (
        1,
        [True, False, False, False],
        [False, False, True, False],
    )
    assert targets.starred(make_portfolio([{}, {}])).number is None
    assert targets.starred(make_portfolio([{"ever_starred": True}])).number == 0


def test_a_star_of_unknown_first_day_may_count_and_is_named_so() -> None:
    maybe: dict[str, object] = {"star": None, "maybe_starred": True}
    found = targets.starred(make_portfolio([maybe, {**maybe, "star": "4"}, {**maybe, "in_scope": False}, {}]))
    assert (found.number, found.unsure.tolist()) == (1, [True, False, False, False])
    alone = targets.starred(make_portfolio([maybe]))
    assert (alone.number, alone.unsure.tolist()) == (0, [True])


def project(place: int, *steps: Step) -> Project:
    return Project(place, f"UP-{place}", "改造", works({step.stage: step for step in steps}))


def test_an_upgrade_counts_when_it_is_certainly_done_once_for_each_building() -> None:
    last, after = dt.date(2026, 10, 31), dt.date(2026, 11, 1)
    begun = Step("started", None, dt.date(2026, 1, 1), dt.date(2026, 1, 1))
    projects = (
        project(0, begun, Step("finished", None, last, last)),
        project(0, Step("accepted", None, dt.date(2020, 1, 1), dt.date(2020, 1, 1))),
        project(1, begun, Step("finished", None, after, after)),
        project(2, begun, Step("finished", None, last, after)),
        project(3, begun),
        project(4, begun, Step("cancelled", None, last, last)),
        project(5, begun, Step("finished", None, last, last)),
    )
    rows = [{"in_scope": place < 5} for place in range(6)]
    found = targets.upgraded(make_portfolio(rows), projects)
    assert found.number == 1
    assert found.buildings.nonzero()[0].tolist() == [0]
    assert found.unsure.nonzero()[0].tolist() == [2]
    assert found.outside.nonzero()[0].tolist() == [5]
    assert targets.upgraded(make_portfolio([{}]), ()).number is None


def test_targets_are_dated_and_more_than_is_one_more() -> None:
    found = {one.slug: one for one in plan.in_force(dt.date(2026, 10, 31))}
    assert list(found) == ["starred", "tier_100m", "upgraded", "headquarters"]
    assert {slug: one.least for slug, one in found.items()} == {
        "starred": 30,
        "tier_100m": 25,
        "upgraded": 101,
        "headquarters": 50,
    }
    assert {one.by for one in found.values()} == {parse_month("2025-12")}
    assert all(one.source for one in found.values())
    assert plan.in_force(dt.date(2020, 12, 31)) == ()


@pytest.mark.parametrize("wrong", [{"by": "2025"}, {"value": "many"}, {"source": None, "by": None}])
def test_a_target_that_is_wrong_is_named(wrong: dict[str, object]) -> None:
    line = {"from": dt.date(2021, 1, 1), "value": 30, "by": "2025-12", "source": "plan"} | wrong
    with pytest.raises(Misconfigured) as refusal:
        plan._dated("target.starred", {"values": [line]})
    assert refusal.value.details["parameter"] == "target.starred"


def test_a_later_line_takes_the_place_of_the_one_before() -> None:
    lines = [
        {"from": dt.date(2026, 1, 1), "value": 40, "by": "2030-12", "source": "plan"},
        {"from": dt.date(2021, 1, 1), "value": 30, "by": "2025-12", "source": "plan"},
    ]
    assert [one.value for one in plan._dated("target.starred", {"values": lines})] == [30, 40]
