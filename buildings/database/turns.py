"""Units of work on one engine of a SQLite file take turns, first come, first served.

SQLite lets one writer in and the others try again after a pause that grows: under load some would never get in. Writers
of other processes still wait in SQLite's own way, for as long again; what waits for nobody takes no turn. One who tries
again after a failure goes to the end of the queue.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from weakref import WeakKeyDictionary

from buildings.database.engine import BUSY_MS, Engine
from buildings.errors import Busy


class Turns:
    """A lock that is given in the order in which it was asked for."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()

    @contextmanager
    def turn(self, seconds: float) -> Iterator[None]:
        """Wait for one's turn and have it; Busy after so many seconds."""
        mine = threading.Event()
        with self._guard:
            self._waiting.append(mine)
            self._waiting[0].set()
        try:
            if not mine.wait(seconds):
                raise Busy
            yield
        finally:
            with self._guard:
                self._waiting.remove(mine)
                if self._waiting:
                    self._waiting[0].set()


_TURNS: WeakKeyDictionary[Engine, Turns] = WeakKeyDictionary()
_GUARD = threading.Lock()


def turn(engine: Engine) -> AbstractContextManager[None]:
    """The writer's turn on a database; on PostgreSQL, which queues by itself, nobody waits here."""
    if engine.dialect.name != "sqlite":
        return nullcontext()
    return turns_of(engine).turn(BUSY_MS / 1000)


def turns_of(engine: Engine) -> Turns:
    """The queue of a database's writers in this process."""
    with _GUARD:
        return _TURNS.setdefault(engine, Turns())
