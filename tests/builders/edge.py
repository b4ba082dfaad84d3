"""Prepared databases for tests of the edge, and the command line as a person calls it."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi.testclient import TestClient

from api.app import create_app
from api.house import House
from buildings.database.engine import connect
from buildings.quantities import parse_month
from buildings.settings import ROOT
from buildings.workflows import opening
from buildings.workflows.opening import Prepared
from buildings.workflows.start import Demonstration

BUILDINGS, MONTHS = 40, 14
DISTRICT = Demonstration(months=MONTHS, buildings=BUILDINGS)
LOUYU = Path(sys.executable).with_name("louyu")
LOCAL = "http://127.0.0.1"
Louyu = Callable[..., "Said"]


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def both(self) -> str:
        """Everything it said."""
        return self.out + self.err


def opened(url: str) -> Prepared:
    """A prepared database as the server sees it."""
    return opening.prepared(connect(url))


def client(prepared: Prepared, **headers: str) -> TestClient:
    """A browser or program that talks to the application of a database."""
    looking = House(prepared.engine, prepared.audience, prepared.origin, requests_per_minute=1_000_000)
    return TestClient(create_app(looking), base_url=LOCAL, headers=headers, raise_server_exceptions=True)


def environment(**settings: object) -> dict[str, str]:
    """The process's environment with only these settings of louyu."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOUYU_")}
    return kept | {f"LOUYU_{name.upper()}": str(value) for name, value in settings.items()} | {"COLUMNS": "100"}


def process(*arguments: object, settings: Mapping[str, object], folder: Path | None = None) -> "subprocess.Popen[str]":
    """The command in a process of its own; with a folder, as ``./louyu`` calls it from there."""
    where = {} if folder is None else {"start_dir": folder}
    return subprocess.Popen(
        [str(LOUYU), *map(str, arguments)],
        cwd=ROOT,
        env=environment(**settings, **where),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # a group of its own, as a terminal gives it: Ctrl-C reaches its helpers too
    )


def finished(started: "subprocess.Popen[str]") -> Said:
    """What a process said until it ended."""
    out, err = started.communicate(timeout=240)
    return Said(started.returncode, out, err)


def last_month(first: str = "2026-10") -> int:
    """The last month of the demonstration."""
    return parse_month(first)
