"""A database is set up by one process at a time, and a killed one is in nobody's way."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from buildings.database import alone
from buildings.database.engine import connect
from buildings.errors import Busy
from buildings.settings import ROOT

HOLDS = """
import sys, time
from buildings.database.alone import alone
from buildings.database.engine import connect
with alone(connect(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@contextlib.contextmanager
def holder(url: str) -> Iterator["subprocess.Popen[str]"]:
    """A process that sets the database up and does not come to an end."""
    process = subprocess.Popen([sys.executable, "-c", HOLDS, url], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.wait(30)
        process.stdout.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alone, "PATIENCE_S", 0.1)


def taken(engine: Engine) -> bool:
    with alone.alone(engine):
        return True


@pytest.mark.usefixtures("impatient")
def test_the_second_is_refused_and_a_killed_first_is_in_nobodys_way(
    engine: Engine, db_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with holder(db_url) as first:
        with pytest.raises(Busy, match="set_up_elsewhere"):
            taken(engine)
        os.kill(first.pid, signal.SIGKILL)
        monkeypatch.setattr(alone, "PATIENCE_S", 5)
        assert taken(engine)


@pytest.mark.usefixtures("impatient")
def test_it_is_given_back_whatever_happened(engine: Engine, db_url: str) -> None:
    def fail() -> None:
        with alone.alone(engine):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    other = connect(db_url)
    with alone.alone(engine), pytest.raises(Busy):
        taken(other)
    assert taken(other)
    other.dispose()


def test_who_is_done_within_a_moment_is_waited_for(engine: Engine, db_url: str) -> None:
    with holder(db_url) as first:
        later = threading.Timer(0.5, first.kill)
        later.start()
        assert taken(engine)
        later.join()


def test_two_databases_of_one_folder_are_two(sqlite_url: str) -> None:
    first, second = connect(sqlite_url), connect(sqlite_url.replace(".db", "-2.db"))
    with alone.alone(first):
        assert taken(second)
    assert taken(connect("sqlite:///:memory:"))
    first.dispose()
    second.dispose()


def test_where_no_lock_can_be_made_the_database_is_out_of_reach() -> None:
    with pytest.raises(ConnectionError, match="unable to open"):
        taken(connect("sqlite:////nowhere/at/all/louyu.db"))


def test_the_lock_is_the_owners_alone(sqlite_url: str) -> None:
    engine = connect(sqlite_url)
    assert taken(engine)
    assert Path(f"{engine.url.database}-lock").stat().st_mode & 0o777 == 0o600
