"""One attempt: within its time whatever the receiver does, to the address that was allowed, nowhere else."""

import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from buildings.operations import posting
from buildings.operations.posting import Outcome, Trouble
from buildings.operations.targets import Rules, Target, parsed
from buildings.workflows import delivering
from tests.fixtures.receiver import Receiver

HERE = ["127.0.0.1"]
LOCAL = Rules(local=True)
SHORT = 0.6


def test_messages_are_signed_as_the_standard_publishes() -> None:
    """The vector of its own libraries, and of its secret without a prefix."""
    expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    at = dt.datetime(2021, 2, 25, 15, 2, 10, tzinfo=dt.UTC)
    assert int(at.timestamp()) == 1614265330
    for secret in ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"):
        assert delivering.signed([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", at, '{"test": 2432232314}') == expected
    both = delivering.signed(["whsec_" + "A" * 32, secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", at, '{"test": 2432232314}')
    assert both.split(" ")[1] == expected
    assert len(both.split(" ")) == 2


def target(receiver: Receiver, path: str = "/hook?a=1") -> Target:
    return parsed(receiver.address + path, LOCAL)


def sent(to: Target, addresses: list[str] = HERE, seconds: float = 10) -> Outcome:
    return posting.post(to, addresses, {"webhook-id": "msg_1"}, "楼".encode(), seconds)


def test_what_is_sent_arrives_as_it_is(receiver: Receiver) -> None:
    assert sent(target(receiver)) == Outcome(204)
    (came,) = receiver.came
    assert (came.path, came.body, came.headers["webhook-id"]) == ("/hook?a=1", "楼", "msg_1")
    assert came.headers["host"] == receiver.address.removeprefix("http://")
    assert came.headers["connection"] == "close"


@pytest.mark.parametrize("status", [200, 202, 299])
def test_any_two_hundred_is_taken(receiver: Receiver, status: int) -> None:
    receiver.answer = lambda _: status
    assert sent(target(receiver)).good


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 401, 404, 410, 429, 500, 503])
def test_any_other_is_not_and_no_redirect_is_followed(receiver: Receiver, status: int) -> None:
    receiver.answer = lambda _: status
    assert sent(target(receiver)) == Outcome(status, Trouble.REFUSED)
    assert [one.path for one in receiver.came] == ["/hook?a=1"]


@pytest.mark.parametrize(
    ("said", "seconds"), [("120", 120), ("Wed, 21 Oct 2026 07:28:00 GMT", 0), ("-1", 0), ("9" * 9, 0)]
)
def test_when_to_come_again_is_read_if_it_is_a_number(receiver: Receiver, said: str, seconds: int) -> None:
    receiver.answer = lambda _: f"HTTP/1.1 503 Busy\r\nRetry-After: {said}\r\n\r\n".encode()
    assert sent(target(receiver)) == Outcome(503, Trouble.REFUSED, seconds)


def test_a_receiver_that_does_not_answer_is_left_in_time(receiver: Receiver) -> None:
    receiver.delay_s = 3
    begun = time.monotonic()
    assert sent(target(receiver), seconds=SHORT) == Outcome(trouble=Trouble.TIMEOUT)
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (b"", Trouble.NOT_HTTP),
        (b"hello\r\n\r\n", Trouble.NOT_HTTP),
        (b"HTTP/1.1 200 OK\r\n" + b"x: " + b"y" * 100_000 + b"\r\n\r\n", Trouble.NOT_HTTP),
        (b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 20_000 + b"\r\n", Trouble.NOT_HTTP),
        (b"HTTP/1.1 999999 What\r\n\r\n", Trouble.NOT_HTTP),
    ],
)
def test_what_is_no_answer_is_none(receiver: Receiver, answer: bytes, trouble: Trouble) -> None:
    receiver.answer = lambda _: answer
    found = sent(target(receiver))
    assert (found.status, found.trouble) in {
        (None, trouble),
        (None, Trouble.UNREACHABLE),
    }  # cut off while it still sends


def test_the_body_of_an_answer_is_not_read(receiver: Receiver) -> None:
    receiver.answer = lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n" + b"x" * 5_000_000
    assert sent(target(receiver)) == Outcome(200)


Script = Callable[[socket.socket], None]


