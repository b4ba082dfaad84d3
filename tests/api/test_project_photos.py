"""Pictures of upgrade projects by the API: files of their building or links, for who sees projects, never run."""

import threading
from typing import Any

import pytest
from sqlalchemy import Engine, text

from buildings.database import work
from buildings.database.work import Changes
from buildings.errors import Busy, Conflict
from buildings.operations import evidence
from buildings.register import buildings, photos, projects
from tests.builders import tenancy
from tests.builders.pictures import PNG, checked_picture, picture
from tests.builders.rated import leader
from tests.builders.tenancy import HOME, Json, Person, Town, on

pytestmark = [pytest.mark.usefixtures("configure"), pytest.mark.stocked("town_unfiled")]
JPEG, WEBP = picture("jpeg"), picture("webp")
PROJECT = "upgrade-projects/UP-0001"
LINK = "https://files.example/1.jpg"
WRONG_SIDE = (  # days after today, of works that went on from 40 to 20 days ago
    ("after", -41, "photo_before_works"),
    ("during", -41, "photo_before_works"),
    ("before", -19, "photo_after_works"),
    ("during", -19, "photo_after_works"),
)


@pytest.fixture
def town(engine: Engine) -> Town:
    found = tenancy.build(engine, filed=False)
    found.staff.post("upgrade-projects", building=HOME, title="大堂更新")
    return found


def upload(who: Person, content: bytes = PNG, status: int = 201, building: str = HOME, **query: str) -> Json:
    asked = {"building": building, "name": "大堂.照片", **query}
    answer = who.talking.post("/api/v1/evidence", params=asked, content=content, headers=who.headers)
    assert answer.status_code == status, answer.text
    found: Json = answer.json()
    return found


def add(who: Person, status: int = 201, when: str = "before", **said: object) -> Json:
    version = who.version(PROJECT)
    return who.post(f"{PROJECT}/photos", status, version, when=when, **said)


def name(problem: Json) -> str:
    found: str = problem["type"].rpartition(":")[2]
    return found


@pytest.mark.parametrize(("content", "kind"), [(PNG, "png"), (JPEG, "jpeg"), (WEBP, "webp")])
def test_an_uploaded_picture_is_recorded_and_comes_back_as_it_came(town: Town, content: bytes, kind: str) -> None:
    code = upload(town.street, content)["code"]
    made = add(town.street, file=code, taken_on=on(-3), caption="改造前大堂")
    (seen,) = made["photos"]
    assert (seen["code"], seen["when"], seen["taken_on"], seen["caption"]) == (
        *("PH-0000001", "before", on(-3)),
        "改造前大堂",
    )
    assert (seen["file"], seen["url"], seen["media_type"]) == (code, None, f"image/{kind}")
    assert seen["recorded_by"].startswith("key:street/")
    assert (made["photo_count"], made["links"]) == (1, [])
    assert town.street.get(PROJECT)["photos"] == made["photos"]
    assert town.staff.get(f"{PROJECT}/photos") == {"project": "UP-0001", "items": made["photos"], "etag": None}
    answer = leader(town).send("GET", f"{PROJECT}/photos/PH-0000001")
    assert (answer.content, answer.headers["content-type"]) == (content, f"image/{kind}")
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_they_stand_in_the_order_of_the_works_and_unknown_days_come_last(town: Town) -> None:
    said = [("after", None), ("during", on(-5)), ("before", None), ("during", on(-9)), ("during", None)]
    for number, (when, day) in enumerate(said):
        add(town.staff, when=when, url=f"{LINK}?{number}", taken_on=day)
    seen = town.staff.get(f"{PROJECT}/photos")["items"]
    assert [(one["when"], one["taken_on"]) for one in seen] == [
        *(("before", None), ("during", on(-9)), ("during", on(-5)), ("during", None)),
        ("after", None),
    ]
    assert town.staff.get(f"upgrade-projects?as_of={on(-7)}")["items"][0]["photo_count"] == 4
    assert town.staff.get("upgrade-projects?photos=false")["items"] == []


