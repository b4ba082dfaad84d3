"""Who delivers webhooks: one process of all that serve a database, in a thread beside the answers."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from buildings.database.alone import DELIVER, Still, alone
from buildings.database.engine import Engine
from buildings.errors import Busy
from buildings.settings import settings
from buildings.words import text
from buildings.workflows import delivering

ELSEWHERE: Final = DELIVER.refusal
ROUND_S: Final = 1.0  # between two looks for what happened
ELSEWHERE_S: Final = 5.0  # between two looks whether the other process still delivers
TROUBLE_S: Final = 15.0
SWEEP_EVERY: Final = 3_600  # rounds
PATIENCE_S: Final = 3.0  # for the attempt under way when the server stops

_log = logging.getLogger("louyu.webhooks")


class Courier:
    """Delivers until it is told to stop; waits while another process delivers."""

    def __init__(self, engine: Engine) -> None:
        self._stop = threading.Event()
        self._by = delivering.means(engine, self._stop.is_set)
        self._engine = engine
        self._in_trouble = False

    def stop(self) -> None:
        """Begin nothing more."""
        self._stop.set()

    def run(self) -> None:
        """Until it is told to stop; whatever is wrong with the database, it tries again."""
        while not self._stop.is_set():
            try:
                with alone(self._engine, DELIVER, 0) as still:
                    self._rounds(still)
            except Busy:  # somebody else delivers, or writes for long
                self._stop.wait(ELSEWHERE_S)
            except Exception as error:  # noqa: BLE001 - a server goes on; the message might hold an address
                self._say(type(error).__name__)
                self._stop.wait(TROUBLE_S)

    def _say(self, trouble: str) -> None:
        """Say once that something is wrong, until it is well again."""
        if not self._in_trouble:
            _log.warning(text("edge", "webhooks_trouble", settings().language, trouble=trouble))
        self._in_trouble = True

    def _rounds(self, still: Still) -> None:
        count = 0
        while still() and not self._stop.is_set():
            sent = delivering.everything_due(self._by)
            self._in_trouble = False
            if count % SWEEP_EVERY == 0:
                delivering.sweep(self._by)
            count += 1
            self._stop.wait(0 if sent else ROUND_S)


@contextmanager
def beside(engine: Engine) -> Iterator[None]:
    """Deliver in a thread as long as the block lasts; an attempt that takes longer then is left behind."""
    courier = Courier(engine)
    thread = threading.Thread(target=courier.run, name="webhooks", daemon=True)
    thread.start()
    try:
        yield
    finally:
        courier.stop()
        thread.join(PATIENCE_S)


def once(engine: Engine) -> int:
    """Deliver until nothing is due; how many attempts were made. Busy while another process delivers."""
    by, total = delivering.means(engine), 0
    with alone(engine, DELIVER, 0):
        while sent := delivering.everything_due(by):
            total += sent
        delivering.sweep(by)
    return total
