"""A building register beside stars that were assessed here: of the day of an award, the award is left as it is."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from buildings.database.work import Changes
from buildings.kinds import RatingStatus
from buildings.register import assessments, buildings, ratings
from buildings.register.assessments import Wanted
from buildings.schemes import catalogue
from tests.builders.imported import load, refused
from tests.builders.register import edit
from tests.builders.workbooks import building_row, make_workbook

AWARDED = dt.date(2025, 1, 1)
CODE = str(building_row(1)["code"])


def register(folder: Path, name: str, **star: object) -> Path:
    (folder / name).mkdir()
    return make_workbook(folder / name, "buildings", [building_row(1, **star)])


def awarded(changes: Changes, grade: str) -> None:
    scheme = catalogue.find("star", "gulou-proposed-2026")
    row = assessments.apply(changes, buildings.by_code(changes.session, CODE), scheme, AWARDED)
    for status, noticed in ((RatingStatus.REVIEW, None), (RatingStatus.NOTICE, grade), (RatingStatus.GRANTED, None)):
        assessments.step(changes, row, Wanted(status, AWARDED, noticed))


def stars(engine: Engine) -> list[tuple[str, str | None, str]]:
    with engine.connect() as connection:
        query = "select scheme_version, grade, status from ratings where voided_at is null order by id"
        return [tuple(row) for row in connection.execute(text(query))]


@pytest.mark.parametrize("until", [None, dt.date(2026, 12, 31)])
def test_a_file_changes_no_award_of_its_day(engine: Engine, tmp_path: Path, until: dt.date | None) -> None:
    load(engine, register(tmp_path, "a"))
    edit(engine, lambda changes: awarded(changes, "5"))
    (outcome,) = load(engine, register(tmp_path, "b", star="三星", granted_on=AWARDED, valid_until=until))
    assert stars(engine) == [("gulou-proposed-2026", "5", "granted")]
    assert (outcome.new, outcome.changed) == (0, 0)
    (note,) = [one for one in outcome.notes if one.slug == "star_assessed_otherwise"]
    assert (note.row, note.column, note.details["star"]) == (2, "星级", "5")
    for said in (note.say(), note.say("en")):
        assert "2027-12-31" in said


def test_a_file_that_says_what_was_awarded_gets_no_note(engine: Engine, tmp_path: Path) -> None:
    load(engine, register(tmp_path, "a"))
    edit(engine, lambda changes: awarded(changes, "5"))
    (outcome,) = load(engine, register(tmp_path, "b", star="五星", granted_on=AWARDED))
    assert outcome.notes == ()


def test_a_corrected_day_is_another_star_and_a_note_names_the_one_that_stands(engine: Engine, tmp_path: Path) -> None:
    first = {"star": "三星", "granted_on": dt.date(2025, 4, 24), "valid_until": dt.date(2028, 4, 23)}
    load(engine, register(tmp_path, "a", **first))
    (outcome,) = load(engine, register(tmp_path, "b", **first | {"granted_on": dt.date(2025, 4, 25)}))
    (note,) = [one for one in outcome.notes if one.slug == "star_beside"]
    assert (note.row, note.column, note.details["code"]) == (2, "授牌日期", "S-0000001")
    assert "2025-04-24" in note.say()
    renewed = {"star": "四星", "granted_on": dt.date(2028, 4, 24), "valid_until": None}
    refusal = register(tmp_path, "c", **renewed)
    assert [(one.slug, one.column) for one in refused(engine, refusal)] == [("star_to_come", "授牌日期")]


def test_a_file_that_names_another_day_or_none_stands_beside(engine: Engine, tmp_path: Path) -> None:
    load(engine, register(tmp_path, "a"))
    edit(engine, lambda changes: awarded(changes, "5"))
    load(engine, register(tmp_path, "b", star="三星", granted_on=dt.date(2020, 1, 1), valid_until=None))
    load(engine, register(tmp_path, "c", star="四星", granted_on=None, valid_until=None))
    assert stars(engine) == [("gulou-proposed-2026", "5", "granted"), ("register", "4", "granted")]


def test_a_star_that_was_taken_out_and_is_stated_again_is_a_new_one_and_a_note_says_so(
    engine: Engine, tmp_path: Path
) -> None:
    stated = {"star": "三星", "granted_on": dt.date(2020, 1, 1), "valid_until": None}
    load(engine, register(tmp_path, "a", **stated))

    def void(changes: Changes) -> None:
        home = buildings.by_code(changes.session, CODE)
        (row,) = ratings.of_building(changes.session, home.key)
        assessments.void(changes, row, "误登")

    edit(engine, void)
    assert stars(engine) == []
    (again,) = load(engine, register(tmp_path, "b", **stated))
    assert stars(engine) == [("register", "3", "granted")]
    (note,) = [one for one in again.notes if one.slug == "star_taken_out"]
    assert (note.column, note.details["reason"]) == ("星级", "误登")
    assert "误登" in note.say("zh")
    assert "void it again" in note.say("en")
    (third,) = load(engine, register(tmp_path, "c", **stated))
    assert not [one for one in third.notes if one.slug == "star_taken_out"]  # it stands, and nothing is added


def test_a_star_without_its_day_that_was_taken_out_is_stated_again_beside_another_and_changes_none(
    engine: Engine, tmp_path: Path
) -> None:
    undated = {"star": "五星", "granted_on": None, "valid_until": dt.date(2027, 12, 31)}
    load(engine, register(tmp_path, "a", **undated))
    load(engine, register(tmp_path, "b", star="三星", granted_on=dt.date(2020, 1, 1), valid_until=None))

    def void(changes: Changes) -> None:
        home = buildings.by_code(changes.session, CODE)
        wrong, _ = ratings.of_building(changes.session, home.key)
        assessments.void(changes, wrong, "误登")

    edit(engine, void)
    (again,) = load(engine, register(tmp_path, "c", **undated))
    assert [one.slug for one in again.notes if one.slug == "star_taken_out"] == ["star_taken_out"]
    assert stars(engine) == [("register", "3", "granted"), ("register", "5", "granted")]
    (third,) = load(engine, register(tmp_path, "d", star="四星", granted_on=None, valid_until=None))
    assert not [one for one in third.notes if one.slug == "star_taken_out"]  # it stands, and is changed
    assert stars(engine) == [("register", "3", "granted"), ("register", "4", "granted")]


def test_a_star_without_its_day_is_the_latest_that_a_file_stated(engine: Engine, tmp_path: Path) -> None:
    load(engine, register(tmp_path, "a", star="三星", granted_on=dt.date(2020, 1, 1), valid_until=None))
    load(engine, register(tmp_path, "b", star="四星", granted_on=None, valid_until=None))
    assert stars(engine) == [("register", "4", "granted")]
