"""Pictures of a project in a real browser: drawn on their page, counted in the report and on the map's card."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from api.app import create_app
from api.house import House
from api.writing import latest
from buildings.database.work import Changes
from buildings.kinds import Origin
from buildings.operations import evidence
from buildings.register import lookup, photos, projects
from buildings.register.projects import UpgradeProject
from buildings.settings import settings
from buildings.workflows import opening
from tests.builders.pictures import checked_picture, picture
from tests.builders.register import edit
from tests.fixtures.browser import Serve, assert_chinese_font
from tests.fixtures.edge import Configure

pytestmark = pytest.mark.browser
WAIT_MS = 60_000
TITLE = "大堂与外立面"
ROW = """code => +Object.entries(louyu.layer('buildings').data.projects)
    .find(one => one[1].some(project => project.code === code))[0]"""
CARD = "row => louyu.buildingCard(louyu.layer('buildings').data, row).outerHTML"


def stock(changes: Changes) -> str:
    """Three files and a link of the first project; its code."""
    known = lookup.rows(changes.session, UpgradeProject, origin=Origin.DEMONSTRATION)
    row = projects.by_code(changes.session, known[0].code)
    projects.update(changes, row, {"title": TITLE})
    said = (
        ("before", (200, 90, 60), "改造前大堂"),
        ("during", (220, 200, 60), None),
        ("after", (60, 160, 90), "新大堂"),
    )
    for when, colour, caption in said:
        file = evidence.keep(
            changes, row.building_id, checked_picture(f"{when}.png", picture("png", colour, (320, 200)))
        )
        photos.add(changes, row, {"kind": when, "caption": caption}, file)
    photos.add(changes, row, {"kind": "after", "url": "https://files.example/after.jpg"}, None)
    return row.code


@pytest.fixture
def shown(serve: Serve, demo_file: Path, configure: Configure) -> Iterator[tuple[str, str]]:
    """Address of the server and code of the project."""
    configure(database_url=f"sqlite:///{demo_file}")
    prepared = opening.opened()
    code = edit(prepared.engine, stock, Origin.DEMONSTRATION)
    latest(prepared)
    yield serve(create_app(House(prepared.engine, prepared.audience, prepared.origin))), code
    prepared.engine.dispose()


def test_the_page_draws_files_and_links_the_rest(page: Page, shown: tuple[str, str], tmp_path: Path) -> None:
    address, code = shown
    page.set_default_timeout(WAIT_MS)
    page.goto(f"{address}/projects/{code}", wait_until="networkidle")
    assert_chinese_font(page)
    sizes = page.locator(".photos img").evaluate_all("all => all.map(one => [one.naturalWidth, one.naturalHeight])")
    assert sizes == [[320, 200]] * 3
    assert page.locator(".photos h3").all_inner_texts() == ["改造前", "改造中", "改造后"]
    assert page.locator(".photos a[href^='https://files.example']").count() == 1
    page.screenshot(path=tmp_path / "pictures.png", full_page=True)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_map_leads_to_them(page: Page, shown: tuple[str, str], tmp_path: Path) -> None:
    address, code = shown
    page.set_default_timeout(WAIT_MS)
    page.goto(f"{address}/map", wait_until="networkidle")
    page.wait_for_function("louyu.names && louyu.names.length > 0")
    row = page.evaluate(ROW, code)
    card = page.evaluate(CARD, row)
    assert re.search(rf'<a href="/projects/{code}"[^>]*>{TITLE}（{code}，[^）]+；照片 4 张）</a>', card)
    page.evaluate(
        "row => louyu.openAt(louyu.map.getCenter(), louyu.buildingCard(louyu.layer('buildings').data, row))", row
    )
    page.wait_for_timeout(300)
    page.locator(".leaflet-popup a", has_text=TITLE).scroll_into_view_if_needed()
    page.screenshot(path=tmp_path / "card.png")


def test_a_card_says_the_projects_without_their_layer_and_links_only_where_louyu_serves(
    page: Page, shown: tuple[str, str]
) -> None:
    code = shown[1]
    (file,) = [path for path in settings().out_dir.rglob("*.html") if "月报" not in path.name]
    page.set_default_timeout(WAIT_MS)
    page.route("http://other.example/**", lambda route: route.fulfill(path=file, content_type="text/html"))
    for address in ("http://other.example/map", file.as_uri()):
        page.goto(address)
        page.wait_for_function("louyu.names && louyu.names.length > 0")
        page.evaluate("() => { louyu.data.layers = louyu.data.layers.filter(one => one.slug !== 'projects'); }")
        card = page.evaluate(CARD, page.evaluate(ROW, code))
        assert re.search(rf"{TITLE}（{code}，[^）]+；照片 4 张）", card)
        assert "<a " not in card


def test_the_report_counts_them(page: Page, shown: tuple[str, str], tmp_path: Path) -> None:
    (report,) = [path for path in settings().out_dir.rglob("*.html") if "月报" in path.name]
    page.set_default_timeout(WAIT_MS)
    page.goto(report.as_uri())
    row = page.locator('[data-block="projects/projects"] tbody tr', has_text=shown[1])
    assert (TITLE in row.inner_text(), row.locator("td").last.inner_text()) == (True, "4")
    page.locator("#projects").scroll_into_view_if_needed()
    page.screenshot(path=tmp_path / "report.png")
