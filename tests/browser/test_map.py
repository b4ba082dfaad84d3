"""The layout map in a real browser: it draws, switches, searches, speaks two languages, asks nobody."""

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

import maps
from buildings.disclosure.figures import Figures
from maps import assets
from tests.builders.figures import make_figures
from tests.fixtures.browser import Serve, assert_chinese_font
from tests.maps.test_page import EVIL, renamed, with_footprint

pytestmark = pytest.mark.browser
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


def show(page: Page, folder: Path, figures: Figures, real: Figures | None = None) -> None:
    """Open the self-contained file."""
    file = folder / "map.html"
    file.write_text(maps.build(figures, real=real, mode="inline"), encoding="utf-8")
    page.goto(file.as_uri())
    page.wait_for_function("louyu.names && louyu.names.length > 0")


def counts(page: Page) -> list[int]:
    return [int(text) for text in page.locator("#classes li b").all_inner_texts()]


def everywhere(figures: Figures) -> int:
    """How many buildings count in totals."""
    return int(np.count_nonzero(figures.tables["building"].attributes["in_scope"]))


def pixels(page: Page) -> str:
    """What the buildings' canvas shows."""
    found: str = page.evaluate("document.querySelector('canvas.leaflet-zoom-animated').toDataURL()")
    return found


def test_the_self_contained_file_draws_the_plan(page: Page, tmp_path: Path) -> None:
    figures = make_figures(272)
    show(page, tmp_path, figures, make_figures(39, origin="real", seed=3))
    assert_chinese_font(page)
    assert page.inner_text("h1") == "鼓楼区楼宇经济空间布局图"
    assert page.locator("#demonstration").is_visible()
    assert "示范数据" in page.inner_text("#demonstration")
    assert "招商" in page.inner_text("#subtitle")
    assert page.locator(".name.zone").count() == 6
    assert all("示意" in text for text in page.locator(".name.zone").all_text_contents())
    assert page.locator("#zones li").count() == 6
    counted = everywhere(figures)
    assert sum(counts(page)) == counted + 39
    assert f"另有 {272 - counted} 幢不在统计范围" in page.inner_text("#period")
    assert "位置不明的楼宇 38 幢" in page.inner_text("#lost summary")


def test_the_linked_page_draws_from_vendored_files(page: Page, serve: Serve) -> None:
    figures = make_figures(30)
    html = maps.build(figures)
    app = Starlette(
        routes=[
            Route("/map", lambda _: HTMLResponse(html)),
            Route("/favicon.ico", lambda _: HTMLResponse("")),
            Mount("/static/vendor", StaticFiles(directory=assets.VENDOR)),
        ]
    )
    page.goto(serve(app) + "/map")
    page.wait_for_function("louyu.names && louyu.names.length > 0")
    assert sum(counts(page)) == everywhere(figures)


def test_another_metric_recolours_without_a_reload(page: Page, tmp_path: Path) -> None:
    figures = make_figures(120)
    show(page, tmp_path, figures)
    page.evaluate("window.stayed = true")
    before, legend = pixels(page), page.inner_text("#classes")
    page.select_option("#metric", "tax_yield")
    page.wait_for_timeout(100)
    assert pixels(page) != before
    assert page.inner_text("#classes") != legend
    assert "元/㎡" in page.inner_text("#classes")
    assert "保密" in page.inner_text("#classes")
    assert "数据不足" in page.inner_text("#classes")
    assert "2025-11 至 2026-10" in page.inner_text("#period")
    assert sum(counts(page)) == everywhere(figures)
    page.select_option("#size", "office_area")
    assert page.evaluate("window.stayed") is True
    offered = page.eval_on_selector_all("#metric option", "all => all.map(one => one.value)")
    assert sorted(offered) == sorted(page.evaluate("louyu.data.metrics.map(one => one.slug)"))


@pytest.mark.parametrize("count", [0, 1])
def test_every_metric_can_be_drawn_whatever_its_values(page: Page, tmp_path: Path, count: int) -> None:
    figures = make_figures(count)
    show(page, tmp_path, figures)
    drawn = page.evaluate(
        "louyu.data.metrics.map(metric => { louyu.choose(metric.slug);"
        " const counts = [...document.querySelectorAll('#classes b')].map(one => Number(one.textContent));"
        " return counts.reduce((sum, one) => sum + one, 0); })"
    )
    assert len(drawn) > 40
    assert set(drawn) == {everywhere(figures)}