def test_a_link_is_a_link_and_a_change_of_links_leaves_the_files(town: Town) -> None:
    add(town.staff, file=upload(town.staff)["code"])
    made = add(town.staff, when="after", url=LINK, taken_on=on(-1))
    assert made["links"] == [{"kind": "after", "url": LINK, "taken_on": on(-1), "caption": None}]
    gone = town.staff.get(f"{PROJECT}/photos/PH-0000002", 404)
    assert (name(gone), LINK in gone["detail"]) == ("photo_elsewhere", True)
    links = [{"kind": "during", "url": f"{LINK}2", "taken_on": on(-2)}, {"kind": "document", "url": f"{LINK}3"}]
    changed = town.staff.patch(PROJECT, 200, town.staff.version(PROJECT), links=links)
    assert [(one["when"], one["url"]) for one in changed["photos"]] == [("before", None), ("during", f"{LINK}2")]
    assert [one["url"] for one in changed["links"]] == [f"{LINK}2", f"{LINK}3"]


@pytest.mark.parametrize(
    ("said", "problem", "pointer"),
    [
        ({"url": LINK, "taken_on": on(1)}, "photo_to_come", "/taken_on"),
        ({"url": LINK, "file": "F-0000001"}, "photo_one_place", "/file"),
        ({}, "photo_one_place", "/file"),
        ({"url": "javascript:alert(1)"}, "link_form", "/url"),
        ({"url": "https://u:p@files.example/"}, "link_form", "/url"),
        ({"file": "F-0000999"}, "not_found", "/file"),
        ({"file": "PH-0000001"}, "not_found", "/file"),
        ({"url": LINK, "when": "sometime"}, "invalid", "/when"),
        ({"url": LINK, "when": "document"}, "invalid", "/when"),
        ({"url": LINK, "caption": "x" * 201}, "invalid", "/caption"),
        ({"url": LINK, "caption": "a\x00b"}, "invalid", "/caption"),
    ],
)
def test_what_is_refused_names_its_field_and_nothing_is_written(
    town: Town, said: Json, problem: str, pointer: str
) -> None:
    found = add(town.staff, 404 if problem == "not_found" else 422, **said)
    assert [one["pointer"].removeprefix("#") for one in found["errors"]] == [pointer]
    if problem != "invalid":
        assert name(found) == problem
    assert town.staff.get(f"{PROJECT}/photos")["items"] == []


def test_a_day_on_the_wrong_side_of_the_works_is_refused(town: Town) -> None:
    for stage, day in (("started", on(-40)), ("finished", on(-20))):
        said = {"stage": stage, "reached_earliest": day, "reached_latest": day}
        town.staff.ask("POST", f"{PROJECT}/stages", 200, town.staff.version(PROJECT), said)
    for when, days, problem in WRONG_SIDE:
        found = add(town.staff, 422, when=when, url=LINK, taken_on=on(days))
        assert (name(found), found["errors"][0]["pointer"]) == (problem, "#/taken_on")
    for number, (when, day) in enumerate((("after", on(-40)), ("before", on(-20)), ("during", on(-30)))):
        add(town.staff, when=when, url=f"{LINK}?{number}", taken_on=day)


@pytest.mark.parametrize("content", [b"%PDF-1.7 \x00\xff"])
def test_a_file_that_is_no_picture_is_none(town: Town, content: bytes) -> None:
    found = add(town.staff, 422, file=upload(town.staff, content)["code"])
    assert name(found) == "photo_kind"
    assert "大堂.pdf" in found["detail"]
    assert "jpeg" in found["detail"]


@pytest.mark.parametrize("content", [b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"<html>", b""])
def test_what_a_browser_would_run_is_not_even_kept(town: Town, content: bytes) -> None:
    assert name(upload(town.staff, content, 422, name="大堂.png")) == "evidence_kind"


