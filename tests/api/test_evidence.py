"""Evidence files by the API: whole, of kinds that their bytes tell, in one's scope, and tax for tax officers alone."""

import io
import zipfile
from typing import Any

import pytest
from sqlalchemy import Engine, text

from buildings.access import audit
from buildings.database import work
from buildings.kinds import MediaType
from buildings.operations.evidence import KINDS
from tests.builders import tenancy
from tests.builders.pictures import PNG, picture
from tests.builders.rated import leader
from tests.builders.tenancy import HOME, Json, Person, Town

pytestmark = [pytest.mark.usefixtures("configure"), pytest.mark.stocked("town_unfiled")]


@pytest.fixture
def town(engine: Engine) -> Town:
    return tenancy.build(engine, filed=False)


def sheet() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
    return held.getvalue()


FILES = {
    "pdf": b"%PDF-1.7 \x00\xff",
    "jpeg": picture("jpeg"),
    "png": PNG,
    "webp": picture("webp"),
    "xlsx": sheet(),
}


def send(who: Person, content: bytes, **query: str) -> Any:  # noqa: ANN401 - the client's answer
    asked = {"building": HOME, "name": "大堂 照片.bin", **query}
    return who.talking.post("/api/v1/evidence", params=asked, content=content, headers=who.headers)


def added(who: Person, content: bytes = PNG, **query: str) -> Json:
    answer = send(who, content, **query)
    assert answer.status_code == 201, answer.text
    found: Json = answer.json()
    return found


@pytest.mark.parametrize("kind", FILES)
def test_a_file_comes_back_as_it_came_to_be_saved(town: Town, kind: str) -> None:
    made = added(town.staff, FILES[kind])
    assert (made["name"], made["media_type"]) == (f"大堂 照片.{kind}", KINDS[MediaType(kind)])
    answer = town.street.send("GET", f"evidence/{made['code']}")
    assert answer.content == FILES[kind]
    assert answer.headers["content-type"] == made["media_type"]
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b"%PDF", b"PK\x03\x04 no workbook", b"RIFF\x00\x00\x00\x00WAVE", b"MZ\x90", b"\xff\xd8\xfe"],
)
def test_other_kinds_are_refused_whatever_they_are_called(town: Town, content: bytes) -> None:
    answer = send(town.staff, content, name="证书.pdf")
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:louyu:problem:evidence_kind")
    assert "pdf" in answer.json()["detail"]


def test_a_file_that_is_too_large_is_refused(town: Town) -> None:
    assert send(town.staff, PNG + bytes(10 * 2**20 - len(PNG))).status_code == 201
    answer = send(town.staff, PNG + bytes(10 * 2**20 - len(PNG) + 1))
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:louyu:problem:evidence_too_large")


def test_names_lose_folders_and_what_is_no_letter(town: Town) -> None:
    for name, expected in (("../../etc/x.png", "x.png"), ("a\r\nb.exe", "ab.png"), ("...", "evidence.png")):
        assert added(town.staff, name=name)["name"] == expected
    assert len(added(town.staff, name="名" * 200)["name"]) == 120


def test_who_does_not_reach_a_building_finds_nothing(town: Town) -> None:
    other = added(town.staff, building="GL-0002")["code"]
    assert town.street.send("GET", f"evidence/{other}").status_code == 404
    assert send(town.street, PNG, building="GL-0002").status_code == 404
    assert leader(town).send("GET", f"evidence/{other}").content == PNG
    assert send(town.one, PNG).status_code == 403
    assert town.one.send("GET", f"evidence/{other}").status_code == 403
    assert town.staff.send("GET", "evidence/F-0000999").status_code == 404


def test_what_shows_tax_is_for_a_tax_officer_who_says_why(town: Town) -> None:
    code = added(town.staff, of_tax="true")["code"]
    for who in (town.staff, town.street, leader(town), town.tax):
        assert who.send("GET", f"evidence/{code}").status_code == 404
    assert town.officer.send("GET", f"evidence/{code}").content == PNG
    made = town.staff.post("ratings", building=HOME)["code"]
    leaning = [{"slug": "lifts", "points": 1, "file": code}]
    town.staff.post(f"ratings/{made}/findings", 404, findings=leaning)


