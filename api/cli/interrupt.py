"""Ctrl-C: quiet while libraries load, never lost afterwards."""

import signal
import sys
import threading
from _thread import interrupt_main
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Protocol

SOON_SECONDS = 0.05


class _Unraisable(Protocol):
    exc_type: type[BaseException]
    exc_value: BaseException | None
    exc_traceback: TracebackType | None
    err_msg: str | None
    object: object


@contextmanager
def at_once() -> Iterator[None]:
    """Ctrl-C ends the process without a word, as long as nothing was begun."""
    ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if ours:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        if ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)


def never_lost() -> None:
    """Repeat a Ctrl-C that arrived where Python can only ignore it, in a finaliser or a callback of the collector."""
    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = _again


def _again(lost: _Unraisable) -> None:
    if lost.exc_type is KeyboardInterrupt:
        threading.Timer(SOON_SECONDS, interrupt_main).start()
    else:
        sys.__unraisablehook__(lost)
