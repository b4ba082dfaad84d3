"""The door for people: sign in, go out, state a purpose, change the password, keep keys; and what is refused there."""

import html
import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.app import create_app
from api.auth import COOKIE
from api.house import House
from api.pages import links
from buildings.access import audit, keys
from buildings.audience import PUBLIC, Role
from buildings.database import work
from buildings.database.work import Changes
from buildings.workflows import accounts, doors
from tests.api.test_doors import SECRET, make_account
from tests.api.test_truth_table import ROUTES, filled
from tests.builders.edge import LOCAL
from tests.builders.register import edit
from tests.fixtures.edge import Configure

HERE = {"origin": LOCAL, "sec-fetch-site": "same-origin", "accept": "text/html"}
NEW = "another good one"
pytestmark = pytest.mark.usefixtures("configure")


@pytest.fixture
def browser_like(engine: Engine) -> Iterator[TestClient]:
    with TestClient(
        create_app(House(engine, PUBLIC, "real")), base_url=LOCAL, headers=HERE, follow_redirects=False
    ) as talking:
        yield talking


@pytest.fixture
def talking(engine: Engine, browser_like: TestClient) -> TestClient:
    """A browser, and an account wang of a promoter."""
    edit(engine, make_account)
    return browser_like


def come_in(talking: TestClient, password: str = SECRET, **form: str) -> str:
    """Sign in; where one is led."""
    answer = talking.post("/sign-in", data={"username": "wang", "password": password, **form})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def csrf(talking: TestClient) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', talking.get("/account").text)
    assert found is not None
    return found[1]


def test_signing_in_leads_on_and_shows_who_is_in(talking: TestClient) -> None:
    assert "登录" in talking.get("/").text
    assert come_in(talking) == "/?lang=zh"
    said = talking.get("/account").text
    assert "王" in said
    assert "招商" in said
    assert "退出" in said


def test_the_cookie_is_kept_from_scripts_and_foreign_pages(talking: TestClient, configure: Configure) -> None:
    answer = talking.post("/sign-in", data={"username": "wang", "password": SECRET})
    cookie = answer.headers["set-cookie"]
    assert re.search("httponly", cookie, re.IGNORECASE)
    assert re.search("samesite=lax", cookie, re.IGNORECASE)
    assert "secure" not in cookie.lower()  # plain http on this machine
    assert "max-age" not in cookie.lower()
    configure(public_url="https://louyu.example.cn")
    talking.cookies.clear()
    assert (
        "secure"
        in talking.post("/sign-in", data={"username": "wang", "password": SECRET}).headers["set-cookie"].lower()
    )


def test_a_wrong_password_says_only_that_it_is_wrong(talking: TestClient) -> None:
    for name in ("wang", "nobody", "", "王"):
        answer = talking.post("/sign-in", data={"username": name, "password": "wrong password!"})
        assert (answer.status_code, "用户名或密码不对" in answer.text) == (401, True)
        assert "wrong password!" not in answer.text
        assert "set-cookie" not in answer.headers
    english = talking.post("/sign-in?lang=en", data={"username": "<b>", "password": "x"})
    assert "Name or password are wrong" in english.text
    assert "<b>" not in english.text


