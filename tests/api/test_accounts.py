"""Administrators keep accounts by the API: people, machines, roles in scopes, keys; nobody is left without one."""

import datetime as dt
from collections.abc import Iterator
from threading import Barrier, Thread
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import select

from api.app import create_app
from api.house import House
from buildings.access import accounts, grants, sessions
from buildings.access.grants import code_of
from buildings.audience import PUBLIC, Role
from buildings.database import work
from buildings.database.work import Changes
from buildings.errors import Conflict, InvalidValue, NotSignedIn
from buildings.operations.idempotency import AnsweredRequest
from buildings.workflows import accounts as accounts_workflow
from buildings.workflows import doors
from tests.builders.accounts import key_of
from tests.builders.edge import LOCAL
from tests.builders.register import edit, make_building, make_subdistrict

API = "/api/v1/accounts"
TODAY = dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()
DAY = dt.timedelta(days=1)
Json = dict[str, Any]


class Admin:
    """Somebody who talks to the API with a key."""

    def __init__(self, talking: TestClient, key: str) -> None:
        self.talking, self.headers = talking, {"authorization": f"Bearer {key}"}

    def get(self, path: str) -> Json:
        answer = self.talking.get(API + path, headers=self.headers)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    def post(self, path: str, status: int = 201, version: int | None = None, **body: object) -> Json:
        return self.send("POST", path, status, version, body)

    def send(self, method: str, path: str, status: int, version: int | None, body: Json, **headers: str) -> Json:
        upon = {} if version is None else {"if-match": f'"{version}"'}
        answer = self.talking.request(method, API + path, json=body, headers=self.headers | upon | headers)
        assert answer.status_code == status, answer.text
        found: Json = answer.json() if answer.content else {}
        return found

    def grant(self, name: str, role: Role, status: int = 201, **body: object) -> Json:
        return self.send("POST", f"/{name}/grants", status, None, {"role": role.value, **body})

    def code(self, name: str, place: int = 0) -> tuple[str, int]:
        given = self.get(f"/{name}")["grants"][place]
        return given["code"], given["version"]


@pytest.fixture
def talking(engine: Engine) -> Iterator[TestClient]:
    with TestClient(create_app(House(engine, PUBLIC, "real")), base_url=LOCAL) as client:
        yield client


@pytest.fixture
def admin(engine: Engine, talking: TestClient) -> Admin:
    return Admin(talking, key_of(engine, "root", Role.ADMIN, read_only=False))


def test_a_person_gets_an_account_a_role_and_a_password(engine: Engine, admin: Admin) -> None:
    made = admin.post("", username="wang", name=" 王 ")
    assert (made["name"], made["kind"], made["enabled"], made["password"]) == ("王", "person", True, "none")
    assert made["grants"] == []
    held = admin.grant("wang", Role.PROMOTER)["grants"]
    assert [(one["role"], one["scope_kind"], one["valid_from"]) for one in held] == [
        ("promoter", "district", TODAY.isoformat())
    ]
    password = admin.post("/wang/password", 200)["password"]
    assert "temporary" in admin.get("/wang").values()
    token, who = doors.sign_in(engine, "wang", password, address="10.0.0.1")
    assert (who.temporary, who.held) == (True, ())
    again, who = doors.change_password(engine, who, password, "another good one", address="10.0.0.1")
    assert (who.temporary, set(who.roles)) == (False, {Role.PROMOTER})
    assert doors.by_session(engine, token) is None
    assert doors.by_session(engine, again) is not None
    assert "set" in admin.get("/wang").values()


def test_accounts_are_listed_by_name_and_page(admin: Admin) -> None:
    for name in ("li", "zhao", "chen"):
        admin.post("", username=name, name=name)
    assert [one["username"] for one in admin.get("")["items"]] == ["chen", "li", "root", "zhao"]
    first = admin.get("?limit=3")
    assert (len(first["items"]), first["next"]) == (3, "root")
    assert [one["username"] for one in admin.get("?limit=3&cursor=root")["items"]] == ["zhao"]
    assert admin.get("?limit=3&cursor=root")["next"] is None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"username": "Wang", "name": "x"}, 422),
        ({"username": "root", "name": "x"}, 409),
        ({"username": "a" * 41, "name": "x"}, 422),
        ({"username": "w\u0430ng", "name": "x"}, 422),  # Cyrillic
        ({"username": "wang", "name": " "}, 422),
        ({"username": "wang", "name": "x", "kind": "robot"}, 422),
        ({"username": "wang", "name": "x", "roles": ["admin"]}, 422),
        ({"username": "wang", "name": "x", "id": 1}, 422),
        ({"username": "wang", "name": "x", "enabled": True, "hash": "y"}, 422),
        ({"name": "x"}, 422),
    ],
)
def test_what_is_no_account_is_refused(admin: Admin, body: Json, status: int) -> None:
    admin.send("POST", "", status, None, body)
    assert [one["username"] for one in admin.get("")["items"]] == ["root"]


