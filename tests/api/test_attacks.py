"""What somebody tries who wants more than is his: refused, or silent, and nothing is given away by the difference."""

import datetime as dt
import io
import re
from typing import Any

import openpyxl
import pytest

from api.auth import COOKIE
from buildings.access import clock
from buildings.audience import Role
from buildings.workflows import recall
from tests.api.test_openapi import operations
from tests.builders.accounts import key_of
from tests.builders.tenancy import API, CODE, Json, Person, Town, on

pytestmark = [pytest.mark.stocked("town"), pytest.mark.usefixtures("configure")]
LISTS = ("units", "leases", "outages", "parties", "proposals", "register/buildings")
SQL = (
    "' or '1'='1",
    '" or 1=1 --',
    "'; drop table leases; --",
    "x') union select username from accounts --",
    "%",
    "_",
    "\\",
    "null",
    "${7*7}",
    "{{7*7}}",
)
FOREIGN = {
    "id": 1,
    "key": 1,
    "version": 99,
    "origin": "real",
    "state": "accepted",
    "account_id": 1,
    "recorded_at": on(0),
}


@pytest.fixture
def two_sides(town: Town) -> Town:
    """Each landlord has a lease, an outage and a tenant; landlord two's are what landlord one is after."""
    for who, room, tenant in ((town.one, "101", "甲方承租"), (town.two, "103", "乙方承租")):
        town.lease(room, who, tenant={"name": tenant, "code": f"{tenant}-证号"}, starts_on=on(-90), ends_on=on(90))
        who.post("outages", unit=town.rooms[room], starts_on=on(120), reason="装修")
    town.close(2)
    for who, room in ((town.one, "102"), (town.two, "202")):
        late: Json = {"unit": town.rooms[room], "starts_on": on(-200), "ends_on": on(-1)}
        who.post("leases", 202, units=[late], tenant={"name": f"{room}补报"}, reason="漏报")
    return town


def codes(person: Person, noun: str, query: str = "") -> set[str]:
    """Codes that somebody's list shows."""
    return {row["code"] for row in person.get(f"{noun}?limit=200{query}")["items"]}


def foreign(town: Town, noun: str) -> set[str]:
    """What landlord two sees of a list and landlord one must not."""
    return codes(town.two, noun) - codes(town.one, noun)


def told(answer: Any, *codes: str) -> tuple[int, str]:  # noqa: ANN401 - the client's answer
    """Status and text of an answer, without the code that was asked for."""
    text = answer.text
    for code in codes:
        text = text.replace(code, "CODE")
    return answer.status_code, text


def test_what_is_anothers_answers_as_what_is_nobodys(two_sides: Town) -> None:
    town, tried = two_sides, 0
    document = town.talking.get(f"{API}/openapi.json").json()
    for method, path, _ in operations(document):
        noun = path.removeprefix(f"{API}/").partition("/{code}")[0]
        if noun not in LISTS or "{code}" not in path:
            continue
        for code in foreign(town, noun):
            nobodys = re.sub(r"\d", "9", code)
            body = None if method == "get" else {"reason": "试"}
            ours, none = (
                told(town.one.send(method.upper(), path.replace("{code}", one), body, if_match='"1"'), one)
                for one in (code, nobodys)
            )
            assert ours == none, (method, path)
            assert ours[0] in {403, 404, 422}, (method, path, ours)
            tried += 1
    assert tried > 20


def test_totals_counts_and_files_are_of_ones_own(two_sides: Town) -> None:
    town = two_sides
    for noun in LISTS:
        mine, all_ = codes(town.one, noun), codes(town.staff, noun)
        assert mine < all_ or (noun == "register/buildings" and mine == all_), noun
        assert town.one.get(f"{noun}?count=true&limit=1")["total"] == len(mine), noun
        narrowed = "&".join(f"code={code}" for code in sorted(all_))
        assert codes(town.one, noun, f"&{narrowed}") == mine, noun
        file = town.one.send("GET", f"{noun}?format=csv").text
        assert not [code for code in foreign(town, noun) if code in file], noun
    book = town.one.send("GET", "rent-roll").content
    cells = {cell for sheet in openpyxl.load_workbook(io.BytesIO(book)) for row in sheet.values for cell in row}
    assert "甲方承租" in cells
    assert "乙方承租" not in cells
    told_changes = town.one.send("GET", "changes?limit=500").text
    assert not [
        code for noun in ("leases", "outages", "proposals") for code in foreign(town, noun) if code in told_changes
    ]


