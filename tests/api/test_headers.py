"""What a browser may load on each page, by policy: nothing foreign, nothing written in that was not meant."""

import base64
import hashlib
import re

import pytest
from fastapi.testclient import TestClient

from api import files, headers
from api.headers import POLICY
from buildings.audience import PROMOTER
from buildings.quantities import parse_month
from buildings.settings import settings
from tests.fixtures.edge import Configure

MONTH = parse_month("2026-10")
pytestmark = pytest.mark.usefixtures("configure")


def parts(policy: str) -> dict[str, list[str]]:
    """Directives of a policy."""
    return {name: rest for name, *rest in (one.split() for one in policy.split(";"))}


def hash_of(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def test_every_answer_has_a_policy_that_lets_nothing_foreign_in(promoter: TestClient) -> None:
    for path in (
        "/",
        "/sign-in",
        "/map",
        "/docs",
        "/api/v1/district",
        "/api/v1/nothing",
        "/nothing",
        "/static/louyu.css",
    ):
        found = parts(promoter.get(path, headers={"accept": "text/html"}).headers[POLICY])
        assert found["default-src"] == ["'none'"], path
        assert found["frame-ancestors"] == ["'self'"], path
        allowed = {one for name, values in found.items() for one in values if name != "default-src"}
        assert {one for one in allowed if not one.startswith("'sha256-")} <= {"'self'", "'none'", "data:"}, path


def test_pages_of_ours_have_no_script_or_style_in_them(promoter: TestClient) -> None:
    for path in ("/", "/sign-in", "/docs", "/nothing"):
        answer = promoter.get(path, headers={"accept": "text/html"})
        assert "sha256" not in answer.headers[POLICY], path
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", answer.text), path


def test_every_page_of_a_demonstration_is_marked(promoter: TestClient) -> None:
    for path in ("/", "/sign-in", "/map", "/docs", "/docs/landlords", "/nothing", "/?month=2026-13"):
        assert "示范数据" in promoter.get(path, headers={"accept": "text/html"}).text, path
    assert "Demonstration data" in promoter.get("/docs?lang=en", headers={"accept": "text/html"}).text


def test_the_map_names_the_hash_of_each_script_in_it(promoter: TestClient) -> None:
    answer = promoter.get("/map")
    found = parts(answer.headers[POLICY])
    scripts = re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    assert len(scripts) > 3
    assert len(styles) > 1
    assert found["script-src"] == ["'self'", *map(hash_of, scripts)]
    assert found["style-src"] == ["'self'", *map(hash_of, styles)]
    assert promoter.get("/map").headers[POLICY] == answer.headers[POLICY]


def test_a_file_is_sent_under_the_policy_of_its_very_bytes(promoter: TestClient) -> None:
    path = files.folder(settings().out_dir, MONTH) / "地图 2026-10 promoter 示范.html"
    script, style = "\n alert('<style>');\n", "p { color: red }"
    text = f"<!-- <script>no</script> --><script>{script}</script><STYLE>{style}</STYLE><script src=x></script>"
    files.put(path, text, PROMOTER)
    answer = promoter.get(f"/files/2026-10/{path.name}")
    found = parts(answer.headers[POLICY])
    assert found["script-src"] == ["'self'", hash_of(script)]
    assert found["style-src"] == ["'self'", hash_of(style)]
    assert answer.headers["content-disposition"].startswith("inline; filename*=utf-8''%E5%9C%B0")
    data = path.with_suffix(".xlsx")
    files.put(data, "x", PROMOTER)
    assert parts(promoter.get(f"/files/2026-10/{data.name}").headers[POLICY])["default-src"] == ["'none'"]


def test_pictures_of_the_base_map_come_from_its_server_only(configure: Configure) -> None:
    configure(tile_url="https://webrd0{s}.is.example.com/tile?x={x}&y={y}&z={z}", tile_subdomains="12")
    assert headers.tile_origins(settings()) == ["https://webrd01.is.example.com", "https://webrd02.is.example.com"]
    pictures = parts(headers.for_drawing("")[POLICY])["img-src"]
    assert pictures == ["'self'", "data:", "https://webrd01.is.example.com", "https://webrd02.is.example.com"]
    configure(tile_url="http://127.0.0.1:9/{z}/{x}/{y}.png")
    assert headers.tile_origins(settings()) == ["http://127.0.0.1:9"]


def test_what_one_person_sees_is_kept_by_nobody_in_between(promoter: TestClient) -> None:
    for path in ("/", "/map", "/api/v1/district"):
        assert "private" in promoter.get(path).headers["cache-control"]
