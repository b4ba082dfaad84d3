"""The benchmarks by hand: ``python -m tests.benchmarks.run WHAT --scale S|M --pairs 5``, WHAT one of these.

report   one month from stored facts in a warm process against the pandas script over CSV
command  the whole command ``louyu report`` against the script that writes its five tables and our workbook's cells
kernel   rebuilding the facts against DuckDB's attribution from its own file
edit     one lease edited with its facts: M against S
gate     what the gate adds to the report, for each audience
flags    what all upgrade rules say of a month, from facts and the month before, against its metrics
"""

import argparse
import os
import pickle
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas as pd
from python_calamine import CalamineWorkbook

from buildings.assessment import Assessment, assess
from buildings.audience import PROMOTER, PUBLIC, Audience, Role, audience
from buildings.database import work
from buildings.disclosure import disclose
from buildings.facts import horizon, load, snapshot, store
from buildings.facts import verdicts as kept
from buildings.facts.kernel.compute import Facts, compute
from buildings.facts.kernel.inputs import Inputs
from buildings.flags import fold
from buildings.kinds import Origin
from buildings.portfolio import Portfolio
from buildings.quantities import format_month
from buildings.workflows import verdicts
from tests.benchmarks import agree, attribution, duck, edits, rival, scale
from tests.benchmarks.pairs import Run, alternate, inside, outside, show
from tests.benchmarks.scale import Scale

NEEDED = 13
"""Tax files that the eight columns of a month need; the script that reads only them is the harder rival."""
PURPOSE = "benchmark"
OFFICER = Audience(frozenset({Role.TAX_OFFICER}), purpose=PURPOSE)


def report(at: Scale, pairs: int) -> None:
    """Eight columns and roll-ups of one month."""
    label = format_month(at.month)
    engine = at.engine()

    def ours() -> Assessment:
        with work.reading(engine) as session:
            return assess(snapshot.snapshot(session, at.month, Origin.DEMONSTRATION), agree.METRICS)

    values = agree.with_pandas(ours(), rival.report(at.csv, label))
    print(f"figures that agree: {values}")
    ways = {
        "pandas, all files": partial(inside, lambda: rival.report(at.csv, label)),
        f"pandas, {NEEDED} files": partial(inside, lambda: rival.report(at.csv, label, NEEDED)),
        "louyu, from facts": partial(inside, ours),
    }
    show(f"report {at.name}", alternate(ways, pairs), "pandas, all files")


def command(at: Scale, pairs: int) -> None:
    """Whole processes, imports included."""
    label, out = format_month(at.month), Path(tempfile.mkdtemp())
    louyu = Path(sys.executable).with_name("louyu")
    asked = ("report", "--month", label, "--audience", Role.TAX_OFFICER.value, "--purpose", PURPOSE, "--to", str(out))
    eight = (sys.executable, str(Path(rival.__file__)), str(at.csv), label, "--xlsx", str(out / "rival.xlsx"))
    place = {"LOUYU_DATABASE_URL": at.url}
    outside((str(louyu), *asked, "--only", "xlsx"), **place)
    script = (*eight, "--others", str(_sheets(next(out.rglob("*tax_officer*.xlsx")), out)))
    ways = {
        "pandas + same xlsx": lambda: outside(script),
        f"pandas + same xlsx, {NEEDED} files": lambda: outside((*script, "--months", str(NEEDED))),
        "pandas + xlsx of its columns": lambda: outside(eight),
        "louyu report --only xlsx": lambda: outside((str(louyu), *asked, "--only", "xlsx"), **place),
        "louyu report (xlsx and html)": lambda: outside((str(louyu), *asked), **place),
    }
    show(f"command {at.name}", alternate(ways, pairs), "pandas + same xlsx")
    shutil.rmtree(out)


def _sheets(workbook: Path, folder: Path) -> Path:
    """The cells of a workbook as frames, ready for pandas to write them again beside its own five sheets."""
    with CalamineWorkbook.from_path(str(workbook)) as book:
        cells = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    file = folder / "sheets.pickle"
    file.write_bytes(pickle.dumps({name: pd.DataFrame(rows[1:], columns=rows[0]) for name, rows in cells.items()}))
    return file


def _inputs(at: Scale) -> Inputs:
    with work.reading(at.engine()) as session:
        span = horizon.wanted(session)
        assert span is not None
        return load.inputs(session, span)


class _Leave(Exception):
    """Takes a rebuild back, so that every run writes into the same file."""


def _written(at: Scale, facts: Facts) -> None:
    def do(changes: work.Changes) -> None:
        store.replace(changes.session, facts)

    work.run(at.engine(), do, actor=scale.ACTOR, action="rebuild_facts")