def test_links_of_a_day_to_come_are_refused_too(town: Town) -> None:
    links = [{"kind": "before", "url": LINK}, {"kind": "after", "url": f"{LINK}2", "taken_on": on(1)}]
    found = town.staff.patch(PROJECT, 422, town.staff.version(PROJECT), links=links)
    assert (name(found), found["errors"][0]["pointer"]) == ("photo_to_come", "#/links/1/taken_on")


def patch(who: Person, *links: Json, status: int = 200) -> Json:
    return who.patch(PROJECT, status, who.version(PROJECT), links=list(links))


def test_a_change_of_links_leaves_of_each_what_is_not_said(town: Town) -> None:
    whole = {"kind": "after", "url": LINK, "taken_on": on(-3), "caption": "新大堂"}
    patch(town.staff, whole)
    assert patch(town.staff, {"kind": "after", "url": LINK})["links"] == [whole]
    changed = patch(town.staff, {"kind": "during", "url": LINK, "caption": None})
    assert changed["links"] == [whole | {"kind": "during", "caption": None}]
    assert changed["photos"][0]["recorded_by"].startswith("key:")
    assert patch(town.staff)["links"] == []


def test_a_link_that_is_a_picture_passes_through_the_rules_of_pictures(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    early = {"kind": "after", "url": f"{LINK}?1", "taken_on": on(-50)}
    patch(town.staff, early)
    for stage, day in (("started", on(-40)), ("finished", on(-20))):
        said = {"stage": stage, "reached_earliest": day, "reached_latest": day}
        town.staff.ask("POST", f"{PROJECT}/stages", 200, town.staff.version(PROJECT), said)
    for when, days, problem in WRONG_SIDE:
        found = patch(town.staff, early, {"kind": when, "url": LINK, "taken_on": on(days)}, status=422)
        assert (name(found), found["errors"][0]["pointer"]) == (problem, "#/links/1/taken_on")
    paper = {"kind": "document", "url": LINK, "taken_on": on(-41)}
    patch(town.staff, early | {"caption": "说明"}, paper)
    found = patch(town.staff, early, {"kind": "after", "url": LINK}, status=422)
    assert (name(found), found["errors"][0]["pointer"]) == ("photo_before_works", "#/links/1/taken_on")
    monkeypatch.setattr(photos, "MOST", 1)
    during = {"kind": "during", "url": LINK, "taken_on": on(-30)}
    found = patch(town.staff, early, during, status=422)
    assert (name(found), found["errors"][0]["pointer"]) == ("photos_too_many", "#/links/1")
    assert len(patch(town.staff, during)["photos"]) == 1
    other, paper = {"kind": "during", "url": f"{LINK}?2"}, {"kind": "document", "url": LINK}
    assert [one["url"] for one in patch(town.staff, other, paper)["photos"]] == [other["url"]]
    refused = town.staff.post(
        "upgrade-projects",
        422,
        building="GL-0002",
        title="外立面",
        stages=[{"stage": "started", "reached_on": on(-9)}],
        links=[{"kind": "after", "url": LINK, "taken_on": on(-10)}],
    )
    assert (name(refused), refused["errors"][0]["pointer"]) == ("photo_before_works", "#/links/0/taken_on")


def test_a_picture_that_is_known_as_a_document_is_told_so(town: Town) -> None:
    patch(town.staff, {"kind": "document", "url": LINK})
    found = add(town.staff, 409, url=LINK)
    assert (name(found), found["errors"][0]["pointer"]) == ("photo_is_document", "#/url")
    assert (LINK in found["detail"], "PH-" in found["detail"]) == (True, False)


def test_a_file_of_another_building_or_of_tax_is_no_picture_of_it(town: Town) -> None:
    other = upload(town.staff, building="GL-0002")["code"]
    taxed = upload(town.officer, JPEG, of_tax="true")["code"]
    for code in (other, taxed):
        found = add(town.staff, 404, file=code)
        assert (name(found), found["errors"][0]["pointer"]) == ("not_found", "#/file")
    assert name(add(town.officer, 422, file=taxed)) == "photo_of_tax"


def test_the_same_picture_twice_is_refused_and_named(town: Town) -> None:
    add(town.staff, file=upload(town.staff)["code"])
    again = add(town.staff, 409, when="after", file=upload(town.staff, name="另一个名.png")["code"])
    assert (name(again), "PH-0000001" in again["detail"]) == ("photo_known", True)
    add(town.staff, url=LINK)
    assert name(add(town.staff, 409, when="after", url=LINK)) == "photo_known"
    town.staff.post("upgrade-projects", building=HOME, title="另一个项目")
    version = town.staff.version("upgrade-projects/UP-0002")
    mine = upload(town.staff)["code"]
    town.staff.post("upgrade-projects/UP-0002/photos", 201, version, when="before", file=mine)


def test_who_may_not_see_the_project_is_answered_the_same_for_its_pictures(town: Town) -> None:
    add(town.staff, file=upload(town.staff)["code"])
    paths = (PROJECT, f"{PROJECT}/photos", f"{PROJECT}/photos/PH-0000001", f"{PROJECT}/photos/PH-0000999")
    for who in (town.one, town.operator):
        assert {who.send("GET", path).status_code for path in paths} == {403}
        answers = {who.send("GET", path).json()["detail"] for path in paths}
        assert len(answers) == 1
    assert {town.talking.get(f"/api/v1/{path}").status_code for path in paths} == {401}
    assert add(town.street, 201, url=LINK)["photo_count"] == 2
    missing = "upgrade-projects/UP-0009"
    chief = leader(town)
    assert {chief.send("GET", path).status_code for path in (missing, f"{missing}/photos")} == {404}


def test_who_only_sees_records_none_and_a_subdistrict_its_own(town: Town) -> None:
    town.staff.post("upgrade-projects", building="GL-0002", title="外立面")
    there = "upgrade-projects/UP-0002"
    version = town.staff.version(there)
    body = {"when": "before", "url": LINK}
    assert leader(town).send("POST", f"{there}/photos", body, if_match=f'"{version}"').status_code == 403
    refused = town.street.post(f"{there}/photos", 403, version, **body)
    assert name(refused) == "beyond_scope"
    assert town.staff.get(f"{there}/photos")["items"] == []


def test_each_is_added_upon_a_version_and_a_repeated_request_adds_one(town: Town) -> None:
    version = town.staff.version(PROJECT)
    body = {"when": "before", "url": LINK}
    assert town.staff.send("POST", f"{PROJECT}/photos", body).status_code == 428
    headers = {"if_match": f'"{version}"', "idempotency_key": "one"}
    first, second = (town.staff.send("POST", f"{PROJECT}/photos", body, **headers) for _ in range(2))
    assert (first.status_code, second.status_code, first.json()) == (201, 201, second.json())
    assert first.headers["location"] == f"/api/v1/{PROJECT}/photos/PH-0000001"
    assert name(town.staff.post(f"{PROJECT}/photos", 412, version, when="after", url=f"{LINK}2")) == "stale_version"
    tried = town.staff.send(
        "POST",
        f"{PROJECT}/photos?dry_run=true",
        body | {"url": f"{LINK}3"},
        if_match=f'"{town.staff.version(PROJECT)}"',
    )
    assert (tried.status_code, len(town.staff.get(f"{PROJECT}/photos")["items"])) == (201, 1)


def test_one_recorded_by_mistake_goes_and_its_file_stays_evidence(town: Town) -> None:
    code = upload(town.staff)["code"]
    add(town.staff, file=code)
    void = f"{PROJECT}/photos/PH-0000001/void"
    assert town.staff.post(void, 422, town.staff.version(PROJECT), reason="")["status"] == 422
    assert town.staff.post(f"{PROJECT}/photos/PH-0000009/void", 404, town.staff.version(PROJECT), reason="录错")
    gone = town.staff.post(void, 200, town.staff.version(PROJECT), reason="录错")
    assert gone == {"code": "PH-0000001", "voided": True}
    town.staff.get(f"{PROJECT}/photos/PH-0000001", 404)
    town.staff.post(void, 404, town.staff.version(PROJECT), reason="录错")
    assert town.staff.get(PROJECT)["photos"] == []
    assert town.staff.send("GET", f"evidence/{code}").content == PNG
    with town.engine.connect() as connection:
        query = "select voided_at is not null, void_reason, version from project_links"
        assert [tuple(one) for one in connection.execute(text(query))] == [(True, "录错", 2)]
        assert connection.execute(text("select version from project_links_history")).scalars().all() == [1]
    assert add(town.staff, file=code)["photos"][0]["code"] == "PH-0000002"


def test_pictures_go_with_their_project_and_were_known_before(town: Town) -> None:
    add(town.staff, url=LINK)
    with town.engine.connect() as connection:
        recorded = connection.execute(text("select recorded_at from project_links")).scalar_one()
    town.staff.post(f"{PROJECT}/void", 200, town.staff.version(PROJECT), reason="重复")
    town.staff.get(f"{PROJECT}/photos", 404)
    town.staff.get(f"{PROJECT}/photos/PH-0000001", 404)
    instant = recorded if isinstance(recorded, str) else recorded.isoformat()
    then = town.staff.talking.get(
        "/api/v1/upgrade-projects",
        params={"known_at": instant.replace(" ", "T").removesuffix("+00:00") + "Z"},
        headers=town.staff.headers,
    )
    assert [one["photo_count"] for one in then.json()["items"]] == [1]


def test_two_who_record_the_same_picture_at_once_record_it_once(town: Town) -> None:
    barrier, outcomes = threading.Barrier(2), []

    def record(number: int) -> None:
        def do(changes: Changes) -> Any:  # noqa: ANN401
            home = buildings.by_code(changes.session, HOME)
            file = evidence.keep(changes, home.key, checked_picture(f"{number}.png"))
            return photos.add(changes, projects.by_code(changes.session, "UP-0001"), {"kind": "before"}, file).code

        barrier.wait()
        try:
            outcomes.append(work.run(town.engine, do, actor=f"cli:{number}", action="test"))
        except (Conflict, Busy) as error:
            outcomes.append(error.name)

    threads = [threading.Thread(target=record, args=(number,)) for number in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(outcomes) == ["PH-0000001", "photo_known"]


def test_there_is_an_end_to_how_many(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "MOST", 1)
    add(town.staff, url=LINK)
    found = add(town.staff, 422, url=f"{LINK}2")
    assert (name(found), "1" in found["detail"]) == ("photos_too_many", True)


def page(who: Person, project: str = "UP-0001", language: str = "zh") -> Any:  # noqa: ANN401 - the client's answer
    headers = {**who.headers, "accept": "text/html"}
    return who.talking.get(f"/projects/{project}", params={"lang": language}, headers=headers)


def test_the_page_shows_files_and_links_what_lies_elsewhere(town: Town) -> None:
    assert "还没有登记照片" in page(town.staff).text
    add(town.staff, file=upload(town.staff)["code"], caption="<script>alert(1)</script>", taken_on=on(-2))
    add(town.staff, when="after", url=LINK)
    shown = page(leader(town))
    assert (shown.status_code, "no-store" in shown.headers["cache-control"]) == (200, True)
    assert f'src="/api/v1/{PROJECT}/photos/PH-0000001"' in shown.text
    assert f'<a href="{LINK}" rel="noopener noreferrer">' in shown.text
    assert f'src="{LINK}"' not in shown.text
    assert "<script>alert" not in shown.text
    assert [one for one in ("改造前", "改造中", "改造后") if f"<h3>{one}</h3>" in shown.text] == ["改造前", "改造后"]
    assert "No pictures" not in page(town.staff, language="en").text
    assert "day taken unknown" in page(town.staff, language="en").text


def test_the_page_is_for_who_sees_projects(town: Town) -> None:
    assert (page(town.one).status_code, page(town.staff, "UP-0009").status_code) == (403, 404)
    refused = town.talking.get("/projects/UP-0001", headers={"accept": "text/html"}, follow_redirects=False)
    assert (refused.status_code, "/sign-in" in refused.headers["location"]) == (303, True)
