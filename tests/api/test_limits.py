"""What one may send and ask for: bodies, requests of a key, a person or an address; and who asks from where."""

import math
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api import bodies, limits
from api.app import create_app
from api.house import House
from api.limits import MOST_BUCKETS, Buckets
from buildings.audience import PUBLIC, Role
from buildings.errors import TooMany
from tests.builders.accounts import key_of
from tests.builders.edge import LOCAL
from tests.fixtures.edge import Configure

MEGABYTE = 2**20
pytestmark = pytest.mark.usefixtures("configure")


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def spent(buckets: Buckets, who: str, times: int) -> int:
    """How many of so many requests are let in."""
    good = 0
    for _ in range(times):
        try:
            buckets.spend(who)
        except TooMany:
            continue
        good += 1
    return good


def test_a_bucket_is_full_at_first_and_fills_evenly() -> None:
    clock = Clock()
    buckets = Buckets(60, clock)
    assert spent(buckets, "a", 100) == 60
    assert spent(buckets, "b", 1) == 1  # another one has his own
    with pytest.raises(TooMany) as refused:
        buckets.spend("a")
    assert refused.value.details["seconds"] == 1
    clock.now += 10
    assert spent(buckets, "a", 100) == 10
    clock.now += 3600
    assert spent(buckets, "a", 100) == 60


def test_who_is_refused_loses_nothing_by_asking_again() -> None:
    clock = Clock()
    buckets = Buckets(6, clock)
    assert spent(buckets, "a", 6) == 6
    for _ in range(20):
        clock.now += 1
        spent(buckets, "a", 1)
    assert spent(buckets, "a", 1) == 0
    clock.now += 10
    assert spent(buckets, "a", 5) == 1


def test_buckets_stay_few() -> None:
    buckets = Buckets(60, Clock())
    for number in range(MOST_BUCKETS + 500):
        buckets.spend(str(number))
    assert len(buckets._known) == MOST_BUCKETS
    assert math.isclose(buckets._known[str(MOST_BUCKETS + 499)][0], 59)


