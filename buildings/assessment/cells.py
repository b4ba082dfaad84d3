"""Rows of each level as sets of buildings in scope."""

from dataclasses import dataclass

import numpy as np

from buildings.portfolio import Flags, Portfolio, Texts
from buildings.words import label

UNKNOWN_ROW = "?"
"""Code of the row of buildings whose sub-district is not recorded."""


@dataclass(frozen=True)
class Cells:
    """Rows of a level: codes, names (rows,), and which buildings in scope belong (rows, n)."""

    level: str
    codes: Texts
    names: Texts
    member: Flags


def texts(values: list[str]) -> Texts:
    """Words as an array of objects."""
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def zones(portfolio: Portfolio) -> Cells:
    """Zones with all their members: they overlap."""
    frame = portfolio.zones
    return Cells("zone", frame.code, frame.name, frame.member & portfolio.buildings.in_scope)


def subdistricts(portfolio: Portfolio) -> Cells:
    """Sub-districts in code order, the unknown last; together they are the district."""
    frame, recorded = portfolio.subdistricts, portfolio.buildings.subdistrict
    position = {code: row for row, code in enumerate(frame.code)}
    rows = np.array([position.get(code, len(position)) for code in recorded], dtype=np.int64)
    member = (np.arange(len(position) + 1)[:, None] == rows) & portfolio.buildings.in_scope
    codes = texts([*frame.code, UNKNOWN_ROW])
    return Cells("subdistrict", codes, texts([*frame.name, label("sheet_row", "no_subdistrict")]), member)


def district(portfolio: Portfolio) -> Cells:
    """All buildings in scope as one row."""
    name = label("level", "district")
    return Cells("district", texts(["district"]), texts([name]), portfolio.buildings.in_scope[None, :].copy())


def primary(portfolio: Portfolio) -> Cells:
    """Buildings by primary zone, then those in no zone, then those of unknown place; together they are the district."""
    frame = portfolio.zones
    wanted = np.array([*range(len(frame.code)), -1, -2], dtype=np.int64)
    member = (wanted[:, None] == frame.primary) & portfolio.buildings.in_scope
    names = [*frame.name, "no_zone", "place_unknown"]
    return Cells("primary", texts([*frame.code, "no_zone", "place_unknown"]), texts(names), member)
