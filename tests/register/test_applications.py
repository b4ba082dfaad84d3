"""A second application: beside what it is refused, which step is right instead, and where it is a new one."""

import datetime as dt
from collections.abc import Mapping

import pytest
from sqlalchemy import Engine

from buildings.database import work
from buildings.database.work import Changes
from buildings.errors import Conflict
from buildings.facts import stars
from buildings.kinds import Origin, RatingStatus
from buildings.register import assessments, buildings, ratings
from buildings.register.assessments import Wanted
from buildings.schemes import catalogue
from buildings.words import sentence
from tests.builders.register import edit, make_building

CODE = "GL-0001"
D = dt.date
AWARDED, UNTIL = D(2023, 7, 1), D(2026, 6, 30)
STEPS = ("review", "notice", "granted", "rereview")


@pytest.fixture
def home(engine: Engine) -> Engine:
    edit(engine, lambda changes: make_building(changes, code=CODE))
    return engine


def apply(changes: Changes, on: dt.date) -> str:
    scheme = catalogue.find("star", "gulou-proposed-2026")
    home = buildings.by_code(changes.session, CODE)
    return assessments.code_of(assessments.apply(changes, home, scheme, on))


def led_to(changes: Changes, last: str) -> str:
    """An assessment that took all steps to one, each on the day of the award but the re-review."""
    code = apply(changes, AWARDED)
    for status in STEPS[: STEPS.index(last) + 1]:
        row = assessments.by_code(changes.session, code, Origin.REAL)
        on = D(2026, 6, 1) if status == "rereview" else AWARDED
        assessments.step(changes, row, Wanted(RatingStatus(status), on, "4" if status == "notice" else None))
    return code


def state(changes: Changes, days: Mapping[str, object]) -> str:
    home = buildings.by_code(changes.session, CODE)
    return assessments.code_of(ratings.record(changes, home.key, "star", "register", {"grade": "3", **days}))


def refused(engine: Engine, on: dt.date) -> Conflict:
    with pytest.raises(Conflict) as refusal:
        edit(engine, lambda changes: apply(changes, on))
    return refusal.value


def test_beside_an_award_that_stands_the_re_review_is_named(home: Engine) -> None:
    code = edit(home, lambda changes: led_to(changes, "granted"))
    found = refused(home, UNTIL)
    assert found.name == "award_stands"
    for said in (sentence(found), sentence(found, "en")):
        assert all(part in said for part in (code, "2026-06-30", "rereview"))
    assert edit(home, lambda changes: apply(changes, D(2026, 7, 1))) != code  # it has lapsed


@pytest.mark.parametrize(("last", "stage"), [("review", "评审"), ("notice", "公示")])
def test_beside_an_assessment_under_way_its_stage_is_named(home: Engine, last: str, stage: str) -> None:
    code = edit(home, lambda changes: led_to(changes, last))
    found = refused(home, D(2026, 6, 10))
    assert found.name == "assessment_under_way"
    assert f"{code}（{stage}）" in sentence(found)
    assert "void" in sentence(found)


def test_beside_a_re_review_nobody_is_told_to_void_the_award(home: Engine) -> None:
    code = edit(home, lambda changes: led_to(changes, "rereview"))
    found = refused(home, D(2026, 6, 10))
    assert found.name == "rereview_under_way"
    assert code in sentence(found)
    assert "作废" not in sentence(found)


def later(changes: Changes, *steps: tuple[str, dt.date]) -> str:
    """A second assessment, applied for on the day of the first step, that took the others."""
    (_, on), *others = steps
    code = apply(changes, on)
    take(changes, code, *others)
    return code


def take(changes: Changes, code: str, *steps: tuple[str, dt.date]) -> None:
    for status, on in steps:
        row = assessments.by_code(changes.session, code, Origin.REAL)
        wanted = Wanted(RatingStatus(status), on, "3" if status == "notice" else None, "会议纪要")
        assessments.transition(changes, row, wanted)
        assessments.step(changes, row, wanted)


def in_the_way(engine: Engine, code: str, status: str, on: dt.date) -> Conflict:
    with pytest.raises(Conflict) as refusal:
        edit(engine, lambda changes: take(changes, code, (status, on)))
    return refusal.value


@pytest.mark.parametrize("on", [D(2023, 1, 1), D(2023, 6, 30)])
def test_a_day_before_the_award_is_not_before_it(home: Engine, on: dt.date) -> None:
    edit(home, lambda changes: led_to(changes, "granted"))
    assert refused(home, on).name == "award_stands"


def test_an_application_of_a_day_on_which_the_award_stood_names_its_last_day(home: Engine) -> None:
    code = edit(home, lambda changes: led_to(changes, "granted"))
    edit(home, lambda changes: take(changes, code, ("revoked", D(2025, 5, 1))))
    for on in (D(2023, 1, 1), D(2025, 4, 30)):
        found = refused(home, on)
        assert (found.name, found.details["day"]) == ("award_stands", D(2025, 4, 30))
    edit(home, lambda changes: apply(changes, D(2025, 5, 1)))


SECOND = (("applied", D(2024, 6, 1)), ("review", D(2024, 6, 1)), ("notice", D(2024, 6, 2)), ("granted", D(2024, 7, 1)))


