"""DuckDB's attribution from its own file: the rival of the kernel."""

from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

QUERY = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
RESULTS = {
    "by_column": "building, month, col, fen, retained",
    "by_taxpayer": "building, month, taxpayer, tax, retained, fee",
    "lost": "month, taxpayer, col, reason, fen, retained",
}


def attribute(path: Path) -> duckdb.DuckDBPyConnection:
    """Open the file and compute everything into tables in memory; the connection holds them."""
    connection = duckdb.connect(str(path), read_only=True)
    connection.execute(QUERY)
    return connection


def table(connection: duckdb.DuckDBPyConnection, name: str) -> NDArray[np.int64]:
    """A result as rows of whole numbers, sorted."""
    columns = connection.execute(f"select {RESULTS[name]} from {name} order by all").fetchnumpy()  # noqa: S608
    return np.stack([np.asarray(column, np.int64) for column in columns.values()], axis=1)