def test_a_building_is_found_by_name_and_opens_with_the_keyboard_alone(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path, make_figures(40))
    page.focus("#query")
    page.keyboard.type("sf-0003")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".leaflet-popup .card")
    card = page.inner_text(".leaflet-popup .card")
    for part in ("示范楼SF-0003", "SF-0003", "空置率", "2026-10 月末", "示范数据", "覆盖率", "个月有数据"):
        assert part in card
    page.keyboard.press("Escape")
    page.wait_for_selector(".leaflet-popup", state="detached")


def test_a_building_without_a_place_opens_in_the_panel(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path, make_figures(14))
    page.click("#lost summary")
    page.click("#lost button >> nth=0")
    assert "位置不明" in page.inner_text("#card")
    assert "示范楼SF-0007" in page.inner_text("#card")


def test_figures_of_a_building_say_why_they_are_missing(page: Page, tmp_path: Path) -> None:
    figures = make_figures(60)
    show(page, tmp_path, figures)
    said = page.evaluate(
        "louyu.data.metrics.flatMap(metric => louyu.layer('buildings').data.codes.map((code, row) =>"
        " [louyu.state(metric.building, row), louyu.figure(metric.unit, metric.building, row)]))"
    )
    assert {text for state, text in said if state == 2} == {"＊ 保密"}
    assert {text for state, text in said if state == 3} == {"—"}
    unknown = {text for state, text in said if state == 1}
    assert unknown == {"数据不足", "数据不足（介于 40% 与 90% 之间）"}


def test_pointing_at_a_building_shows_its_figure(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path, make_figures(6))
    spot = page.evaluate(
        "(() => { const dot = louyu.layer('buildings').data.dots[0];"
        " const at = louyu.map.latLngToContainerPoint(dot.getLatLng());"
        " const box = louyu.map.getContainer().getBoundingClientRect(); return [box.x + at.x, box.y + at.y]; })()"
    )
    page.mouse.move(spot[0] - 3, spot[1])
    page.mouse.move(spot[0], spot[1])
    page.wait_for_selector(".leaflet-tooltip .tip")
    tip = page.inner_text(".leaflet-tooltip .tip")
    assert "示范楼SF-0001" in tip
    assert "空置率" in tip
    assert "2026-10 月末" in tip
    page.mouse.click(spot[0], spot[1])
    page.wait_for_selector(".leaflet-popup .card")


def test_a_zone_opens_with_its_figures_and_says_it_is_schematic(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path, make_figures(60))
    page.click("#zones button >> nth=0")
    page.wait_for_selector(".leaflet-popup .card")
    card = page.inner_text(".leaflet-popup .card")
    assert "大东街口核心发展区" in card
    assert "示意" in card
    assert "幢计算" in card


def test_layers_switch_off_and_on(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path, make_figures(30), make_figures(9, origin="real", seed=3))
    for slug, mark in (("zones", ".name.zone"), ("landmarks", ".name.landmark")):
        assert page.locator(mark).count() > 0
        page.uncheck(f"[data-layer={slug}]")
        assert page.locator(mark).count() == 0
        page.check(f"[data-layer={slug}]")
        assert page.locator(mark).count() > 0
    before = pixels(page)
    page.uncheck("[data-layer=real]")
    page.wait_for_timeout(100)
    assert pixels(page) != before


def test_a_footprint_takes_the_colour_of_its_class(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path, with_footprint(make_figures(20)))
    colour = "louyu.groups.footprints.getLayers()[0].options.fillColor"
    before = page.evaluate(colour)
    page.select_option("#metric", "tax_12_yoy")
    assert page.evaluate(colour) != before
    page.uncheck("[data-layer=zones]")
    page.check("[data-layer=zones]")
    order = page.evaluate(
        """() => {
          const fills = [], list = louyu.canvas;
          for (let one = list._drawFirst; one; one = one.next) fills.push(one.layer.row ?? one.layer.options.fillColor);
          return fills; }"""
    )
    land, core, border = (order.index(fill) for fill in ("#fbfaf6", "#f3b08a", None))
    marks = [at for at, fill in enumerate(order) if isinstance(fill, int)]
    assert land < core < border < marks[-1]
    assert len(marks) > 15
    assert marks[1] > border


def test_the_first_zoom_starts_from_where_the_plan_lies(page: Page, tmp_path: Path) -> None:
    """Leaflet moves the canvas by the margin that its options name: it must be the one that was drawn."""
    show(page, tmp_path, make_figures(20))
    apart = """() => new Promise(done => {
      louyu.map.once('zoomanim', event => {
        const canvas = louyu.canvas, drawn = canvas._bounds.getSize(), size = louyu.map.getSize();
        done((drawn.x - size.x) / 2 - canvas.options.padding * size.x); });
      louyu.map.setZoom(louyu.map.getZoom() + 0.5); })"""
    assert abs(page.evaluate(apart)) < 2
    page.wait_for_function("louyu.canvas.options.padding > 0 && !louyu.map._animatingZoom")
    assert abs(page.evaluate(apart)) < 2


