"""Signing in by the page: cookie, wrong passwords, foreign forms, ways back; and accounts made by command."""

import io
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.pages.door import local
from tests.builders.edge import LOCAL, Louyu, client, opened

SECRET = "correct horse battery"  # noqa: S105 - of a test
pytestmark = pytest.mark.usefixtures("configure")


@pytest.fixture
def made(demo_file: Path, louyu: Louyu, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """A demonstration with three accounts, and a browser before it."""
    roles = {"boss": ["--role", "admin"], "wang": ["--role", "promoter"], "tax": ["--role", "tax_officer"]}
    for name, role in roles.items():
        monkeypatch.setattr("sys.stdin", io.StringIO(SECRET + "\n"))
        said = louyu("accounts", "add", name, "--name", name, *role, "--password-stdin", at=demo_file)
        assert said.code == 0, said.both
    return client(opened(f"sqlite:///{demo_file}"))


def sign_in(browser: TestClient, name: str, **more: str) -> int:
    data = {"username": name, "password": SECRET} | more
    return browser.post("/sign-in", data=data, follow_redirects=False).status_code


def test_whoever_is_not_signed_in_sees_what_the_public_sees(made: TestClient) -> None:
    assert made.get("/api/v1/district").json()["audience"] == "public"
    assert "登录" in made.get("/").text


def test_signed_in_one_sees_what_the_role_may(made: TestClient) -> None:
    assert sign_in(made, "wang") == 303
    assert made.get("/api/v1/district").json()["audience"] == "promoter"
    page = made.get("/").text
    assert "wang（招商" in page
    mark = page.partition('name="csrf" value="')[2].partition('"')[0]
    assert made.post("/sign-out").status_code == 403
    assert made.post("/sign-out", data={"csrf": mark}, follow_redirects=False).status_code == 303
    assert made.get("/api/v1/district").json()["audience"] == "public"


def test_a_tax_officer_states_a_purpose_and_each_look_is_logged(
    made: TestClient, demo_file: Path, louyu: Louyu
) -> None:
    assert sign_in(made, "tax") == 303
    assert made.get("/api/v1/district").json()["audience"] == "promoter"
    mark = made.get("/").text.partition('name="csrf" value="')[2].partition('"')[0]
    made.post("/purpose", data={"csrf": mark, "stated": "月度核对"})
    assert made.get("/api/v1/district").json()["audience"] == "tax_officer"
    said = louyu("audit", "list", "--action", "look_enterprise_tax", at=demo_file).out
    assert "user:tax" in said
    assert "月度核对" in said


def test_fetching_a_tax_officers_file_is_a_look(made: TestClient, demo_file: Path, louyu: Louyu) -> None:
    asked = ("report", "--audience", "tax_officer", "--purpose", "写文件", "--only", "html")
    assert louyu(*asked, at=demo_file).code == 0
    assert sign_in(made, "tax") == 303
    page = made.get("/").text
    mark = page.partition('name="csrf" value="')[2].partition('"')[0]
    page = made.post("/purpose", data={"csrf": mark, "stated": "取文件"}).text
    address = next(part for part in re.findall(r'href="(/files/[^"]+)"', page) if "tax_officer" in part)

    def looks() -> int:
        said = louyu("audit", "list", "--action", "look_enterprise_tax", "--most", "500", at=demo_file).out
        return said.count("user:tax")

    before = looks()
    assert made.get(address).status_code == 200
    assert looks() == before + 1


def test_a_wrong_password_and_a_wrong_name_are_told_alike(made: TestClient) -> None:
    answers = [
        made.post("/sign-in", data={"username": who, "password": "not the password"}) for who in ("wang", "nobody")
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert answers[0].text == answers[1].text
    assert SECRET not in answers[0].text


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "http://elsewhere.example"}])
def test_no_other_site_signs_anybody_in(made: TestClient, headers: dict[str, str]) -> None:
    answer = made.post("/sign-in", data={"username": "wang", "password": SECRET}, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(made: TestClient) -> None:
    data = {"username": "wang", "password": SECRET}
    cookie = made.post("/sign-in", data=data, follow_redirects=False).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


@pytest.mark.parametrize(
    ("asked", "way"),
    [("/map", "/map"), ("//evil.example", "/"), ("https://evil.example/", "/"), ("/\\evil.example", "/"), ("", "/")],
)
def test_the_way_back_stays_on_this_site(asked: str, way: str) -> None:
    assert local(asked) == way


def test_commands_make_grant_withdraw_and_revoke(made: TestClient, demo_file: Path, louyu: Louyu) -> None:
    assert made.base_url == LOCAL
    assert louyu("accounts", "add", "robot", "--name", "机器人", "--machine", at=demo_file).code == 0
    assert louyu("accounts", "grant", "robot", "--role", "landlord", "--scope", "SF-0001", at=demo_file).code == 0
    assert louyu("accounts", "grant", "robot", "--role", "landlord", "--scope", "SF-9999", at=demo_file).code == 1
    assert louyu("accounts", "grant", "robot", "--role", "leader", "--scope", "SF-0001", at=demo_file).code == 1
    text = louyu("accounts", "key", "robot", "--for", "抄表", at=demo_file).out.strip()
    answer = made.get("/api/v1/district", headers={"authorization": f"Bearer {text}"})
    assert answer.json()["audience"] == "landlord"
    listed = louyu("accounts", "list", at=demo_file).out
    assert "抄表" in listed
    assert text.rpartition("_")[2] not in listed
    assert louyu("accounts", "revoke", text.split("_")[1], "--reason", "换新", at=demo_file).code == 0
    assert made.get("/api/v1/district", headers={"authorization": f"Bearer {text}"}).status_code == 401
    refused = louyu("accounts", "withdraw", "boss", "--role", "admin", "--reason", "x", at=demo_file)
    assert refused.code == 1
    assert "最后一个管理员" in refused.err
