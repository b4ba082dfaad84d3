"""How many requests a key, a person or an address may make: a bucket of tokens each, in this process."""

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from fastapi import Request

from buildings import parameters
from buildings.access import clock
from buildings.access.principals import Principal, Via
from buildings.errors import TooMany

MOST_BUCKETS: Final = 20_000
_OF_ONE_HOUSE: Final = 64  # bits of an IPv6 address that a subscriber gets as a whole


class Buckets:
    """Tokens by who asks: full at first, filled evenly; each request takes one."""

    def __init__(self, per_minute: int, tick: Callable[[], float] = time.monotonic) -> None:
        self.per_minute, self._tick = per_minute, tick
        self._known: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def spend(self, who: str) -> None:
        """Take a token; TooMany when there is none."""
        now, rate = self._tick(), self.per_minute / 60
        with self._lock:
            left, since = self._known.pop(who, (float(self.per_minute), now))
            left = min(self.per_minute, left + (now - since) * rate)
            self._known[who] = (max(left - 1, 0.0) if left >= 1 else left, now)
            while len(self._known) > MOST_BUCKETS:  # who asked longest ago has the fullest bucket: nothing is lost
                self._known.popitem(last=False)
        if left < 1:
            raise TooMany(seconds=math.ceil((1 - left) / rate))


def buckets(per_minute: int | None) -> Buckets:
    """Buckets of a server; None: as the parameter says."""
    return Buckets(per_minute or int(parameters.resolve("access.requests_per_minute", clock.today()).value))


def spend(request: Request, who: Principal | None) -> None:
    """Count a request against the key, the person, or the address it came from; TooMany."""
    kept: Buckets = request.app.state.buckets
    if who is None or who.account_id is None:
        kept.spend(f"address:{address_of(request)}")
    else:
        kept.spend(f"key:{who.token}" if who.via is Via.KEY else f"account:{who.account_id}")


def address_of(request: Request) -> str:
    """Where a request came from; of IPv6 the network, which one subscriber has as a whole."""
    host = "" if request.client is None else request.client.host
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, _OF_ONE_HOUSE), strict=False))
    return str(address)