def test_paper_gets_twice_the_dots(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path, make_figures(20))
    width = "document.querySelector('canvas.leaflet-zoom-animated').width"
    on_screen, seen = page.evaluate(width), pixels(page)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(width) == 2 * on_screen
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert (page.evaluate(width), pixels(page)) == (on_screen, seen)


def test_the_page_speaks_english_when_asked(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path, make_figures(30))
    page.click("#language")
    assert page.get_attribute("html", "lang") == "en"
    assert page.inner_text("h1") == "Layout of the office-building economy of Gulou"
    assert "Demonstration data" in page.inner_text("#demonstration")
    assert "vacancy rate" in page.inner_text("#metric option:checked")
    assert all("schematic" in text for text in page.locator(".name.zone").all_text_contents())
    names = page.locator(".leaflet-names-pane .name").all_text_contents()
    assert [text for text in names if re.search("[一-鿿]", text)] == []
    page.click("#language")
    assert page.inner_text("h1") == "鼓楼区楼宇经济空间布局图"


def test_enter_goes_to_what_was_typed(page: Page, tmp_path: Path) -> None:
    figures = make_figures(272)
    names = figures.tables["building"].names
    first, second, third = np.flatnonzero(~np.isnan(figures.places.lon))[40:43].tolist()
    names[first], names[second], names[third] = "示范金融中心二期", "示范金融中心", "示范别处"
    show(page, tmp_path, figures)
    title = page.locator(".leaflet-popup h4")
    for typed, named in (
        ("示范金融中心", names[second]),  # typed in full, though another that has it comes before
        ("金融中心", names[first]),
        (str(figures.tables["building"].codes[third]).lower(), names[third]),
        ("no such building", names[third]),  # nothing found, nothing moved
    ):
        page.fill("#query", typed)
        page.press("#query", "Enter")
        page.wait_for_function("name => document.querySelector('.leaflet-popup h4')?.textContent === name", arg=named)
        assert title.inner_text() == named


def test_names_that_are_scripts_do_not_run(page: Page, tmp_path: Path) -> None:
    figures = renamed(make_figures(8), EVIL)
    show(page, tmp_path, figures, renamed(make_figures(8, origin="real"), EVIL))
    page.on("dialog", lambda dialog: pytest.fail(f"a name ran: {dialog.message}"))
    page.fill("#query", "script")
    page.click("#found button >> nth=0")
    page.wait_for_selector(".leaflet-popup .card")
    assert EVIL in page.inner_text(".leaflet-popup h4")
    page.evaluate("louyu.visit('real', 0)")
    page.wait_for_selector(".card.real")
    page.click("#lost summary")
    page.click("#lost button >> nth=0")
    page.wait_for_timeout(200)
    assert page.locator("img[src=x]").count() == 0
    assert page.locator("#card h4").inner_text() == EVIL


def test_nothing_sticks_out_on_a_telephone(page: Page, tmp_path: Path) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    show(page, tmp_path, make_figures(272))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.locator("#classes").is_visible()
    tab = page.locator("#tabs button[data-open=legend]")
    box = tab.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["y"] + box["height"] > 780
    tab.click()
    assert not page.locator("#classes").is_visible()
    page.click("#tabs button[data-open=find]")
    page.fill("#query", "0001")
    page.click("#found button >> nth=0")
    page.wait_for_selector(".leaflet-popup .card")


CONTRAST = """() => {
  const parse = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const f = v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; };
    return .2126 * f(r) + .7152 * f(g) + .0722 * f(b); };
  const behind = node => { for (let at = node; at; at = at.parentElement) {
    const c = parse(getComputedStyle(at).backgroundColor);
    if (c.length === 3 || c[3] > 0) return c; } return [255, 255, 255]; };
  return [...document.querySelectorAll('#bar *, #panel *')].filter(node => node.offsetParent &&
    [...node.childNodes].some(child => child.nodeType === 3 && child.textContent.trim())).map(node => {
      const [a, b] = [light(parse(getComputedStyle(node).color)), light(behind(node))].sort((x, y) => y - x);
      return [(a + .05) / (b + .05), node.textContent.slice(0, 30)]; }); }"""


def test_words_stand_out_from_their_ground(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path, make_figures(30))
    weak = [(ratio, text) for ratio, text in page.evaluate(CONTRAST) if ratio < 4.5]
    assert weak == []
