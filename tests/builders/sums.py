"""What the facts add up of the rows a test names, one loop after the other, as a person would."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from buildings.portfolio import Columns, Ints
from buildings.tables import tax_columns

Row = Mapping[str, Any]


def gate(facts: dict[str, Ints], tax: Sequence[Row], files: Sequence[bool], first: int) -> None:
    """n, Σ|x|, x₁, x₂ per window and month, one loop after the other, as a person would add them."""
    for position in range(len(files)):
        year = position - (first + position) % 12
        for window, start in (("m", position), ("y", max(year, 0)), ("r", max(position - 11, 0))):
            net: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
            for row in tax:
                if start <= row["month"] <= position and files[row["month"]]:
                    net[row["building"]][row["enterprise"]] += row.get("tax_fen", 0) + row.get("fee_fen", 0)
            for building, amounts in net.items():
                sizes = sorted((abs(amount) for amount in amounts.values() if amount), reverse=True)
                values = (len(sizes), sum(sizes), *[*sizes, 0, 0][:2])
                for name, value in zip(("n", "sum", "x1", "x2"), values, strict=True):
                    facts[f"gate_{window}_{name}"][position, building] = value


def in_scope(industries: Columns, buildings: Sequence[Row], since: tuple[int, bool]) -> Columns:
    """Rows of buildings in scope, since a month or before it."""
    counts = [bool(buildings[place].get("in_scope", True)) for place in industries["building"].tolist()]
    wanted = np.array(counts, bool) & ((industries["month"].astype(np.int64) >= since[0]) == since[1])
    return {name: column[wanted] for name, column in industries.items()}


def estimated(industries: Columns, buildings: Sequence[Row], marks: Ints) -> Columns:
    """Month and section of each row in scope whose retained tax was partly estimated."""
    month, building = industries["month"].astype(np.int64), industries["building"].astype(np.int64)
    counts = np.array([bool(buildings[place].get("in_scope", True)) for place in building.tolist()], bool)
    wanted = counts & (industries["retained_fen"].astype(np.int64) != 0) & (marks[month, building] == 1)
    return {name: industries[name][wanted] for name in ("month", "section")}


def by_taxpayer(loose: Columns) -> Columns:
    """Unattributed rows by file column as sums of taxpayers and months: taxes, retained of them, fees."""
    taxes = {column.key for column in tax_columns() if column.counts_as_tax}
    sums: dict[tuple[int, int, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    names = ("month", "taxpayer", "reason", "column_key", "amount_fen", "retained_fen")
    for month, taxpayer, reason, key, amount, retained in zip(*(loose[name].tolist() for name in names), strict=True):
        one = sums[month, taxpayer, reason]
        if key in taxes:
            one[0] += amount
            one[1] += retained
        else:
            one[2] += amount
    rows = [(*key, *amounts) for key, amounts in sums.items()]
    month, taxpayer, reason, *amounts = zip(*rows, strict=True) if rows else ((),) * 6
    found: Columns = {
        "month": np.array(month, np.int64),
        "taxpayer": np.array(taxpayer, np.int64),
        "reason": np.array(reason, object),
    }
    added = {
        name: np.array(one, np.int64) for name, one in zip(("tax_fen", "retained_fen", "fee_fen"), amounts, strict=True)
    }
    return {**found, **added}
