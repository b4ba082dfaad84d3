"""One process at a time sets a database up; a killed one leaves nothing in the way."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import text

from buildings.database.engine import Engine, file_of
from buildings.errors import Busy

PATIENCE_S = 2.0
"""How long is waited: who finds everything set up is done sooner."""

_LOCK: Final = 7_319_002  # any constant but that of the refresh of facts
_ROUND_S: Final = 0.1
_Take = Callable[[], bool]


@contextmanager
def alone(engine: Engine) -> Iterator[None]:
    """Held while a database is set up, given back with the process at the latest; Busy when another one holds it."""
    with _file(engine) if engine.dialect.name == "sqlite" else _session(engine) as take:
        until = time.monotonic() + PATIENCE_S
        while not take():
            if time.monotonic() > until:
                raise Busy("set_up_elsewhere")
            time.sleep(_ROUND_S)
        yield


@contextmanager
def _file(engine: Engine) -> Iterator[_Take]:
    """A lock on a file beside the database: one on its own file would be lost with whatever closes that."""
    file = file_of(engine.url)
    if file is None:
        yield lambda: True
        return
    try:
        handle = os.open(f"{file}-lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise ConnectionError(f"unable to open {file}-lock ({error.strerror})") from error
    try:
        yield lambda: _locked(handle)
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _session(engine: Engine) -> Iterator[_Take]:
    """A lock that the server gives back when this connection ends, in whatever way."""
    statement, key = text("select pg_try_advisory_lock(:key)"), {"key": _LOCK}
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.detach()  # closing ends the session, and with it the lock
        yield lambda: bool(connection.execute(statement, key).scalar_one())
