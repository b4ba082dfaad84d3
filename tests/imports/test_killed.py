"""kill -9 in the middle of an import: on the next start the import is either entirely in or entirely out."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from buildings.database import work
from buildings.facts import verify
from buildings.settings import ROOT
from tests.builders.imported import dump, load
from tests.imports.test_desk import district

WAIT_S = 60


def start(url: str, stop: int, files: Sequence[Path]) -> subprocess.Popen[str]:
    script = [sys.executable, "-m", "tests.imports.killed_import", url, str(stop), *map(str, files)]
    return subprocess.Popen(script, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)


def wait_for(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdout is not None
    said = []
    for found in process.stdout:
        said.append(found.strip())
        if said[-1] == line:
            return
    pytest.fail(f"the import ended before {line}: {said}")


def kill(process: subprocess.Popen[str]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGKILL)
    process.wait(WAIT_S)
    assert process.stdout is not None
    process.stdout.close()


def whole(engine: Engine) -> None:
    """The database is sound by its own account, and its facts are those of its register."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            assert connection.execute(text("pragma integrity_check")).scalar_one() == "ok"
            assert connection.execute(text("pragma foreign_key_check")).all() == []
    with work.reading(engine) as session:
        assert list(verify.verify(session)) == []


@pytest.mark.parametrize("stop", [1, 4, 9, 10])  # between files, after the last one, after the facts
def test_a_killed_import_is_entirely_out_before_the_commit(
    engine: Engine, db_url: str, tmp_path: Path, stop: int
) -> None:
    files = district(tmp_path / "files")
    before = dump(engine)
    engine.dispose()
    process = start(db_url, stop, files)
    try:
        wait_for(process, f"step {stop}")
    finally:
        kill(process)
    assert dump(engine) == before
    whole(engine)
    assert sum(outcome.new for outcome in load(engine, *files, facts=True)) == 24
    whole(engine)


def test_an_import_killed_at_any_moment_is_in_or_out(engine: Engine, db_url: str, tmp_path: Path) -> None:
    files = district(tmp_path / "files")
    before = dump(engine)
    rows = {"out": {name: len(found) for name, found in before.items()}}
    engine.dispose()
    process = start(db_url, -1, files)
    try:
        wait_for(process, "step 9")
        time.sleep(random.uniform(0, 0.02))  # noqa: S311 - somewhere around the commit
    finally:
        kill(process)
    after = {name: len(found) for name, found in dump(engine).items()}
    whole(engine)
    again = load(engine, *files, facts=True)
    rows["in"] = {name: len(found) for name, found in dump(engine).items()}
    if after == rows["out"]:
        assert sum(outcome.new for outcome in again) == 24
    else:
        assert all(outcome.idle for outcome in again)
        rows["in"]["audit_entries"] -= 1
        assert after == rows["in"]