def kernel(at: Scale, pairs: int) -> None:
    """Attribution for attribution, in memory and written; then all six fact tables; each also with its reading."""
    inputs = _inputs(at)
    facts = compute(inputs)
    same = {name: facts[name] for name in attribution.TABLES}
    print(f"rows that agree to the fen: {agree.with_duckdb(inputs, facts, duck.attribute(at.duck))}")
    ways: dict[str, Callable[[], Run]] = {
        "DuckDB, attribution": partial(inside, lambda: duck.attribute(at.duck).close()),
        "kernel, attribution": partial(inside, lambda: attribution.tables(inputs)),
        "kernel, all facts": partial(inside, lambda: compute(inputs)),
        "reading the register": partial(inside, lambda: _inputs(at)),
        "writing the attribution": partial(inside, lambda: _written(at, same)),
        "writing all facts": partial(inside, lambda: _written(at, facts)),
    }
    found = alternate(ways, pairs)
    found["attribution + writing"] = _added(found, "kernel, attribution", "writing the attribution")
    found["all facts + writing"] = _added(found, "kernel, all facts", "writing all facts")
    found["reading + attribution"] = _added(found, "reading the register", "kernel, attribution")
    found["reading + all facts"] = _added(found, "reading the register", "kernel, all facts")
    found["reading + all facts + writing"] = _added(found, "reading + all facts", "writing all facts")
    show(f"kernel {at.name}", found, "DuckDB, attribution")


def _added(found: dict[str, list[Run]], one: str, other: str) -> list[Run]:
    runs = zip(found[one], found[other], strict=True)
    return [Run(first.wall + second.wall, first.cpu + second.cpu) for first, second in runs]


def edit(both: list[Scale], pairs: int) -> None:
    """Early ends, each taken back again, at each size in turn."""
    for said, at_home in (("any lease", False), ("firms of one building", True)):
        benches = {one.name: edits.bench(one, pairs + 1, at_home=at_home) for one in both}
        for bench in benches.values():
            next(bench)  # warm
        ways = {f"{said}, {name}": partial(next, bench) for name, bench in benches.items()}
        show(f"edit, {said}", alternate(ways, pairs), f"{said}, S")


def gate(at: Scale, pairs: int) -> None:
    """All figures of a month for each audience; what an audience's row takes beyond the first one is its gate."""
    engine = at.engine()

    def all_of(who: Audience | None) -> None:
        with work.reading(engine) as session:
            found = assess(snapshot.snapshot(session, at.month, Origin.DEMONSTRATION))
            if who is not None:
                disclose(found, who)

    audiences = {"tax_officer": OFFICER, "leader": audience(Role.LEADER), "promoter": PROMOTER, "public": PUBLIC}
    ways = {"snapshot + assess, all metrics": partial(inside, partial(all_of, None))}
    for name, who in audiences.items():
        ways[f"… and gate, {name}"] = partial(inside, partial(all_of, who))
    show(f"gate {at.name}", alternate(ways, pairs), "snapshot + assess, all metrics")


def flags(at: Scale, pairs: int) -> None:
    """All rules with their memory for one month; the goal is three times its metrics."""
    engine = at.engine()
    verdicts.settle(engine, Origin.DEMONSTRATION)

    def portfolio(session: work.Session) -> Portfolio:
        return snapshot.snapshot(session, at.month, Origin.DEMONSTRATION)

    def metrics() -> None:
        with work.reading(engine) as session:
            assess(portfolio(session))

    def rules() -> None:
        with work.reading(engine) as session:
            now = portfolio(session)
            fold.advance(now, kept.load(session, now.buildings.id, at.month - 1))

    ways = {"metrics of a month": partial(inside, metrics), "upgrade rules of a month": partial(inside, rules)}
    show(f"flags {at.name}", alternate(ways, pairs), "metrics of a month")


def main() -> None:
    """Prepare the data where they are missing, then run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("report", "command", "kernel", "edit", "gate", "flags"))
    parser.add_argument("--scale", choices=scale.SCALES, default="S")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=scale.FOLDER)
    given = parser.parse_args()
    os.environ.setdefault("LOUYU_LANGUAGE", "zh")
    print(f"$ python -m tests.benchmarks.run {' '.join(sys.argv[1:])}")
    if given.what == "edit":
        edit([scale.prepared(name, given.folder) for name in scale.SCALES], given.pairs)
        return
    at = scale.prepared(given.scale, given.folder)
    {"report": report, "command": command, "kernel": kernel, "gate": gate, "flags": flags}[given.what](at, given.pairs)


if __name__ == "__main__":
    main()
