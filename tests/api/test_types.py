"""Types of buildings by API and by command: what is proposed to whom, who decides, and what is refused."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.app import create_app
from api.house import House
from buildings.access.grants import ScopeKind
from buildings.audience import PUBLIC, Role
from buildings.database import work
from buildings.facts import horizon
from buildings.facts.refresh import refresh
from buildings.quantities import parse_month
from tests.builders import askers
from tests.builders.askers import slug
from tests.builders.edge import LOCAL, Louyu
from tests.builders.register import make_building, make_subdistrict

API = "/api/v1"
HERE = "/buildings/GL-0001/types"
Json = dict[str, Any]
SAID: Json = {"kind": "policy_type", "value": "upgrade", "valid_from": "2026-03-01", "reason": "会议纪要"}


class Asker(askers.Asker):
    """Asks of types."""

    here = HERE

    def seen(self, path: str = HERE) -> Json:
        answer = self.send("GET", path)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found


@pytest.fixture
def talking(engine: Engine) -> Iterator[TestClient]:
    def stock(changes: Any) -> None:  # noqa: ANN401
        street = make_subdistrict(changes)
        make_building(changes, code="GL-0001", subdistrict_code=street.code)
        horizon.ensure_month(changes, parse_month("2026-10"))

    work.run(engine, stock, refresh=refresh, actor="test", action="test")
    house = House(engine, PUBLIC, "real", requests_per_minute=1_000_000)
    with TestClient(create_app(house), base_url=LOCAL) as client:
        yield client


@pytest.mark.parametrize("role", [Role.PROMOTER, Role.LEADER])
def test_a_decision_is_kept_with_the_proposal_it_was_made_upon(engine: Engine, talking: TestClient, role: Role) -> None:
    staff = Asker.of(engine, talking, role)
    before = staff.send("GET")
    assert before.headers["etag"] == '"0"'
    assert [one["value"] for one in before.json()["held"]] == [None, None]
    proposed = before.json()["proposals"][0]
    made = staff.send("POST", said={**SAID, "upon": "2026-10"}, upon=0)
    assert made.status_code == 200, made.text
    (row,) = made.json()["history"]
    assert (row["value"], row["valid_from"], row["reason"]) == ("upgrade", "2026-03-01", "会议纪要")
    assert row["decided_by"]
    assert row["basis"] == {"month": "2026-10", **proposed}
    after = staff.seen()
    assert after["history"] == made.json()["history"]
    assert after["held"][0] == {"kind": "policy_type", "value": "upgrade", "label": "改造提升型", "since": "2026-03-01"}
    assert staff.seen(f"{HERE}?month=2026-02")["held"][0]["value"] is None


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"value": "finance"}, (422, "type_value")),
        ({"valid_from": "2099-01-01"}, (422, "type_ahead")),
        ({"valid_from": "1899-12-31"}, (422, "invalid_value")),
        ({"valid_from": "2026-03-01"}, (409, "type_decided")),
        ({"valid_from": "2026-04-01"}, (409, "type_holds")),
        ({"upon": "1990-01"}, (404, "no_such_month")),
        ({"reason": ""}, (422, "")),
        ({"colour": "red"}, (422, "")),
    ],
)
def test_what_is_refused_leaves_all_as_it_is(
    engine: Engine, talking: TestClient, said: Json, problem: tuple[int, str]
) -> None:
    staff = Asker.of(engine, talking, Role.PROMOTER)
    assert staff.send("POST", said=SAID, upon=0).status_code == 200
    before = staff.seen()
    answer = staff.send("POST", said=SAID | {"valid_from": "2026-05-01"} | said, upon=1)
    assert answer.status_code == problem[0], answer.text
    if problem[1]:
        assert slug(answer)[1] == problem[1]
    assert staff.seen() == before


def test_a_change_names_the_version_it_was_made_upon_and_comes_once(engine: Engine, talking: TestClient) -> None:
    staff = Asker.of(engine, talking, Role.PROMOTER)
    assert staff.send("POST", said=SAID).status_code == 428
    once = [staff.send("POST", said=SAID, upon=0, **{"idempotency-key": "a"}) for _ in range(2)]
    assert [one.status_code for one in once] == [200, 200]
    assert once[0].json() == once[1].json()
    assert staff.send("POST", said=SAID | {"value": "model", "valid_from": "2026-04-01"}, upon=0).status_code == 412
    assert staff.send("POST", "/buildings/GL-0002/types", SAID, 0).status_code == 404


def test_a_wrong_decision_is_taken_out(engine: Engine, talking: TestClient) -> None:
    staff = Asker.of(engine, talking, Role.LEADER)
    version = staff.send("POST", said=SAID, upon=0).json()["version"]
    gone = {"kind": "policy_type", "valid_from": "2026-03-01", "reason": "看错"}
    wrong = staff.send("POST", f"{HERE}/void", gone | {"valid_from": "2026-03-02"}, version)
    assert slug(wrong) == (404, "type_not_decided")
    made = staff.send("POST", f"{HERE}/void", gone, version)
    assert (made.status_code, made.json()["history"]) == (200, [])
    assert made.json()["version"] > version
    assert staff.seen()["held"][0]["value"] is None


@pytest.mark.parametrize("role", [Role.TAX_OFFICER, Role.SUBDISTRICT, Role.LANDLORD, Role.ADMIN])
def test_nobody_else_decides(engine: Engine, talking: TestClient, role: Role) -> None:
    scopes = {Role.SUBDISTRICT: (ScopeKind.SUBDISTRICT, "350102001"), Role.LANDLORD: (ScopeKind.BUILDING, "GL-0001")}
    other = Asker.of(engine, talking, role, scopes.get(role))
    assert slug(other.send("POST", said=SAID, upon=0)) == (403, "forbidden")
    assert talking.post(API + HERE, json=SAID).status_code == 401


@pytest.mark.parametrize(
    ("role", "scope", "sees"),
    [
        (Role.SUBDISTRICT, (ScopeKind.SUBDISTRICT, "350102001"), True),
        (Role.SUBDISTRICT, (ScopeKind.SUBDISTRICT, "350102002"), False),
        (Role.LANDLORD, (ScopeKind.BUILDING, "GL-0001"), False),
        (Role.PUBLIC, None, False),
    ],
)
def test_who_sees_the_proposal_sees_why_it_was_decided(
    engine: Engine, talking: TestClient, role: Role, scope: tuple[ScopeKind, str] | None, *, sees: bool
) -> None:
    """The type is public and the day it holds from; the proposal and what was decided upon derive from tenancy."""
    staff = Asker.of(engine, talking, Role.PROMOTER)
    assert staff.send("POST", said={**SAID, "upon": "2026-10"}, upon=0).status_code == 200
    found = Asker.of(engine, talking, role, scope).seen()
    assert (found["held"][0]["value"], found["held"][0]["since"]) == ("upgrade", "2026-03-01")
    assert [one is not None for one in found["proposals"]] == [sees, sees]
    (row,) = found["history"]
    assert [name in row for name in ("reason", "decided_by", "basis")] == [sees] * 3


@pytest.mark.usefixtures("configure", "loopback")
def test_the_list_has_what_differs_and_counts_what_cannot_be_told(promoter: TestClient, public: TestClient) -> None:
    found = promoter.get(f"{API}/type-proposals").json()
    assert [one["kind"] for one in found["rules"]] == ["policy_type", "specialty"]
    for rule in found["rules"]:
        mine = [one for one in found["buildings"] if one["kind"] == rule["kind"]]
        assert rule["counts"]["differs"] == len(mine) > 0
        assert rule["counts"]["cannot_tell"] > 0
        assert set(rule["thresholds"]) >= {"specialty.least_firms"}
        assert rule["definition"]
        for one in mine:
            proposal = one["proposal"]
            assert proposal["told"]
            assert proposal["value"] != (one["value"] or "none")
            whole = promoter.get(f"{API}/buildings/{one['code']}/types").json()
            assert proposal in whole["proposals"]
    seen = public.get(f"{API}/type-proposals").json()
    assert seen["buildings"] == []
    for rule in seen["rules"]:
        counts = rule["counts"]
        assert (counts["proposed"], counts["differs"], counts["cannot_tell"]) == (0, 0, 0)


@pytest.mark.usefixtures("configure", "loopback")
def test_commands_decide_and_take_out(louyu: Louyu, demo_file: Path) -> None:
    listed = louyu("types", "list", at=demo_file)
    assert (listed.code, "示范数据" in listed.out) == (0, True)
    code = listed.out[listed.out.index("SF-") :][:7]
    said = ("types", "decide", code, "--kind", "specialty", "--from", "2026-09-03", "--reason", "例会")
    done = louyu(*said, "--value", "media", "--upon", "2026-09", at=demo_file)
    if done.code:  # it is of this type already
        assert "media" not in done.out
        done = louyu(*said, "--value", "finance", "--upon", "2026-09", at=demo_file)
    assert done.code == 0, done.both
    shown = louyu("types", "show", code, at=demo_file)
    assert (shown.code, "2026-09-03" in shown.out, "例会" in shown.out) == (0, True, True)
    for wrong in (("--value", "colour"), ("--value", "cluster")):
        refused = louyu(*said, *wrong, at=demo_file)
        assert (refused.code, "finance" in refused.both) == (1, True)
    gone = louyu("types", "void", code, "--kind", "specialty", "--from", "2026-09-03", "--reason", "错", at=demo_file)
    assert gone.code == 0
    assert "2026-09-03" not in louyu("types", "show", code, at=demo_file).out
    assert louyu("types", "show", "SF-9999", at=demo_file).code == 1
    assert (
        louyu("types", "decide", code, "--kind", "x", "--value", "y", "--from", "z", "--reason", "r", at=demo_file).code
        == 1
    )
