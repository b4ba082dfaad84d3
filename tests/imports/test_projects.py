"""改造项目台账: what a file brings to the upgrade projects, and what is said of days that cannot all be true."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from buildings.database import work
from buildings.register import buildings, projects
from buildings.stages import Step
from tests.builders.imported import load, refused
from tests.builders.register import edit
from tests.builders.workbooks import D, Row, make_workbook, project_row

GONE: dict[str, object] = {"cancelled_on": D(2026, 7, 1)}


def file(folder: Path, *rows: Row) -> Path:
    return make_workbook(folder, "projects", rows)


def test_a_project_is_recorded_with_its_stages_and_a_code(ready: Engine) -> None:
    with work.reading(ready) as session:
        row = projects.by_code(session, "UP-0001")
        steps = projects.steps_of(session, row)
    assert (row.title, row.funding_mode, row.planned_investment_fen) == ("外立面更新", "enterprise", 12_050)
    assert (row.contractor, row.actual_investment_fen) == (None, None)
    assert steps == {
        "approved": Step("approved", None, D(2026, 1, 5), D(2026, 1, 5)),
        "started": Step("started", None, D(2026, 3, 1), D(2026, 3, 1)),
    }


def test_a_day_that_is_left_empty_stays_and_what_else_is_empty_goes(ready: Engine, tmp_path: Path) -> None:
    row = project_row(approved_on=None, started_on=None, planned_investment=None, finished_on=D(2026, 6, 1))
    (outcome,) = load(ready, file(tmp_path, row))
    assert (outcome.new, outcome.changed, outcome.absent) == (0, 1, 0)
    with work.reading(ready) as session:
        found = projects.by_code(session, "UP-0001")
        assert found.planned_investment_fen is None
        assert list(projects.steps_of(session, found)) == ["approved", "started", "finished"]


def test_a_day_of_a_file_is_the_very_day(ready: Engine, tmp_path: Path) -> None:
    def vague(changes: work.Changes) -> None:
        row = projects.by_code(changes.session, "UP-0001")
        projects.set_step(changes, row, Step("finished", None, D(2026, 5, 1), D(2026, 6, 30)))

    edit(ready, vague)
    (outcome,) = load(ready, file(tmp_path, project_row(finished_on=D(2026, 6, 30))))
    assert outcome.changed == 1
    with work.reading(ready) as session:
        steps = projects.steps_of(session, projects.by_code(session, "UP-0001"))
    assert steps["finished"] == Step("finished", None, D(2026, 6, 30), D(2026, 6, 30))


def test_a_file_without_a_project_lists_it_and_deletes_nothing(ready: Engine, tmp_path: Path) -> None:
    (outcome,) = load(ready, file(tmp_path, project_row("大堂改造", building=2)))
    assert outcome.left_out == ("SF-0001 外立面更新",)
    with work.reading(ready) as session:
        assert projects.by_code(session, "UP-0001").voided_at is None
        assert projects.by_code(session, "UP-0002").title == "大堂改造"


@pytest.mark.parametrize(
    ("rows", "issues"),
    [
        ([project_row(building=9)], [("code_unknown", 2, "楼宇编码")]),
        ([project_row(), project_row()], [("key_twice", 3, "项目名称")]),
        ([project_row(finished_on=D(2026, 2, 1))], [("stage_before_former", 2, "改造竣工日期")]),
        ([project_row(started_on=None, finished_on=D(2026, 2, 1))], [("stage_before_former", 2, "改造竣工日期")]),
        ([project_row(started_on=D(2126, 3, 1))], [("stage_to_come", 2, "开工日期")]),
        ([project_row(finished_on=D(2026, 6, 1)) | GONE], [("cancelled_when_done", 2, "取消日期")]),
        ([project_row(planned_investment=-1)], [("negative_amount", 2, "计划投资")]),
        ([project_row(planned_investment="120万元")], [("unit_in_cell", 2, "计划投资")]),
        ([project_row(funding_mode="捐赠")], [("not_in_list", 2, "出资方式")]),
        ([project_row("大堂改造")], [("project_under_way", 2, "开工日期")]),
        ([project_row("甲", building=2), project_row("乙", building=2)], [("project_under_way", 3, "开工日期")]),
    ],
    ids=str,
)
def test_what_will_not_do_is_named_with_its_place(
    ready: Engine, tmp_path: Path, rows: list[Row], issues: list[tuple[str, int, str]]
) -> None:
    found = refused(ready, file(tmp_path, *rows))
    assert [(one.slug, one.row, one.column) for one in found] == issues
    for one in found:
        assert "…" not in one.say("zh") + one.say("en")
    if issues[0][0] == "project_under_way":
        assert ("UP-0001" in found[0].say()) == (rows[0]["title"] == "大堂改造")


def test_the_next_project_may_begin_when_the_one_before_is_done_in_the_same_file(ready: Engine, tmp_path: Path) -> None:
    done = project_row(finished_on=D(2026, 5, 1))
    after = project_row("大堂改造", approved_on=None, started_on=D(2026, 5, 1))
    (outcome,) = load(ready, file(tmp_path, after, done))
    assert (outcome.new, outcome.changed) == (1, 1)


def test_works_before_the_building_was_completed_are_refused_at_their_column(ready: Engine, tmp_path: Path) -> None:
    def complete(changes: work.Changes) -> None:
        home = buildings.by_code(changes.session, "SF-0001")
        buildings.add_event(changes, home, "completion", D(2026, 2, 1), D(2026, 2, 28))

    edit(ready, complete)
    (issue,) = refused(ready, file(tmp_path, project_row(started_on=D(2026, 1, 31))))
    assert (issue.slug, issue.row, issue.column) == ("stage_before_completion", 2, "开工日期")
    load(ready, file(tmp_path, project_row(approved_on=D(2026, 1, 5), started_on=D(2026, 2, 1))))


def test_an_investment_below_what_is_paid_is_refused(ready: Engine, tmp_path: Path) -> None:
    def pay(changes: work.Changes) -> None:
        projects.set_funding(changes, projects.by_code(changes.session, "UP-0001"), {"区财政": 12_050, "业主": None})

    edit(ready, pay)
    load(ready, file(tmp_path, project_row(source="街道")))
    less = file(tmp_path, project_row(planned_investment=120.49))
    (issue,) = refused(ready, less)
    assert (issue.slug, issue.row, issue.column) == ("funding_above_investment", 2, "计划投资")
    load(ready, file(tmp_path, project_row(planned_investment=None)))