def test_guessing_locks_the_door_and_says_when_to_come_back(talking: TestClient) -> None:
    for _ in range(8):
        talking.post("/sign-in", data={"username": "wang", "password": "guess"})
    answer = talking.post("/sign-in", data={"username": "wang", "password": SECRET})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 900
    assert "秒后再试" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
        {"origin": "https://evil.example", "sec-fetch-site": ""},
        {"origin": LOCAL, "sec-fetch-site": "cross-site"},
        {"origin": LOCAL, "sec-fetch-site": "same-site"},
        {"origin": "null", "sec-fetch-site": "same-origin"},
        {"origin": "http://127.0.0.1.evil.example", "sec-fetch-site": "same-origin"},
        {"origin": "http://127.0.0.1:9", "sec-fetch-site": "same-origin"},
    ],
)
def test_a_foreign_page_cannot_sign_anybody_in(talking: TestClient, headers: dict[str, str]) -> None:
    answer = talking.post("/sign-in", data={"username": "wang", "password": SECRET}, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_a_sign_in_that_says_nothing_of_where_it_comes_from(talking: TestClient) -> None:
    for name in ("origin", "sec-fetch-site"):
        del talking.headers[name]
    assert talking.post("/sign-in", data={"username": "wang", "password": SECRET}).status_code == 403
    only = {"origin": LOCAL}
    assert talking.post("/sign-in", data={"username": "wang", "password": SECRET}, headers=only).status_code == 303


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/map?month=2026-10", "/map?month=2026-10&lang=zh"),
        ("/?month=2026-10&lang=en", "/?month=2026-10&lang=zh"),
        ("/account#keys", "/account?lang=zh"),
        ("https://evil.example/", "/?lang=zh"),
        ("//evil.example/", "/?lang=zh"),
        ("///evil.example/", "/?lang=zh"),
        ("/\\evil.example/", "/?lang=zh"),
        ("\\\\evil.example", "/?lang=zh"),
        ("/\t/evil.example", "/?lang=zh"),
        ("/\n/evil.example", "/?lang=zh"),
        ("/a\r\nSet-Cookie: x=y", "/?lang=zh"),
        ("javascript:alert(1)", "/?lang=zh"),
        ("evil", "/?lang=zh"),
        ("/sign-in?next=/", "/?lang=zh"),
        ("/sign-out", "/?lang=zh"),
        ("/" + "x" * 600, "/?lang=zh"),
        ("/\u2215evil", "/?lang=zh"),
        ("", "/?lang=zh"),
    ],
)
def test_one_is_led_to_places_of_this_site_only(talking: TestClient, wanted: str, led: str) -> None:
    assert links.said_in(links.local(wanted), "zh") == led
    assert come_in(talking, next=wanted) == led
    assert talking.get("/sign-in", params={"next": wanted}).headers["location"] == led


def test_a_page_for_signed_in_people_leads_to_the_door_and_back(talking: TestClient) -> None:
    answer = talking.get("/account?lang=en")
    assert answer.status_code == 303
    door = answer.headers["location"]
    assert door == "/sign-in?next=%2Faccount%3Flang%3Den&lang=en"
    assert 'name="next" value="/account?lang=en"' in talking.get(door).text
    assert talking.get("/account", headers={"accept": "application/json"}).status_code == 401


def test_every_way_through_the_door_keeps_where_one_was_going(talking: TestClient) -> None:
    asked = talking.get("/sign-in", params={"next": "/map?month=2026-10"}).text
    failed = talking.post("/sign-in", data={"username": "x", "password": "x", "next": "/map?month=2026-10"}).text
    back = talking.get("/sign-in/outside/back?state=x").status_code
    assert back == 404  # there is no provider here; tests/api/test_outside.py has one
    for page in (asked, failed):
        switch = re.search(r'<a class="switch" href="([^"]+)"', page)
        assert switch is not None
        english = talking.get(html.unescape(switch[1])).text
        assert 'lang="en"' in english
        assert 'name="next" value="/map?month=2026-10"' in english


def test_going_out_ends_the_session_here_and_on_the_server(engine: Engine, talking: TestClient) -> None:
    come_in(talking)
    token = talking.cookies[COOKIE]
    assert talking.post("/sign-out").status_code == 403  # a foreign page could send it
    assert doors.by_session(engine, token) is not None
    assert talking.post("/sign-out", data={"csrf": csrf(talking)}).headers["location"] == "/?lang=zh"
    assert COOKIE not in talking.cookies
    assert doors.by_session(engine, token) is None


def test_signing_in_again_ends_the_former_session(engine: Engine, talking: TestClient) -> None:
    come_in(talking)
    former = talking.cookies[COOKIE]
    come_in(talking)
    assert talking.cookies[COOKIE] != former
    assert doors.by_session(engine, former) is None