def test_a_finding_leans_on_a_file_of_its_own_building(town: Town) -> None:
    mine, other = added(town.staff)["code"], added(town.staff, building="GL-0002")["code"]
    made = town.staff.post("ratings", building=HOME)["code"]
    town.staff.post(f"ratings/{made}/findings", 404, findings=[{"slug": "lifts", "points": 1, "file": other}])
    seen = town.staff.post(f"ratings/{made}/findings", 200, findings=[{"slug": "lifts", "points": 1, "file": mine}])
    assert next(one for one in seen["points"]["items"] if one["slug"] == "lifts")["file"] == mine


def test_the_same_bytes_are_kept_once(town: Town) -> None:
    first, second = added(town.staff), added(town.street, name="b.png")
    assert (first["sha256"], first["code"] != second["code"]) == (second["sha256"], True)
    with town.engine.connect() as connection:
        assert connection.execute(text("select count(*) from evidence_contents")).scalar_one() == 1


def listed(who: Person, **query: str) -> list[tuple[str, str]]:
    answer = who.talking.get("/api/v1/evidence", params=query, headers=who.headers)
    assert answer.status_code == 200, answer.text
    return [(one["code"], one["building"]) for one in answer.json()["items"]]


def test_files_are_a_list_that_is_cut_to_whom_a_building_is(town: Town) -> None:
    mine, other = added(town.staff)["code"], added(town.staff, FILES["pdf"], building="GL-0002")["code"]
    assert listed(town.staff) == listed(leader(town)) == [(mine, HOME), (other, "GL-0002")]
    assert listed(town.street) == [(mine, HOME)]
    assert listed(town.street, building="GL-0002") == []
    assert listed(town.staff, building="GL-0002") == listed(town.staff, media_type="application/pdf")
    assert listed(town.staff, name="照片", sort="-code") == [(other, "GL-0002"), (mine, HOME)]
    assert town.one.send("GET", "evidence").status_code == 403
    assert town.talking.get("/api/v1/evidence").status_code == 401


def test_a_row_says_what_was_said_of_the_file_when_it_came(town: Town) -> None:
    made = added(town.staff)
    (row,) = town.staff.get("evidence")["items"]
    assert {name: row[name] for name in made} == made
    lines = town.staff.send("GET", "evidence?format=csv&lang=zh").content.decode("utf-8-sig")
    assert "image/png" in lines
    assert "上传人" in lines


def test_the_list_goes_page_by_page(town: Town) -> None:
    codes = [added(town.staff, PNG + bytes([number]))["code"] for number in range(5)]
    seen, cursor = [], None
    while True:
        page = town.staff.get(f"evidence?limit=2&count=true{f'&cursor={cursor}' if cursor else ''}")
        assert (page["total"], len(page["items"]) <= 2) == (5, True)
        seen += [one["code"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == codes


def test_a_file_that_shows_tax_is_listed_to_who_may_see_it_and_the_look_is_logged(town: Town) -> None:
    plain, taxed = added(town.staff)["code"], added(town.officer, FILES["pdf"], of_tax="true")["code"]
    for who in (town.staff, town.street, leader(town), town.tax):
        assert listed(who) == [(plain, HOME)]
        assert listed(who, of_tax="true") == listed(who, code=taxed) == []
    with work.reading(town.engine) as session:
        assert audit.looks(session) == []
    assert listed(town.officer, of_tax="true") == [(taxed, HOME)]
    with work.reading(town.engine) as session:
        (look,) = audit.looks(session)
    assert (look.purpose, look.details) == ("核对", {"what": "/evidence"})
    tags = [who.send("GET", "evidence").headers["etag"] for who in (town.tax, town.officer)]
    assert tags[0] != tags[1]
