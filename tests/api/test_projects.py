"""Upgrade projects by the API: recorded in scope, changed upon a version, refused with the field and what is right."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, func, select

from api.app import create_app
from api.house import House
from buildings.access.grants import ScopeKind
from buildings.audience import PUBLIC, Role
from buildings.database.entries import AuditEntry
from buildings.register import buildings, projects
from tests.builders import askers
from tests.builders.askers import slug
from tests.builders.edge import LOCAL
from tests.builders.register import edit, make_building, make_subdistrict

BASE = "/api/v1/upgrade-projects"
HERE, THERE = "GL-0001", "GL-0002"
Json = dict[str, Any]
STARTED: Json = {"stage": "started", "reached_on": "2026-05-01"}


class Asker(askers.Asker):
    """Asks of projects."""

    base = BASE

    def done(self, method: str, path: str = "", said: Json | None = None, upon: int | None = None) -> Json:
        answer = self.send(method, path, said, upon)
        assert answer.status_code in {200, 201}, answer.text
        if "version" in answer.json():
            assert answer.headers["etag"] == f'"{answer.json()["version"]}"'
        found: Json = answer.json()
        return found

    def new(self, **said: Any) -> Json:  # noqa: ANN401 - any field
        return self.done("POST", said={"building": HERE, "title": "外立面更新"} | said)


@pytest.fixture
def talking(engine: Engine) -> Iterator[TestClient]:
    def stock(changes: Any) -> None:  # noqa: ANN401
        for number in (1, 2):
            street = make_subdistrict(changes, code=f"35010200{number}", name=f"街道{number}")
            make_building(changes, code=f"GL-000{number}", subdistrict_code=street.code)

    edit(engine, stock)
    house = House(engine, PUBLIC, "real", requests_per_minute=1_000_000)
    with TestClient(create_app(house), base_url=LOCAL) as client:
        yield client


@pytest.fixture
def staff(engine: Engine, talking: TestClient) -> Asker:
    return Asker.of(engine, talking, Role.PROMOTER)


def on(stage: str, day: str) -> Json:
    return {"stage": stage, "reached_on": day}


def test_a_project_is_recorded_whole_and_read_back(staff: Asker) -> None:
    made = staff.new(
        funding_mode="social_capital",
        one_hand="custody",
        planned_investment_fen=1_200_000_00,
        stages=[on("approved", "2026-02-01"), {"stage": "started", "planned_on": "2026-04-01"}],
        funding=[{"funder": "区财政", "amount_fen": 500_000_00}, {"funder": "业主"}],
        links=[{"kind": "before", "url": "https://files.example/1.jpg", "caption": "改造前大堂"}],
    )
    assert (made["code"], made["stage"], made["contractor"]) == ("UP-0001", "approved", None)
    assert [one["stage"] for one in made["stages"]] == ["approved", "started"]
    assert made["stages"][1]["reached_latest"] is None
    assert {one["funder"]: one["amount_fen"] for one in made["funding"]} == {"区财政": 500_000_00, "业主": None}
    assert made["links"][0]["caption"] == "改造前大堂"
    assert staff.done("GET", "/UP-0001") == made
    (listed,) = staff.done("GET")["items"]
    assert listed == {name: value for name, value in made.items() if name not in {"funding", "links", "photos"}}
    assert (listed["photo_count"], made["photos"][0]["url"]) == (1, "https://files.example/1.jpg")


def test_stages_move_it_on_and_each_is_made_upon_a_version(staff: Asker) -> None:
    made = staff.new()
    started = staff.done("POST", "/UP-0001/stages", on("started", "2026-03-01"), made["version"])
    assert (started["stage"], started["started_by"]) == ("started", "2026-03-01")
    stale = staff.send("POST", "/UP-0001/stages", on("finished", "2026-05-01"), made["version"])
    assert slug(stale) == (412, "stale_version")
    assert slug(staff.send("POST", "/UP-0001/stages", on("finished", "2026-05-01"))) == (428, "version_missing")
    span = {"stage": "finished", "reached_earliest": "2026-05-01", "reached_latest": "2026-05-31", "note": "5月内"}
    finished = staff.done("POST", "/UP-0001/stages", span, started["version"])
    assert (finished["stage"], finished["finished_by"]) == ("finished", "2026-05-31")
    assert staff.done("GET", "?as_of=2026-05-30&stage=started")["items"][0]["stage"] == "started"
    assert staff.done("GET", "?known_at=2026-01-01")["items"] == []
    back = staff.done("POST", "/UP-0001/stages", {"stage": "finished"}, finished["version"])
    assert (back["stage"], [one["stage"] for one in back["stages"]]) == ("started", ["started"])


def test_what_changes_is_what_was_sent(staff: Asker) -> None:
    made = staff.new(contractor="某建", source="街道报送", funding=[{"funder": "业主", "amount_fen": 1}])
    said = {"contractor": None, "title": "电梯更新", "funding": [{"funder": "区财政"}]}
    changed = staff.done("PATCH", "/UP-0001", said, made["version"])
    assert (changed["title"], changed["contractor"], changed["source"]) == ("电梯更新", None, "街道报送")
    assert changed["funding"] == [{"funder": "区财政", "amount_fen": None}]
    assert changed["version"] > made["version"]
    assert staff.done("PATCH", "/UP-0001", said, changed["version"])["version"] == changed["version"]


def test_nothing_is_written_where_nothing_changes_or_it_is_only_tried(engine: Engine, staff: Asker) -> None:
    made = staff.new(contractor="某建")
    with engine.connect() as connection:
        count = select(func.count()).select_from(AuditEntry)
        before = connection.execute(count).scalar_one()
    staff.done("PATCH", "/UP-0001", {"contractor": "某建"}, made["version"])
    assert staff.send("POST", "?dry_run=true", {"building": HERE, "title": "试"}).status_code == 201
    with engine.connect() as connection:
        assert connection.execute(count).scalar_one() == before
    assert len(staff.done("GET")["items"]) == 1


@pytest.mark.parametrize(
    ("said", "problem", "pointer"),
    [
        ({"stages": [STARTED, on("finished", "2026-04-01")]}, "stage_before_former", "/stages/1/reached_latest"),
        ({"stages": [STARTED, STARTED]}, "stage_twice", "/stages/1/stage"),
        ({"stages": [on("started", "2999-01-01")]}, "day_bounds", "/stages/0/reached_on"),
        ({"stages": [on("started", "2199-01-01")]}, "stage_to_come", "/stages/0/reached_latest"),
        ({"stages": [STARTED | {"reached_latest": "2026-05-02"}]}, "stage_day_twice", "/stages/0/reached_on"),
        ({"funding": [{"funder": "业主"}, {"funder": "业主"}]}, "funder_twice", "/funding/1/funder"),
        ({"links": [{"kind": "before", "url": "javascript:alert(1)"}]}, "link_form", "/links/0/url"),
        ({"links": [{"kind": "before", "url": "https://u:p@files.example/"}]}, "link_form", "/links/0/url"),
        ({"building": "GL-9999"}, "not_found", "/building"),
        ({"planned_investment_fen": -1}, "", "/planned_investment_fen"),
        ({"funding_mode": "gift"}, "", "/funding_mode"),
    ],
)  # fmt: skip
def test_what_is_refused_names_its_place_and_nothing_is_written(
    staff: Asker, said: Json, problem: str, pointer: str
) -> None:
    answer = staff.send("POST", "?lang=en", {"building": HERE, "title": "外立面更新"} | said)
    found = answer.json()
    if problem not in {"", "day_bounds"}:
        assert found["type"].rpartition(":")[2] == problem
    assert answer.status_code in {404, 422}
    assert [one["pointer"].removeprefix("#") for one in found["errors"]] == [pointer]
    assert "…" not in found["detail"]
    assert staff.done("GET")["items"] == []


def test_a_second_project_under_way_is_refused_and_named(staff: Asker) -> None:
    staff.new(stages=[on("started", "2026-03-01")])
    said = {"building": HERE, "title": "电梯更新", "stages": [on("started", "2026-04-01")]}
    answer = staff.send("POST", "", said)
    assert slug(answer) == (409, "project_under_way")
    assert "UP-0001" in answer.json()["detail"]
    assert len(staff.done("GET")["items"]) == 1


def test_a_subdistrict_records_of_its_own_and_sees_all(engine: Engine, talking: TestClient, staff: Asker) -> None:
    made = staff.new()
    street = Asker.of(engine, talking, Role.SUBDISTRICT, (ScopeKind.SUBDISTRICT, "350102002"))
    assert street.done("GET", "/UP-0001") == made
    assert slug(street.send("PATCH", "/UP-0001", {"contractor": "某"}, made["version"])) == (403, "beyond_scope")
    assert slug(street.send("POST", "", {"building": HERE, "title": "电梯"})) == (403, "beyond_scope")
    assert street.new(building=THERE)["building"] == THERE


@pytest.mark.parametrize("role", [Role.LEADER, Role.LANDLORD, Role.ADMIN, Role.PUBLIC])
def test_who_only_sees_and_who_sees_nothing(engine: Engine, talking: TestClient, staff: Asker, role: Role) -> None:
    made = staff.new()
    other = Asker.of(engine, talking, role, (ScopeKind.BUILDING, HERE) if role is Role.LANDLORD else None)
    sees = role is Role.LEADER
    assert {other.send("GET", path).status_code for path in ("", "/UP-0001")} == {200 if sees else 403}
    assert other.send("PATCH", "/UP-0001", {"contractor": "某"}, made["version"]).status_code == 403
    assert talking.get(f"{BASE}/UP-0001").status_code == 401


def test_one_recorded_by_mistake_is_gone_and_its_title_free(staff: Asker) -> None:
    made = staff.new()
    assert staff.send("POST", "/UP-0001/void", {"reason": ""}, made["version"]).status_code == 422
    assert staff.done("POST", "/UP-0001/void", {"reason": "重复"}, made["version"]) == {
        "code": "UP-0001",
        "voided": True,
    }
    assert slug(staff.send("GET", "/UP-0001")) == (404, "not_found")
    assert staff.done("GET")["items"] == []
    assert staff.new()["code"] == "UP-0002"


def test_the_list_is_a_file_in_the_language_asked_for(staff: Asker) -> None:
    staff.new(planned_investment_fen=1_050, stages=[on("started", "2026-03-01")])
    text = staff.send("GET", "?format=csv&lang=zh").content.decode("utf-8-sig")
    assert "计划投资（元）" in text
    assert "10.5" in text
    assert "开工" in text


def test_funding_above_the_investment_is_refused_with_both_numbers(staff: Asker) -> None:
    said: Json = {"planned_investment_fen": 1_000_000_00, "funding": [{"funder": "区财政", "amount_fen": 1_000_000_01}]}
    answer = staff.send("POST", "?lang=en", {"building": HERE, "title": "电梯"} | said)
    assert (slug(answer), answer.json()["errors"][0]["pointer"]) == ((422, "funding_above_investment"), "#/funding")
    for part in ("1,000,000.01", "1,000,000.00", "planned investment"):
        assert part in answer.json()["detail"]
    made = staff.new(planned_investment_fen=100, funding=[{"funder": "区财政", "amount_fen": 100}])
    lowered = staff.send("PATCH", f"/{made['code']}?lang=zh", {"planned_investment_fen": 50}, made["version"])
    assert slug(lowered) == (422, "funding_above_investment")
    assert "计划投资 0.50 元" in lowered.json()["detail"]
    assert lowered.json()["errors"][0]["pointer"] == "#/planned_investment_fen"
    both = {"planned_investment_fen": 50, "funding": [{"funder": "区财政", "amount_fen": 50}]}
    assert staff.done("PATCH", f"/{made['code']}", both, made["version"])["planned_investment_fen"] == 50


def test_works_before_the_building_was_completed_are_refused_with_field_and_day(engine: Engine, staff: Asker) -> None:
    def complete(changes: Any) -> None:  # noqa: ANN401
        home = buildings.by_code(changes.session, HERE)
        buildings.add_event(changes, home, "completion", dt.date(2026, 1, 1), dt.date(2026, 3, 31))

    edit(engine, complete)
    said = {"building": HERE, "title": "电梯", "stages": [on("approved", "2025-12-01"), on("started", "2025-12-31")]}
    answer = staff.send("POST", "?lang=zh", said)
    assert (slug(answer), answer.json()["errors"][0]["pointer"]) == (
        (422, "stage_before_completion"),
        "#/stages/1/reached_latest",
    )
    for part in ("开工", "2025-12-31", "2026-01-01"):
        assert part in answer.json()["detail"]
    made = staff.new(stages=[on("started", "2026-01-01")])
    early = staff.send("POST", f"/{made['code']}/stages", on("started", "2025-12-31"), made["version"])
    assert slug(early) == (422, "stage_before_completion")


def test_money_that_stands_is_not_judged_by_what_else_changes(engine: Engine, staff: Asker) -> None:
    made = staff.new(planned_investment_fen=100, funding=[{"funder": "区财政", "amount_fen": 100}])

    def older(changes: Any) -> None:  # noqa: ANN401
        projects.set_funding(changes, projects.by_code(changes.session, made["code"]), {"区财政": 200})

    edit(engine, older)
    version = staff.done("GET", "/UP-0001")["version"]
    changed = staff.done("PATCH", "/UP-0001", {"contractor": "某建", "planned_investment_fen": 100}, version)
    assert changed["contractor"] == "某建"
    less = {"funding": [{"funder": "区财政", "amount_fen": 150}]}
    better = staff.done("PATCH", "/UP-0001", less, changed["version"])
    worse = staff.send("PATCH", "/UP-0001", {"planned_investment_fen": 99}, better["version"])
    assert slug(worse) == (422, "funding_above_investment")
