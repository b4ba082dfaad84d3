"""Refusals are problems (RFC 9457) in the language asked for; no strange host or path gets anything."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api import files
from buildings.audience import PROMOTER, PUBLIC, Audience, Role
from buildings.quantities import parse_month
from buildings.settings import settings
from tests.builders.edge import LOCAL, client, opened
from tests.fixtures.edge import Configure

API = "/api/v1"
MONTH = parse_month("2026-10")
pytestmark = pytest.mark.usefixtures("configure")


@pytest.mark.parametrize(
    ("path", "status", "kind", "zh", "en"),
    [
        ("/district?month=2026-13", 422, "not_a_month", "不是月份", "is no month"),
        ("/district?month=октябрь", 422, "not_a_month", "不是月份", "is no month"),
        ("/district?month=1999-01", 404, "no_such_month", "没有 1999-01", "no figures for 1999-01"),
        ("/geo/buildings.geojson?month=1999-01", 404, "no_such_month", "没有 1999-01", "no figures for 1999-01"),
        ("/buildings/GL-9999", 404, "not_found", "没有找到", "was not found"),
        ("/nothing", 404, "not_found", "没有找到", "was not found"),
        (f"/district?month={'9' * 40}", 422, "invalid_value", "不符合要求", "is not allowed"),
        (f"/buildings/{'X' * 200}", 422, "invalid_value", "不符合要求", "is not allowed"),
    ],
)
def test_a_refusal_is_a_problem(promoter: TestClient, path: str, status: int, kind: str, zh: str, en: str) -> None:
    for language, words in (("zh", zh), ("en", en)):
        answer = promoter.get(API + path, headers={"Accept-Language": language})
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        said = answer.json()
        assert (said["type"], said["status"]) == (f"urn:louyu:problem:{kind}", status)
        assert words in said["detail"]
        assert said["title"]
    assert en in promoter.get(f"{API}{path}{'&' if '?' in path else '?'}lang=en").json()["detail"]


def test_a_method_that_is_not_served(promoter: TestClient) -> None:
    answer = promoter.post(f"{API}/district")
    assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json")
    assert "GET" in answer.headers["allow"]
    assert "POST" in answer.json()["detail"]


def test_people_get_a_page_instead(promoter: TestClient) -> None:
    answer = promoter.get("/?month=2026-13", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "text/html; charset=utf-8")
    assert "“2026-13”不是月份" in answer.text
    assert promoter.get("/nowhere", headers={"Accept": "text/html"}).status_code == 404
    hostile = promoter.get("/?month=<script>alert(1)</script>", headers={"Accept": "text/html"})
    assert "<script>" not in hostile.text


def test_pages_are_chinese_first_whatever_the_browser_prefers(public: TestClient, configure: Configure) -> None:
    english = {"Accept-Language": "en-US,en;q=0.9", "Accept": "text/html"}
    assert 'lang="zh-CN"' in public.get("/", headers=english).text
    assert 'lang="en"' in public.get("/?lang=en").text
    configure(language="en")
    assert 'lang="en"' in public.get("/").text
    assert 'lang="zh-CN"' in public.get("/?lang=zh").text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.1.4:8000", "testserver", ""])
def test_another_host_is_refused(promoter: TestClient, host: str) -> None:
    for path in ("/", f"{API}/district", "/static/louyu.css"):
        assert promoter.get(path, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "localhost:9", "[::1]:8000"])
def test_this_machine_is_let_in(promoter: TestClient, host: str) -> None:
    assert promoter.get(f"{API}/months", headers={"Host": host}).status_code == 200


def test_every_answer_carries_the_safe_headers(promoter: TestClient) -> None:
    for path in ("/", "/map", f"{API}/district", f"{API}/nothing", "/static/louyu.css", "/favicon.ico"):
        headers = promoter.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "SAMEORIGIN"
        assert headers["referrer-policy"] == "same-origin"
        assert "no-cache" in headers["cache-control"]


def _file(audience: str, month: int = MONTH, suffix: str = "html") -> Path:
    path = files.folder(settings().out_dir, month) / f"单位面积税收月报 2026-10 {audience} 示范.{suffix}"
    return files.put(path, f"for {audience}", PROMOTER)


def test_files_of_the_own_audience_are_served(promoter: TestClient) -> None:
    for suffix, disposition in (("html", "inline"), ("xlsx", "attachment")):
        path = _file("promoter", suffix=suffix)
        answer = promoter.get(f"/files/2026-10/{path.name}")
        assert (answer.status_code, answer.text) == (200, "for promoter")
        assert answer.headers["content-disposition"].startswith(disposition)


@pytest.mark.parametrize("other", ["tax_officer", "leader", "subdistrict-350102001", "leader+promoter", "xpromoter"])
def test_files_of_others_are_not(promoter: TestClient, other: str) -> None:
    answer = promoter.get(f"/files/2026-10/{_file(other).name}")
    assert answer.status_code == 404
    assert "for" not in answer.text.split()


def test_the_public_is_not_served_a_promoters_file(public: TestClient) -> None:
    assert public.get(f"/files/2026-10/{_file('promoter').name}").status_code == 404
    assert public.get(f"/files/2026-10/{_file('public').name}").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/files/2026-10/..%2f..%2fsecret%20promoter.html",
        "/files/2026-10/%2e%2e/secret%20promoter.html",
        "/files/2026-10/../secret promoter.html",
        "/files/../secret promoter.html",
        "/files/..%2f2026-10/secret%20promoter.html",
        "/files/2026-10/.version-promoter",
        "/files/2026-10/%00promoter.html",
        "/static/../dependencies.py",
        "/static/%2e%2e/dependencies.py",
        "/static/..%2fdependencies.py",
        "/static/vendor/..%2f..%2ffacts%2fbuildings.csv",
    ],
)
def test_nothing_beside_the_files_is_reached(promoter: TestClient, path: str) -> None:
    files.put(settings().out_dir / "secret promoter.html", "secret", PROMOTER)
    _file("promoter")
    files.stamp(settings().out_dir, "1", MONTH, PROMOTER, [])
    answer = promoter.get(path)
    assert answer.status_code in (404, 422)
    assert "secret" not in answer.text.replace("secret promoter.html", "")


def test_a_month_of_files_that_is_none(promoter: TestClient) -> None:
    assert promoter.get("/files/..../x").status_code == 422
    assert promoter.get("/files/2026-09/x.html").status_code == 404


def test_files_are_current_only_for_the_record_they_were_written_from(tmp_path: Path) -> None:
    path = files.put(files.folder(tmp_path, MONTH) / "a promoter.html", "x", PROMOTER)
    files.stamp(tmp_path, "7 zh", MONTH, PROMOTER, [path])
    assert files.is_current(tmp_path, "7 zh", MONTH, PROMOTER)
    assert not files.is_current(tmp_path, "8 zh", MONTH, PROMOTER)
    assert not files.is_current(tmp_path, "7 en", MONTH, PROMOTER)
    assert not files.is_current(tmp_path, "7 zh", MONTH, PUBLIC)
    path.unlink()
    assert not files.is_current(tmp_path, "7 zh", MONTH, PROMOTER)


def test_audiences_of_two_subdistricts_have_two_names() -> None:
    first, second = (Audience(frozenset({Role.SUBDISTRICT}), frozenset({code})) for code in ("350102001", "350102002"))
    assert (first.slug, second.slug) == ("subdistrict-350102001", "subdistrict-350102002")


def test_two_landlords_are_never_taken_for_each_other(promoter: TestClient, tmp_path: Path) -> None:
    first, second, both, none = (
        Audience(frozenset({Role.LANDLORD}), building_codes=frozenset(codes))
        for codes in ({"SF-0001"}, {"SF-0002"}, {"SF-0001", "SF-0002"}, ())
    )
    assert len({one.slug for one in (first, second, both, none)}) == 4
    assert both.slug == Audience(both.roles, building_codes=frozenset({"SF-0002", "SF-0001"})).slug
    for one in (first, second, both, none):
        files.put(files.folder(tmp_path, MONTH) / f"图 2026-10 {one.slug} 示范.html", one.slug, one)
        files.stamp(tmp_path, "7", MONTH, one, files.of_audience(tmp_path, MONTH, one))
    for one in (first, second, both, none):
        assert [path.read_text("utf-8") for path in files.of_audience(tmp_path, MONTH, one)] == [one.slug]
        assert files.is_current(tmp_path, "7", MONTH, one)
    assert promoter.get(f"/files/2026-10/{_file(first.slug).name}").status_code == 404


def test_a_database_that_goes_away_is_said(demo_file: Path) -> None:
    prepared = opened(f"sqlite:///{demo_file}")
    with client(prepared) as talking:
        prepared.engine.dispose()
        demo_file.write_bytes(b"no database any more " * 500)
        answer = talking.get(f"{API}/months")
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:louyu:problem:database_gone")
    assert str(demo_file) not in answer.text


def test_what_nobody_foresaw_is_a_problem_without_details(demo_sqlite: Path) -> None:
    prepared = opened(f"sqlite:///{demo_sqlite}")
    with client(prepared) as talking:

        @talking.app.get("/api/v1/broken")  # type: ignore[attr-defined,untyped-decorator]
        def broken() -> None:
            raise ZeroDivisionError("金额 12345")

        quiet = TestClient(talking.app, base_url=LOCAL, raise_server_exceptions=False)
        answer = quiet.get("/api/v1/broken")
    prepared.engine.dispose()
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "12345" not in answer.text


def test_a_later_state_leaves_no_file_of_an_earlier_one(tmp_path: Path) -> None:
    place = files.folder(tmp_path, MONTH)
    old, new = (files.put(place / f"{name} promoter.html", name, PROMOTER) for name in ("old", "new"))
    files.stamp(tmp_path, "7", MONTH, PROMOTER, [old])
    files.stamp(tmp_path, "8", MONTH, PROMOTER, [new])
    assert [path.name for path in files.of_audience(tmp_path, MONTH, PROMOTER)] == ["new promoter.html"]


def test_what_draws_is_part_of_what_files_stand_on() -> None:
    assert files.drawn_by(settings()) == files.drawn_by(settings())
    assert files.drawn_by(settings()) != files.drawn_by(settings().model_copy(update={"language": "en"}))
