"""The report's page in a real browser, on a desk and in a hand."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from buildings import reports
from tests.fixtures.browser import assert_chinese_font
from tests.reports.sample import sample

pytestmark = pytest.mark.browser
DESK, HAND = (1280, 800), (390, 844)


@pytest.fixture
def address(tmp_path: Path) -> str:
    (path,) = reports.write(sample(buildings=60), tmp_path, formats=("html",))
    return path.as_uri()


@pytest.mark.parametrize("size", [DESK, HAND])
def test_it_fits_and_its_tables_scroll_by_themselves(page: Page, address: str, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(address)
    assert_chinese_font(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    table = page.locator('[data-block="buildings/building_key"]').locator("xpath=..")
    assert table.evaluate("box => box.scrollHeight > box.clientHeight")
    head = page.locator('[data-block="buildings/building_key"] th').nth(1)
    before = head.bounding_box()
    table.evaluate("box => { box.scrollTop = 300; box.scrollLeft = 200; }")
    after = head.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 2  # the header row stays
    assert after["x"] >= table.evaluate("box => box.getBoundingClientRect().left") - 1  # and so do the names


def test_the_switch_shows_one_language_at_a_time(page: Page, address: str) -> None:
    page.goto(address)
    title = page.locator("h1")
    assert title.inner_text().startswith("单位面积税收月报")
    page.locator('label[for="en"]').click()
    assert title.inner_text().startswith("Monthly tax-yield report")
    assert "数据不足" not in page.locator("body").inner_text()
    page.locator('label[for="zh"]').click()
    assert "cannot tell" not in page.locator("body").inner_text()


def test_contents_lead_to_sections(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".contents a", has_text="空置与到期").click()
    box = page.locator("#expiry").bounding_box()
    assert box is not None
    assert abs(box["y"]) < 5


def test_on_paper_the_mark_stands_and_nothing_is_cut_off(page: Page, address: str) -> None:
    page.goto(address)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1047, "height": 700})  # A4 across less its margins, at 96 dots an inch
    assert page.locator(".mark").is_visible()
    assert not page.locator(".switch").is_visible()
    wide = page.evaluate(
        "[...document.querySelectorAll('table')].filter(t => t.scrollWidth > 1047).map(t => t.dataset.block)"
    )
    assert wide == []


def test_numbers_stand_to_the_right(page: Page, address: str) -> None:
    page.goto(address)
    aligned = (
        page.locator('[data-block="buildings/building_key"] tbody tr')
        .first.locator("td")
        .evaluate_all("cells => cells.map(cell => getComputedStyle(cell).textAlign)")
    )
    assert aligned[:3] == ["left"] * 3
    assert set(aligned[3:]) == {"right"}