def test_a_temporary_password_opens_nothing_but_its_change(engine: Engine, talking: TestClient) -> None:
    password = edit(engine, lambda changes: accounts.set_password(changes, "wang"))
    assert come_in(talking, password, next="/map") == "/account?lang=zh"
    assert talking.get("/").headers["location"] == "/account?lang=zh"
    said = talking.get("/account").text
    assert "临时密码" in said
    assert "新建密钥" not in said
    refused = talking.get("/api/v1/me")
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:louyu:problem:temporary_password")
    mark = csrf(talking)
    form = {"csrf": mark, "old": password, "new": NEW, "again": NEW}
    assert "两次输入的密码不同" in talking.post("/account/password", data={**form, "again": "x"}).text
    assert talking.post("/account/password", data={**form, "old": "x"}).status_code == 422
    assert (
        "不能与现在的相同" in talking.post("/account/password", data={**form, "new": password, "again": password}).text
    )
    assert "至少 12 位" in talking.post("/account/password", data={**form, "new": "short", "again": "short"}).text
    assert talking.post("/account/password", data={**form, "csrf": "x"}).status_code == 403
    done = talking.post("/account/password", data=form)
    assert (done.status_code, "密码已修改" in done.text, "招商" in done.text) == (200, True, True)
    assert talking.get("/api/v1/me").json()["roles"][0]["role"] == "promoter"
    talking.cookies.clear()
    assert come_in(talking, NEW) == "/?lang=zh"


def test_a_temporary_password_opens_no_other_route(engine: Engine, talking: TestClient) -> None:
    """No page, no operation of the API, no key of one's own: neither read nor written, whatever the role may."""
    password = edit(engine, lambda changes: accounts.set_password(changes, "wang"))
    come_in(talking, password)
    mark = {"x-csrf-token": csrf(talking)}
    opened = set()
    for method, path, *_ in ROUTES:
        if path.startswith("/sign-"):
            continue
        answer = talking.request(method, filled(path), headers=mark, json=None if method == "GET" else {})
        led = (answer.status_code, answer.headers.get("location")) == (303, "/account?lang=zh")
        if answer.status_code != 403 and not led:
            opened.add((method, path))
        if path.startswith(("/api/", "/ogc")):
            assert answer.json()["type"] == "urn:louyu:problem:temporary_password", path
    assert opened == {("GET", "/account"), ("POST", "/account/password"), ("GET", "/favicon.ico")}
    talking.post("/sign-out", headers=mark)
    assert COOKIE not in talking.cookies


def test_a_new_password_signs_out_everywhere_else(engine: Engine, talking: TestClient) -> None:
    elsewhere, _ = doors.sign_in(engine, "wang", SECRET, address="10.0.0.9")
    come_in(talking)
    form = {"csrf": csrf(talking), "old": SECRET, "new": NEW, "again": NEW}
    assert talking.post("/account/password", data=form).status_code == 200
    assert doors.by_session(engine, elsewhere) is None
    assert talking.get("/account").status_code == 200


def test_a_key_is_made_on_the_page_shown_once_replaced_and_revoked(engine: Engine, talking: TestClient) -> None:
    come_in(talking)
    form = {"csrf": csrf(talking), "name": "夜间<同步>", "days": "30"}
    made = talking.post("/account/keys", data=form)
    assert made.headers["cache-control"] == "no-store"
    secret = re.search(r'value="(louyu_[^"]+)"', made.text)
    assert secret is not None
    assert doors.by_key(engine, secret[1]).read_only
    assert "夜间&lt;同步&gt;" in made.text
    again = talking.get("/account").text
    assert secret[1] not in again
    public = secret[1].split("_")[1]
    assert public in again
    replaced = talking.post(f"/account/keys/{public}/rotate", data=form)
    fresh = re.search(r'value="(louyu_[^"]+)"', replaced.text)
    assert fresh is not None
    assert doors.by_key(engine, fresh[1]).username == doors.by_key(engine, secret[1]).username == "wang"
    assert "已停用" in talking.post(f"/account/keys/{public}/revoke", data=form).text
    assert public not in talking.get("/account").text
    assert talking.post(f"/account/keys/{public}/revoke", data=form).status_code == 404
    assert "1 到 400" in talking.post("/account/keys", data={**form, "days": "401"}).text
    writing = talking.post("/account/keys", data={**form, "writes": "1", "roles": "promoter"}).text
    assert "可写 · 招商" in writing