@pytest.fixture
def raw(loopback: None) -> Iterator[Callable[[Script], Target]]:  # noqa: ARG001 - it listens there
    """Serves one connection by a script."""
    listening = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []

    def serve(script: Script) -> Target:
        def once() -> None:
            connected, _ = listening.accept()
            with connected, contextlib.suppress(OSError):
                script(connected)

        threads.append(threading.Thread(target=once, daemon=True))
        threads[-1].start()
        return parsed(f"http://127.0.0.1:{listening.getsockname()[1]}/", LOCAL)

    yield serve
    listening.close()
    for one in threads:
        one.join(10)


def test_one_that_trickles_is_left_in_time(raw: Callable[[Script], Target]) -> None:
    """Each byte comes soon after the one before; all of them would take a minute."""

    def trickle(connected: socket.socket) -> None:
        for byte in b"HTTP/1.1 200 OK\r\nx: " + b"y" * 600:
            connected.sendall(bytes([byte]))
            time.sleep(0.1)

    begun = time.monotonic()
    assert sent(raw(trickle), seconds=SHORT) == Outcome(trouble=Trouble.TIMEOUT)
    assert time.monotonic() - begun < 2


def test_one_that_hangs_up_is_unreachable(raw: Callable[[Script], Target]) -> None:
    def hang_up(connected: socket.socket) -> None:
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    assert sent(raw(hang_up)).trouble in {Trouble.UNREACHABLE, Trouble.NOT_HTTP}


def test_a_port_where_nobody_listens(receiver: Receiver) -> None:
    with socket.create_server(("127.0.0.1", 0)) as once:
        port = once.getsockname()[1]
    assert sent(parsed(f"http://127.0.0.1:{port}/", LOCAL)) == Outcome(trouble=Trouble.UNREACHABLE)
    assert sent(target(receiver), []) == Outcome(trouble=Trouble.UNREACHABLE)


def test_only_addresses_that_were_allowed_are_connected_to(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is not asked for again: it may stand for something else by now."""
    asked: list[str] = []
    find = socket.getaddrinfo

    def note(host: str, *rest: object, **named: object) -> object:
        asked.append(host)
        return find(host, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", note)
    port = int(receiver.address.rpartition(":")[2])
    named = Target("http", "hooks.example.com", port, "/")
    assert sent(named, ["127.0.0.1"]).good
    assert receiver.came[0].headers["host"] == f"hooks.example.com:{port}"
    assert set(asked) == {"127.0.0.1"}


def test_no_proxy_of_the_environment_is_used(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert sent(target(receiver)).good


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Key and certificate of hooks.example.com and 127.0.0.2, signed by themselves."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hooks.example.com")])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName("hooks.example.com"), x509.IPAddress(ipaddress.ip_address("127.0.0.2"))]
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "certificate.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + made.public_bytes(Encoding.PEM))
    return file


@pytest.mark.parametrize(
    ("host", "trusted", "good"),
    [("hooks.example.com", True, True), ("other.example.com", True, False), ("hooks.example.com", False, False)],
)
def test_https_wants_a_certificate_of_the_host_by_somebody_trusted(
    raw: Callable[[Script], Target],
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    trusted: bool,
    good: bool,
) -> None:
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    posting.trust.cache_clear()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    read: list[bytes] = []

    def answer(connected: socket.socket) -> None:
        with context.wrap_socket(connected, server_side=True) as secure:
            read.append(secure.recv(10_000))
            while not read[0].endswith("楼".encode()) and (more := secure.recv(10_000)):
                read[0] += more  # who closes before all is read resets the connection
            secure.sendall(b"HTTP/1.1 200 OK\r\n\r\n")

    plain = raw(answer)
    found = sent(Target("https", host, plain.port, "/secret"))
    posting.trust.cache_clear()
    assert found == (Outcome(200) if good else Outcome(trouble=Trouble.TLS))
    assert bool(read) == good  # nothing is said to a stranger


def test_a_receiver_of_https_that_never_shakes_hands_is_left_in_time(raw: Callable[[Script], Target]) -> None:
    plain = raw(lambda _: time.sleep(2))
    begun = time.monotonic()
    assert sent(Target("https", "hooks.example.com", plain.port, "/"), seconds=SHORT).trouble is Trouble.TIMEOUT
    assert time.monotonic() - begun < 1.9