@pytest.mark.parametrize(
    "headers",
    [
        {"x_scope": "district"},
        {"x_role": "admin"},
        {"x_user": "admin"},
        {"x_original_url": "/api/v1/accounts"},
        {"x_rewrite_url": "/api/v1/accounts"},
        {"x_http_method_override": "DELETE"},
        {"x_forwarded_for": "127.0.0.1"},
        {"x_forwarded_user": "admin"},
        {"cookie": f"{COOKIE}=admin"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_a_header_makes_nobody_more_than_he_is(two_sides: Town, headers: dict[str, str]) -> None:
    town = two_sides
    plain, tricked = (town.one.send("GET", "leases", **more) for more in ({}, headers))
    assert tricked.json()["items"] == plain.json()["items"]
    assert town.one.send("GET", "accounts", **headers).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/leases/../accounts",
        "/api/v1/leases/%2e%2e/accounts",
        "/api/v1/leases/..%2faccounts",
        "//api/v1/accounts",
        "/api/v1//accounts",
        "/api/v1/accounts/",
        "/api/v1/accounts;.css",
        "/api/v1/accounts%00",
        "/API/V1/ACCOUNTS",
        "/static/../api/v1/accounts",
        "/static/..%2f..%2fpyproject.toml",
        "/static/%2e%2e/%2e%2e/pyproject.toml",
        "/static/vendor/../../../louyu.db",
    ],
)
def test_a_path_leads_nowhere_else(town: Town, path: str) -> None:
    answer = town.one.send("GET", path)
    assert answer.status_code in {403, 404}, path
    assert "username" not in answer.text
    assert "[project]" not in answer.text


def test_another_host_is_not_answered(town: Town) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", ""):
        assert town.talking.get("/api/v1/months", headers={"host": host}).status_code in {400, 403, 421}, host


def test_more_fields_than_are_ones_own_are_refused_by_name(two_sides: Town) -> None:
    town = two_sides
    document = town.talking.get(f"{API}/openapi.json").json()
    tried = 0
    for method, path, operation in operations(document):
        schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        if schema is None or not path.startswith(f"{API}/"):
            continue
        known = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]["properties"]
        extra = {name: value for name, value in FOREIGN.items() if name not in known}
        answer = town.staff.send(
            method.upper(), path.replace("{code}", "L-0000001").replace("{photo}", "PH-0000001"), extra, if_match='"1"'
        )
        if answer.status_code in {403, 404}:  # not for staff at all, or not there
            continue
        assert answer.status_code == 422, (path, answer.text)
        refused = {one["pointer"] for one in answer.json()["errors"]}
        assert {f"#/{name}" for name in extra} <= refused, path
        tried += 1
    assert tried > 15


def test_what_only_staff_may_say_is_refused_to_landlords(two_sides: Town) -> None:
    town = two_sides
    part = {"unit": town.rooms["101"], "starts_on": on(200)}
    for more in ({"landlord": "业主乙"}, {"tenant": {"enterprise": "E-000002"}}):
        answer = town.one.send("POST", "leases", {"tenant": {"name": "某"}, "units": [part], **more})
        assert answer.status_code in {403, 422}, more
    answer = town.one.send("POST", "me/keys", {"name": "更多", "days": 30, "roles": ["admin", "tax_officer"]})
    assert answer.status_code in {403, 422}


@pytest.mark.parametrize("noun", LISTS)
def test_sql_in_a_filter_is_only_text(two_sides: Town, noun: str) -> None:
    document = two_sides.talking.get(f"{API}/openapi.json").json()
    asked = document["paths"][f"{API}/{noun}"]["get"]["parameters"]
    names = [one["name"] for one in asked if one["in"] == "query" and one["name"] not in {"cursor", "lang"}]
    for name in names:
        for payload in SQL:
            answer = two_sides.talking.get(
                f"{API}/{noun}", params={name: payload}, headers={"authorization": f"Bearer {two_sides.staff.key}"}
            )
            assert answer.status_code in {200, 422}, (name, payload, answer.text)
            assert answer.status_code == 422 or answer.json()["items"] == [], (name, payload)
    assert codes(two_sides.staff, noun)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r="])
