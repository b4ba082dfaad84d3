"""Lists at the edge: who gets them, what is refused, what a client may keep, and files that calculate nothing."""

import base64
import csv
import datetime as dt
import io
import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.app import create_app
from api.house import House
from buildings.access import audit
from buildings.access.grants import ScopeKind
from buildings.audience import PUBLIC, Role
from buildings.database import work
from buildings.register import parties
from buildings.register.tables.parties import ReportedParty
from buildings.register.views.catalogue import NOUNS
from tests.builders.accounts import key_of
from tests.builders.edge import LOCAL
from tests.builders.register import edit, make_building, make_enterprise
from tests.builders.world import build

pytestmark = pytest.mark.stocked("world")

PROJECTS, EVIDENCE = "/api/v1/upgrade-projects", "/api/v1/evidence"
STAFF = {"/api/v1/enterprises", "/api/v1/taxpayers", PROJECTS, EVIDENCE}
PATHS = [f"/api/v1{noun.path}" for noun in NOUNS.values()]
Json = dict[str, Any]


class Asker:
    """Asks as somebody."""

    def __init__(self, talking: TestClient, key: str) -> None:
        self.talking, self.headers = talking, {"authorization": f"Bearer {key}"}

    def __call__(self, path: str, /, headers: dict[str, str] | None = None, **params: Any) -> Any:  # noqa: ANN401 - the client's answer
        return self.talking.get(f"/api/v1{path}", params=params, headers={**self.headers, **(headers or {})})


@pytest.fixture
def talking(engine: Engine) -> Iterator[TestClient]:
    build(engine)
    house = House(engine, PUBLIC, "real", requests_per_minute=100_000)
    with TestClient(create_app(house), base_url=LOCAL) as client:
        yield client


@pytest.fixture
def staff(engine: Engine, talking: TestClient) -> Asker:
    return Asker(talking, key_of(engine, "promoter", Role.PROMOTER))


@pytest.fixture
def landlord(engine: Engine, talking: TestClient) -> Asker:
    return Asker(talking, key_of(engine, "landlord", Role.LANDLORD, scope=(ScopeKind.ENTERPRISE, "E-000001")))


def test_who_may_have_which_list(engine: Engine, talking: TestClient) -> None:
    may = {
        Role.PROMOTER: set(PATHS) - {"/api/v1/taxpayers"},
        Role.SUBDISTRICT: set(PATHS) - {"/api/v1/taxpayers"},
        Role.LANDLORD: set(PATHS) - STAFF,
        Role.TAX_OFFICER: set(PATHS),
        Role.LEADER: {PROJECTS, EVIDENCE},
        Role.ADMIN: set(),
        Role.PUBLIC: set(),
    }
    scopes = {Role.SUBDISTRICT: (ScopeKind.SUBDISTRICT, "350102001"), Role.LANDLORD: (ScopeKind.BUILDING, "GL-9001")}
    for role, allowed in may.items():
        key = key_of(engine, role.value.replace("_", "-"), role, scope=scopes.get(role, (ScopeKind.DISTRICT, "")))
        headers = {"authorization": f"Bearer {key}", "louyu-purpose": "test"}
        found = {path: talking.get(path, headers=headers).status_code for path in PATHS}
        assert found == {path: 200 if path in allowed else 403 for path in PATHS}, role
    assert {talking.get(path).status_code for path in PATHS} == {401}


def test_a_list_of_taxpayers_needs_a_purpose_and_each_look_is_logged(engine: Engine, talking: TestClient) -> None:
    asking = Asker(talking, key_of(engine, "lin", Role.TAX_OFFICER))
    refused = asking("/taxpayers")
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:louyu:problem:purpose_missing")
    first = asking("/taxpayers", headers={"louyu-purpose": "check"})
    again_ = asking("/taxpayers", headers={"louyu-purpose": "check", "if-none-match": first.headers["etag"]})
    assert (first.status_code, again_.status_code) == (200, 304)
    with work.reading(engine) as session:
        looks = audit.looks(session)
    assert [(look.purpose, look.details) for look in looks] == [("check", {"what": "/taxpayers"})] * 2


