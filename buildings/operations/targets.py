"""Where webhooks may be sent: https to public addresses, unless a setting names the host; never inside by a trick.

The address is asked for when something is sent, and the connection goes to that very address: a name that pointed
outside when it was registered and points inside later is refused (DNS rebinding).
"""

import ipaddress
import re
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from buildings.errors import InvalidValue

LONGEST: Final = 2_000
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_HOST: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9.])?|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_INSIDE: Final = tuple(  # beside what every Python knows: newer ones, tunnels to IPv4, what a cloud uses inside
    ipaddress.ip_network(one)
    for one in (
        *("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24"),
        *("64:ff9b:1::/48", "2001::/23", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10"),
    )
)
_PORTS: Final = {"https": 443, "http": 80}


@dataclass(frozen=True)
class Target:
    """An address to post to, in parts; ``path`` with its query. Path and query may be secrets: neither is printed."""

    scheme: str
    host: str
    port: int
    path: str = field(repr=False)

    @property
    def authority(self) -> str:
        """Host and port as a Host header says them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True)
class Rules:
    """What may be reached beside public addresses by https.

    ``hosts``: names that a setting lists, whatever their addresses, and whether plain http will do for them.
    ``local``: this machine itself, by either scheme: only while nobody else can ask this server for anything.
    """

    hosts: Mapping[str, bool] = field(default_factory=dict)
    local: bool = False


def rules(listed: str, *, local: bool) -> Rules:
    """The rules of a setting: names separated by blanks or commas, each with ``http://`` before it if that will do."""
    names = [one for one in re.split(r"[\s,]+", listed.lower()) if one]
    return Rules({one.removeprefix("http://").strip("[]"): one.startswith("http://") for one in names}, local)


def parsed(url: str, rules_: Rules) -> Target:
    """The parts of a URL; InvalidValue unless it is one that may be sent to by its form."""
    plain = url.isascii() and url.isprintable() and not re.search(r'[\s<>"\\^`{|}]', url) and len(url) <= LONGEST
    try:
        parts = urlsplit(url if plain else "")
        port = parts.port
    except ValueError as error:
        raise InvalidValue("webhook_url", field="url") from error
    host = parts.hostname or ""
    known = parts.scheme in _PORTS and _HOST.fullmatch(host) and port != 0
    if not known or parts.username is not None or parts.password is not None or "#" in url:
        raise InvalidValue("webhook_url", field="url")
    if parts.scheme == "http" and not (rules_.local or rules_.hosts.get(host)):
        raise InvalidValue("webhook_url", field="url")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port or _PORTS[parts.scheme], path)


def resolved(target: Target, rules_: Rules) -> Sequence[str]:
    """The addresses of a target, all of them allowed.

    Raises
    ------
    InvalidValue
        It has none, or one that may not be reached; which of the two is not told, since names inside are nobody's
        business.
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise InvalidValue("webhook_host", field="url") from error
    named = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not named or not _allowed(target, [ipaddress.ip_address(one) for one in named], rules_):
        raise InvalidValue("webhook_host", field="url")
    return named


def _allowed(target: Target, addresses: Sequence[Address], rules_: Rules) -> bool:
    plain = rules_.hosts.get(target.host)
    if plain is not None:
        return plain or target.scheme == "https"
    if rules_.local and all(one.is_loopback for one in addresses):
        return True
    return target.scheme == "https" and all(public(one) for one in addresses)


def public(address: Address) -> bool:
    """Whether an address is one of the public network, also the IPv4 address that one of IPv6 stands for."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return public(address.ipv4_mapped)
        if address in _NAT64:
            return public(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
    inside = address.is_multicast or address.is_reserved or any(address in one for one in _INSIDE)
    return address.is_global and not inside