def test_a_name_is_no_formula_in_any_file(town: Town, start: str) -> None:
    name = f'{start}HYPERLINK("http://evil.example","x")'
    town.one.post("leases", **_lease(town, name))
    for path in ("rent-roll", "leases?format=xlsx", "parties?format=xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(town.one.send("GET", path).content))
        held = [cell for sheet in book for row in sheet.iter_rows() for cell in row if "HYPERLINK" in str(cell.value)]
        assert held, path
        assert {cell.data_type for cell in held} == {"s"}, path
    for path in ("leases?format=csv", "parties?format=csv"):
        cells = [cell for cell in re.split(r"[,\n]", town.one.send("GET", path).text) if "HYPERLINK(" in cell]
        assert cells, path
        assert not [cell for cell in cells if cell.lstrip('"')[0] in "=+-@\t\r"], path


def _lease(town: Town, name: str, code: str | None = None) -> Json:
    part = {"unit": town.rooms["101"], "starts_on": on(0), "ends_on": on(30)}
    return {"tenant": {"name": name} | ({} if code is None else {"code": code}), "units": [part]}


def test_reporting_a_code_tells_nothing_of_whose_it_is_or_who_pays(town: Town) -> None:
    """Landlord one reports the code of an enterprise that pays tax, one of nobody, and one that fails its check."""
    shapes = []
    for code in (CODE, "91350100M000100Y5X", "MADE-UP-1"):
        lease = town.one.post("leases", **_lease(town, "某公司", code))
        read = town.one.get(f"leases/{lease['code']}")
        shapes.append(
            (_shape(lease, code), _shape(read, code), _shape(town.one.get(f"parties?code_as_given={code}"), code))
        )
        town.one.post(f"leases/{lease['code']}/void", 200, upon=lease["version"], reason="试")
    assert shapes[0] == shapes[1] == shapes[2]
    for query in ("linked=true", "enterprise=E-000004", "linked=false"):
        assert town.one.send("GET", f"parties?{query}").status_code in {403, 422}, query


def _shape(answer: Json, code: str) -> Any:  # noqa: ANN401 - JSON without what differs by itself
    def plain(value: Any) -> Any:  # noqa: ANN401 - JSON
        if isinstance(value, dict):
            return {name: plain(one) for name, one in value.items() if name not in {"etag", "version"}}
        if isinstance(value, list):
            return [plain(one) for one in value]
        return "CODE" if value == code else re.sub(r"\d+", "0", value) if isinstance(value, str) else value

    return plain(answer)


def test_a_key_past_its_day_or_guessed_opens_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    key = key_of(town.engine, "fresh", Role.PROMOTER)  # for thirty days
    fresh = Person(town.talking, key)
    assert fresh.send("GET", "leases").status_code == 200
    for wrong in ("", "louyu_", key[:-1], key + "a", key.upper(), "null", key.split("_")[1]):
        assert town.talking.get(f"{API}/leases", headers={"authorization": f"Bearer {wrong}"}).status_code == 401
    later = clock.now() + dt.timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    recall._memories.clear()  # who a key belongs to is remembered for some seconds
    assert fresh.send("GET", "leases").status_code == 401


def test_two_doors_at_once_open_the_lesser_or_none(town: Town) -> None:
    key = key_of(town.engine, "boss", Role.ADMIN, read_only=False)
    pairs = [("authorization", f"Bearer {town.one.key}"), ("authorization", f"Bearer {key}")]
    for order in (pairs, pairs[::-1]):
        seen = {town.talking.get(f"{API}/{path}", headers=order).status_code == 200 for path in ("accounts", "leases")}
        assert seen != {True}, "two keys must not add up"


def test_an_administrator_gives_no_role_to_himself(town: Town) -> None:
    boss = Person(town.talking, key_of(town.engine, "boss", Role.ADMIN, read_only=False))
    asked = {"role": "tax_officer", "reason": "代班"}
    refused = boss.send("POST", "accounts/boss/grants", asked)
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (403, "not_to_oneself")
    other = Person(town.talking, key_of(town.engine, "chief", Role.ADMIN, read_only=False))
    (mine,) = boss.get("accounts/boss")["grants"]
    to = {"scope_kind": "district", "reason": "换范围"}
    moved = boss.send(
        "POST", f"accounts/boss/grants/{mine['code']}/move", to, if_match=boss.get("accounts/boss")["etag"]
    )
    assert (moved.status_code, moved.json()["type"].rpartition(":")[2]) == (403, "not_to_oneself")
    assert other.send("POST", "accounts/boss/grants", asked).status_code == 201


@pytest.mark.parametrize(("purpose", "status"), [("%00%0a", 422), ("x", 422), ("%ED%A0%80", 422), ("a" * 201, 422)])
def test_a_purpose_can_be_read_or_is_none(town: Town, purpose: str, status: int) -> None:
    assert town.tax.send("GET", "taxpayers", louyu_purpose=purpose).status_code == status
    assert town.tax.send("GET", "taxpayers", louyu_purpose="%20").status_code == 403
    assert town.tax.send("GET", "taxpayers", louyu_purpose="%E6%A0%B8%E5%AF%B9").status_code == 200


@pytest.mark.parametrize("body", ['{"tenant": {"name": "\\ud800"}, "units": []}', '{"\\ud800": 1}'])
def test_half_a_character_is_refused_and_repeated_as_what_it_is(town: Town, body: str) -> None:
    headers = {"authorization": f"Bearer {town.one.key}", "content-type": "application/json"}
    answer = town.talking.post(f"{API}/leases", content=body.encode(), headers=headers)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"]


def test_where_the_feed_goes_on_tells_nothing_of_others(town: Town) -> None:
    town.lease("101")
    mine = town.one.get("changes")
    town.lease("103", town.two)
    assert town.one.get(f"changes?since={mine['next']}")["next"] == mine["next"] == mine["items"][-1]["id"]
    assert town.one.get("changes?since=999999999")["next"] == mine["next"]  # who begins now misses nothing later
    assert town.staff.get("changes")["next"] > mine["next"]
    town.lease("102")
    assert [one["kind"] for one in town.one.get(f"changes?since={mine['next']}")["items"]] == ["lease"]
