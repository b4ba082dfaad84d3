"""What holds on a day, from the steps a rating took."""

import datetime as dt

import pytest

from buildings.errors import Conflict
from buildings.kinds import RatingStatus
from buildings.schemes import course
from buildings.schemes.course import Standing, Stated, Step
from buildings.words import sentence

D = dt.date
APPLIED, GRANTED, REVOKED = RatingStatus.APPLIED, RatingStatus.GRANTED, RatingStatus.REVOKED
AWARD = [
    Step(APPLIED, D(2022, 11, 1)),
    Step(RatingStatus.REVIEW, D(2022, 11, 20)),
    Step(RatingStatus.NOTICE, D(2022, 12, 10), "4"),
    Step(GRANTED, D(2023, 1, 1), "4", D(2025, 12, 31)),
]


def on(steps: list[Step], day: dt.date) -> tuple[str, str | None, bool] | None:
    found = course.standing(steps, day)
    return None if found is None else (found.status.value, found.grade, found.holds)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (D(2022, 10, 31), None),
        (D(2022, 11, 1), ("applied", None, False)),
        (D(2022, 12, 31), ("notice", "4", False)),
        (D(2023, 1, 1), ("granted", "4", True)),
        (D(2025, 12, 31), ("granted", "4", True)),
        (D(2026, 1, 1), ("lapsed", "4", False)),
    ],
)
def test_an_award_holds_from_its_first_to_its_last_day(day: dt.date, expected: object) -> None:
    assert on(AWARD, day) == expected


def test_a_rereview_in_time_keeps_the_star_until_it_is_decided() -> None:
    steps = [*AWARD, Step(RatingStatus.REREVIEW, D(2025, 12, 31)), Step(RatingStatus.NOTICE, D(2026, 2, 1), "5")]
    assert on(steps, D(2026, 1, 15)) == ("rereview", "4", True)
    assert on(steps, D(2026, 2, 15)) == ("notice", "4", True)
    awarded = [*steps, Step(GRANTED, D(2026, 3, 1), "5", D(2029, 2, 28))]
    assert on(awarded, D(2026, 2, 28)) == ("notice", "4", True)
    assert on(awarded, D(2026, 3, 1)) == ("granted", "5", True)
    assert on([*steps[:-1], Step(REVOKED, D(2026, 2, 1))], D(2026, 2, 1)) == ("revoked", None, False)


def test_a_rereview_that_comes_too_late_keeps_nothing() -> None:
    assert on([*AWARD, Step(RatingStatus.REREVIEW, D(2026, 1, 1))], D(2026, 1, 1)) == ("lapsed", "4", False)


def test_an_appeal_restores_with_effect_from_a_past_day() -> None:
    revoked = [*AWARD, Step(REVOKED, D(2024, 3, 10))]
    assert on(revoked, D(2024, 4, 30)) == ("revoked", None, False)
    restored = [*revoked, Step(GRANTED, D(2024, 3, 10), "4", D(2025, 12, 31))]
    assert on(restored, D(2024, 3, 31)) == ("granted", "4", True)
    later = [*revoked, Step(GRANTED, D(2024, 6, 1), "4", D(2025, 12, 31))]
    assert on(later, D(2024, 5, 31)) == ("revoked", None, False)
    assert on(later, D(2024, 6, 1)) == ("granted", "4", True)
    given_back = course.standing(later, D(2024, 6, 1))
    assert given_back is not None
    assert given_back.awarded_on == D(2023, 1, 1)  # an appeal makes no new award


def test_what_a_file_states_is_a_course_of_its_own() -> None:
    steps = course.imported(D(2020, 1, 1), "3", None, D(2021, 5, 1))
    assert on(steps, D(2021, 4, 30)) == ("granted", "3", True)
    assert on(steps, D(2021, 5, 1)) == ("revoked", None, False)
    assert course.imported(None, "3", None, None) == []


def test_a_step_that_does_not_exist_names_those_that_do() -> None:
    with pytest.raises(Conflict) as refusal:
        course.transition(RatingStatus.REVIEW, GRANTED)
    assert "公示" in sentence(refusal.value)
    assert course.transition(REVOKED, GRANTED).needs == {"note"}
    reached = {one.after for one in course.transitions()}
    assert reached == set(RatingStatus) - {RatingStatus.LAPSED}


LAST = D(2025, 12, 31)
DAYS = (D(2021, 6, 1), D(2024, 5, 31), D(2024, 6, 1), LAST, D(2026, 1, 1))


def test_a_file_s_star_of_unknown_day_is_over_after_its_last_day_and_may_hold_until_it() -> None:
    said = Stated("granted", "4", valid_until=LAST)
    assert course.stands(said, [], LAST) == Standing(GRANTED, "4", None, LAST, undated=True)
    assert course.stands(said, [], D(2026, 1, 1)) == Standing(RatingStatus.LAPSED, "4", None, LAST, had=True)
    taken = Stated("revoked", "4", valid_until=LAST, revoked_on=D(2024, 6, 1))
    assert course.stands(taken, [], D(2024, 6, 1)) == Standing(REVOKED, None, None, D(2024, 5, 31), had=True)