def test_keys_of_others_are_not_there(engine: Engine, talking: TestClient) -> None:
    def other(changes: Changes) -> str:
        make_account(changes, Role.LEADER, "li")
        row, _ = keys.create(changes, accounts.named(changes.session, "li"), keys.Asked("x", 9), most_days=9)
        return row.public

    public = edit(engine, other)
    come_in(talking)
    mark = {"csrf": csrf(talking)}
    for deed in ("rotate", "revoke"):
        assert talking.post(f"/account/keys/{public}/{deed}", data=mark).status_code == 404
        answer = talking.post(
            f"/api/v1/me/keys/{public}/{deed}", json={"reason": "x"}, headers={"x-csrf-token": mark["csrf"]}
        )
        assert answer.status_code in (404, 422)
    with work.reading(engine) as session:
        assert keys.by_public(session, None, public).voided_at is None


def test_a_purpose_is_stated_and_ended_and_each_look_is_logged(engine: Engine, browser_like: TestClient) -> None:
    edit(engine, lambda changes: make_account(changes, Role.TAX_OFFICER))
    come_in(browser_like)
    assert browser_like.get("/api/v1/me").json()["audience"] == "promoter"
    form = {"csrf": csrf(browser_like), "next": "/account"}
    assert browser_like.post("/purpose", data={**form, "csrf": "", "purpose": "看看"}).status_code == 403
    led = browser_like.post("/purpose", data={**form, "purpose": " 核对十月 "}).headers["location"]
    assert led == "/account?lang=zh"
    me = browser_like.get("/api/v1/me").json()
    assert (me["audience"], me["purpose"]) == ("tax_officer", "核对十月")
    assert "核对十月" in browser_like.get("/account").text
    browser_like.post("/purpose", data={**form, "purpose": "  "})
    assert browser_like.get("/api/v1/me").json()["audience"] == "promoter"
    with work.reading(engine) as session:
        assert audit.looks(session) == []  # stating one is no look


def test_others_state_no_purpose(talking: TestClient) -> None:
    come_in(talking)
    answer = talking.post("/purpose", data={"csrf": csrf(talking), "purpose": "x"})
    assert answer.status_code == 403


def test_without_accounts_the_door_says_how_the_first_one_is_made(browser_like: TestClient) -> None:
    said = browser_like.get("/sign-in").text
    assert "./louyu accounts add wang --name 王 --role admin" in said
    assert "<form" not in said


def test_programs_ask_who_they_are(engine: Engine, talking: TestClient) -> None:
    assert talking.get("/api/v1/me", headers={"accept": "*/*"}).status_code == 401
    key = edit(engine, lambda changes: keys.create(
        changes, accounts.named(changes.session, "wang"), keys.Asked("x", 9, read_only=False), most_days=9
    )[1])  # fmt: skip
    bearer = {"authorization": f"Bearer {key}"}
    me = talking.get("/api/v1/me", headers=bearer).json()
    assert (me["username"], me["via"], me["read_only"], me["audience"]) == ("wang", "key", False, "promoter")
    assert "see_register" in me["permissions"]
    assert "manage_accounts" not in me["permissions"]
    public = key.split("_")[1]
    assert talking.post("/api/v1/me/keys", json={"name": "another"}, headers=bearer).status_code == 403
    fresh = talking.post(f"/api/v1/me/keys/{public}/rotate", json={}, headers=bearer)
    assert fresh.status_code == 201
    other = fresh.json()["id"]
    reason = {"reason": "changed over"}
    assert talking.post(f"/api/v1/me/keys/{other}/revoke", json=reason, headers=bearer).status_code == 403
    assert talking.post(f"/api/v1/me/keys/{public}/revoke", json=reason, headers=bearer).status_code == 204
    assert talking.get("/api/v1/me", headers=bearer).status_code == 401
