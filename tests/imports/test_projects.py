"""改造项目台账: what a file brings to the upgrade projects, and what is said of days that cannot all be true."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from buildings import words
from buildings.database import work
from buildings.imports.kinds.projects import BASE, PLANNED, REACHED
from buildings.register import buildings, lookup, projects, records
from buildings.register.projects import ProjectStep, UpgradeProject
from buildings.register.tables.buildings import Building
from buildings.stages import Step
from tests.builders.imported import dump, load, refused
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


def exported(engine: Engine, folder: Path) -> Path:
    """All that is recorded as a workbook says it: a day of which only a span is known stays empty."""
    rows: list[Row] = []
    with work.reading(engine) as session:
        homes = {row.id: row.code for row in lookup.rows(session, Building)}
        for one in lookup.rows(session, UpgradeProject):
            row: dict[str, object] = {"building_code": homes[one.building_id], "title": one.title}
            for field, column in BASE.items():
                value = getattr(one, column)
                row[field] = value / 100 if column.endswith("_fen") and value is not None else value
                if field in ("funding_mode", "one_hand") and value is not None:
                    row[field] = words.labels(field)[value]
            for stage, step in projects.steps_of(session, projects.by_code(session, one.code)).items():
                row[REACHED[stage]] = step.latest if step.earliest == step.latest else None
                if stage in PLANNED:
                    row[PLANNED[stage]] = step.planned_on
            rows.append(row)
    return file(folder, *rows)


def as_an_older_version_took_it(changes: work.Changes) -> None:
    """Beside what anybody may say: two works at once, days out of order, and one before the building was completed."""
    home = buildings.by_code(changes.session, "SF-0001")
    first = projects.by_code(changes.session, "UP-0001")
    projects.set_step(changes, first, Step("finished", D(2026, 9, 1), D(2026, 5, 1), D(2026, 6, 30)))
    projects.set_funding(changes, first, {"区财政": 999_999, "业主": None})
    said = {"source": "街道报送", "one_hand": "custody", "actual_investment_fen": 7}
    other = projects.create(changes, home, {"title": "大堂改造"} | said)
    for stage, day in (("approved", D(2026, 5, 1)), ("started", D(2026, 4, 1)), ("cancelled", D(2026, 3, 31))):
        values = {"stage": stage, "reached_earliest": day, "reached_latest": day}
        records.create(changes, ProjectStep, {"project_id": other.key, **values})
    projects.create(changes, home, {"title": "只有名称"})
    buildings.add_event(changes, home, "completion", D(2026, 7, 1), D(2026, 7, 1))


def test_what_is_recorded_comes_in_again_unchanged_and_changes_nothing(ready: Engine, tmp_path: Path) -> None:
    edit(ready, as_an_older_version_took_it)
    path, before = exported(ready, tmp_path), dump(ready, "audit_entries")
    (outcome,) = load(ready, path)
    assert (outcome.new, outcome.changed, outcome.unchanged, outcome.differences) == (0, 0, 3, ())
    assert dump(ready, "audit_entries") == before


@pytest.mark.parametrize(
    ("changes", "issues"),
    [
        ({"started_on": D(2026, 3, 2)}, [("stage_before_completion", "开工日期")]),
        ({"finished_on": D(2026, 6, 1)}, [("stage_before_completion", "改造竣工日期")]),
        ({"planned_investment": 120.49}, [("funding_above_investment", "计划投资")]),
        ({"actual_investment": 9_999.98}, []),  # it lies less far below what is paid than before
        ({"finished_plan": D(2025, 1, 1), "started_plan": D(2025, 2, 1)}, [("stage_before_former", "计划竣工日期")]),
        ({"started_on": D(2026, 7, 2), "finished_on": None}, [("stage_before_former", "开工日期")]),
        ({"actual_investment": 9_999.99}, []),
        ({"accepted_on": D(2026, 7, 1)}, []),
        ({"contractor": "某建"}, []),
    ],
)
def test_of_a_row_only_what_changes_is_judged(
    ready: Engine, tmp_path: Path, changes: dict[str, object], issues: list[tuple[str, str]]
) -> None:
    def first(known: work.Changes) -> None:
        as_an_older_version_took_it(known)
        for title in ("大堂改造", "只有名称"):
            (row,) = (one for one in lookup.rows(known.session, UpgradeProject) if one.title == title)
            projects.void(known, records.by_key(known.session, UpgradeProject, row.id), "录错")

    edit(ready, first)
    path = file(tmp_path, project_row() | changes)
    if not issues:
        (outcome,) = load(ready, path)
        assert (outcome.new, outcome.changed) == (0, 1)
        return
    assert [(one.slug, one.column) for one in refused(ready, path)] == issues


def test_an_amount_that_is_lowered_is_told_in_its_own_column(ready: Engine, tmp_path: Path) -> None:
    load(ready, file(tmp_path, project_row(planned_investment=None, actual_investment=500)))
    edit(
        ready,
        lambda changes: projects.set_funding(changes, projects.by_code(changes.session, "UP-0001"), {"区财政": 500_00}),
    )
    path = file(tmp_path, project_row(planned_investment=None, actual_investment=499))
    assert [(one.slug, one.column) for one in refused(ready, path)] == [("funding_above_investment", "实际投资")]


def test_of_two_works_that_ran_beside_each_other_already_the_end_is_taken(ready: Engine, tmp_path: Path) -> None:
    def older(changes: work.Changes) -> None:
        home = buildings.by_code(changes.session, "SF-0001")
        other = projects.create(changes, home, {"title": "大堂改造"})
        day = {"reached_earliest": D(2026, 4, 1), "reached_latest": D(2026, 4, 1)}
        records.create(changes, ProjectStep, {"project_id": other.key, "stage": "started", **day})

    edit(ready, older)
    (outcome,) = load(ready, file(tmp_path, project_row(finished_on=D(2026, 6, 1))))
    assert outcome.changed == 1


def test_the_row_that_moves_works_beside_others_is_told_wherever_it_stands(ready: Engine, tmp_path: Path) -> None:
    done = project_row(finished_on=D(2026, 5, 1))
    after = project_row("大堂改造", approved_on=None, started_on=D(2026, 5, 1))
    load(ready, file(tmp_path, done, after))
    (issue,) = refused(ready, file(tmp_path, project_row(finished_on=D(2026, 5, 2)), after))
    assert (issue.slug, issue.row) == ("project_under_way", 2)
    assert "UP-0002" in issue.say()
