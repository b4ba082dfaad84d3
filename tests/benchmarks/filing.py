"""A drawn city into a SQLite file with the register's tables: constants, columns, executemany."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from buildings.database import migrate
from buildings.quantities import day_of
from tests.benchmarks.city import NONE, City, Ints, Table, Texts

AT = "2026-01-01 00:00:00.000000"
DAYS = frozenset({"valid_from", "valid_to", "starts_on", "ends_on", "signed_on"})
RECORD: Mapping[str, Any] = {"version": 1, "recorded_at": AT, "audit_id": 1, "origin": "demonstration"}
CONSTANT: Mapping[str, Mapping[str, Any]] = {
    "subdistricts": {"kind": "subdistrict"},
    "zones": {
        "layout_id": 1,
        "schematic": 1,
        "shape": shapely.to_wkb(shapely.MultiPolygon([shapely.box(119.2, 26.0, 119.3, 26.1)]), byte_order=1),
    },
    "zone_memberships": {"basis": "recorded", "uncertain": 0},
    "buildings": {"aliases": "[]", "room_register": 1},
    "building_states": {"status": "in_operation"},
    "units": {"implicit": 0},
    "unit_areas": {"lettable": 1},
    "enterprises": {"kind": "company"},
    "taxpayers": {"central_income_tax": 0},
    "taxpayer_links": {"basis": "code"},
    "leases": {"landlord": "示范", "rent_unit": "m2_month"},
}
NOT_STORED = {"units": {"area"}}
ORDER = (
    *("subdistricts", "zones", "buildings", "building_states", "building_areas", "zone_memberships", "units"),
    *("unit_areas", "enterprises", "industry_classes", "registrations", "taxpayers", "taxpayer_links", "leases"),
    "lease_units",
)


def write(city: City, path: Path) -> None:
    """Create the file with all of the city's rows, stamped as a demonstration; the facts are not built yet."""
    migrate.upgrade(f"sqlite:///{path}")
    with sqlite3.connect(path) as file:
        file.execute("pragma synchronous = off")
        file.execute("insert into audit_entries values (1, ?, 'benchmark', 'import', null, '{}')", (AT,))
        file.execute("update editions set number = 1, at = ? where slug = 'record'", (AT,))
        file.execute("insert into stamps values ('origin', 'demonstration', ?)", (AT,))
        _insert(file, "layouts", {"id": np.array([1]), "code": np.array(["示范布局"]), "name": np.array(["示范布局"])})
        for name in ORDER:
            _insert(file, name, city.tables[name])
        for number, (month, taxes) in enumerate(city.taxes(), 1):
            _tax_file(file, number, month, taxes)
        file.commit()
        file.execute("analyze")
    file.close()


def _insert(file: sqlite3.Connection, name: str, columns: Table) -> None:
    columns = {key: values for key, values in columns.items() if key not in NOT_STORED.get(name, ())}
    constants = {**RECORD, **CONSTANT.get(name, {})}
    names = [*constants, *columns]
    values = [*("?" for _ in names)]
    lists = [_list(key, column) for key, column in columns.items()]
    fixed = tuple(constants.values())
    statement = f"insert into {name} ({', '.join(names)}) values ({', '.join(values)})"  # noqa: S608 - our own tables
    file.executemany(statement, ((*fixed, *row) for row in zip(*lists, strict=True)))


def _list(name: str, column: Ints | Texts) -> list[Any]:
    found: list[Any] = column.tolist()
    if name in DAYS:
        return [None if day == NONE else day_of(day).isoformat() for day in found]
    if column.dtype.kind == "i" and (column == NONE).any():
        return [None if value == NONE else value for value in found]
    return found


def _tax_file(file: sqlite3.Connection, key: int, month: int, taxes: Table) -> None:
    row = {"id": key, "month": month, "delivery": 1, "current": 1, "filename": f"{month}", "sha256": f"{month:064d}"}
    row |= {"row_count": len(taxes["taxpayer_id"]), **RECORD}
    marks = ", ".join("?" * len(row))
    file.execute(f"insert into tax_files ({', '.join(row)}) values ({marks})", tuple(row.values()))  # noqa: S608
    rows = zip(*(taxes[name].tolist() for name in ("taxpayer_id", "column_key", "amount_fen")), strict=True)
    file.executemany(
        "insert into tax_payments (month, taxpayer_id, column_key, amount_fen, file_id) values (?, ?, ?, ?, ?)",
        ((month, *row, key) for row in rows),
    )
