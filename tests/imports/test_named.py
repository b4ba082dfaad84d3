"""The named buildings of public sources are not missing from an office's file, until somebody adds to them."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from buildings.database import work
from buildings.imports import real
from buildings.imports.desk import Outcome
from tests.builders.imported import load
from tests.builders.workbooks import Row, building_row, enterprise_row, lease_row, make_workbook, split_row, tax_row

NAMED = 39


@pytest.fixture
def district(engine: Engine) -> Engine:
    """A database as every office starts with it: the real register of named buildings."""
    work.run(engine, real.load, actor="cli:tester", action=real.ACTION)
    return engine


def own(number: int, **changes: object) -> Row:
    return building_row(number, code=f"GL-{number:04d}", **changes)


def register(engine: Engine, folder: Path, *rows: Row) -> Outcome:
    (outcome,) = load(engine, make_workbook(folder, "buildings", list(rows)))
    return outcome


def untouched(engine: Engine) -> set[str]:
    with work.reading(engine) as session:
        return real.untouched(session)


def test_the_named_buildings_are_not_missing_from_an_offices_file(district: Engine, tmp_path: Path) -> None:
    register(district, tmp_path, own(901), own(902))
    outcome = register(district, tmp_path, own(901))
    assert (outcome.absent, outcome.left_out, outcome.named) == (1, ("GL-0902",), ())


def test_a_file_that_speaks_of_named_buildings_is_told_of_the_others(district: Engine, tmp_path: Path) -> None:
    outcome = register(district, tmp_path, own(901), own(7))
    assert (outcome.absent, outcome.left_out, len(outcome.named)) == (NAMED - 1, (), NAMED - 1)
    outcome = register(district, tmp_path, own(901), own(8))
    assert (outcome.absent, outcome.left_out, len(outcome.named)) == (NAMED - 1, ("GL-0007",), NAMED - 2)


def test_a_named_building_that_a_file_had_is_the_offices_own(district: Engine, tmp_path: Path) -> None:
    register(district, tmp_path, own(901), own(7))
    outcome = register(district, tmp_path, own(901))
    assert (outcome.left_out, outcome.named) == (("GL-0007",), ())


def same(engine: Engine, code: str) -> dict[str, object]:
    """A row that says of a building just what is recorded."""
    with engine.connect() as connection:
        name = connection.execute(text("select name from buildings where code = :code"), {"code": code}).scalar_one()
    return {"code": code, "name": name, "room_register": "否"}


def test_whatever_is_added_makes_it_the_offices_own(district: Engine, tmp_path: Path) -> None:
    assert len(untouched(district)) == NAMED
    assert register(district, tmp_path, same(district, "GL-0001")).idle
    assert "GL-0001" in untouched(district)
    added: dict[str, Row] = {
        "GL-0002": {"office_area": 5000},
        "GL-0003": {"status": "运营"},
        "GL-0004": {"star": "三星"},
        "GL-0005": {"zones": "core"},
        "GL-0006": {"renovated_on": dt.date(2020, 1, 1)},
        "GL-0007": {"operator_code": "E-000001"},
        "GL-0008": {"address": "某路 1 号"},
    }
    load(district, make_workbook(tmp_path, "enterprises", [enterprise_row(1)]))
    for code, more in added.items():
        register(district, tmp_path, {**same(district, code), **more})
        assert code not in untouched(district), code
    assert len(untouched(district)) == NAMED - len(added)


def test_a_lease_or_a_split_makes_it_the_offices_own(district: Engine, tmp_path: Path) -> None:
    lease = lease_row("Z-1", building_code="GL-0010", unit_label=None)
    load(
        district,
        make_workbook(tmp_path, "enterprises", [enterprise_row(1)]),
        make_workbook(tmp_path, "leases", [lease]),
        make_workbook(tmp_path, "taxes", [tax_row("A", zzs=1)], name="税收 2026-01.xlsx"),
        make_workbook(tmp_path, "splits", [split_row("A", "GL-0011")]),
    )
    assert {"GL-0010", "GL-0011"} & untouched(district) == set()


def test_a_demonstration_has_none_of_them_in_its_files(engine: Engine, tmp_path: Path) -> None:
    made = make_workbook(tmp_path, "buildings", [building_row(1)], mark="示范数据")
    load(engine, made, demonstration=True)
    work.run(engine, real.load, actor="cli:tester", action=real.ACTION)
    (outcome,) = load(engine, made)
    assert (outcome.absent, outcome.named) == (0, ())
