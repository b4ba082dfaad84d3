"""The import rules name every module, so that a new one cannot stand outside them (lint-imports checks them)."""

import tomllib
from typing import Any

from buildings.settings import ROOT

SPEAKS_SQL = {"database", "access", "operations", "register", "facts"}
WRITES = SPEAKS_SQL - {"database"} | {"imports"}
GROUND = {
    "findings",
    "errors",
    "quantities",
    "settings",
    "kinds",
    "datum",
    "parameters",
    "audience",
    "words",
    "geofiles",
    "tables",
    "outfiles",
    "targets",
    "database",
    "workflows",
}


def modules() -> set[str]:
    """Modules and packages directly below ``buildings``."""
    here = ROOT / "buildings"
    packages = {path.parent.name for path in here.glob("*/__init__.py")}
    return packages | {path.stem for path in here.glob("*.py")} - {"__init__"}


def contract(slug: str) -> dict[str, Any]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    found: list[dict[str, Any]] = [one for one in project["tool"]["importlinter"]["contracts"] if one["id"] == slug]
    return found[0]


def sources(slug: str) -> set[str]:
    return set(contract(slug)["source_modules"])


def full(names: set[str]) -> set[str]:
    return {f"buildings.{name}" for name in names}


def test_who_speaks_no_sql_is_listed_in_full() -> None:
    assert sources("sql") == full(modules() - SPEAKS_SQL) | {"api", "maps"}


def test_who_computes_is_listed_in_full() -> None:
    computes = modules() - WRITES - GROUND
    assert sources("computing-no-database") == full(computes) | {"maps"}


def test_who_writes_is_listed_in_full() -> None:
    assert sources("writing-no-figures") == full(WRITES)


def test_layers_are_exhaustive() -> None:
    layers = contract("layers")
    named = {part.strip(" ()") for layer in layers["layers"] for part in layer.split("|")}
    assert layers["exhaustive"]
    assert modules() <= named