def test_an_appeal_gives_no_star_back_beside_another_by_the_same_version(home: Engine) -> None:
    code = edit(home, lambda changes: led_to(changes, "granted"))
    edit(home, lambda changes: take(changes, code, ("revoked", D(2024, 5, 1))))
    other = edit(home, lambda changes: later(changes, *SECOND[:2]))
    found = in_the_way(home, code, "granted", D(2024, 5, 1))
    assert (found.name, found.details["code"]) == ("assessment_under_way", other)
    edit(home, lambda changes: take(changes, other, *SECOND[2:]))
    found = in_the_way(home, code, "granted", D(2024, 5, 1))
    assert (found.name, found.details["pointer"]) == ("award_beside", "/effective_on")
    for said in (sentence(found), sentence(found, "en")):
        assert all(part in said for part in (other, "2027-06-30", "void"))
    edit(home, lambda changes: take(changes, other, ("revoked", D(2025, 1, 1))))
    assert in_the_way(home, code, "granted", D(2024, 12, 31)).details["day"] == D(2024, 12, 31)
    edit(home, lambda changes: take(changes, code, ("granted", D(2025, 1, 1))))
    assert in_the_way(home, other, "granted", D(2025, 1, 1)).details["code"] == code


def test_once_the_other_is_taken_out_an_appeal_reaches_back(home: Engine) -> None:
    code = edit(home, lambda changes: led_to(changes, "granted"))
    edit(home, lambda changes: take(changes, code, ("revoked", D(2024, 5, 1))))
    other = edit(home, lambda changes: later(changes, *SECOND))

    def appeal(changes: Changes) -> None:
        assessments.void(changes, assessments.by_code(changes.session, other, Origin.REAL), "误评")
        take(changes, code, ("granted", D(2024, 5, 1)))

    edit(home, appeal)
    with work.reading(home) as session:
        assert set(stars.recorded(session, D(2024, 8, 1)).held) == {buildings.by_code(session, CODE).key}


@pytest.mark.parametrize("last", [2, 4])
def test_an_award_given_back_for_days_before_the_next_application_stands_before_it(home: Engine, last: int) -> None:
    code = edit(home, lambda changes: led_to(changes, "granted"))
    edit(home, lambda changes: take(changes, code, ("revoked", D(2026, 6, 1))))
    begun = [(status, UNTIL + dt.timedelta(days=1)) for status, _ in SECOND]
    edit(home, lambda changes: later(changes, *begun[:last]))
    edit(home, lambda changes: take(changes, code, ("granted", D(2026, 6, 1))))
    with work.reading(home) as session:
        found = [stars.recorded(session, day).held.values() for day in (UNTIL, UNTIL + dt.timedelta(days=1))]
    assert [[one.standing.grade for one in held] for held in found] == [["4"], ["3"] if last == len(SECOND) else []]


def test_no_re_review_is_dated_back_beside_what_began_after_the_star_was_over(home: Engine) -> None:
    code = edit(home, lambda changes: led_to(changes, "granted"))
    begun = [(status, D(2026, 7, 5)) for status, _ in SECOND]
    other = edit(home, lambda changes: later(changes, *begun[:2]))
    found = in_the_way(home, code, "rereview", UNTIL)
    assert (found.name, found.details["code"]) == ("assessment_under_way", other)
    edit(home, lambda changes: take(changes, other, *begun[2:]))
    assert in_the_way(home, code, "rereview", UNTIL).name == "award_beside"


@pytest.mark.parametrize("days", [{"granted_on": D(2024, 1, 1)}, {"status": "notice"}, {}])
def test_what_a_file_states_takes_no_re_review_so_that_one_may_apply_beside_it(
    home: Engine, days: Mapping[str, object]
) -> None:
    stated = edit(home, lambda changes: state(changes, days))
    begun = edit(home, lambda changes: apply(changes, D(2026, 6, 1)))
    with work.reading(home) as session:
        row = assessments.by_code(session, begun, Origin.REAL)
        assert assessments.beside(session, row, D(2026, 6, 1)) == ([] if "status" in days else [stated])


def test_a_stated_star_that_was_taken_out_was_none_on_any_day_and_is_still_known_to_have_stood(home: Engine) -> None:
    code = edit(home, lambda changes: state(changes, {"granted_on": D(2024, 1, 1)}))
    with work.reading(home) as session:
        before = max(row.recorded_at for row, _, _ in ratings.everything(session, Origin.REAL, UNTIL))
        assert stars.recorded(session, UNTIL).ever

    def void(changes: Changes) -> None:
        row = assessments.by_code(changes.session, code, Origin.REAL)
        ratings.score(changes, row, "lifts", 10)
        assessments.void(changes, row, "楼宇弄错")

    edit(home, void)
    with work.reading(home) as session:
        assert list(ratings.everything(session, Origin.REAL, UNTIL)) == []
        assert [row.grade for row, _, _ in ratings.everything(session, Origin.REAL, UNTIL, before)] == ["3"]
        assert stars.recorded(session, UNTIL) == stars.Recorded({}, frozenset(), frozenset())
