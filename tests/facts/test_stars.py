"""Stars as they held at each month's end, through the snapshot; on both engines."""

import datetime as dt
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import yaml
from sqlalchemy import Engine

from buildings.database import work
from buildings.database.work import Changes
from buildings.errors import Conflict, DomainError, InvalidValue
from buildings.facts import horizon, snapshot
from buildings.facts.refresh import refresh
from buildings.kinds import Origin, RatingStatus
from buildings.quantities import format_month, parse_month
from buildings.register import assessments, ratings, records
from buildings.register.assessments import Wanted
from buildings.register.tables.buildings import Building
from buildings.register.tables.ratings import Rating
from buildings.schemes import catalogue
from tests.builders.register import edit, make_building

DECEMBER = parse_month("2026-12")
CODE = "GL-0001"
D = dt.date


@pytest.fixture
def home(engine: Engine) -> int:
    """A building without a star, with figures until 2026-12."""

    def do(changes: Changes) -> int:
        row = make_building(changes, code=CODE)
        horizon.ensure_month(changes, DECEMBER)
        return row.key

    key: int = work.run(engine, do, refresh=refresh, actor="test", action="test")
    return key


def star(engine: Engine, *months: str) -> list[tuple[str | None, str | None]]:
    """Grade and last day at the end of each month."""
    found = []
    for month in months:
        with work.reading(engine) as session:
            frame = snapshot.snapshot(session, parse_month(month), Origin.REAL).buildings
        found.append((frame.star[0], frame.star_valid_until[0]))
    return found


def stars(engine: Engine, first: str, last: str) -> str:
    """The grade at each month's end, - for none."""
    span = range(parse_month(first), parse_month(last) + 1)
    return "".join(grade or "-" for grade, _ in star(engine, *map(format_month, span)))


def take(engine: Engine, rating: int, *steps: tuple[str, dt.date, str | None]) -> None:
    """Steps, each in a unit of work of its own."""
    for status, on, said in steps:
        grade, note = (said, None) if status == "notice" else (None, said)
        edit(engine, partial(_taken, rating=rating, wanted=Wanted(RatingStatus(status), on, grade, note)))


def _taken(changes: Changes, rating: int, wanted: Wanted) -> None:
    row = records.by_key(changes.session, Rating, rating)
    assessments.transition(changes, row, wanted)
    assessments.step(changes, row, wanted)


def applied(engine: Engine, home: int, on: dt.date, version: str = "gulou-proposed-2026") -> int:
    def do(changes: Changes) -> int:
        building = changes.session.get_one(Building, home)
        return assessments.apply(changes, building, catalogue.find("star", version), on).key

    return edit(engine, do)


def awarded(engine: Engine, home: int, on: dt.date, grade: str = "4") -> int:
    key = applied(engine, home, on)
    take(engine, key, ("review", on, None), ("notice", on, grade), ("granted", on, None))
    return key


def refused(engine: Engine, rating: int, status: str, on: dt.date, said: str | None = None) -> str:
    with pytest.raises(DomainError) as refusal:
        take(engine, rating, (status, on, said))
    assert isinstance(refusal.value, Conflict | InvalidValue)
    return refusal.value.name


def test_a_rating_that_lapsed_yesterday_holds_no_more(engine: Engine, home: int) -> None:
    awarded(engine, home, D(2023, 6, 30))
    assert star(engine, "2026-05", "2026-06") == [("4", "2026-06-29"), (None, None)]
    with work.reading(engine) as session:
        assert [len(ratings.valid_on(session, home, day)) for day in (D(2026, 6, 29), D(2026, 6, 30))] == [1, 0]


def test_the_last_day_of_a_month_still_holds(engine: Engine, home: int) -> None:
    awarded(engine, home, D(2023, 7, 1))
    assert stars(engine, "2026-05", "2026-07") == "44-"


def test_an_appeal_restores_a_star_with_effect_from_a_past_day(engine: Engine, home: int) -> None:
    key = awarded(engine, home, D(2025, 1, 15))
    take(engine, key, ("revoked", D(2026, 3, 10), "整改不到位"))
    assert stars(engine, "2026-01", "2026-08") == "44------"
    take(engine, key, ("granted", D(2026, 5, 1), "申诉成立"))
    assert stars(engine, "2026-01", "2026-08") == "44--4444"
    assert star(engine, "2026-05") == [("4", "2028-01-14")]


def test_an_appeal_may_reach_back_to_the_revocation_and_no_further(engine: Engine, home: int) -> None:
    key = awarded(engine, home, D(2025, 1, 15))
    take(engine, key, ("revoked", D(2026, 3, 10), "整改不到位"))
    assert refused(engine, key, "granted", D(2026, 3, 9), "申诉成立") == "step_before_last"
    assert refused(engine, key, "granted", D(2026, 3, 10)) == "step_needs_note"
    take(engine, key, ("granted", D(2026, 3, 10), "申诉成立"))
    assert stars(engine, "2026-01", "2026-08") == "44444444"


