"""The layout map against its goals: size, first idle against an empty map, rendering against Marker and Popup each.

By hand: ``.venv/bin/python -m tests.benchmarks.map_page``. Alternating runs, medians; trust ratios, not seconds.
"""

import gzip
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import folium
from playwright.sync_api import Browser, sync_playwright

import maps
from buildings.disclosure.figures import Figures
from maps import assets
from tests.builders.figures import make_figures
from tests.fixtures.browser import FLAGS, chromium
from tests.maps.pages import data_of
from tests.maps.test_page import rival

RUNS = 7
IDLE = """() => new Promise(done => {
  const idle = () => requestIdleCallback(() => requestAnimationFrame(() => done(performance.now())));
  document.readyState === 'complete' ? idle() : addEventListener('load', idle); })"""


def sizes() -> None:
    """Bytes of the district's page without the vendored scripts."""
    page = maps.build(make_figures(272), real=make_figures(39, origin="real"), mode="link")
    data = json.dumps(data_of(page), ensure_ascii=False, separators=(",", ":"))
    for name, text in (("page", page), ("its data", data), ("own scripts and styles", assets._own())):
        print(f"{name}: {len(text.encode()):,} B, gzip {len(gzip.compress(text.encode())):,} B")


def empty(said: str = "") -> str:
    """A folium map with nothing on it but a line of text, Leaflet written in."""
    page = folium.Map([26.09, 119.29], zoom_start=13, tiles=None)
    page.default_js, page.default_css = [], []
    root = page.get_root()
    for name, text in assets._vendored("inline"):
        root.header.add_child(assets.Raw(text), name=name)  # type: ignore[attr-defined]
    written: str = root.render()
    return written.replace("<body>", f'<body><p style="position:absolute;z-index:999;left:60px">{said}</p>', 1)


def idle(browser: Browser, file: Path) -> float:
    """Milliseconds from navigation to the first idle frame after load."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(file.as_uri(), wait_until="commit")
    took: float = page.evaluate(IDLE)
    page.close()
    return took


def first_idle(buildings: int) -> None:
    """First idle of the page over that of an empty map, without a word and with a line of Chinese."""
    folder = Path(tempfile.mkdtemp())
    pages = {
        "empty": empty(),
        "empty with a title": empty("鼓楼区楼宇布局图 · 一区两带三组团 · 示范数据"),
        "map": maps.build(make_figures(buildings), mode="inline"),
    }
    files = {name: folder / f"{name}.html" for name in pages}
    for name, text in pages.items():
        files[name].write_text(text, encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=FLAGS)
        found: dict[str, list[float]] = {name: [] for name in files}
        for _ in range(RUNS):
            for name, file in files.items():
                found[name].append(idle(browser, file))
        browser.close()
    middle = {name: statistics.median(times) for name, times in found.items()}
    ratios = {name: round(middle["map"] / middle[name], 2) for name in ("empty", "empty with a title")}
    print(f"first idle, {buildings} buildings: {middle}, ratios {ratios}")


def rendering(buildings: int) -> None:
    """Rendering time against one Marker and Popup per building with the same figures."""
    figures = make_figures(buildings)
    ways: dict[str, Callable[[Figures], str]] = {"map": maps.build, "markers": rival}
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(RUNS - 2):
        for name, way in ways.items():
            start = time.perf_counter()
            way(figures)
            found[name].append(time.perf_counter() - start)
    middle = {name: statistics.median(times) for name, times in found.items()}
    print(f"rendering, {buildings} buildings: {middle}, ratio {middle['markers'] / middle['map']:.1f}")


if __name__ == "__main__":
    sizes()
    first_idle(272)
    first_idle(5000)
    rendering(272)
    rendering(5000)
