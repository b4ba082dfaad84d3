"""What this process has committed, so that a command that is stopped can say what stands."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_done: dict[str, None] = {}


def done() -> tuple[str, ...]:
    """Actions of the units of work that this process has committed, each once, in their order."""
    return tuple(_done)


@contextmanager
def noted(action: str) -> Iterator[None]:
    """Around a commit: a Ctrl-C comes before it or after it is noted, never between."""
    with _undivided():
        yield
        _done[action] = None


@contextmanager
def _undivided() -> Iterator[None]:
    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    came: list[int] = []

    def later(number: int, _: FrameType | None) -> None:
        came.append(number)

    signal.signal(signal.SIGINT, later)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if came:
            signal.raise_signal(signal.SIGINT)
