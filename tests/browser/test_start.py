"""The start page in a real browser, on a desk and in a hand, in both languages; and an empty one."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from api.app import create_app
from api.house import House
from api.writing import latest
from buildings.audience import PUBLIC
from buildings.database.engine import connect
from buildings.kinds import Origin
from buildings.words import labels
from buildings.workflows import opening
from tests.fixtures.browser import Serve, assert_chinese_font
from tests.fixtures.edge import Configure

pytestmark = pytest.mark.browser
DESK, HAND = (1280, 800), (390, 844)
SLUG = re.compile(r"\b[a-z]+(_[a-z]+)+\b")
WAIT_MS = 60_000


def _serve(serve: Serve, file: Path, configure: Configure, *, write: bool) -> Iterator[str]:
    configure(database_url=f"sqlite:///{file}")
    prepared = opening.opened()
    if write:
        latest(prepared)
    yield serve(create_app(House(prepared.engine, prepared.audience, prepared.origin)))
    prepared.engine.dispose()


@pytest.fixture
def demonstration(serve: Serve, demo_sqlite: Path, configure: Configure) -> Iterator[str]:
    yield from _serve(serve, demo_sqlite, configure, write=True)


@pytest.fixture
def real(serve: Serve, real_sqlite: Path, configure: Configure) -> Iterator[str]:
    yield from _serve(serve, real_sqlite, configure, write=False)


def visit(page: Page, address: str, size: tuple[int, int], tmp_path: Path) -> str:
    page.set_default_timeout(WAIT_MS)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(address, wait_until="networkidle")
    assert_chinese_font(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.screenshot(path=tmp_path / "start.png", full_page=True)
    assert (tmp_path / "start.png").stat().st_size > 20_000
    return page.locator("main").inner_text()


@pytest.mark.parametrize("size", [DESK, HAND])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_demonstration_says_so_and_shows_its_month(
    page: Page, demonstration: str, size: tuple[int, int], language: str, tmp_path: Path
) -> None:
    said = visit(page, f"{demonstration}/?lang={language}", size, tmp_path)
    banner = page.locator(".demo").inner_text()
    assert ("虚构" if language == "zh" else "fictional") in banner
    assert page.locator(".card").count() == 10
    assert ("近12个月税收" if language == "zh" else "tax, rolling 12 months") in said
    shown = page.locator("main").inner_text().split("API")[0].split("数据接口")[0]
    assert not SLUG.search(shown.replace("tax_officer", "")), shown
    assert "('" not in said
    for card in page.locator(".card").all():
        assert card.locator(".value").inner_text().strip()


@pytest.mark.parametrize("size", [DESK, HAND])
def test_the_map_stands_in_the_page(page: Page, demonstration: str, size: tuple[int, int], tmp_path: Path) -> None:
    visit(page, demonstration, size, tmp_path)
    page.locator("iframe").scroll_into_view_if_needed()
    frame = page.frame_locator("iframe")
    frame.locator(".leaflet-container").wait_for()
    box = frame.locator(".leaflet-container").bounding_box()
    assert box is not None
    assert box["width"] >= size[0] * 0.5
    assert box["height"] > 200
    assert "示范数据" in frame.locator("body").inner_text()


def test_gaps_of_the_real_register_are_counted_by_kind(page: Page, demonstration: str, tmp_path: Path) -> None:
    said = visit(page, demonstration, DESK, tmp_path)
    rows = page.locator(".counts tbody tr")
    kinds = [row.locator("td").nth(0).inner_text() for row in rows.all()]
    counts = [int(row.locator("td").nth(1).inner_text()) for row in rows.all()]
    assert set(kinds) <= set(labels("gap").values())
    assert counts == sorted(counts, reverse=True)
    assert max(counts) == 39
    assert "39 栋具名楼宇" in said


def test_files_can_be_opened_and_the_month_and_language_changed(page: Page, demonstration: str, tmp_path: Path) -> None:
    visit(page, demonstration, DESK, tmp_path)
    links = page.locator(".two a[href^='/files/']")
    assert links.count() == 3
    assert all("promoter 示范" in name for name in links.all_inner_texts())
    for link in links.all():
        answer = page.request.get(demonstration + (link.get_attribute("href") or ""))
        assert answer.status == 200
    for link in page.locator(".api a").all():
        assert page.request.get(demonstration + (link.get_attribute("href") or "")).status == 200
    page.locator(".switch").click()
    page.wait_for_load_state("networkidle")
    assert page.locator("h1").inner_text().startswith("Gulou")
    older = page.locator("select[name=month] option").nth(2).inner_text()
    with page.expect_navigation():
        page.locator("select[name=month]").select_option(older)
    assert page.locator("select[name=month]").input_value() == older
    assert page.locator("h1").inner_text().startswith("Gulou")
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("size", [DESK, HAND])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_public_sees_public_facts_only(
    page: Page, real: str, size: tuple[int, int], language: str, tmp_path: Path
) -> None:
    said = visit(page, f"{real}/?lang={language}", size, tmp_path)
    assert page.locator(".demo").count() == 0
    assert not re.search("税收收入|近12个月|空置率|rolling 12|vacancy rate", said.replace("./louyu", ""))
    assert page.locator(".card .value").first.inner_text() == "39"
    assert page.locator(".counts tbody tr").count() > 5
    frame = page.frame_locator("iframe")
    frame.locator(".leaflet-container").wait_for()
    assert frame.locator("#metric").input_value() == "gross_area"  # the only figure of which any value is known
    legend = frame.locator("#classes").inner_text()
    assert ("数据不足" if language == "zh" else "cannot tell") in legend
    assert not re.search("保密|hidden", legend)  # there is nothing yet to keep from anybody


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_empty_database_says_what_to_do(
    page: Page, serve: Serve, sqlite_url: str, configure: Configure, language: str, tmp_path: Path
) -> None:
    configure(database_url=sqlite_url)
    engine = connect(sqlite_url)
    address = serve(create_app(House(engine, PUBLIC, Origin.REAL)))
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    page.goto(f"{address}/?lang={language}")
    said = page.locator("main").inner_text()
    assert ("还没有数据" if language == "zh" else "No data yet") in said
    assert "./louyu import" in said
    page.screenshot(path=tmp_path / "empty.png")
    engine.dispose()


def test_a_wrong_address_is_a_page_that_leads_back(page: Page, real: str, tmp_path: Path) -> None:
    answer = page.request.get(f"{real}/?month=2026-13", headers={"Accept": "text/html"})
    assert answer.status == 422
    page.set_content(answer.text())
    assert "不是月份" in page.locator("h2").inner_text()
    assert page.locator("main a").get_attribute("href") == "/?lang=zh"
    page.screenshot(path=tmp_path / "problem.png")