WRONG: list[tuple[Json, str, str]] = [
    ({"colour": "red"}, "unknown_parameter", "colour"),
    ({"enterprise": "E-000001"}, "unknown_parameter", "enterprise"),
    ({"limit": "501"}, "page_size", "501"),
    ({"limit": "0"}, "page_size", "0"),
    ({"limit": "1e3"}, "invalid_value", "limit"),
    ({"as_of": "2026-02-30"}, "not_a_day", "as_of"),
    ({"as_of": "0001-01-01"}, "not_a_day", "as_of"),
    ({"as_of": "2026-01-01", "month": "2026-01"}, "day_twice", "month"),
    ({"month": "2026-13"}, "not_a_month", "2026-13"),
    ({"month": "9999-12"}, "not_a_day", "month"),
    ({"known_at": "yesterday"}, "not_an_instant", "known_at"),
    ({"sort": "uscc"}, "no_such_sort", "uscc"),
    ({"sort": "code,-code"}, "invalid_value", "sort"),
    ({"fields": "code,secret"}, "no_such_field", "secret"),
    ({"format": "pdf"}, "no_such_format", "pdf"),
    ({"count": "1"}, "not_yes_or_no", "count"),
    ({"signed": "maybe"}, "not_yes_or_no", "signed"),
    ({"state": "asleep"}, "invalid_value", "state"),
    ({"unit": "U-x"}, "invalid_value", "unit"),
    ({"tenant": "\x00"}, "invalid_value", "tenant"),
    ({"tenant": "x" * 201}, "invalid_value", "tenant"),
    ({"area_at_least": "-1"}, "invalid_value", "area_at_least"),
    ({"cursor": "zzz"}, "bad_cursor", ""),
]


def test_what_is_not_understood_is_refused_and_named(landlord: Asker) -> None:
    for params, slug, named in WRONG:
        refused = landlord("/leases", **params)
        assert (refused.status_code, refused.json()["type"]) == (422, f"urn:louyu:problem:{slug}"), params
        assert named in refused.json()["detail"], params


def test_the_parameters_that_are_named_are_those_one_may_use(staff: Asker, landlord: Asker) -> None:
    told = [
        asking("/leases", colour="red").json()["detail"].partition("可用：")[2].split() for asking in (staff, landlord)
    ]
    assert set(told[0]) - set(told[1]) == {"enterprise"}
    assert set(told[1]) >= {"limit", "lang", "tenant", "unit"}


def test_a_cursor_is_only_good_for_its_own_question(staff: Asker) -> None:
    cursor = staff("/leases", limit=2, sort="tenant").json()["next"]
    assert staff("/leases", limit=3, sort="tenant", cursor=cursor).status_code == 200
    others: list[Json] = [
        {"sort": "-tenant"},
        {},
        {"sort": "tenant", "kind": "let"},
        {"sort": "tenant", "as_of": "2026-06-15"},
    ]
    for other in others:
        assert staff("/leases", cursor=cursor, **other).json()["type"].endswith("bad_cursor")
    assert staff("/leases", sort=["tenant", "code"]).json()["type"].endswith("given_twice")


