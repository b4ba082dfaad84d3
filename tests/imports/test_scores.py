"""星级评分表: what a file brings to the stars of the register, and what is said of rows that cannot be so."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from buildings.database import work
from buildings.facts import hardware, stars
from buildings.register import assessments, buildings, ratings
from buildings.schemes import catalogue
from buildings.workflows import rating_seen
from buildings.workflows.rating_scope import Rated
from tests.builders.imported import dump, load, refused
from tests.builders.register import edit
from tests.builders.workbooks import D, Row, building_row, make_workbook, score_row
from tests.fixtures.database import filled

HARDWARE = {"外立面与大堂": 20, "lifts": 30, "空调与新风": 25, "floor plate and clear height": 20}
HARDWARE |= {"停车与充电": 20, "fire_security": 20, "smart_systems": 15}
SHARE = 150 / 200


def file(folder: Path, *rows: Row) -> Path:
    return make_workbook(folder, "scores", rows)


starred = filled("starred")


def shares(engine: Engine, month_end: D) -> dict[int, float]:
    with work.reading(engine) as session:
        return dict(hardware.shares(session, stars.holding(session, month_end)))


def test_the_award_stands_on_what_the_file_says(starred: Engine, tmp_path: Path) -> None:
    assert shares(starred, D(2026, 1, 31)) == {}
    path = file(tmp_path, *(score_row(item, points) for item, points in HARDWARE.items()))
    (outcome,) = load(starred, path)
    assert (outcome.new, outcome.changed, outcome.absent) == (7, 0, 0)
    assert list(shares(starred, D(2026, 1, 31)).values()) == [SHARE]
    assert shares(starred, D(2025, 2, 28)) == {}
    with work.reading(starred) as session:
        (row,) = ratings.of_building(session, buildings.by_code(session, "SF-0001").key)
        assert (row.scheme_version, row.grade, row.granted_on) == ("gulou-proposed-2026", "4", D(2025, 3, 1))
        found = ratings.scores(session, row)
        assert found["lifts"].points == 30
        assert (found["lifts"].assessed_on, found["lifts"].assessed_by) == (D(2025, 3, 1), "评审组")
    before = dump(starred, "audit_entries", "editions")
    (again,) = load(starred, path)
    assert again.idle
    assert dump(starred, "audit_entries", "editions") == before


def test_who_reads_the_rating_sees_its_points(starred: Engine, tmp_path: Path) -> None:
    load(starred, file(tmp_path, *(score_row(item, points) for item, points in HARDWARE.items())))
    with work.reading(starred) as session:
        home = buildings.by_code(session, "SF-0001")
        (row,) = ratings.of_building(session, home.key)
        seen = frozenset({"hardware", "operation"})
        points = rating_seen.whole(session, Rated(row, home), D(2026, 1, 31), seen)["points"]
        (other,) = ratings.of_building(session, buildings.by_code(session, "SF-0002").key)
        assert rating_seen.whole(session, Rated(other, home), D(2026, 1, 31))["points"] is None
    of = {one["slug"]: (one["low"], one["high"]) for one in points["categories"]}
    assert (of["hardware"], of["operation"], of["economic"]) == ((150, 150), (0, 350), (None, None))


def test_what_cannot_be_told_is_no_zero_and_what_is_left_out_stays(starred: Engine, tmp_path: Path) -> None:
    load(starred, file(tmp_path, *(score_row(item, points) for item, points in HARDWARE.items())))
    (outcome,) = load(starred, file(tmp_path, score_row("lifts", None)))
    assert (outcome.changed, outcome.absent) == (1, 6)
    assert "SF-0001 2025-03-01 facade_lobby" in outcome.left_out
    assert shares(starred, D(2026, 1, 31)) == {}
    assert [(one.code, one.before, one.after) for one in outcome.differences] == [
        ("SF-0001 2025-03-01 lifts", 30, None)
    ]


def test_a_veto_is_answered(starred: Engine, tmp_path: Path) -> None:
    load(starred, file(tmp_path, score_row("safety_accident", None, answer="否")))
    with work.reading(starred) as session:
        (row,) = ratings.of_building(session, buildings.by_code(session, "SF-0001").key)
        assert {slug: one.answer for slug, one in ratings.answers(session, row).items()} == {"safety_accident": "no"}


def test_a_star_that_its_points_rule_out_is_noted(starred: Engine, tmp_path: Path) -> None:
    (fine,) = load(starred, file(tmp_path, score_row("lifts", 35)))
    assert fine.notes == ()
    (low,) = load(
        starred, file(tmp_path, *(score_row(item, 0) for item in ("lifts", "hvac", "parking", "floor_plate")))
    )
    assert [(one.slug, one.row) for one in low.notes] == [("award_beyond_scores", 2)]  # 80 points of 200 are too few
    assert "SF-0001" in low.notes[0].say()
    (veto,) = load(starred, file(tmp_path, score_row("safety_accident", None, answer="是")))
    assert [one.slug for one in veto.notes] == ["award_beyond_scores"]


@pytest.mark.parametrize("turned", [False, True])
def test_the_latest_score_by_the_award_counts_whatever_the_order(
    starred: Engine, tmp_path: Path, *, turned: bool
) -> None:
    old = [score_row(item, 0, assessed_on=D(2024, 1, 1)) for item in ("lifts", "hvac", "parking", "floor_plate")]
    rows = [*old, *(score_row(item, points) for item, points in HARDWARE.items())]
    (outcome,) = load(starred, file(tmp_path, *(reversed(rows) if turned else rows)))
    assert outcome.notes == ()


def test_a_file_of_buildings_leaves_the_scheme_and_the_scores(starred: Engine, tmp_path: Path) -> None:
    load(starred, file(tmp_path, *(score_row(item, points) for item, points in HARDWARE.items())))
    row = building_row(1, star="4", granted_on=D(2025, 3, 1), valid_until=D(2028, 2, 29))
    (outcome,) = load(starred, make_workbook(tmp_path, "buildings", [row, building_row(2, star="3")]))
    assert outcome.changed == 1
    assert list(shares(starred, D(2026, 1, 31)).values()) == [SHARE]


WRONG: list[tuple[Row, str, str]] = [
    (score_row("lifts", 36), "points_out_of_range", "得分"),
    (score_row("lifts", -1), "points_out_of_range", "得分"),
    (score_row("lifts", 3.5), "not_whole", "得分"),
    (score_row("elevator", 3), "no_such_score_item", "评分项目"),
    (score_row("单位面积税收", 20), "item_is_filled", "评分项目"),
    (score_row("lifts", 20, answer="是"), "item_takes_points", "结论"),
    (score_row("safety_accident", 5), "question_takes_answer", "得分"),
    (score_row("lifts", 20, granted_on=D(2025, 3, 2)), "no_star_of_day", "授牌日期"),
    (score_row("lifts", 20, building=2), "no_star_of_day", "授牌日期"),
    (score_row("lifts", 20, building=3), "code_unknown", "楼宇编码"),
    (score_row("lifts", 20, scheme="star@2030"), "scheme_unknown", "评定方案"),
    (score_row("lifts", 20, assessed_on=D(2025, 3, 2)), "scored_after_award", "评分日期"),
]


@pytest.mark.parametrize(("row", "slug", "header"), WRONG)
def test_a_row_that_cannot_be_so_is_named(starred: Engine, tmp_path: Path, row: Row, slug: str, header: str) -> None:
    (issue,) = refused(starred, file(tmp_path, score_row("lifts", 20), row))
    assert (issue.slug, issue.row, issue.column) == (slug, 3, header)
    for language in ("zh", "en"):
        assert issue.say(language)


def test_one_item_twice_and_two_schemes_for_one_star_are_named(starred: Engine, tmp_path: Path) -> None:
    (issue,) = refused(starred, file(tmp_path, score_row("lifts", 20), score_row("电梯", 21)))
    assert (issue.slug, issue.row) == ("key_twice", 3)
    load(starred, file(tmp_path, score_row("lifts", 20)))
    version = "gulou-proposed-2026"
    assert catalogue.known("star", version)
    edit(starred, lambda changes: rename(changes, "other-2020"))
    (issue,) = refused(starred, file(tmp_path, score_row("lifts", 20)))
    assert (issue.slug, issue.details["known"]) == ("awarded_by_other_scheme", "star@other-2020")


def test_rows_of_one_star_by_two_schemes_are_named(
    starred: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheme = catalogue.find("star", "gulou-proposed-2026")

    def known(family: str, version: str) -> object:
        return scheme.model_copy(update={"scheme": family, "version": version})

    monkeypatch.setattr(catalogue, "known", known)
    (issue,) = refused(starred, file(tmp_path, score_row("lifts", 20), score_row("hvac", 20, scheme="star@2030")))
    assert (issue.slug, issue.row, issue.column) == ("scores_of_two_schemes", 3, "评定方案")


def rename(changes: work.Changes, version: str) -> None:
    (row,) = ratings.of_building(changes.session, buildings.by_code(changes.session, "SF-0001").key)
    row.scheme_version = version


def test_what_was_assessed_here_is_scored_here(starred: Engine, tmp_path: Path) -> None:
    def assess(changes: work.Changes) -> None:
        home = buildings.by_code(changes.session, "SF-0002")
        scheme = catalogue.find("star", "gulou-proposed-2026")
        row = assessments.apply(changes, home, scheme, D(2025, 1, 1))
        row.granted_on = D(2025, 6, 1)

    edit(starred, assess)
    (issue,) = refused(starred, file(tmp_path, score_row("lifts", 20, building=2, granted_on=D(2025, 6, 1))))
    assert (issue.slug, issue.column) == ("scored_here", "授牌日期")