def test_changes_are_made_upon_a_version(admin: Admin) -> None:
    admin.post("", username="wang", name="王")
    admin.send("PATCH", "/wang", 428, None, {"name": "王五"})
    assert admin.send("PATCH", "/wang", 200, 1, {"name": "王五"})["version"] == 2
    admin.send("PATCH", "/wang", 412, 1, {"name": "王六"})
    assert admin.send("PATCH", "/wang", 200, 2, {"enabled": False})["name"] == "王五"
    admin.send("PATCH", "/nobody", 404, 1, {"name": "x"})


def test_a_disabled_account_is_out_at_once(engine: Engine, admin: Admin) -> None:
    admin.post("", username="wang", name="王")
    password = admin.post("/wang/password", 200)["password"]
    token, _ = doors.sign_in(engine, "wang", password, address="10.0.0.1")
    assert doors.by_session(engine, token) is not None
    admin.send("PATCH", "/wang", 200, 1, {"enabled": False})
    assert doors.by_session(engine, token) is None
    with pytest.raises(NotSignedIn):
        doors.sign_in(engine, "wang", password, address="10.0.0.1")
    admin.send("PATCH", "/wang", 200, 2, {"enabled": True})
    assert doors.by_session(engine, token) is None


def test_a_role_is_granted_only_where_it_means_something(engine: Engine, admin: Admin) -> None:
    def stock(changes: work.Changes) -> None:
        make_subdistrict(changes)
        make_building(changes, code="GL-0001")

    edit(engine, stock)
    admin.post("", username="wang", name="王")
    admin.grant("wang", Role.SUBDISTRICT, 422)
    admin.grant("wang", Role.SUBDISTRICT, 422, scope_kind="subdistrict", scope="350102999")
    admin.grant("wang", Role.LANDLORD, 422, scope_kind="subdistrict", scope="350102001")
    admin.grant("wang", Role.LANDLORD, 422, scope_kind="building", scope="GL-0002")
    admin.grant("wang", Role.LANDLORD, 422, scope_kind="unit", scope="GL-0001/301")
    admin.grant("wang", Role.PROMOTER, 422, scope="GL-0001")
    admin.grant("wang", Role.PROMOTER, 422, valid_from="2026-05-01", valid_to="2026-04-30")
    admin.grant("wang", Role.SUBDISTRICT, scope_kind="subdistrict", scope="350102001")
    admin.grant("wang", Role.SUBDISTRICT, 409, scope_kind="subdistrict", scope="350102001")
    admin.grant("wang", Role.LANDLORD, scope_kind="building", scope="GL-0001")
    assert len(admin.get("/wang")["grants"]) == 2


def test_a_role_ends_at_once_or_with_a_day(engine: Engine, admin: Admin) -> None:
    admin.post("", username="wang", name="王")
    password = admin.post("/wang/password", 200)["password"]
    _, who = doors.sign_in(engine, "wang", password, address="10.0.0.1")
    token, _ = doors.change_password(engine, who, password, "another good one", address="10.0.0.1")

    def roles() -> set[Role]:
        found = doors.by_session(engine, token)
        assert found is not None
        return set(found.roles)

    admin.grant("wang", Role.LEADER, valid_from="2026-01-01")
    admin.grant("wang", Role.PROMOTER)
    assert roles() == {Role.LEADER, Role.PROMOTER}
    leader, promoter = admin.code("wang"), admin.code("wang", 1)
    withdraw = "/wang/grants/{}/withdraw".format
    admin.post(withdraw(leader[0]), 422, leader[1], reason=" ")
    admin.post(withdraw(leader[0]), 428, reason="moved on")
    admin.post(withdraw(leader[0]), 422, leader[1], reason="moved on", last=(TODAY - 2 * DAY).isoformat())
    admin.post(withdraw("G-9999999"), 404, 1, reason="moved on")
    later = admin.post(withdraw(leader[0]), 200, leader[1], reason="moved on", last=(TODAY + DAY).isoformat())
    assert later["grants"][0]["valid_to"] == (TODAY + DAY).isoformat()
    assert roles() == {Role.LEADER, Role.PROMOTER}
    admin.post(withdraw(leader[0]), 412, leader[1], reason="moved on")
    admin.post(withdraw(leader[0]), 422, 2, reason="longer", last=(TODAY + 9 * DAY).isoformat())
    admin.post(withdraw(leader[0]), 200, 2, reason="moved on")
    assert roles() == {Role.PROMOTER}
    rest = admin.post(withdraw(promoter[0]), 200, promoter[1], reason="a mistake")["grants"]
    assert [one["role"] for one in rest] == ["leader"]  # what never took effect is void
    assert roles() == set()