def test_a_forged_cursor_breaks_nothing(staff: Asker) -> None:
    digest, day, values = json.loads(base64.urlsafe_b64decode(staff("/units", limit=1).json()["next"] + "=="))
    assert len(values) == 1
    for forged in (
        [digest, day, [2**70]],
        [digest, day, [1.5]],
        [digest, day, ["x"]],
        [digest, day, [[1]]],
        [digest, day, []],
        [digest, "9999-12-31", [1]],
        [digest, "0001-01-01", [1]],
        [digest, 5, [1]],
        {"a": 1},
        7,
    ):
        text = base64.urlsafe_b64encode(json.dumps(forged).encode()).decode().rstrip("=")
        assert staff("/units", cursor=text).status_code in {200, 422}, forged
    for values in (["\ud800"], ["a\x00b"], [None]):
        text = staff("/leases", limit=1, sort="number").json()["next"]
        digest, day, _ = json.loads(base64.urlsafe_b64decode(text + "=="))
        text = base64.urlsafe_b64encode(json.dumps([digest, day, [*values, "L-1"]]).encode()).decode()
        assert staff("/leases", sort="number", cursor=text).status_code in {200, 422}, values


def test_pages_of_one_list_tell_of_one_day(staff: Asker) -> None:
    first = staff("/units", limit=3).json()
    digest, day, values = json.loads(base64.urlsafe_b64decode(first["next"] + "=="))
    assert day == first["as_of"]
    yesterday = (dt.date.fromisoformat(day) - dt.timedelta(days=1)).isoformat()
    begun = base64.urlsafe_b64encode(json.dumps([digest, yesterday, values]).encode()).decode()
    assert staff("/units", limit=3, cursor=begun).json()["as_of"] == yesterday


def test_only_the_fields_asked_for(staff: Asker) -> None:
    rows = staff("/leases", fields="tenant,code").json()["items"]
    assert {tuple(row) for row in rows} == {("tenant", "code")}
    (row, *_) = staff("/leases", fields="units").json()["items"]
    assert list(row) == ["units"]
    assert row["units"]


def test_a_month_is_its_last_day(staff: Asker) -> None:
    of_month, of_day = staff("/units", month="2026-02").json(), staff("/units", as_of="2026-02-28").json()
    assert of_month == of_day
    assert of_month["as_of"] == "2026-02-28"


def test_a_client_keeps_what_has_not_changed(engine: Engine, staff: Asker, landlord: Asker) -> None:
    first = staff("/parties")
    tag = first.headers["etag"]
    assert tag.startswith('"')
    kept = staff("/parties", headers={"if-none-match": f'"other", {tag}'})
    assert (kept.status_code, kept.content, kept.headers["etag"]) == (304, b"", tag)
    plain = staff("/parties", headers={"accept-encoding": "identity"})
    assert plain.headers["etag"] != tag
    assert plain.json() == first.json()
    assert staff("/parties", headers={"if-none-match": plain.headers["etag"]}).status_code == 304
    assert "content-encoding" not in staff("/parties", headers={"accept-encoding": "gzip;q=0"}).headers
    tags = {tag, plain.headers["etag"]}
    for other in (
        staff("/parties", limit=99),
        staff("/parties", lang="en"),
        staff("/parties", sort="name"),
        staff("/parties", format="csv"),
        landlord("/parties"),
    ):
        assert other.headers["etag"] not in tags
        tags.add(other.headers["etag"])

    def link(changes: work.Changes) -> None:
        row = changes.session.get_one(ReportedParty, 1)
        parties.link(changes, row, None if row.enterprise_id else make_enterprise(changes))

    edit(engine, link)
    changed = staff("/parties", headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] not in tags


def rows_of(answer: Any) -> list[list[str]]:  # noqa: ANN401 - the client's answer
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_a_file_has_all_rows_one_for_each_room(staff: Asker) -> None:
    leases = staff("/leases", limit=500).json()["items"]
    head, *rows = rows_of(staff("/leases", format="csv", limit=2))
    assert head[:2] == ["编码", "类型"]
    assert "房间内面积（㎡）" in head
    assert [row[0] for row in rows] == [lease["code"] for lease in leases for _ in lease["units"]]
    english, *same = rows_of(staff("/leases", format="csv", lang="en"))
    assert english[:2] == ["code", "kind"]
    assert len(same) == len(rows)
    one_each = rows_of(staff("/leases", format="csv", fields="code,tenant"))
    assert [row[0] for row in one_each[1:]] == [lease["code"] for lease in leases]
    narrow = rows_of(staff("/leases", format="csv", kind="owner_occupied", fields="code"))
    assert len(narrow) - 1 == staff("/leases", kind="owner_occupied", count="true").json()["total"]


