"""One POST to one target: to an address that was allowed, within a time, no redirect followed, no answer kept."""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

import certifi
from typing_extensions import Buffer, override

from buildings.operations.targets import Target

MOST_READ: Final = 65_536  # bytes of an answer's head


class Trouble(StrEnum):
    """Why an attempt came to nothing."""

    NO_ADDRESS = "no_address"  # the host has none, or one that may not be reached
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    TLS = "tls"  # no certificate for this host that is trusted
    NOT_HTTP = "not_http"
    REFUSED = "refused"  # answered, with another status than 2xx


@dataclass(frozen=True)
class Outcome:
    """What an attempt came to: status of the answer, or why there is none."""

    status: int | None = None
    trouble: Trouble | None = None
    retry_after_s: int = 0

    @property
    def good(self) -> bool:
        """Whether the receiver has taken it."""
        return self.trouble is None


def post(target: Target, addresses: Sequence[str], headers: Mapping[str, str], body: bytes, seconds: float) -> Outcome:
    """Send a body to the first of the addresses that can be connected to."""
    until = time.monotonic() + seconds
    try:
        with _connected(target, addresses, until) as connected:
            return _asked(connected, target, headers, body, until)
    except TimeoutError:
        return Outcome(trouble=Trouble.TIMEOUT)
    except ssl.SSLError:
        return Outcome(trouble=Trouble.TLS)
    except OSError:
        return Outcome(trouble=Trouble.UNREACHABLE)
    except (http.client.HTTPException, ValueError):
        return Outcome(trouble=Trouble.NOT_HTTP)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _connected(target: Target, addresses: Sequence[str], until: float) -> socket.socket:
    """A connection to one of the addresses, never to another one; by https with a certificate for the host."""
    refused = OSError("no address")
    for number, address in enumerate(addresses):
        try:
            plain = socket.create_connection((address, target.port), _left(until) / (len(addresses) - number))
            break
        except OSError as error:
            refused = error
    else:
        raise refused
    if target.scheme == "http":
        return plain
    try:
        plain.settimeout(_left(until))
        return trust().wrap_socket(plain, server_hostname=target.host)
    except BaseException:
        plain.close()
        raise


@cache
def trust() -> ssl.SSLContext:
    """Whom we believe a certificate: the machine's authorities, and those that come with Python's requests."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _asked(connected: socket.socket, target: Target, headers: Mapping[str, str], body: bytes, until: float) -> Outcome:
    request = http.client.HTTPConnection(target.host, target.port)
    request.sock = connected
    connected.settimeout(_left(until))
    request.request("POST", target.path, body, {"Host": target.authority, "Connection": "close", **headers})
    answer = http.client.HTTPResponse(_Head(connected, until), method="POST")  # type: ignore[arg-type]
    answer.begin()
    good = 200 <= answer.status < 300  # noqa: PLR2004 - what HTTP calls successful
    wait = answer.headers.get("retry-after", "")
    seconds = int(wait) if wait.isascii() and wait.isdigit() and len(wait) < 8 else 0  # noqa: PLR2004
    return Outcome(answer.status, None if good else Trouble.REFUSED, 0 if good else seconds)


class _Head(io.RawIOBase):
    """A connection as the library reads answers from: neither longer nor more than allowed, however it trickles."""

    def __init__(self, connected: socket.socket, until: float) -> None:
        super().__init__()
        self._connected, self._until, self._read = connected, until, 0

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What the library reads from."""
        return io.BufferedReader(self)

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: Buffer, /) -> int:
        self._connected.settimeout(_left(self._until))
        count = self._connected.recv_into(buffer)
        self._read += count
        if self._read > MOST_READ:
            raise http.client.HTTPException("too much")
        return count
