"""What a server does beside its answers: it seals the audit, since changes by API and pages wait for no command."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from buildings.database.engine import Engine
from buildings.workflows import auditing

EVERY_SECONDS: Final = 60.0
PATIENCE_SECONDS: Final = 3.0  # for the sealing under way when the server stops

_log = logging.getLogger("louyu.upkeep")


@contextmanager
def beside(engine: Engine, every: float = EVERY_SECONDS) -> Iterator[None]:
    """Seal from time to time, in a thread, as long as the block lasts."""
    stop = threading.Event()
    thread = threading.Thread(target=_run, args=(engine, stop, every), name="upkeep", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PATIENCE_SECONDS)


def _run(engine: Engine, stop: threading.Event, every: float) -> None:
    while not stop.wait(every):
        try:
            auditing.seal_if_quiet(engine)
        except Exception as error:  # noqa: BLE001 - a server goes on; the message might hold an address
            _log.warning("upkeep: %s; again in %d s", type(error).__name__, every)
