"""A value without a day of its own is of the latest period: that one is corrected, and asked where it matters."""

import datetime as dt
from pathlib import Path

from sqlalchemy import Engine, text

from buildings.database import work
from buildings.database.work import Changes
from buildings.register import records, units
from buildings.register.tables.buildings import Building
from tests.builders.imported import load, refused
from tests.builders.workbooks import Row, building_row, make_workbook, room_row

SINCE = dt.date(2026, 3, 1)


def areas(engine: Engine, table: str) -> list[tuple[str, ...]]:
    with engine.connect() as connection:
        rows = connection.execute(text(f"select area_dm2, valid_from, valid_to from {table}"))  # noqa: S608 - our own
        return sorted(tuple(str(value) for value in row) for row in rows)


def house(engine: Engine, tmp_path: Path, *, lettable: bool, later: bool) -> None:
    """Room 101, whose being to let changed in March."""
    load(
        engine,
        make_workbook(tmp_path, "buildings", [building_row()]),
        make_workbook(tmp_path, "rooms", [room_row("101", lettable="是" if lettable else "否")]),
    )

    def change(changes: Changes) -> None:
        room = units.by_label(changes.session, records.by_code(changes.session, Building, "SF-0001"), "101")
        units.set_area(changes, room, 10_000, valid_from=SINCE, lettable=later)

    work.run(engine, change, actor="cli:tester", action="edit")


def rooms(tmp_path: Path, *rows: Row) -> Path:
    return make_workbook(tmp_path, "rooms", rows)


def test_a_room_no_longer_to_let_may_have_no_area_from_then_on(engine: Engine, tmp_path: Path) -> None:
    house(engine, tmp_path, lettable=True, later=False)
    load(engine, rooms(tmp_path, room_row("101", area=0)))
    assert areas(engine, "unit_areas") == [("0", "2026-03-01", "None"), ("10000", "None", "2026-02-28")]


def test_a_room_that_came_to_be_let_needs_an_area(engine: Engine, tmp_path: Path) -> None:
    house(engine, tmp_path, lettable=False, later=True)
    assert [issue.slug for issue in refused(engine, rooms(tmp_path, room_row("101", area=0)))] == ["room_area_zero"]


def test_a_value_without_a_day_corrects_the_latest_period(engine: Engine, tmp_path: Path) -> None:
    first = building_row(office_area=None)
    load(engine, make_workbook(tmp_path, "buildings", [first]))
    load(engine, make_workbook(tmp_path, "buildings", [first | {"gross_area": 9000, "area_from": SINCE}]))
    load(engine, make_workbook(tmp_path, "buildings", [first | {"gross_area": 9500}]))
    assert areas(engine, "building_areas") == [("1000000", "None", "2026-02-28"), ("950000", "2026-03-01", "None")]
