"""A small register that has something of everything, filled from files."""

import tempfile
from pathlib import Path

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


def fill(engine: Engine) -> None:
    """Two buildings, a star and its scores, rooms, enterprises, a lease, a month of tax, a split, a project."""
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
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [make_workbook(folder, kind, rows[kind]) for kind in rows]
        paths.append(make_workbook(folder, "taxes", [tax_row(uscc(1), zzs=1)], name="税收 2026-01.xlsx"))
        load(engine, *paths)


def starred(engine: Engine) -> None:
    """A building with a star that a file states, and one whose star has no day."""
    rows = [building_row(1, star="4", granted_on=D(2025, 3, 1)), building_row(2, star="3")]
    with tempfile.TemporaryDirectory() as name:
        load(engine, make_workbook(Path(name), "buildings", rows))
