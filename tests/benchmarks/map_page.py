"""The layout map against its goals: size, first idle against an empty map, rendering against Marker and Popup each.

By hand: ``.venv/bin/python -m tests.benchmarks.map_page``. Alternating runs, medians; trust ratios, not seconds.
"""

import gzip
import json
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import folium
from branca.element import CssLink, JavascriptLink
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


def empty(said: str = "", mode: assets.Mode = "inline") -> str:
    """A folium map with nothing on it but a line of text, Leaflet written in or linked."""
    page = folium.Map([26.09, 119.29], zoom_start=13, tiles=None)
    page.default_js, page.default_css = [], []
    root = page.get_root()
    for name, text in assets._vendored(mode):
        link = CssLink(text) if text.endswith(".css") else JavascriptLink(text)
        root.header.add_child(link if mode == "link" else assets.Raw(text), name=name)  # type: ignore[attr-defined]
    written: str = root.render()
    return written.replace("<body>", f'<body><p style="position:absolute;z-index:999;left:60px">{said}</p>', 1)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Address of a folder with the vendored scripts beside it, as the server gives them."""
    (folder / "static").mkdir()
    (folder / "static" / "vendor").symlink_to(assets.VENDOR)
    quiet = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def idle(browser: Browser, address: str) -> float:
    """Milliseconds from navigation to the first idle frame after load."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(address, wait_until="commit")
    took: float = page.evaluate(IDLE)
    page.close()
    return took


def first_idle(buildings: int) -> None:
    """First idle of the page over that of an empty map: served, as people open it at /map, and as one file."""
    folder = Path(tempfile.mkdtemp())
    with served(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=FLAGS)
        pages: dict[str, str] = {}
        places: dict[assets.Mode, str] = {"link": address, "inline": folder.as_uri()}
        for mode, where in places.items():
            for name, text in (("empty", empty(mode=mode)), ("map", maps.build(make_figures(buildings), mode=mode))):
                (folder / f"{mode}-{name}.html").write_text(text, encoding="utf-8")
                pages[f"{mode} {name}"] = f"{where}/{mode}-{name}.html"
        found: dict[str, list[float]] = {name: [] for name in pages}
        for _ in range(RUNS * 2):
            for name, page in pages.items():
                found[name].append(idle(browser, page))
        browser.close()
    middle = {name: statistics.median(times) for name, times in found.items()}
    ratios = {mode: round(middle[f"{mode} map"] / middle[f"{mode} empty"], 2) for mode in ("link", "inline")}
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
