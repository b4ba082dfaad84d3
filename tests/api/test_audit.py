"""The audit as administrators and tax officers read it, and the commands that seal and verify it."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, create_engine, text

from api.app import create_app
from api.house import House
from buildings.access.audit import looks
from buildings.audience import PUBLIC, Role
from buildings.database import work
from buildings.database.work import Changes
from buildings.register import records
from buildings.register.tables.leases import Lease
from tests.builders.accounts import key_of
from tests.builders.edge import LOCAL, Louyu
from tests.builders.register import edit, make_lease, make_party, make_tax_file, make_taxpayer

SECRET_NAME, PAYER = "极密承租有限公司", "91350102MA0000000X"


@pytest.fixture
def talking(engine: Engine) -> Iterator[TestClient]:
    with TestClient(create_app(House(engine, PUBLIC, "real")), base_url=LOCAL) as client:
        yield client


def said(talking: TestClient, key: str, path: str, **headers: str) -> dict[str, Any]:
    answer = talking.get(f"/api/v1/audit{path}", headers={"authorization": f"Bearer {key}", **headers})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
def lease(engine: Engine) -> int:
    """Number of the entry that changed the rent of a lease."""

    def let(changes: Changes) -> int:
        party = make_party(changes, name=SECRET_NAME)
        return make_lease(changes, reported_party_id=party.key, rent_fen=100, rent_unit="m2_month").key

    made = edit(engine, let)

    def dearer(changes: Changes) -> int:
        records.update(changes, changes.session.get_one(Lease, made), {"rent_fen": 777_001})
        return changes.audit_id

    return edit(engine, dearer)


def test_who_may_see_the_register_sees_before_and_after(engine: Engine, talking: TestClient, lease: int) -> None:
    key = key_of(engine, "both", Role.ADMIN, Role.PROMOTER)
    found = said(talking, key, f"/{lease}")
    (item,) = found["items"]
    assert (item["table"], item["action"], item["version"], item["fields"]) == ("leases", "changed", 2, ["rent_fen"])
    assert (item["before"]["rent_fen"], item["after"]["rent_fen"], item["values_shown"]) == (100, 777_001, True)
    assert (found["actor"], found["wrote"], found["seal"]) == ("cli:tester", {"leases": 1}, None)


def test_an_administrator_alone_sees_what_was_changed_but_no_value(
    engine: Engine, talking: TestClient, lease: int
) -> None:
    key = key_of(engine, "root", Role.ADMIN)
    pages = [said(talking, key, f"/{number}") for number in range(1, lease + 1)]
    (item,) = pages[-1]["items"]
    assert (item["fields"], item["values_shown"], item["before"], item["after"]) == (["rent_fen"], False, None, None)
    assert item["code"].startswith("L-")
    assert SECRET_NAME not in str(pages)
    assert "777001" not in str(pages)


def test_an_administrator_sees_accounts_and_never_a_secret(engine: Engine, talking: TestClient) -> None:
    key = key_of(engine, "root", Role.ADMIN)
    (entry,) = said(talking, key, "")["items"]
    found = said(talking, key, f"/{entry['entry']}")
    by_table = {item["table"]: item for item in found["items"]}
    assert by_table["accounts"]["after"]["username"] == "root"
    assert "sha256" in by_table["access_keys"]["fields"]
    assert "sha256" not in by_table["access_keys"]["after"]


def test_what_belongs_to_tax_is_for_tax_officers_with_a_purpose_alone(engine: Engine, talking: TestClient) -> None:
    def deliver(changes: Changes) -> int:
        payer = make_taxpayer(changes, code=PAYER, name=SECRET_NAME)
        make_tax_file(changes, 24_310, [(payer.key, "增值税", 987_654, None)])
        return changes.audit_id

    entry = edit(engine, deliver)
    admin, both = key_of(engine, "root", Role.ADMIN), key_of(engine, "both", Role.ADMIN, Role.TAX_OFFICER)
    for key in (admin, both):
        found = said(talking, key, f"/{entry}")
        assert (found["wrote"], found["items"]) == ({"tax_files": 1, "taxpayers": 1}, [])
        assert PAYER not in str(found)
    with work.reading(engine) as session:
        assert list(looks(session)) == []
    found = said(talking, both, f"/{entry}", **{"louyu-purpose": "check"})
    assert {item["table"] for item in found["items"]} == {"tax_files", "taxpayers"}
    assert "987654" not in str(found)
    with work.reading(engine) as session:
        (look,) = looks(session)
    assert (look.purpose, look.details) == ("check", {"what": f"audit {entry}"})


def test_a_tax_officer_sees_the_own_looks_with_their_purpose_and_nobody_elses(
    engine: Engine, talking: TestClient, lease: int
) -> None:
    key, other = key_of(engine, "wang", Role.TAX_OFFICER), key_of(engine, "wan", Role.TAX_OFFICER)
    headers = {"authorization": f"Bearer {key}", "louyu-purpose": "%E6%9C%88%E5%BA%A6%E6%A0%B8%E5%AF%B9"}
    assert talking.get("/api/v1/audit", headers=headers).json() == {"items": [], "next": None}
    work.run(engine, lambda _: None, actor="user:wang", action="look_enterprise_tax", purpose="月度核对")
    work.run(engine, lambda _: None, actor="key:wang/abc", action="look_enterprise_tax", purpose="抽查")
    assert [one["purpose"] for one in said(talking, key, "")["items"]] == ["抽查", "月度核对"]
    for path in ("", "?account=wang", "?account=user:wang", "?account=w%25"):
        if "%" not in path:
            assert said(talking, other, path)["items"] == []
    assert said(talking, key, "?account=root")["items"] == []
    answer = talking.get(f"/api/v1/audit/{lease}", headers={"authorization": f"Bearer {key}"})
    assert answer.status_code == 404
    assert said(talking, key_of(engine, "root", Role.ADMIN), "?account=wang")["items"][0]["purpose"] == "抽查"


@pytest.mark.parametrize("role", [Role.PROMOTER, Role.LEADER, Role.PUBLIC])
def test_nobody_else_reads_the_audit(engine: Engine, talking: TestClient, role: Role) -> None:
    key = key_of(engine, "somebody", role)
    assert talking.get("/api/v1/audit", headers={"authorization": f"Bearer {key}"}).status_code == 403
    assert talking.get("/api/v1/audit").status_code == 401


def test_pages_follow_each_other_without_gap_or_repetition(engine: Engine, talking: TestClient, lease: int) -> None:
    key = key_of(engine, "both", Role.ADMIN, Role.PROMOTER)
    seen, cursor = [], ""
    for _ in range(10):
        page = said(talking, key, f"?limit=1{cursor}")
        seen += [one["entry"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) == lease + 1
    first = said(talking, key, f"/{lease - 1}")["items"]
    kinds, page = [], said(talking, key, f"/{lease - 1}?limit=1")
    kinds += page["items"]
    while page["next"] is not None:
        page = said(talking, key, f"/{lease - 1}?limit=1&cursor={page['next']}")
        kinds += page["items"]
    assert kinds == first
    assert len(kinds) > 3


@pytest.mark.parametrize(
    "query", ["?cursor=-1", "?cursor=x", "?account=%00", "?since=yesterday", "?limit=0", "?action=A'"]
)
def test_nonsense_is_refused(engine: Engine, talking: TestClient, query: str) -> None:
    key = key_of(engine, "root", Role.ADMIN)
    answer = talking.get(f"/api/v1/audit{query}", headers={"authorization": f"Bearer {key}"})
    assert answer.status_code == 422


def test_days_are_those_of_the_office(engine: Engine, talking: TestClient, lease: int) -> None:
    del lease
    key = key_of(engine, "root", Role.ADMIN)
    today = dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()
    assert said(talking, key, f"?since={today}&until={today}")["items"]
    assert said(talking, key, f"?since={today + dt.timedelta(1)}")["items"] == []
    assert said(talking, key, "?until=0001-01-01")["items"] == []


def test_the_commands_seal_verify_and_name_what_was_changed(louyu: Louyu, real_file: Path) -> None:
    found = louyu("audit", "seal", at=real_file)
    assert found.code == 0
    noted = found.out.split("：")[-1].strip().rpartition("\n")[2]
    assert len(noted) == 64
    assert louyu("audit", "verify", "--noted", noted, at=real_file).code == 0
    engine = create_engine(f"sqlite:///{real_file}")
    with engine.begin() as connection:
        connection.execute(text("update buildings set name = '别的楼' where id = 1"))
    engine.dispose()
    found = louyu("audit", "verify", at=real_file)
    assert found.code == 1
    assert "buildings" in found.out
    assert "别的楼" not in found.both
    listed = louyu("audit", "list", at=real_file)
    assert "load_real_register" in listed.out
