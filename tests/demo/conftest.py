"""One full district and one small one for all tests of the demonstration."""

import datetime as dt
from pathlib import Path

import pytest

from buildings import demo
from buildings.quantities import parse_month
from tests.demo import reading
from tests.demo.reading import Files

LAST = parse_month("2026-10")
LAST_DAY = dt.date(2026, 10, 31)


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """All 272 buildings; 15 months hold every season and keep the tests quick."""
    paths = demo.write(tmp_path_factory.mktemp("full"), last_month=LAST, months=15)
    return reading.load(paths, LAST_DAY)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return demo.write(tmp_path_factory.mktemp("small"), last_month=LAST, months=3, buildings=40, seed=5)
