"""The pages about the API in a real browser: from this machine alone, under a strict policy, on desk and in hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from api.app import create_app
from api.house import House
from tests.builders.edge import opened
from tests.fixtures.browser import Serve, assert_chinese_font
from tests.fixtures.edge import Configure

pytestmark = pytest.mark.browser
DESK, HAND = (1280, 800), (390, 844)
WAIT_MS = 60_000


@pytest.fixture
def address(serve: Serve, demo_sqlite: Path, configure: Configure) -> Iterator[str]:
    configure(database_url=f"sqlite:///{demo_sqlite}")
    prepared = opened(f"sqlite:///{demo_sqlite}")
    yield serve(create_app(House(prepared.engine, prepared.audience, prepared.origin)))
    prepared.engine.dispose()


def visit(page: Page, address: str, size: tuple[int, int], tmp_path: Path) -> str:
    page.set_default_timeout(WAIT_MS)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    answer = page.goto(address, wait_until="networkidle")
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    if page.locator("#swagger").count():
        page.locator(".opblock").first.wait_for()  # a busy machine draws later
    assert_chinese_font(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.screenshot(path=tmp_path / "docs.png", full_page=True)
    return page.locator("body").inner_text()


@pytest.mark.parametrize("size", [DESK, HAND])
def test_the_api_is_drawn_and_can_be_tried(page: Page, address: str, size: tuple[int, int], tmp_path: Path) -> None:
    said = visit(page, f"{address}/docs", size, tmp_path)
    assert "全部楼宇与指标" in said
    operation = page.locator(".opblock", has_text="/api/v1/months")
    operation.locator(".opblock-summary-control").click()
    operation.locator(".try-out__btn").click()
    operation.locator(".execute").click()
    answered = operation.locator(".live-responses-table .response-col_status").last
    answered.wait_for()
    assert "200" in answered.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("size", [DESK, HAND])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_guide_for_landlords_can_be_read(
    page: Page, address: str, size: tuple[int, int], language: str, tmp_path: Path
) -> None:
    said = visit(page, f"{address}/docs/landlords?lang={language}", size, tmp_path)
    assert ("拿到密钥" if language == "zh" else "Get a key") in said
    assert page.locator("pre").count() == 9
    assert address in page.locator("pre").first.inner_text()
    for link in page.locator("main section a").all():
        target = (link.get_attribute("href") or "").partition("?")[0]
        here = {"/sign-in", "/account", "/docs", "/tenancy", "/api/v1/units", "/api/v1/leases", "/api/v1/rent-roll"}
        assert target in here | {"https://www.standardwebhooks.com"}  # a link to read, not one that is loaded


def test_the_page_speaks_english_too(page: Page, address: str, tmp_path: Path) -> None:
    said = visit(page, f"{address}/docs?lang=en", DESK, tmp_path)
    assert "Getting started for landlords" in said
