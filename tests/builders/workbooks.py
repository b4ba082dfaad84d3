"""Small real workbooks for tests: rows by field name, written as an office would send them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from buildings import tables
from buildings.imports.headers import columns_of
from buildings.tables import Properties, Sheet

Row = Mapping[str, object]
D = dt.date
FORMATS = {"date": "yyyy-mm-dd", "area": "0.00", "money": "0.00", "rent": "0.00", "amount": "0.00"}


def make_workbook(folder: Path, kind: str, rows: Sequence[Row], *, name: str | None = None, mark: str = "") -> Path:
    """A workbook of a kind; each row maps fields to cells, other cells are empty."""
    found = tables.maps()[kind]
    fields = list(dict.fromkeys(field for row in rows for field in row))
    columns = [column for column in columns_of(found) if column.required or column.field in fields or kind == "taxes"]
    columns = [column for column in columns if ".retained" not in column.field or column.field in fields]
    unknown = set(fields) - {column.field for column in columns}
    assert not unknown, unknown
    sheet = Sheet(
        found.sheet,
        [column.header for column in columns],
        [[row.get(column.field) for column in columns] for row in rows],
        formats={column.header: FORMATS[column.type] for column in columns if column.type in FORMATS},
    )
    sheets = [sheet, Sheet(tables.NOTES_SHEET, [mark], [])] if mark else [sheet]
    return tables.write(folder / (name or found.filename), sheets, Properties(mark=mark))


def make_raw(folder: Path, name: str, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook of raw cells, first row first."""
    made = [Sheet(title, list(rows[0]) if rows else [], rows[1:]) for title, rows in sheets.items()]
    return tables.write(folder / name, made)


def enterprise_row(number: int = 1, **changes: object) -> dict[str, object]:
    """A row of the enterprise list."""
    return {"code": f"E-{number:06d}", "name": f"示范企业{number}"} | changes


def building_row(number: int = 1, **changes: object) -> dict[str, object]:
    """A row of the building register: in operation, with a room register."""
    row = {"code": f"SF-{number:04d}", "name": f"示范大厦{number}", "use": "商务办公", "status": "运营"}
    return row | {"gross_area": 10_000, "office_area": 8_000, "room_register": "是"} | changes


def room_row(label: str = "101", building: int = 1, **changes: object) -> dict[str, object]:
    """A row of the room register."""
    return {"building_code": f"SF-{building:04d}", "label": label, "floor_label": "1", "area": 100} | changes


def lease_row(number: str | None = "Z-1", building: int = 1, **changes: object) -> dict[str, object]:
    """A row of the tenancy schedule: one unit of one lease."""
    row: dict[str, object] = {"landlord": "示范业主", "number": number, "building_code": f"SF-{building:04d}"}
    row |= {"unit_label": "101", "enterprise_code": "E-000001", "starts_on": D(2026, 1, 1), "ends_on": D(2026, 12, 31)}
    return row | {"rent": 100.5, "rent_unit": "元/㎡·月", "signed_on": D(2025, 12, 1)} | changes


def tax_row(code: str = "91000000000000001X", month: object = 202601, **amounts: object) -> dict[str, object]:
    """A row of a tax file whose 总计 adds up unless said otherwise."""
    total = sum(Decimal(str(value)) for key, value in amounts.items() if ".retained" not in key and key != "zj")
    return {"taxpayer_code": code, "taxpayer_name": "示范纳税人", "month": month, "zj": float(total)} | amounts


def split_row(code: str, building: object = "SF-0001", **changes: object) -> dict[str, object]:
    """A row of the manual splits."""
    row: dict[str, object] = {"taxpayer_code": code, "month_from": "2026-01", "month_to": "2026-03"}
    return row | {"building_code": building, "weight": 1, "reason": "示范"} | changes


def project_row(title: str = "外立面更新", building: int = 1, **changes: object) -> dict[str, object]:
    """A row of the upgrade projects: approved and started."""
    row: dict[str, object] = {"building_code": f"SF-{building:04d}", "title": title, "funding_mode": "企业投资"}
    return row | {"planned_investment": 120.5, "approved_on": D(2026, 1, 5), "started_on": D(2026, 3, 1)} | changes


def score_row(item: str, points: object, building: int = 1, **changes: object) -> dict[str, object]:
    """A row of the score sheet: an item of the star of 2025-03-01."""
    row: dict[str, object] = {"building_code": f"SF-{building:04d}", "scheme": "star@gulou-proposed-2026"}
    row |= {"granted_on": D(2025, 3, 1), "item": item, "points": points, "assessed_by": "评审组"}
    return row | changes
