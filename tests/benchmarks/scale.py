"""The two sizes of the benchmarks, made once and kept: S is the demonstration itself, M a drawn city.

By hand: ``python -m tests.benchmarks.scale --scale M --folder /tmp/louyu-bench``.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from buildings import demo
from buildings.database import work
from buildings.database.engine import Engine, connect
from buildings.database.migrate import upgrade
from buildings.database.work import Changes
from buildings.facts import horizon
from buildings.kinds import Origin
from buildings.operations import stamp
from buildings.workflows import checking
from buildings.workflows.importing import import_files
from tests.benchmarks import city, duck_file, export, filing

FOLDER = Path(tempfile.gettempdir()) / "louyu-bench"
SCALES = ("S", "M")
DEMO_MONTHS = 26
ACTOR = "benchmark"


@dataclass(frozen=True)
class Scale:
    """Where the data of one size stand: louyu's database, the rival's CSV files, DuckDB's file."""

    name: str
    folder: Path
    month: int = city.LAST

    @property
    def database(self) -> Path:
        """SQLite file with the register and its facts."""
        return self.folder / "louyu.db"

    @property
    def url(self) -> str:
        """Its address."""
        return f"sqlite:///{self.database}"

    @property
    def csv(self) -> Path:
        """Folder of CSV files with the same data."""
        return self.folder / "csv"

    @property
    def duck(self) -> Path:
        """DuckDB's own file with the same data."""
        return self.folder / "rival.duckdb"

    def engine(self) -> Engine:
        """An engine on the database."""
        return connect(self.url)


def prepared(name: str, folder: Path = FOLDER, *, facts: bool = True) -> Scale:
    """The data of a size, made where they are missing."""
    scale = Scale(name, folder / name)
    scale.folder.mkdir(parents=True, exist_ok=True)
    if not scale.database.exists():
        _step("database", lambda: _database(scale))
    upgrade(scale.url)  # one that was kept may be older
    if facts and not _covered(scale.engine()):
        _step("facts", lambda: checking.rebuild(scale.engine(), actor=ACTOR))
    if not scale.csv.exists():
        _step("CSV for pandas", lambda: export.write(scale.database, scale.csv, scale.month))
    if not scale.duck.exists():
        _step("DuckDB file", lambda: duck_file.write(scale.database, scale.duck))
    return scale


def _covered(engine: Engine) -> bool:
    with work.reading(engine) as session:
        return horizon.is_covered(session)


def _step(said: str, do: Callable[[], object]) -> None:
    start = time.perf_counter()
    do()
    print(f"made {said}: {time.perf_counter() - start:.1f} s", flush=True)


def _database(scale: Scale) -> None:
    partial = scale.folder / "partial.db"
    partial.unlink(missing_ok=True)
    if scale.name == "M":
        filing.write(city.draw(), partial)
    else:
        _demonstration(f"sqlite:///{partial}", scale)
    partial.rename(scale.database)


def _demonstration(url: str, scale: Scale) -> None:
    paths = demo.cached(scale.folder / "workbooks", seed=1, months=DEMO_MONTHS, last_month=scale.month)
    upgrade(url)
    engine = connect(url)
    import_files(engine, paths, actor=ACTOR, prepare=_claim)
    engine.dispose()


def _claim(changes: Changes) -> None:
    stamp.claim(changes, "origin", Origin.DEMONSTRATION)
    changes.origin = Origin.DEMONSTRATION


def main() -> None:
    """Make one size, or both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", choices=SCALES, nargs="*", default=SCALES)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    given = parser.parse_args()
    for name in given.scale:
        prepared(name, given.folder)


if __name__ == "__main__":
    main()
