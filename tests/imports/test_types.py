"""Types in a building register's file: stated without a day, said again without effect, never over a decision."""

import datetime as dt
from pathlib import Path

from sqlalchemy import Engine, text

from buildings.database.work import Changes
from buildings.register import buildings, types
from tests.builders.imported import load
from tests.builders.register import edit
from tests.builders.workbooks import building_row, make_workbook

CODE = str(building_row(1)["code"])


def register(folder: Path, name: str, **said: object) -> Path:
    (folder / name).mkdir()
    return make_workbook(folder / name, "buildings", [building_row(1, **said)])


def rows(engine: Engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        query = "select kind, value, valid_from, version from building_types where voided_at is null order by id"
        return [tuple(row) for row in connection.execute(text(query))]


def test_a_file_states_them_and_said_again_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    load(engine, register(tmp_path, "a", policy_type="集聚优化型", specialty=None))
    assert rows(engine) == [("policy_type", "cluster", None, 1)]
    (again,) = load(engine, register(tmp_path, "b", policy_type="集聚优化型", specialty=None))
    assert (again.new, again.changed) == (0, 0)
    (other,) = load(engine, register(tmp_path, "c", policy_type="不归类", specialty="无"))
    assert other.changed == 1
    assert rows(engine) == [("policy_type", "none", None, 2), ("specialty", "none", None, 1)]
    load(engine, register(tmp_path, "d", policy_type=None, specialty=None))
    assert len(rows(engine)) == 2


def test_a_file_is_no_decision(engine: Engine, tmp_path: Path) -> None:
    load(engine, register(tmp_path, "a", policy_type="集聚优化型"))

    def decide(changes: Changes) -> None:
        row = buildings.by_code(changes.session, CODE)
        types.decide(changes, row, "policy_type", "upgrade", dt.date(2025, 3, 1))

    edit(engine, decide)
    before = rows(engine)
    for name, said in (("b", "改造提升型"), ("c", "标杆示范型"), ("d", "集聚优化型")):
        (outcome,) = load(engine, register(tmp_path, name, policy_type=said))
        assert (outcome.new, outcome.changed) == (0, 0)
        assert rows(engine) == before