def test_nothing_in_a_file_is_calculated(engine: Engine, staff: Asker) -> None:
    edit(
        engine, lambda changes: make_building(changes, name="＝HYPERLINK(1)", address=" @SUM(1)", aliases=["-1", "+2"])
    )
    edit(engine, lambda changes: parties.report(changes, "\tx", "\r=1"))
    for path in ("/parties", "/outages", "/leases", "/register/buildings"):
        cells = [cell for row in rows_of(staff(path, format="csv")) for cell in row]
        bad = [cell for cell in cells if cell.lstrip(" ")[:1] in "=+-@\t\r＝＋－＠" and cell]
        assert bad == [], path
        book = openpyxl.load_workbook(io.BytesIO(staff(path, format="xlsx").content))
        kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
        assert kinds <= {"s", "n", "d", "inlineStr"}, path
    assert any(cell == "'=乙" for row in rows_of(staff("/parties", format="csv")) for cell in row)


def test_a_workbook_says_the_same_as_the_list(staff: Asker) -> None:
    answer = staff("/units", format="xlsx")
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    head, *rows = sheet.iter_rows(values_only=True)
    units = staff("/units", limit=500).json()["items"]
    at = {
        name: head.index(label) for name, label in {"code": "编码", "area": "面积（㎡）", "end": "最近到期日"}.items()
    }
    assert [row[at["code"]] for row in rows] == [unit["code"] for unit in units]
    assert [row[at["area"]] for row in rows] == [unit["area_m2"] for unit in units]
    ends = [row[at["end"]] for row in rows]
    assert [
        end.date().isoformat() if isinstance(end, dt.datetime) else end for end in ends if not isinstance(end, str)
    ] == [unit["next_end_on"] for unit in units]


def test_a_demonstration_says_so_in_the_file_and_its_name(promoter: TestClient) -> None:
    answer = promoter.get("/api/v1/units?format=csv&limit=1")
    assert "%E7%A4%BA%E8%8C%83" in answer.headers["content-disposition"]  # 示范
    head, *rows = rows_of(answer)
    assert head[-1] == "标记"
    assert {row[-1] for row in rows} == {"示范数据"}
    book = openpyxl.load_workbook(io.BytesIO(promoter.get("/api/v1/leases?format=xlsx&fields=code").content))
    assert "示范数据" in book.sheetnames[0]
    assert promoter.get("/api/v1/leases").json()["demonstration"] is True


def test_rooms_add_up_to_the_ledger_of_their_buildings(promoter: TestClient) -> None:
    """Sums over rooms at a month's end are what the facts keep of the building: two ways to the same areas."""
    month = promoter.get("/api/v1/months").json()["months"][0]["month"]
    sums: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    unknown, cursor = set(), ""
    while True:
        page = promoter.get(f"/api/v1/units?month={month}&limit=500{cursor}").json()
        for unit in page["items"]:
            if unit["lettable"] and unit["operating"]:
                for name in ("vacant_m2", "area_m2"):
                    if unit[name] is None:
                        unknown.add(unit["building"])
                    else:
                        sums[unit["building"]][name] += unit[name]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    compared = 0
    for row in promoter.get(f"/api/v1/buildings?month={month}").json()["rows"]:
        vacant, area = (row["figures"][name] for name in ("vacant_area", "lettable_area"))
        if row["code"] in unknown or vacant["state"] != "shown":
            continue
        assert round(sums[row["code"]]["vacant_m2"], 2) == vacant["value"], row["code"]
        assert round(sums[row["code"]]["area_m2"], 2) == area["value"], row["code"]
        compared += 1
    assert compared > 20
