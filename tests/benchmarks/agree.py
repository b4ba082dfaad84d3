"""Do the rivals' figures agree with ours? Asked before anything is timed."""

from collections.abc import Mapping
from typing import Any

import duckdb
import numpy as np

from buildings.assessment import Assessment
from buildings.facts.kernel.compute import Facts
from buildings.facts.kernel.inputs import Inputs
from buildings.facts.kernel.targets import REASONS
from buildings.metrics.metric import State
from tests.benchmarks import duck
from tests.benchmarks.rival import Report

ROUNDING = 1e-4
"""The rival rounds each share to a fen; relative to sums of thousands of shares."""

COLUMNS: Mapping[str, tuple[str, float]] = {
    "tax_month": ("tax", 0.01),
    "tax_ytd": ("ytd", 0.01),
    "tax_12": ("rolling", 0.01),
    "tax_month_mom": ("mom", 1),
    "tax_month_yoy": ("yoy", 1),
    "vacancy_rate": ("vacancy", 1),
    "tax_yield": ("per_m2", 1),
}
AREAS = ("let_area", "own_area")
METRICS = (*AREAS, *COLUMNS)
"""The eight columns: occupied is let and owner-occupied area together."""


def with_pandas(ours: Assessment, theirs: Report) -> int:
    """Compare every value that stands on our side; AssertionError names the first that differs. How many agreed."""
    agreed = 0
    for level, found in ours.levels.items():
        table = theirs.tables[level]
        codes = [code for code in found.cells.codes if code in table.index]
        place = np.isin(found.cells.codes.astype(str), np.array(codes, str))
        rows = table.loc[found.cells.codes[place].tolist()]
        for slug, (column, unit) in COLUMNS.items():
            if slug in found.columns:
                measured = found.columns[slug]
                shown = measured.states[place] == State.SHOWN
                agreed += _same(f"{level} {slug}", measured.values[place][shown] * unit, rows[column][shown])
        if all(slug in found.columns for slug in AREAS):
            let, own = (found.columns[slug] for slug in AREAS)
            shown = (let.states[place] == State.SHOWN) & (own.states[place] == State.SHOWN)
            area = (let.values[place] + own.values[place])[shown] * 0.01
            agreed += _same(f"{level} occupied", area, rows["occupied"][shown])
    return agreed


def _same(what: str, ours: Any, theirs: Any) -> int:  # noqa: ANN401 - arrays and series
    theirs = np.nan_to_num(np.asarray(theirs, np.float64))
    ours = np.asarray(ours, np.float64)
    apart = np.abs(ours - theirs) > np.maximum(np.abs(ours), 1) * ROUNDING
    assert not apart.any(), f"{what}: {apart.sum()} of {len(ours)}; {ours[apart][:3]} against {theirs[apart][:3]}"
    return len(ours)


def with_duckdb(inputs: Inputs, ours: Facts, theirs: duckdb.DuckDBPyConnection) -> int:
    """Compare every row of the attribution, to the fen. How many rows."""
    column = {key: number for number, key in enumerate(inputs.columns.key)}
    reason = {slug: number for number, slug in enumerate(REASONS)}
    building = {key: number for number, key in enumerate(inputs.buildings.id.tolist())}
    taxpayer = {key: number for number, key in enumerate(inputs.taxes.taxpayers.tolist())}
    wanted = {
        "by_column": (
            "fact_building_month_taxes",
            ("building_id", "month", "column_key", "amount_fen", "retained_fen"),
        ),
        "by_taxpayer": (
            "fact_attributions",
            ("building_id", "month", "taxpayer_id", "tax_fen", "retained_fen", "fee_fen"),
        ),
        "lost": (
            "fact_unattributed",
            ("month", "taxpayer_id", "column_key", "reason", "amount_fen", "retained_fen"),
        ),
    }
    numbers: Mapping[str, Mapping[Any, int]] = {
        "building_id": building, "taxpayer_id": taxpayer, "column_key": column, "reason": reason
    }  # fmt: skip
    rows = 0
    for result, (name, columns) in wanted.items():
        facts = ours[name]
        mine = np.stack([_numbered(facts[one], numbers.get(one)) for one in columns], axis=1)
        mine = mine[np.lexsort(mine.T[::-1])]
        other = duck.table(theirs, result)
        assert mine.shape == other.shape, f"{result}: {mine.shape} against {other.shape}"
        differs = (mine != other).any(axis=1)
        assert not differs.any(), f"{result}: {differs.sum()} rows; {mine[differs][:3]} against {other[differs][:3]}"
        rows += len(mine)
    return rows


def _numbered(column: Any, number: Mapping[Any, int] | None) -> Any:  # noqa: ANN401 - columns of any type
    if number is None:
        return np.asarray(column, np.int64)
    keys, inverse = np.unique(np.asarray(column).astype(type(next(iter(number)))), return_inverse=True)
    return np.array([number[key] for key in keys.tolist()], np.int64)[inverse]
