"""Kernel tables and oracle tables, row by row."""

from typing import Any

from buildings.facts.kernel.rows import Table as KernelTable
from buildings.portfolio import UNKNOWN
from tests.facts.oracle import Table

KEYS = {
    "fact_building_months": ("building_id", "month"),
    "fact_occupancies": ("building_id", "month", "party"),
    "fact_attributions": ("building_id", "month", "taxpayer_id"),
    "fact_unattributed": ("month", "taxpayer_id", "column_key", "reason"),
    "fact_building_month_taxes": ("building_id", "month", "column_key"),
    "fact_industry_months": ("building_id", "month", "section"),
}


def keyed(name: str, columns: KernelTable) -> Table:
    """Rows by primary key, UNKNOWN as None."""
    names = list(columns)
    rows: Table = {}
    for values in zip(*(column.tolist() for column in columns.values()), strict=True):
        row: dict[str, Any] = {
            key: None if value == UNKNOWN else value for key, value in zip(names, values, strict=True)
        }
        key = tuple(row.pop(part) for part in KEYS[name])
        assert key not in rows, f"{name} {key} twice"
        rows[key] = row
    return rows


def differences(found: dict[str, Table], expected: dict[str, Table]) -> list[str]:
    """What differs, in words; missing columns of the slow way count as 0."""
    lines = []
    for name, rows in expected.items():
        other = found[name]
        lines += [f"{name} {key} only {side}" for side, keys in _only(other, rows) for key in keys]
        for key in sorted(rows.keys() & other.keys(), key=str):
            for column, value in other[key].items():
                wanted = rows[key].get(column, 0)
                if value != wanted:
                    lines.append(f"{name} {key} {column}: {value} instead of {wanted}")
            lines += [f"{name} {key} lacks {column}" for column in rows[key].keys() - other[key].keys()]
    return lines


def _only(found: Table, expected: Table) -> list[tuple[str, list[Any]]]:
    return [
        ("in the facts", sorted(found.keys() - expected.keys(), key=str)),
        ("by the slow way", sorted(expected.keys() - found.keys(), key=str)),
    ]
