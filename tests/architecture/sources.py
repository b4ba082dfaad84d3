"""The project's own Python files, as text and as syntax trees."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import buildings
from buildings.settings import ROOT

PRODUCT = ("buildings", "maps", "api")


def files(*folders: str) -> list[Path]:
    """Python files below folders of the project, in path order."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def name(path: Path) -> str:
    """Path as a reader writes it."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """Syntax tree of a file."""
    return ast.parse(path.read_text("utf-8"), str(path))


def calls(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of each call in a file, e.g. ``(12, "session.commit")``."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


def domain_modules() -> list[ModuleType]:
    """Every module of the domain, imported."""
    found = pkgutil.walk_packages(buildings.__path__, "buildings.")
    return [importlib.import_module(module.name) for module in found]
