"""Files that were previewed and may be confirmed: in memory, for a while, the newest of each account."""

import hashlib
import hmac
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from api.uploads import Upload

MINUTES: Final = 30
MOST_BYTES: Final = 128 * 2**20


@dataclass(frozen=True)
class _One:
    upload: Upload
    token: str
    until: float


class Kept:
    """Uploads by account; the oldest go first when they become too much."""

    def __init__(self, now: Callable[[], float] = time.monotonic, most: int = MOST_BYTES) -> None:
        self._now, self._most = now, most
        self._known: OrderedDict[int, _One] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, account_id: int, upload: Upload) -> str:
        """Keep a file for its account; what it is asked for by."""
        token = hashlib.sha256(upload.content).hexdigest()
        with self._lock:
            self._sweep()
            self._known.pop(account_id, None)
            self._known[account_id] = _One(upload, token, self._now() + MINUTES * 60)
            while sum(len(one.upload.content) for one in self._known.values()) > self._most and len(self._known) > 1:
                self._known.popitem(last=False)
        return token

    def get(self, account_id: int, token: str) -> Upload | None:
        """The file that an account was shown the preview of; None when it is another one, or gone."""
        with self._lock:
            self._sweep()
            found = self._known.get(account_id)
        same = found is not None and hmac.compare_digest(found.token.encode(), token.encode())
        return found.upload if found is not None and same else None

    def _sweep(self) -> None:
        now = self._now()
        for account_id in [key for key, one in self._known.items() if one.until <= now]:
            del self._known[account_id]
