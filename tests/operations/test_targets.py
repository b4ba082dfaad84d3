"""Where webhooks may be sent: every way inside that is known is refused, when registered and when sent."""

import ipaddress
import socket
from typing import Any

import pytest
from pydantic import ValidationError

from buildings.errors import InvalidValue
from buildings.operations import targets
from buildings.operations.targets import Rules
from buildings.settings import Settings

NOBODY = Rules()
LOCAL = Rules(local=True)

FORMS = [
    "",
    "hooks.example.com/x",
    "ftp://hooks.example.com/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_x",
    "http://hooks.example.com/",
    "https:///path",
    "https://",
    "https://user@hooks.example.com/",
    "https://user:secret@hooks.example.com/",
    "https://:@hooks.example.com/",
    "https://hooks.example.com@10.0.0.1/",
    "https://hooks.example.com/#part",
    "https://hooks.example.com:0/",
    "https://hooks.example.com:65536/",
    "https://hooks.example.com:x/",
    "https://hooks.example.com\\@10.0.0.1/",
    "https://hooks.example.com/a b",
    "https://hooks.example.com/\r\nHost: inside",
    "https://hooks.example.com\t.evil/",
    "https://höoks.example.com/",
    "https://１２７.0.0.1/",
    "https://[::1%25lo]/",
    "https://[fe80::1%eth0]/",
    "https://%31%32%37.0.0.1/",
    "https://-hooks.example.com/",
    "https://hooks.example.com/" + "x" * 2_000,
    "javascript:alert(1)",
]


@pytest.mark.parametrize("url", FORMS)
def test_other_forms_are_refused(url: str) -> None:
    with pytest.raises(InvalidValue, match="webhook_url") as refusal:
        targets.parsed(url, NOBODY)
    assert not url or url not in str(refusal.value)  # a secret in it is in no error and no log


def test_a_url_falls_into_the_parts_that_are_used() -> None:
    found = targets.parsed("https://Hooks.Example.com:8443/a/b?token=secret&x=%20", NOBODY)
    assert (found.scheme, found.host, found.port) == ("https", "hooks.example.com", 8443)
    assert found.path == "/a/b?token=secret&x=%20"
    assert found.authority == "hooks.example.com:8443"
    assert "secret" not in repr(found)
    plain = targets.parsed("https://hooks.example.com", NOBODY)
    assert (plain.path, plain.port, plain.authority) == ("/", 443, "hooks.example.com")
    six = targets.parsed("https://[2606:4700::1111]/x", NOBODY)
    assert (six.host, six.authority) == ("2606:4700::1111", "[2606:4700::1111]")


INSIDE = [
    *("127.0.0.1", "127.1.2.3", "0.0.0.1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("169.254.169.254", "169.254.0.1", "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192"),
    *("192.0.2.1", "198.18.0.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::127.0.0.1", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a00:1"),
    *(
        "2002:7f00:1::",
        "2002:a00:1::1",
        "192.88.99.1",
        "3fff::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "64:ff9b:1::1",
    ),
]


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_are_none_of_the_public_network(address: str) -> None:
    assert not targets.public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_public_ones_are(address: str) -> None:
    assert targets.public(ipaddress.ip_address(address))


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What names stand for."""
    known: dict[str, list[str]] = {}

    def found(host: str, port: int, **_: object) -> list[Any]:
        if host not in known:
            raise socket.gaierror
        return [(socket.AF_INET6 if ":" in one else socket.AF_INET, 1, 6, "", (one, port)) for one in known[host]]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    return known


def reached(url: str, rules: Rules = NOBODY) -> list[str]:
    return list(targets.resolved(targets.parsed(url, rules), rules))


def refused(url: str, rules: Rules = NOBODY) -> bool:
    """Refused, and in the same words whether there is nothing of the name or something inside."""
    with pytest.raises(InvalidValue) as refusal:
        reached(url, rules)
    assert refusal.value.name in {"webhook_host", "webhook_url"}
    return refusal.value.name == "webhook_host"


def test_a_name_is_what_it_stands_for_at_that_moment(names: dict[str, list[str]]) -> None:
    names["hooks.example.com"] = ["8.8.8.8", "2606:4700::1111"]
    assert reached("https://hooks.example.com/") == ["8.8.8.8", "2606:4700::1111"]
    names["hooks.example.com"] = ["10.0.0.1"]  # rebound
    assert refused("https://hooks.example.com/")
    names["hooks.example.com"] = ["8.8.8.8", "127.0.0.1"]  # one of them is enough
    assert refused("https://hooks.example.com/")
    assert refused("https://nobody.example.com/")
    names["empty.example.com"] = []
    assert refused("https://empty.example.com/")


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f.0.0.1", "017700000001", "localhost", "localhost."])
def test_other_ways_to_write_this_machine_are_this_machine(host: str) -> None:
    """The resolver reads them, as it would when connecting; its answer is judged."""
    assert refused(f"https://{host}/")


def test_hosts_of_the_setting_are_reached_wherever_they_are(names: dict[str, list[str]]) -> None:
    names |= {
        "hooks.intra": ["10.1.2.3"],
        "old.intra": ["10.1.2.4"],
        "other.intra": ["10.1.2.5"],
        "fd00::5": ["fd00::5"],
    }
    listed = targets.rules(" hooks.intra, http://OLD.intra [fd00::5]", local=False)
    assert reached("https://hooks.intra/", listed) == ["10.1.2.3"]
    assert not refused("http://hooks.intra/", listed)
    assert reached("http://old.intra:8080/", listed) == ["10.1.2.4"]
    assert reached("https://old.intra/", listed) == ["10.1.2.4"]
    assert reached("https://[fd00::5]/", listed) == ["fd00::5"]
    assert refused("https://other.intra/", listed)
    assert targets.rules("", local=False) == NOBODY


def test_this_machine_is_reached_only_while_the_server_answers_nobody_else(names: dict[str, list[str]]) -> None:
    names |= {"localhost": ["127.0.0.1", "::1"], "both": ["127.0.0.1", "10.0.0.1"], "out": ["8.8.8.8"]}
    assert reached("http://localhost:9000/", LOCAL) == ["127.0.0.1", "::1"]
    assert reached("https://localhost/", LOCAL) == ["127.0.0.1", "::1"]
    assert refused("http://both/", LOCAL)
    assert refused("http://out/", LOCAL)  # in the clear only on this machine
    assert reached("https://out/", LOCAL) == ["8.8.8.8"]
    assert refused("https://localhost/")


@pytest.mark.parametrize("listed", ["", "a.intra", "a.intra, http://b.intra  [fd00::5]", " a.intra "])
def test_the_setting_takes_names(listed: str) -> None:
    assert Settings(webhook_hosts=listed).webhook_hosts == listed


@pytest.mark.parametrize("listed", ["https://a.intra", "a.intra/x", "*", "a.intra;b.intra", "http://", "ahttp://b"])
def test_the_setting_refuses_what_is_no_name(listed: str) -> None:
    with pytest.raises(ValidationError, match="webhook_hosts"):
        Settings(webhook_hosts=listed)
