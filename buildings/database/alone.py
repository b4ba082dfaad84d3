"""One process at a time does some things with a database; a killed one leaves nothing in the way."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from buildings.database.engine import Engine, file_of
from buildings.errors import Busy

PATIENCE_S = 2.0
"""How long is waited: who finds everything set up is done sooner."""

_ROUND_S: Final = 0.1
_Take = Callable[[], bool]
Still = Callable[[], bool]
"""Whether what is held is still held: a server may have lost the connection."""


@dataclass(frozen=True)
class Task:
    """What is done by one process at a time: number and file of its lock, and what the second one is told."""

    number: int
    suffix: str
    refusal: str


SET_UP: Final = Task(7_319_002, "-lock", "set_up_elsewhere")  # any number but that of the refresh of facts
DELIVER: Final = Task(7_319_003, "-webhooks-lock", "delivered_elsewhere")


@contextmanager
def alone(engine: Engine, task: Task = SET_UP, patience: float | None = None) -> Iterator[Still]:
    """Held while a task is done, given back with the process at the latest; Busy when another one holds it."""
    held = _file(engine, task) if engine.dialect.name == "sqlite" else _session(engine, task)
    with held as (take, still):
        until = time.monotonic() + (PATIENCE_S if patience is None else patience)
        while not take():
            if time.monotonic() > until:
                raise Busy(task.refusal)
            time.sleep(_ROUND_S)
        yield still


@contextmanager
def _file(engine: Engine, task: Task) -> Iterator[tuple[_Take, Still]]:
    """A lock on a file beside the database: one on its own file would be lost with whatever closes that."""
    named = file_of(engine.url)
    if named is None:
        yield _always, _always
        return
    file = Path(f"{named.resolve()}{task.suffix}")  # the same by whichever link the database is called
    try:
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise ConnectionError(f"unable to open {file} ({error.strerror})") from error
    try:
        yield lambda: _locked(handle), _always
    finally:
        os.close(handle)


def _always() -> bool:
    return True


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _session(engine: Engine, task: Task) -> Iterator[tuple[_Take, Still]]:
    """A lock that the server gives back when this connection ends, in whatever way."""
    statement, number = text("select pg_try_advisory_lock(:number)"), {"number": task.number}
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.detach()  # closing ends the session, and with it the lock

        def still() -> bool:
            try:
                return bool(connection.execute(text("select true")).scalar_one())
            except (DBAPIError, ConnectionError):
                return False

        yield lambda: bool(connection.execute(statement, number).scalar_one()), still