def test_moving_a_scope_is_one_change(engine: Engine, admin: Admin) -> None:
    def stock(changes: work.Changes) -> None:
        make_subdistrict(changes)
        make_subdistrict(changes, code="350102002", name="鼓西街道")

    edit(engine, stock)
    admin.post("", username="wang", name="王")
    admin.grant(
        "wang", Role.SUBDISTRICT, scope_kind="subdistrict", scope="350102001", valid_from="2026-01-01",
        valid_to="2099-12-31",
    )  # fmt: skip
    code, version = admin.code("wang")
    move = f"/wang/grants/{code}/move"
    admin.post(move, 422, version, scope_kind="subdistrict", scope="350102999", reason="moved")
    assert len(admin.get("/wang")["grants"]) == 1
    moved = admin.post(move, 200, version, scope_kind="subdistrict", scope="350102002", reason="moved")["grants"]
    assert [(one["scope"], one["valid_to"]) for one in moved] == [
        ("350102001", (TODAY - DAY).isoformat()),
        ("350102002", "2099-12-31"),
    ]
    entries = admin.talking.get("/api/v1/audit?action=move_scope", headers=admin.headers).json()["items"]
    assert [one["wrote"] for one in entries] == [{"grants": 2}]


def test_the_last_administrator_stays(admin: Admin) -> None:
    code, version = admin.code("root")
    withdraw = f"/root/grants/{code}/withdraw"
    admin.post(withdraw, 409, version, reason="tired")
    admin.post(withdraw, 409, version, reason="tired", last=(TODAY + 30 * DAY).isoformat())
    admin.send("PATCH", "/root", 409, 1, {"enabled": False})
    admin.post("", username="wang", name="王")
    admin.grant("wang", Role.ADMIN, valid_to=(TODAY + DAY).isoformat())
    admin.post(withdraw, 409, version, reason="tired", last=(TODAY + 30 * DAY).isoformat())
    admin.send("PATCH", "/wang", 200, 1, {"enabled": False})
    admin.post(withdraw, 409, version, reason="tired")  # a disabled one manages nothing
    admin.send("PATCH", "/wang", 200, 2, {"enabled": True})
    admin.post(withdraw, 200, version, reason="tired")
    assert admin.talking.get(API, headers=admin.headers).status_code == 403


def test_machines_have_keys_and_no_password(engine: Engine, admin: Admin) -> None:
    admin.post("", username="gis", name="GIS", kind="machine")
    admin.grant("gis", Role.LEADER)
    admin.post("/gis/password", 409)
    made = admin.post("/gis/keys", name="map server", days=30, roles=["leader"])
    assert made["key"].startswith(f"louyu_{made['id']}_")
    assert doors.by_key(engine, made["key"]).roles == {Role.LEADER}
    assert "key" not in admin.get("/gis/keys")["items"][0]
    admin.post("/gis/keys", 422, name="x", roles=["tax_officer"])
    admin.post("/gis/keys", 422, name="x", days=5000)
    fresh = admin.post(f"/gis/keys/{made['id']}/rotate")
    assert (fresh["replaces"], fresh["roles"], fresh["read_only"]) == (made["id"], ["leader"], True)
    ends = {one["id"]: one["expires_at"] for one in admin.get("/gis/keys")["items"]}
    assert ends[made["id"]] < ends[fresh["id"]]
    assert doors.by_key(engine, made["key"]).roles == doors.by_key(engine, fresh["key"]).roles
    admin.post(f"/gis/keys/{made['id']}/revoke", 422, reason="")
    admin.post(f"/gis/keys/{made['id']}/revoke", 204, reason="changed over")
    admin.post(f"/gis/keys/{made['id']}/revoke", 404, reason="again")
    with pytest.raises(NotSignedIn):
        doors.by_key(engine, made["key"])


def test_nobody_makes_a_key_of_another_person(admin: Admin) -> None:
    admin.post("", username="wang", name="王")
    admin.post("/wang/keys", 403, name="mine")
    admin.post("/root/keys", 403, name="a key makes no keys")


def test_keys_of_an_account_are_few(admin: Admin) -> None:
    admin.post("", username="gis", name="GIS", kind="machine")
    for number in range(20):
        admin.post("/gis/keys", name=str(number))
    admin.post("/gis/keys", 409, name="one more")


