"""Stages of upgrade projects: days that cannot all be true are refused, and works follow from them."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildings import stages
from buildings.errors import Conflict, InvalidValue
from buildings.kinds import ProjectStage
from buildings.stages import ORDER, Span, Step, Steps, Works
from buildings.words import sentence

TODAY = dt.date(2026, 11, 28)
DAYS = st.dates(dt.date(2025, 1, 1), dt.date(2026, 12, 31))


def day(month: int, number: int = 1) -> dt.date:
    return dt.date(2026, month, number)


def said(*steps: Step) -> Steps:
    return {step.stage: step for step in steps}


def on(stage: str, when: dt.date | None) -> Step:
    return Step(stage, None, when, when)


def refused(*steps: Step) -> str:
    with pytest.raises(InvalidValue) as refusal:
        stages.check(said(*steps), {}, TODAY)
    assert "…" not in sentence(refusal.value, "zh") + sentence(refusal.value, "en")
    return refusal.value.name


def test_what_cannot_be_true_is_refused_and_says_why() -> None:
    assert refused(on("started", day(5)), on("finished", day(4))) == "stage_before_former"
    assert refused(on("approved", day(5)), on("accepted", day(4))) == "stage_before_former"
    assert refused(Step("planned", day(3)), Step("accepted", day(2))) == "stage_before_former"
    assert refused(on("started", day(5)), on("cancelled", day(4))) == "stage_before_former"
    assert refused(on("finished", day(4)), on("cancelled", day(5))) == "cancelled_when_done"
    assert refused(on("started", TODAY + dt.timedelta(1))) == "stage_to_come"
    assert refused(Step("started", None, day(5), day(4))) == "days_backwards"
    assert refused(Step("started", None, day(5))) == "stage_half_said"
    assert refused(Step("cancelled", day(5))) == "cancellation_planned"


def test_unknown_days_contradict_nothing() -> None:
    stages.check(said(on("started", day(5)), on("finished", day(5)), Step("accepted", day(4))), {}, TODAY)
    stages.check(said(Step("started", None, None, day(5)), on("finished", day(3))), {}, TODAY)
    stages.check(said(Step("started", None, day(2), day(5)), Step("finished", None, day(1), day(3))), {}, TODAY)


@given(days=st.lists(st.one_of(st.none(), DAYS), min_size=len(ORDER), max_size=len(ORDER)))
def test_days_are_taken_exactly_when_they_run_forward(days: list[dt.date | None]) -> None:
    steps = said(*(on(stage, when) for stage, when in zip(ORDER, days, strict=True)))
    known = [when for when in days if when is not None]
    right = known == sorted(known) and max(known, default=TODAY) <= TODAY
    if right:
        stages.check(steps, {}, TODAY)
    else:
        with pytest.raises(InvalidValue):
            stages.check(steps, {}, TODAY)


def test_works_begin_and_end_as_far_as_is_known() -> None:
    assert stages.works({}) == Works(None, None, None)
    assert stages.works(said(on("cancelled", day(3)))) == Works(None, Span(day(3), day(3)), None, day(3))
    begun = Span(day(2), day(2))
    assert stages.works(said(on("started", day(2)))) == Works(begun, None, None, day(2))
    assert stages.works(said(on("started", day(2)), on("cancelled", day(3)))).ended == Span(day(3), day(3))
    assert stages.works(said(on("started", day(2)), on("accepted", day(6)))).done == Span(day(2), day(6))
    over = Span(day(6), day(6))
    assert stages.works(said(on("finished", day(6)))) == Works(Span(None, day(6)), over, over, day(6))


def test_works_are_ahead_from_the_first_stage_with_a_day_until_they_begin_or_are_called_off() -> None:
    days = [day(month) for month in (1, 2, 3, 4)]
    begun = stages.works(said(on("approved", day(2)), Step("started", None, day(2), day(3))))
    assert [begun.ahead_on(one) for one in (*days, day(2, 28))] == [False, True, False, False, True]
    off = stages.works(said(on("planned", day(2)), on("cancelled", day(4))))
    assert [off.ahead_on(one) for one in days] == [False, True, True, False]
    assert stages.works({}).ahead_on(day(1))


def test_the_stage_of_a_day() -> None:
    steps = said(on("approved", day(2)), on("started", day(3)), Step("finished", day(9)), Step("planned", day(1)))
    assert [stages.reached(steps, day(month)) for month in (1, 2, 3, 10)] == [None, "approved", "started", "started"]


def test_works_touch_the_days_they_may_have_gone_on() -> None:
    done = stages.works(said(on("started", day(3)), on("finished", day(5))))
    assert [done.may_touch(day(month), day(month, 28)) for month in (2, 3, 4, 5, 6)] == [False, True, True, True, False]
    assert [done.under_way(one) for one in (day(2), day(3), day(4, 30), day(5))] == [False, True, True, False]
    assert not any(done.may_be_under_way(day(month)) for month in range(1, 12))
    assert stages.works(said(on("finished", day(5)))).may_touch(day(1), day(1))
    assert not stages.works(said(Step("started", day(1)))).may_touch(day(1), TODAY)


def test_works_that_began_or_ended_some_day_between_two_may_be_under_way() -> None:
    spans = stages.works(said(Step("started", None, day(2), day(4)), Step("finished", None, day(6), day(8))))
    days = [day(month, 15) for month in range(1, 10)]
    assert [spans.under_way(one) for one in days] == [month in {4, 5} for month in range(1, 10)]
    assert [spans.may_be_under_way(one) for one in days] == [month in {2, 3, 6, 7} for month in range(1, 10)]
    only_done = stages.works(said(Step("accepted", None, None, day(5))))
    assert [only_done.under_way(day(1)), only_done.may_be_under_way(day(1)), only_done.may_be_under_way(day(5))] == [
        *(False, True, False)
    ]
    off = stages.works(said(on("started", day(2)), Step("cancelled", None, day(4), day(6))))
    assert [off.under_way(day(3)), off.under_way(day(5)), off.may_be_under_way(day(5))] == [True, False, True]


@given(days=st.lists(DAYS, min_size=4, max_size=4), ends=st.lists(st.booleans(), min_size=2, max_size=2))
def test_two_works_are_refused_exactly_when_they_share_days(days: list[dt.date], ends: list[bool]) -> None:
    def one(first: dt.date, last: dt.date, *, ended: bool) -> Works:
        return stages.works(said(on("started", first), *([on("finished", last)] if ended else [])))

    pairs = [sorted(days[:2]), sorted(days[2:])]
    mine, other = (one(*pair, ended=ended) for pair, ended in zip(pairs, ends, strict=True))
    spans = [(first, last if ended else dt.date.max) for (first, last), ended in zip(pairs, ends, strict=True)]
    shared = max(first for first, _ in spans) < min(last for _, last in spans)
    for left, right in itertools.permutations((mine, other)):
        if shared:
            with pytest.raises(Conflict) as refusal:
                stages.apart(left, right, code="UP-0009", building="GL-0001")
            assert refusal.value.details["code"] == "UP-0009"
        else:
            stages.apart(left, right, code="UP-0009", building="GL-0001")


def test_works_that_began_and_end_some_day_between_two_go_on_or_are_done() -> None:
    finish, months = Step("finished", None, day(4), day(8)), [day(month, 15) for month in (3, 4, 7, 8)]
    found = stages.works(said(on("started", day(2)), finish))
    assert [found.done_since(one) for one in months] == [None, day(4), day(4), None]
    accepted = stages.works(said(on("started", day(2)), Step("accepted", None, None, day(8))))
    assert accepted.done_since(day(5)) == day(2)  # not before they began
    late = stages.works(said(Step("started", None, day(2), day(6)), finish))
    assert [late.done_since(one) for one in (day(5), day(6))] == [None, day(4)]  # by then they may not have begun
    assert stages.works(said(finish)).done_since(day(6)) is None
    gone = stages.works(said(on("started", day(2)), Step("cancelled", None, day(4), day(8))))
    assert gone.done_since(day(6)) is None


def test_every_stage_has_a_word() -> None:
    for stage in ProjectStage:
        assert sentence(InvalidValue("stage_to_come", stage=stages.word(stage), day=TODAY, today=TODAY), "en")
