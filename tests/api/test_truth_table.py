"""Who may do what where, over every route: role by permission, role by scope, and by which door somebody came in."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.app import create_app
from api.auth import COOKIE
from api.house import House
from buildings.access import accounts, grants, keys, sessions
from buildings.access.accounts import AccountBase
from buildings.access.clock import now
from buildings.access.grants import Held, ScopeKind
from buildings.access.keys import Asked
from buildings.audience import PUBLIC, Role
from buildings.database import work
from buildings.database.work import Changes
from buildings.kinds import Origin
from buildings.register import codes
from buildings.workflows import edit
from tests.builders.edge import LOCAL
from tests.builders.register import DAY, make_building, make_lease, make_party, make_subdistrict, make_unit

LISTED = Path(__file__).parents[1] / "architecture" / "routes.txt"
ROUTES = [re.split(r"\s{2,}|(?<=[A-Z]) +(?=/)", line.strip()) for line in LISTED.read_text("utf-8").splitlines()]
ROLES = [role.value for role in Role if role is not Role.PUBLIC]
NOBODY, WITHOUT = "nobody", "without_role"
MINE, OTHERS = "甲方承租有限公司", "乙方承租有限公司"
SEES = {  # whose tenants: of the building in scope, of the other one
    "tax_officer": (True, True),
    "promoter": (True, True),
    "subdistrict": (True, False),
    "landlord": (True, False),
    **dict.fromkeys(("leader", "admin", WITHOUT, NOBODY), (False, False)),
}
VALUES = {"month": "2026-01", "entry": "1", "collection": "buildings"}
HERE = {"origin": LOCAL, "accept": "application/json", "if-match": '"1"'}
DOORS = {"/sign-in", "/sign-out"}


@dataclass
class Town:
    """Two buildings in two sub-districts, each with a tenant, and an account of every role."""

    engine: Engine
    csrf: dict[str, tuple[str, str]]
    keys: dict[str, str]
    codes: dict[str, list[str]]


@pytest.fixture
def town(engine: Engine) -> Town:
    def stock(changes: Changes) -> dict[str, list[str]]:
        found = {}
        for number, name in ((1, MINE), (2, OTHERS)):
            street = make_subdistrict(changes, code=f"35010200{number}", name=f"街道{number}")
            home = make_building(changes, code=f"GL-000{number}", subdistrict_code=street.code)
            unit, party = make_unit(changes, home, label=f"{number}01"), make_party(changes, name=name)
            lease = make_lease(changes, [unit], reported_party_id=party.key)
            found[name] = [codes.code(codes.UNIT, unit.key), lease.code, codes.code(codes.PARTY, party.key)]
        return found

    known: dict[str, list[str]] = edit.apply(engine, stock, actor="cli:tester", action="test")
    made = {
        name: edit.apply(engine, partial(account, name=name), actor="cli:tester", action="test")
        for name in [*ROLES, WITHOUT]
    }
    csrf = {name: work.keeping(engine, partial(signed_in, key=key)) for name, (key, _) in made.items()}
    return Town(engine, csrf, {name: text for name, (_, text) in made.items()}, known)


def account(changes: Changes, name: str) -> tuple[int, str]:
    """An account of a role in the first building's scope, with a key that may only read."""
    row = accounts.create(changes, AccountBase(username=name, name=name))
    scopes = {"subdistrict": (ScopeKind.SUBDISTRICT, "350102001"), "landlord": (ScopeKind.BUILDING, "GL-0001")}
    if name != WITHOUT:
        grants.give(changes, row, Held(Role(name), *scopes.get(name, (ScopeKind.DISTRICT, "")), DAY))
    return row.key, keys.create(changes, row, Asked("test", 30), most_days=400)[1]


def signed_in(session: work.Session, key: int) -> tuple[str, str]:
    """Token of the cookie and mark of the page; a tax officer says what for."""
    token, row = sessions.begin(session, key, now())
    sessions.state_purpose(session, row.token_sha256, "核对")
    return token, row.csrf


@pytest.fixture
def talking(town: Town) -> Iterator[TestClient]:
    house = House(town.engine, PUBLIC, Origin.REAL, requests_per_minute=1_000_000)
    with TestClient(create_app(house), base_url=LOCAL, follow_redirects=False, headers=HERE) as client:
        yield client


def ask(talking: TestClient, town: Town, name: str, method: str, path: str) -> Any:  # noqa: ANN401 - the client's answer
    """A request of somebody who is signed in, with the mark of the page."""
    headers = {}
    if name != NOBODY:
        token, mark = town.csrf[name]
        headers = {"cookie": f"{COOKIE}={token}", "x-csrf-token": mark}
    return talking.request(method, path, headers=headers, json=None if method in {"GET", "HEAD"} else {})


def filled(path: str, code: str = "X-1") -> str:
    return re.sub(r"\{(\w+)\}", lambda found: VALUES.get(found[1], code), path)


def allowed(name: str, roles: str) -> bool:
    if roles == "anybody":
        return True
    return name != NOBODY if roles == "any account" else name in roles.split()


@pytest.mark.parametrize("name", [*ROLES, WITHOUT, NOBODY])
def test_a_role_may_what_is_written_and_nothing_else(town: Town, talking: TestClient, name: str) -> None:
    wrong = []
    for method, path, _, roles in ROUTES:
        if path in DOORS:
            continue
        status = ask(talking, town, name, method, filled(path)).status_code
        expected = {401 if name == NOBODY else 403}
        if allowed(name, roles) == (status in {401, 403}) or (not allowed(name, roles) and status not in expected):
            wrong.append((method, path, status))
        if status >= 500:
            wrong.append((method, path, status))
    assert wrong == []
    assert len(ROUTES) > 50


