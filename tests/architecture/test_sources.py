"""What every file keeps to."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from buildings.settings import ROOT
from tests.architecture.sources import PRODUCT, calls, files, name, tree

LONGEST = {"buildings": 250, "maps": 250, "api": 250, "tests": 400}
MAY_COMMIT = "buildings/database/"
MAY_READ_THE_CLOCK = ("buildings/database/", "buildings/access/")
MAY_ASK_ACCESS = ("buildings/workflows/", "api/")  # who says what day it is: ``access.clock``, never the system's
CLOCKS = {"now", "today", "utcnow", "time.time", "time.time_ns", "time.localtime", "time.gmtime"}
HOLD_TABLES = (
    "buildings/database",
    "buildings/access",
    "buildings/operations",
    "buildings/register",
    "buildings/facts",
)


@pytest.mark.parametrize("folder", LONGEST)
def test_files_stay_short(folder: str) -> None:
    lengths = {name(path): len(path.read_text("utf-8").splitlines()) for path in files(folder)}
    assert lengths
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST[folder]} == {}


def test_only_the_unit_of_work_commits() -> None:
    found = [
        f"{name(path)}:{line}"
        for path in files(*PRODUCT)
        if not name(path).startswith(MAY_COMMIT)
        for line, call in calls(path)
        if call.endswith(".commit")
    ]
    assert found == []


def test_only_workflows_open_a_unit_of_work() -> None:
    """So every write refreshes its facts before it is committed."""
    found = [
        f"{name(path)}:{line}"
        for path in files(*PRODUCT)
        if not name(path).startswith(("buildings/database/", "buildings/workflows/"))
        for line, call in calls(path)
        if call in {"work.run", "database.work.run", "buildings.database.work.run"}
    ]
    by_name = [
        name(path)
        for path in files(*PRODUCT)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module == "buildings.database.work"
        if any(alias.name == "run" for alias in node.names)
    ]
    assert found + by_name == []


def test_months_and_days_are_arguments() -> None:
    found = [
        f"{name(path)}:{line} {call}"
        for path in files(*PRODUCT)
        if not name(path).startswith(MAY_READ_THE_CLOCK)
        for line, call in calls(path)
        if (call in CLOCKS or call.rpartition(".")[2] in CLOCKS)
        and not (call.startswith("clock.") and name(path).startswith(MAY_ASK_ACCESS))
    ]
    assert found == []


def test_table_modules_keep_their_annotations() -> None:
    """SQLModel reads annotations of tables; postponed ones break its relationships."""
    postponed = [
        name(path)
        for path in files(*HOLD_TABLES)
        for node in tree(path).body
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
    ]
    assert postponed == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [name(path) for path in files(*PRODUCT, "tests", "migrations") if not ast.get_docstring(tree(path))]
    assert silent == []


@pytest.mark.parametrize("lock", sorted(ROOT.glob("requirements*.lock")), ids=lambda path: path.name)
def test_lock_files_name_no_host_and_hash_everything(lock: Path) -> None:
    lines = lock.read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert [line for line in lines if "://" in line or line.startswith("-")] == []
    assert [pin for pin in pins if "==" not in pin or not pin.endswith("\\")] == []
    assert len(pins) > 30


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_lock_holds_what_the_project_says_it_needs(lock: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needs = [*project["dependencies"], *(project["optional-dependencies"]["dev"] if "dev" in lock else ())]
    named = {re.split(r"[\[<>=; ]", need)[0].lower() for need in needs}
    pinned = {line.partition("==")[0] for line in (ROOT / lock).read_text("utf-8").splitlines() if "==" in line}
    assert named - pinned == set()


@pytest.mark.parametrize("lock", sorted(ROOT.glob("requirements*.lock")), ids=lambda path: path.name)
def test_every_lock_holds_what_the_install_is_built_with(lock: Path) -> None:
    """The script installs without build isolation: on a fresh machine nothing else brings the builder."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    builders = {need.partition(">")[0] for need in project["build-system"]["requires"]}
    pinned = {line.partition("==")[0] for line in lock.read_text("utf-8").splitlines() if "==" in line}
    assert builders - pinned == set()
