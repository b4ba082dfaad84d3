"""A small register that has something of everything."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from buildings.demo.codes import credit_code as uscc
from tests.builders.imported import load
from tests.builders.workbooks import (
    D,
    Row,
    building_row,
    enterprise_row,
    lease_row,
    make_workbook,
    project_row,
    room_row,
    score_row,
    split_row,
    tax_row,
)


@pytest.fixture
def ready(engine: Engine, tmp_path: Path) -> Engine:
    """A database with a building, two rooms, two enterprises, a lease, a month of tax and a split."""
    folder = tmp_path / "ready"
    folder.mkdir()
    rows: dict[str, list[Row]] = {
        "enterprises": [enterprise_row(1, uscc=uscc(1)), enterprise_row(2)],
        "buildings": [
            building_row(1, star="4", granted_on=D(2025, 3, 1)),
            building_row(2, room_register="否", lettable_declared=100),
        ],
        "rooms": [room_row("101"), room_row("102", area=None)],
        "leases": [lease_row("Z-1", area=60)],
        "projects": [project_row()],
        "scores": [score_row("lifts", 20)],
        "splits": [split_row(uscc(1))],
    }
    paths = [make_workbook(folder, kind, rows[kind]) for kind in rows]
    paths.append(make_workbook(folder, "taxes", [tax_row(uscc(1), zzs=1)], name="税收 2026-01.xlsx"))
    load(engine, *paths)
    return engine