@pytest.mark.parametrize("name", [*ROLES, WITHOUT])
def test_a_change_is_meant_and_a_key_that_reads_changes_nothing(town: Town, talking: TestClient, name: str) -> None:
    token, mark = town.csrf[name]
    cookie = {"cookie": f"{COOKIE}={token}"}
    foreign = [cookie, cookie | {"x-csrf-token": "guess"}, cookie | {"x-csrf-token": mark[:-1]}]
    reading = {"authorization": f"Bearer {town.keys[name]}"}
    for method, path, _, _ in ROUTES:
        if method == "GET" or path == "/sign-in":
            continue
        for headers in [*foreign, reading]:
            answer = talking.request(method, filled(path), headers=headers, json={})
            assert answer.status_code == 403, (method, path)


def test_what_an_operation_does_not_know_is_refused_by_name_wherever_it_is_asked(
    town: Town, talking: TestClient
) -> None:
    differing = []
    for method, path, _, roles in ROUTES:
        if not path.startswith("/api/"):
            continue
        name = next(one for one in [*ROLES, NOBODY] if allowed(one, roles))
        for query, slug in (("no_such=1&lang=zh", "unknown_parameter"), ("lang=zh&lang=en", "given_twice")):
            answer = ask(talking, town, name, method, f"{filled(path)}?{query}")
            said = answer.json()
            named = "no_such" if slug == "unknown_parameter" else "lang"
            good = (answer.status_code, said["type"]) == (422, f"urn:louyu:problem:{slug}")
            if not good or named not in said["detail"] or said["errors"][0]["parameter"] != named:
                differing.append((method, path, said))
            if slug == "unknown_parameter":
                assert "lang" in said["detail"].partition("可用")[2], path
    assert differing == []
    refused = ask(talking, town, NOBODY, "GET", "/api/v1/leases?no_such=1")
    assert refused.status_code == 401  # who may not ask at all is told that first


@pytest.mark.parametrize("name", ["promoter", "admin", NOBODY])
def test_head_answers_as_get_does_without_a_body(town: Town, talking: TestClient, name: str) -> None:
    for method, path, _, _ in ROUTES:
        if method != "GET" or path in {"/sign-in/outside", "/sign-in/outside/back"}:
            continue
        got, head = (ask(talking, town, name, one, filled(path)) for one in ("GET", "HEAD"))
        assert head.content == b"", path
        told = [
            (one.status_code, *(one.headers.get(header) for header in ("content-type", "etag", "location")))
            for one in (got, head)
        ]
        assert told[0] == told[1], path
        if "ogc" not in path:  # its pages tell the time
            assert head.headers.get("content-length") == got.headers.get("content-length"), path
    assert ask(talking, town, name, "HEAD", "/api/v1/leases:bulk").status_code == 405


def said(answer: Any) -> str:  # noqa: ANN401 - the client's answer
    """All text of an answer, that of a workbook too."""
    if not answer.content.startswith(b"PK"):
        return str(answer.text)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        return "".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())


def seen(talking: TestClient, town: Town, name: str) -> tuple[bool, bool]:
    """Whether the tenants of the one and of the other building are named anywhere."""
    texts = [said(ask(talking, town, name, method, filled(path))) for method, path, _, _ in ROUTES if method == "GET"]
    return any(MINE in text for text in texts), any(OTHERS in text for text in texts)


@pytest.mark.parametrize("name", SEES)
def test_tenants_are_named_to_whom_they_concern(town: Town, talking: TestClient, name: str) -> None:
    assert seen(talking, town, name) == SEES[name]


@pytest.mark.parametrize("name", SEES)
def test_what_is_out_of_reach_answers_as_if_it_were_not_there(town: Town, talking: TestClient, name: str) -> None:
    """Of a unit, a lease, a party: reading and changing alike, to the letter."""
    if SEES[name][1]:
        return
    differing = []
    for method, path, _, _ in ROUTES:
        if not path.startswith("/api/") or filled(path, "X-1") == filled(path, "X-2"):
            continue
        for code, nothing in zip(town.codes[OTHERS], ("U-0999999", "L-9999999", "R-0999999"), strict=True):
            theirs, none = (ask(talking, town, name, method, filled(path, one)) for one in (code, nothing))
            if (theirs.status_code, theirs.text.replace(code, nothing)) != (none.status_code, none.text):
                differing.append((method, path, theirs.text, none.text))
    assert differing == []


def test_an_administrator_grants_and_sees_neither_tenancy_nor_tax(town: Town, talking: TestClient) -> None:
    """Not by any route of his own either: accounts and the audit name no tenant."""
    for method, path, _, roles in ROUTES:
        if method == "GET" and "admin" in roles:
            text = said(ask(talking, town, "admin", method, filled(path, "landlord")))
            assert MINE not in text
            assert OTHERS not in text


@pytest.mark.parametrize("name", ["landlord", "promoter", "subdistrict"])
def test_a_rent_roll_names_the_tenants_of_the_scope(town: Town, talking: TestClient, name: str) -> None:
    text = said(ask(talking, town, name, "GET", "/api/v1/rent-roll"))
    assert (MINE in text, OTHERS in text) == SEES[name]
    assert any(code in text for code in town.codes[OTHERS]) == SEES[name][1]