@pytest.mark.parametrize("granted", [None, D(2021, 6, 1)])
@pytest.mark.parametrize(("status", "grade"), [(REVOKED, None), (RatingStatus.LAPSED, "4")])
def test_a_star_that_is_over_since_nobody_knows_when_may_hold_until_that_was_recorded(
    granted: dt.date | None, status: RatingStatus, grade: str | None
) -> None:
    said = Stated(status, "4", granted_on=granted, recorded_on=D(2024, 6, 1))
    before = Standing(GRANTED, "4", granted, None, had=granted is not None, undated=True)
    assert course.stands(said, [], D(2024, 5, 31)) == before
    over = Standing(status, grade, granted, had=True, end_untold=True)
    assert {course.stands(said, [], day) for day in (D(2024, 6, 1), D(2026, 1, 1))} == {over}
    if granted is not None:
        assert course.stands(said, [], granted - course.DAY) is None


def test_what_was_to_be_revoked_without_its_day_is_over_after_its_last_day_all_the_same() -> None:
    said = Stated(REVOKED, "4", valid_until=D(2023, 12, 31), recorded_on=D(2024, 6, 1))
    assert course.stands(said, [], D(2024, 1, 1)) == Standing(RatingStatus.LAPSED, "4", None, D(2023, 12, 31), had=True)
    assert course.stands(said, [], D(2024, 6, 1)) == Standing(REVOKED, had=True, end_untold=True)


@pytest.mark.parametrize("granted", [None, D(2021, 6, 1)])
def test_before_the_day_of_a_revocation_the_star_is_called_granted(granted: dt.date | None) -> None:
    said = Stated(REVOKED, "4", granted_on=granted, revoked_on=D(2027, 1, 1), recorded_on=D(2024, 6, 1))
    now = course.stands(said, [], D(2026, 12, 31))
    assert now is not None
    assert (now.status, now.holds, now.undated) == (GRANTED, granted is not None, granted is None)
    after = course.stands(said, [], D(2027, 1, 1))
    assert after is not None
    assert (after.status, after.valid_until, after.end_untold) == (REVOKED, D(2026, 12, 31), False)


def test_what_a_file_states_as_under_way_is_no_star_of_unknown_day() -> None:
    for status in course.BEFORE_AWARD:
        assert course.stands(Stated(status, "4", valid_until=LAST), [], D(2026, 1, 1)) == Standing(status, "4")


@pytest.mark.parametrize("status", RatingStatus)
@pytest.mark.parametrize("granted", [None, D(2021, 6, 1)])
@pytest.mark.parametrize("until", [None, LAST])
@pytest.mark.parametrize("revoked", [None, D(2024, 6, 1)])
def test_no_star_holds_or_may_hold_after_its_last_day(
    status: RatingStatus, granted: dt.date | None, until: dt.date | None, revoked: dt.date | None
) -> None:
    said = Stated(status, "4", None, granted, until, revoked, recorded_on=LAST)
    for day in DAYS:
        now = course.stands(said, [], day)
        over = (until is not None and day > until) or (revoked is not None and day >= revoked)
        over = over or (said.end_untold and day >= LAST)
        if now is not None and over:
            assert not now.holds
            assert not now.undated
            assert now.had or (granted is None and status in course.BEFORE_AWARD)
        if now is not None:
            assert now.holds + now.undated <= 1
            assert now.undated <= (granted is None or said.end_untold)
            assert not (now.status in course.ENDED and (now.holds or now.undated))
            assert now.status is not REVOKED or said.end_untold or (revoked is not None and day >= revoked)


def test_a_revoked_award_says_since_when_and_until_when_it_was_one() -> None:
    found = course.standing([*AWARD, Step(REVOKED, D(2024, 3, 10))], D(2024, 4, 1))
    assert found == Standing(REVOKED, None, D(2023, 1, 1), D(2024, 3, 9), had=True)
    late = course.standing([*AWARD, Step(REVOKED, D(2026, 3, 10))], D(2026, 4, 1))
    assert late is not None
    assert late.valid_until == LAST  # it had lapsed before it was revoked
    at_once = course.standing([*AWARD, Step(REVOKED, D(2023, 1, 1))], D(2024, 4, 1))
    assert at_once == Standing(REVOKED, None, D(2023, 1, 1), None, had=True)  # it held on no day
    kept = [*AWARD, Step(RatingStatus.REREVIEW, LAST), Step(REVOKED, D(2026, 3, 10))]
    ended = course.standing(kept, D(2026, 4, 1))
    assert ended is not None
    assert ended.valid_until == D(2026, 3, 9)