@pytest.fixture
def app(engine: Engine) -> FastAPI:
    made = create_app(House(engine, PUBLIC, "real", requests_per_minute=5))

    @made.post("/echo")
    async def echo(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    @made.post("/json")
    def json(body: dict[str, Any]) -> dict[str, int]:
        return {"keys": len(body)}

    @made.post("/form")
    async def form(request: Request) -> dict[str, int]:
        return {"fields": len(await request.form())}

    @made.post("/deaf")
    def deaf() -> dict[str, int]:
        return {"bytes": 0}

    return made


@pytest.fixture
def talking(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=LOCAL) as client:
        yield client


def test_a_key_is_refused_after_its_share_and_told_when_to_come_back(engine: Engine, talking: TestClient) -> None:
    first, second = ({"authorization": f"Bearer {key_of(engine, name, Role.LEADER)}"} for name in ("li", "wang"))
    answers = [talking.get("/api/v1/me", headers=first) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[-1].json()["type"] == "urn:louyu:problem:too_many"
    assert int(answers[-1].headers["retry-after"]) == 12
    assert talking.get("/api/v1/me", headers=second).status_code == 200
    assert talking.get("/api/v1/me").status_code == 401  # the address has its own


def test_keys_that_do_not_stand_count_against_the_address(talking: TestClient) -> None:
    codes = [
        talking.get("/api/v1/me", headers={"authorization": f"Bearer louyu_{number}"}).status_code
        for number in range(7)
    ]
    assert codes == [401] * 5 + [429] * 2
    assert talking.get("/", headers={"accept": "text/html"}).status_code == 429


def test_a_made_up_cookie_is_no_new_visitor(talking: TestClient) -> None:
    codes = []
    for number in range(7):
        talking.cookies.set("louyu_session", f"guess{number}")
        codes.append(talking.get("/api/v1/months").status_code)
    assert codes == [200] * 5 + [429] * 2


@pytest.mark.parametrize(
    ("host", "bucket"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_an_address_is_who_rents_it(host: str, bucket: str) -> None:
    assert limits.address_of(Request({"type": "http", "client": (host, 1), "headers": []})) == bucket
    assert limits.address_of(Request({"type": "http", "client": None, "headers": []})) == ""


def test_whoever_is_in_front_is_not_believed_by_the_application(talking: TestClient) -> None:
    """Only the server believes a forwarding header, and of a server on this machine alone."""
    codes = [
        talking.get("/api/v1/months", headers={"x-forwarded-for": f"10.0.0.{number}"}).status_code
        for number in range(7)
    ]
    assert codes == [200] * 5 + [429] * 2


@pytest.mark.parametrize("path", ["/echo", "/json", "/form", "/deaf", "/nowhere", "/sign-in", "/api/v1/me/keys"])
def test_too_much_is_refused_by_what_it_says_of_itself(talking: TestClient, path: str) -> None:
    most = bodies.most_megabytes()
    answer = talking.post(path, content=b"x" * (most * MEGABYTE + 1))
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")
    assert f"{most} MB" in answer.json()["detail"]
    assert talking.post("/deaf", content=b"x").status_code == 200


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/echo", "text/plain"), ("/json", "application/json"), ("/form", "multipart/form-data; boundary=b")],
)
def test_too_much_is_refused_whatever_it_says_of_itself(talking: TestClient, path: str, kind: str) -> None:
    def endless() -> Iterator[bytes]:
        head = {"/json": b'{"a": "', "/form": b'--b\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\n'}
        yield head.get(path, b"x")
        for _ in range(bodies.most_megabytes() + 1):
            yield b"x" * MEGABYTE

    answer = talking.post(path, content=endless(), headers={"content-type": kind})
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")


def test_what_is_allowed_goes_through_whole(talking: TestClient) -> None:
    whole = bodies.most_megabytes() * MEGABYTE
    assert talking.post("/echo", content=b"x" * whole).json() == {"bytes": whole}
    assert talking.post("/echo", content=iter([b"x" * MEGABYTE] * 3)).json() == {"bytes": 3 * MEGABYTE}


def test_a_body_limit_leaves_errors_as_they_are(app: FastAPI) -> None:
    @app.post("/breaks")
    def breaks() -> None:
        raise ZeroDivisionError

    with TestClient(app, base_url=LOCAL, raise_server_exceptions=False) as talking:
        assert talking.post("/breaks", content=b"x").status_code == 500


def test_https_is_insisted_on_once_the_site_has_it(engine: Engine, configure: Configure) -> None:
    house = House(engine, PUBLIC, "real")
    for url, told in (("", None), ("http://louyu.lan:8000", None), ("https://louyu.example.cn/", "max-age=31536000")):
        configure(public_url=url)
        with TestClient(create_app(house), base_url=LOCAL) as talking:
            assert talking.get("/api/v1/months").headers.get("strict-transport-security") == told


@pytest.mark.parametrize(
    ("url", "host", "status"),
    [
        ("https://louyu.example.cn", "louyu.example.cn", 200),
        ("https://louyu.example.cn", "louyu.example.cn:443", 200),
        ("https://louyu.example.cn", "127.0.0.1:8000", 200),
        ("https://louyu.example.cn", "evil.louyu.example.cn", 400),
        ("https://louyu.example.cn", "louyu.example.cn.evil", 400),
        ("http://10.1.2.3:8000", "10.1.2.3:8000", 200),
        ("", "louyu.example.cn", 400),
    ],
)
def test_the_public_address_is_let_in(engine: Engine, configure: Configure, url: str, host: str, status: int) -> None:
    configure(public_url=url)
    with TestClient(create_app(House(engine, PUBLIC, "real")), base_url=LOCAL) as talking:
        assert talking.get("/api/v1/months", headers={"host": host}).status_code == status
