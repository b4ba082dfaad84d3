"""DuckDB's own file with what the attribution needs, in the types that suit it best; the area cuts are done already."""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from buildings.database import work
from buildings.database.engine import connect
from buildings.facts import horizon, load
from buildings.facts.kernel.inputs import Inputs
from buildings.facts.kernel.segments import begun, pieces, segments
from buildings.portfolio import UNKNOWN


def write(database: Path, path: Path) -> None:
    """Copy the register's rows; payments sorted by month and taxpayer, as they come each month."""
    engine = connect(f"sqlite:///{database}")
    with work.reading(engine) as session:
        span = horizon.wanted(session)
        assert span is not None
        inputs = load.inputs(session, span)
    partial = path.with_name("partial.duckdb")
    partial.unlink(missing_ok=True)
    with duckdb.connect(str(partial)) as file:
        for name, columns in _tables(inputs).items():
            frame = pd.DataFrame(columns)
            file.register("frame", frame)
            file.execute(f"create table {name} as select * from frame")  # noqa: S608 - names of our own
            file.unregister("frame")
        file.execute("update payments set retained = null where retained = ?", [UNKNOWN])
        file.execute("update held set dm2 = null where dm2 = ?", [UNKNOWN])
        file.execute("checkpoint")
    partial.rename(path)


def _tables(inputs: Inputs) -> dict[str, dict[str, object]]:
    parts = begun(inputs)
    held = segments(inputs, parts, pieces(inputs.units))
    taxes, splits, columns = inputs.taxes, inputs.splits, inputs.columns
    months = np.arange(inputs.first, inputs.last + 1)
    count = len(columns.key)
    return {
        "payments": {
            "month": taxes.month.astype(np.int16),
            "taxpayer": taxes.taxpayer.astype(np.int32),
            "col": taxes.column.astype(np.int8),
            "fen": taxes.fen,
            "retained": taxes.retained,
        },
        "held": {
            "party": held.party.astype(np.int32),
            "building": held.building.astype(np.int16),
            "first": held.first.astype(np.int32),
            "last": held.last.astype(np.int32),
            "dm2": held.dm2,
        },
        "taxpayers": {"taxpayer": np.arange(len(taxes.taxpayers), dtype=np.int32), "central": taxes.central},
        "links": {
            "taxpayer": taxes.links.owner.astype(np.int32),
            "party": taxes.links.value.astype(np.int32),
            "first": taxes.links.first,
            "last": taxes.links.last,
        },
        "splits": {
            "split": np.arange(len(splits.periods.owner)),
            "taxpayer": splits.periods.owner.astype(np.int32),
            "first": splits.periods.first,
            "last": splits.periods.last,
        },
        "split_parts": {
            "split": splits.split,
            "building": np.where(splits.building < 0, len(inputs.buildings.id), splits.building),
            "weight": splits.weight,
        },
        "shares": {
            "month": np.repeat(months, count).astype(np.int16),
            "col": np.tile(np.arange(count), len(months)).astype(np.int8),
            "num": columns.numerator.reshape(-1),
            "den": columns.denominator.reshape(-1),
            "counts": np.tile(columns.counts, len(months)),
            "central": np.tile(columns.central, len(months)),
        },
        "sizes": {"buildings": [len(inputs.buildings.id)]},
    }