@pytest.fixture
def two_versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The scheme as delivered until 2026-05, and one from June on that grants for a year and knows no third star."""
    name = "star@gulou-proposed-2026.yaml"
    found = yaml.safe_load((catalogue.FOLDER / name).read_text("utf-8"))
    shutil.copytree(catalogue.FOLDER, tmp_path / "schemes")
    newer = found | {
        "version": "2027",
        "valid_from": "2026-06-01",
        "validity_months": 12,
        "levels": found["levels"][1:],
    }
    for one in (found | {"valid_to": "2026-05-31"}, newer):
        path = tmp_path / "schemes" / f"star@{one['version']}.yaml"
        path.write_text(yaml.safe_dump(one, allow_unicode=True), "utf-8")
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path / "schemes")
    yield
    catalogue._loaded.cache_clear()


@pytest.mark.usefixtures("two_versions")
def test_a_scheme_that_changed_between_assessment_and_award_leaves_the_award_its_own(engine: Engine, home: int) -> None:
    key = applied(engine, home, D(2026, 5, 20))
    take(
        engine, key, ("review", D(2026, 6, 2), None), ("notice", D(2026, 6, 20), "3"), ("granted", D(2026, 7, 1), None)
    )
    assert star(engine, "2026-06", "2026-07") == [(None, None), ("3", "2029-06-30")]
    with pytest.raises(InvalidValue) as refusal:
        applied(engine, home, D(2026, 6, 1))
    assert refusal.value.name == "scheme_not_in_force"
    other = applied(engine, home, D(2026, 8, 1), "2027")
    take(engine, other, ("review", D(2026, 8, 1), None))
    assert refused(engine, other, "notice", D(2026, 8, 5), "3") == "step_needs_grade"
    take(engine, other, ("notice", D(2026, 8, 5), "5"), ("granted", D(2026, 9, 1), None))
    assert star(engine, "2026-08", "2026-09") == [("3", "2029-06-30"), ("5", "2027-08-31")]
    take(engine, key, ("rereview", D(2026, 9, 1), None))  # an award by another version is not in its way
    assert refused(engine, other, "rereview", D(2026, 9, 2)) == "rereview_under_way"
    take(engine, key, ("revoked", D(2026, 9, 3), "复评不合格"), ("granted", D(2026, 9, 3), "复核通过"))


def test_a_rereview_in_time_keeps_the_star_until_it_is_decided(engine: Engine, home: int) -> None:
    key = awarded(engine, home, D(2023, 4, 1))
    assert refused(engine, key, "rereview", D(2026, 4, 1)) == "rating_lapsed_already"
    take(engine, key, ("rereview", D(2026, 3, 31), None))
    assert stars(engine, "2026-03", "2026-07") == "44444"
    take(engine, key, ("notice", D(2026, 6, 10), "5"), ("granted", D(2026, 7, 1), None))
    assert stars(engine, "2026-03", "2026-07") == "44445"


def test_an_appeal_against_a_rereview_that_outlasted_the_star_renews_it(engine: Engine, home: int) -> None:
    key = awarded(engine, home, D(2023, 4, 1))
    take(engine, key, ("rereview", D(2026, 3, 31), None), ("revoked", D(2026, 6, 10), "整改不到位"))
    assert stars(engine, "2026-03", "2026-07") == "444--"
    take(engine, key, ("granted", D(2026, 6, 10), "申诉成立"))
    assert star(engine, "2026-05", "2026-07") == [("4", "2026-03-31"), ("4", "2029-06-09")]


def test_what_a_file_stated_stands_beside_and_takes_no_steps(engine: Engine, home: int) -> None:
    stated = {"grade": "3", "granted_on": D(2024, 1, 1), "valid_until": D(2026, 12, 31)}
    old = edit(engine, lambda changes: ratings.record(changes, home, "star", "register", stated).key)
    assert refused(engine, old, "revoked", D(2026, 1, 1), "x") == "rating_stated"
    awarded(engine, home, D(2026, 6, 1), "5")
    assert stars(engine, "2026-04", "2026-08") == "33555"


def test_an_assessment_under_way_is_no_star_and_only_one_at_a_time(engine: Engine, home: int) -> None:
    key = applied(engine, home, D(2026, 1, 1))
    with pytest.raises(Conflict) as refusal:
        applied(engine, home, D(2026, 2, 1))
    assert refusal.value.name == "assessment_under_way"
    assert refused(engine, key, "granted", D(2026, 1, 2)) == "no_such_step"
    assert refused(engine, key, "review", D(2025, 12, 31)) == "step_before_last"
    take(engine, key, ("review", D(2026, 1, 2), None))
    assert refused(engine, key, "notice", D(2026, 1, 3)) == "step_needs_grade"
    assert refused(engine, key, "notice", D(2026, 1, 3), "6") == "step_needs_grade"
    take(
        engine, key, ("notice", D(2026, 1, 3), "4"), ("review", D(2026, 1, 9), "有异议"), ("notice", D(2026, 2, 1), "3")
    )
    assert stars(engine, "2026-01", "2026-03") == "---"
    take(engine, key, ("granted", D(2026, 3, 1), None))
    assert stars(engine, "2026-01", "2026-03") == "--3"


def test_a_correction_of_a_score_stays_in_the_history(engine: Engine, home: int) -> None:
    key = applied(engine, home, D(2026, 1, 1))

    def score(changes: Changes, on: dt.date, points: int) -> int:
        row = records.by_key(changes.session, Rating, key)
        return ratings.score(changes, row, "lifts", points, "现场核查", found={"assessed_on": on}).key

    first = edit(engine, lambda changes: score(changes, D(2026, 1, 5), 20))
    assert edit(engine, lambda changes: score(changes, D(2026, 1, 5), 25)) == first
    assert edit(engine, lambda changes: score(changes, D(2026, 2, 5), 30)) != first
    with work.reading(engine) as session:
        row = records.by_key(session, Rating, key)
        assert ratings.scores(session, row)["lifts"].points == 30
        assert ratings.scores(session, row, D(2026, 2, 4))["lifts"].points == 25
        assert ratings.scores(session, row, D(2026, 1, 4)) == {}
