"""What was found out a moment ago and is still true: kept in memory until the record, or who is signed in, changes.

Every request asks the database for its pulse, so that a key revoked or a session ended anywhere is gone at once
everywhere; what ends by itself (a key that expires, a session that idles) may be noticed ``SECONDS`` later.
"""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

from buildings.access import clock
from buildings.access.principals import Principal
from buildings.audience import Audience
from buildings.database import version
from buildings.database.engine import Engine
from buildings.database.version import Pulse
from buildings.workflows import doors

__all__ = ["Pulse", "audience", "by_key", "by_session", "has_accounts", "kept", "pulse"]

SECONDS: Final = 5
MOST: Final = 2_000
T = TypeVar("T")


class _Memory:
    """Values by key, each good for one stamp; those not asked for longest go first."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, tuple[Hashable, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, stamp: Hashable, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever is kept
        """The value made for this stamp; what cannot be made is not remembered."""
        with self._lock:
            found = self._known.get(key)
            if found is not None and found[0] == stamp:
                self._known.move_to_end(key)
                return found[1]
        made = make()
        with self._lock:
            self._known[key] = stamp, made
            self._known.move_to_end(key)
            while len(self._known) > MOST:
                self._known.popitem(last=False)
        return made


_memories: WeakKeyDictionary[Engine, _Memory] = WeakKeyDictionary()


def pulse(engine: Engine) -> Pulse:
    """The state of the database now; what is kept with it is asked for with it."""
    return version.pulse(engine)


def kept(engine: Engine, key: Hashable, at: Pulse, make: Callable[[], T]) -> T:
    """What follows from the record alone: made once for each state of it."""
    found: T = _memory(engine).get(key, at.record, make)
    return found


def by_key(engine: Engine, text: str, at: Pulse, *, purpose: str | None = None) -> Principal:
    """Who a key belongs to; NotSignedIn when it does not stand."""
    found = _recent(engine, ("key", _digest(text)), at, lambda: doors.by_key(engine, text))
    return replace(found, purpose=purpose)


def by_session(engine: Engine, token: str, at: Pulse) -> Principal | None:
    """Who a cookie's token belongs to; None when it ended."""
    return _recent(engine, ("session", _digest(token)), at, lambda: doors.by_session(engine, token))


def has_accounts(engine: Engine, at: Pulse) -> bool:
    """Whether anybody has an account."""
    found: bool = _memory(engine).get("accounts", at.doors, lambda: doors.has_accounts(engine))
    return found


def audience(engine: Engine, who: Principal, at: Pulse) -> Audience:
    """What somebody is shown."""
    if who.account_id is None:
        return who.shown_as
    key = ("audience", who.held, who.purpose, clock.today())
    return kept(engine, key, at, lambda: doors.audience(engine, who))


def _recent(engine: Engine, key: Hashable, at: Pulse, make: Callable[[], T]) -> T:
    stamp = (at, clock.today(), int(time.monotonic() / SECONDS))
    found: T = _memory(engine).get(key, stamp, make)
    return found


def _memory(engine: Engine) -> _Memory:
    found = _memories.get(engine)
    return _memories.setdefault(engine, _Memory()) if found is None else found


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
