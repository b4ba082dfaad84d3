"""管理方: who runs a room, by a file; not named is not known, and nobody runs a room in no way."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.builders.imported import load, refused
from tests.builders.workbooks import Row, building_row, enterprise_row, make_workbook, room_row


@pytest.fixture
def house(engine: Engine, tmp_path: Path) -> Engine:
    """A building whose two rooms are run by one firm, and one by nobody who is named."""
    (tmp_path / "before").mkdir()
    rooms = [
        room_row("101", management="代管", manager_code="E-000001"),
        room_row("102", management="统一租赁", manager_code="E-000001"),
        room_row("103", management="统一租赁"),
    ]
    files = (("enterprises", [enterprise_row(1), enterprise_row(2)]), ("buildings", [building_row()]), ("rooms", rooms))
    load(engine, *(make_workbook(tmp_path / "before", kind, rows) for kind, rows in files))
    return engine


def runs(engine: Engine) -> list[tuple[object, ...]]:
    query = (
        "select u.label, m.mode, e.code from managements m join units u on u.id = m.unit_id"
        " left join enterprises e on e.id = m.manager_id where m.voided_at is null order by 1"
    )
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def file(folder: Path, *rows: Row) -> Path:
    return make_workbook(folder, "rooms", rows)


def test_who_runs_a_room_is_recorded_and_may_be_unknown(house: Engine, tmp_path: Path) -> None:
    first = [("101", "custody", "E-000001"), ("102", "unified_lease", "E-000001"), ("103", "unified_lease", None)]
    assert runs(house) == first
    changed = file(tmp_path, room_row("101", management="代管", manager_code="E-000002"), room_row("102"))
    (outcome,) = load(house, changed)
    assert [(one.before, one.after) for one in outcome.differences] == [("E-000001", "E-000002")]
    assert runs(house) == [("101", "custody", "E-000002"), *first[1:]]


def test_a_file_without_the_column_leaves_who_it_is(house: Engine, tmp_path: Path) -> None:
    path = file(tmp_path, room_row("101", management="购买"))
    load(house, path)
    assert runs(house)[0] == ("101", "purchase", "E-000001")


@pytest.mark.parametrize(
    ("row", "slug"),
    [
        (room_row("101", manager_code="E-000001"), "manager_alone"),
        (room_row("101", management="代管", manager_code="E-000009"), "code_unknown"),
    ],
)
def test_a_manager_that_cannot_be_is_named(house: Engine, tmp_path: Path, row: Row, slug: str) -> None:
    (issue,) = refused(house, file(tmp_path, row))
    assert (issue.slug, issue.row, issue.column) == (slug, 2, "管理方企业编码")