def test_a_secret_is_shown_once_and_kept_nowhere(engine: Engine, admin: Admin) -> None:
    admin.post("", username="gis", name="GIS", kind="machine")
    admin.post("", username="wang", name="王")
    same = {"idempotency-key": "once"}
    key = admin.send("POST", "/gis/keys", 201, None, {"name": "x"}, **same)
    again = admin.send("POST", "/gis/keys", 201, None, {"name": "x"}, **same)
    assert (again["id"], again["key"]) == (key["id"], None)
    password = admin.send("POST", "/wang/password", 200, None, {}, **{"idempotency-key": "twice"})
    again = admin.send("POST", "/wang/password", 200, None, {}, **{"idempotency-key": "twice"})
    assert again == {**password, "password": None}
    assert len(admin.get("/gis/keys")["items"]) == 1
    doors.sign_in(engine, "wang", password["password"], address="10.0.0.1")  # the replay set no other
    secrets = [key["key"].split("_", 2)[2], password["password"]]
    with work.reading(engine) as session:
        kept = [row.body for row in session.exec(select(AnsweredRequest))]
    heard = admin.talking.get("/api/v1/audit?limit=200", headers=admin.headers).text
    assert len(kept) == 2
    assert [secret for secret in secrets if secret in str(kept) + heard] == []


def test_an_outside_sign_in_belongs_to_one_account(engine: Engine, admin: Admin) -> None:
    admin.post("", username="wang", name="王")
    admin.post("", username="li", name="李")
    named = {"issuer": "https://sso.example/", "subject": "0042"}
    linked = admin.send("PATCH", "/wang", 200, 1, {"outside": named})
    assert linked["outside"] == {"issuer": "https://sso.example", "subject": "0042"}
    admin.send("PATCH", "/li", 409, 1, {"outside": named})
    admin.send("PATCH", "/li", 422, 1, {"outside": {"issuer": "sso", "subject": "0042"}})
    _, who = doors.sign_in_outside(engine, "https://sso.example 0042")
    assert who.username == "wang"
    admin.send("PATCH", "/wang", 200, 2, {"outside": None})
    with pytest.raises(NotSignedIn):
        doors.sign_in_outside(engine, "https://sso.example 0042")


def test_two_administrators_do_not_remove_each_other(engine: Engine) -> None:
    """Both at the same moment, each while the other still stands: one of them stays."""
    for one in ("root", "other"):
        key_of(engine, one, Role.ADMIN)
    codes = {one: code_of(accounts_workflow.one(engine, one).grants[0]) for one in ("root", "other")}
    together, refused = Barrier(2), []

    def remove(name: str) -> None:
        def change(changes: Changes) -> None:
            accounts_workflow.withdraw(changes, name, codes[name], 1, reason="out")

        together.wait(20)
        try:
            edit(engine, change)
        except Conflict as error:
            refused.append(error.name)

    threads = [Thread(target=remove, args=(name,)) for name in codes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert refused == ["last_admin"]
    with work.reading(engine) as session:
        assert len(grants.admins_on(session, TODAY)) == 1


def test_a_session_that_ended_leaves_no_row(engine: Engine, admin: Admin) -> None:
    admin.post("", username="wang", name="王")
    password = admin.post("/wang/password", 200)["password"]
    first, _ = doors.sign_in(engine, "wang", password, address="10.0.0.1")
    second, _ = doors.sign_in(engine, "wang", password, address="10.0.0.1", former=first)
    with work.reading(engine) as session:
        assert len(session.exec(select(sessions.SignedIn)).all()) == 1
    assert doors.by_session(engine, first) is None
    assert doors.by_session(engine, second) is not None


def test_a_wrong_present_password_counts_as_one_at_the_door(engine: Engine, admin: Admin) -> None:
    admin.post("", username="wang", name="王")
    password = admin.post("/wang/password", 200)["password"]
    _, who = doors.sign_in(engine, "wang", password, address="10.0.0.1")
    for _ in range(8):
        with pytest.raises(InvalidValue):
            doors.change_password(engine, who, "wrong password!", "another good one", address="10.0.0.1")
    with work.reading(engine) as session:
        assert accounts.find(session, "wang") is not None
    fresh = admin.post("/wang/password", 200)["password"]  # an administrator opens the door again
    doors.sign_in(engine, "wang", fresh, address="10.0.0.1")


def test_a_rotated_key_lasts_as_long_as_the_old_one_and_is_rotated_once(admin: Admin) -> None:
    admin.post("", username="gis", name="接口", kind="machine")
    admin.grant("gis", Role.LEADER)
    made = admin.post("/gis/keys", name="同步", days=5)
    fresh = admin.post(f"/gis/keys/{made['id']}/rotate")
    ends = {one["id"]: one["expires_at"] for one in admin.get("/gis/keys")["items"]}
    lasts = dt.datetime.fromisoformat(ends[fresh["id"]]) - dt.datetime.fromisoformat(made["expires_at"])
    assert abs(lasts) < dt.timedelta(hours=1)
    again = admin.post(f"/gis/keys/{made['id']}/rotate", 409)
    assert again["type"].rpartition(":")[2] == "key_replaced"
