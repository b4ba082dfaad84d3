"""Rooms of leases: what is in the way of one is named, and a row adds a room but moves nobody."""

import datetime as dt
from pathlib import Path

from sqlalchemy import Engine, select
from sqlmodel import col

from buildings.database import work
from buildings.database.work import Changes
from buildings.register import units
from buildings.register.tables.units import Unit
from tests.builders.imported import load, refused
from tests.builders.workbooks import lease_row, make_workbook

D = dt.date


def test_what_is_in_the_way_of_a_lease_is_named(ready: Engine, tmp_path: Path) -> None:
    rows = [lease_row("甲", area=30, ends_on=D(2026, 6, 30)), lease_row("乙", area=20, starts_on=D(2026, 6, 30))]
    (issue,) = refused(ready, make_workbook(tmp_path, "leases", rows))
    assert "房间“101”在 2026-06-30 已占用 90.00 ㎡（共 100.00 ㎡），放不下这 20.00 ㎡" in issue.say()
    assert "占用者：Z-1（示范企业1，60.00 ㎡）、甲（示范企业1，30.00 ㎡，第 2 行）。" in issue.say()
    assert "In the way: Z-1 (示范企业1, 60.00 m²), 甲 (示范企业1, 30.00 m², row 2)." in issue.say("en")


def test_a_room_that_goes_on_beside_a_new_one_is_noted(ready: Engine, tmp_path: Path) -> None:
    moved = lease_row("Z-1", area=60, unit_label="102", starts_on=D(2026, 5, 1))
    (outcome,) = load(ready, make_workbook(tmp_path, "leases", [moved]))
    (note,) = outcome.notes
    assert (note.slug, note.row, note.column) == ("rooms_go_on", 2, "房号")
    assert "租约“Z-1”增加了 SF-0001 102；文件没有提到的 SF-0001 101 仍在租，不会自动退租。" in note.say()
    assert note.say().endswith("如果是换房，请给原来的房间也写一行，填上止租日期。")
    assert "SF-0001 101, which the file does not name, goes on" in note.say("en")
    left = lease_row("Z-1", area=60, ends_on=D(2026, 4, 30))
    (outcome,) = load(ready, make_workbook(tmp_path, "leases", [left, moved]))
    assert [note.slug for note in outcome.notes] == []


def test_two_equal_outages_take_their_space_twice(ready: Engine, tmp_path: Path) -> None:
    def do(changes: Changes) -> None:
        unit = changes.session.execute(select(Unit).where(col(Unit.label) == "101")).scalar_one()
        for _ in range(2):
            units.take_out(changes, unit, D(2026, 6, 1), None, area_dm2=2_000)

    work.run(ready, do, actor="test", action="test")
    (issue,) = refused(ready, make_workbook(tmp_path, "leases", [lease_row("新", area=10, starts_on=D(2026, 7, 1))]))
    assert "已占用 100.00 ㎡（共 100.00 ㎡），放不下这 10.00 ㎡" in issue.say()
    assert issue.say().count("停用 2026-06-01（20.00 ㎡）") == 2


def test_a_room_is_left_and_another_taken_in_one_file(ready: Engine, tmp_path: Path) -> None:
    left = lease_row("Z-1", area=60, ends_on=D(2026, 4, 30))
    taken = lease_row("Z-1", area=60, unit_label="102", starts_on=D(2026, 5, 1))
    (outcome,) = load(ready, make_workbook(tmp_path, "leases", [left, taken]))
    assert (outcome.changed, [note.slug for note in outcome.notes]) == (1, [])


def test_a_lease_that_follows_the_other_day_fits(ready: Engine, tmp_path: Path) -> None:
    rows = [lease_row("甲", area=40, ends_on=D(2026, 6, 29)), lease_row("乙", area=40, starts_on=D(2026, 6, 30))]
    (outcome,) = load(ready, make_workbook(tmp_path, "leases", rows))
    assert outcome.new == 2
