"""One folium page of the layout for one audience and month."""

import html
import json
from collections.abc import Iterable, Mapping
from typing import Any, cast

import folium
import numpy as np
from branca.element import Figure, MacroElement
from jinja2 import Template

from buildings import datum, geofiles
from buildings.disclosure.figures import Figures
from buildings.settings import Settings, settings
from buildings.words import Language
from maps import assets, series, texts
from maps.catalogue import LAYERS
from maps.layer import Floats, Layer, Scene, Shift, drawn

ZOOMS = {"min_zoom": 10, "max_zoom": 19, "zoom_snap": 0.25, "zoom_delta": 0.5}
MARGIN_DEGREES = 0.05  # how far around the district one may wander


def build(
    figures: Figures,
    *,
    layers: Iterable[Layer] = tuple(LAYERS.values()),
    language: Language = "zh",
    mode: assets.Mode = "link",
    real: Figures | None = None,
    setting: Settings | None = None,
) -> str:
    """The page as HTML: ``link`` loads vendored scripts from /static/vendor, ``inline`` is one self-contained file.

    ``real`` (disclosed figures of the real register) is drawn as a layer of its own beside a demonstration. ``setting``
    names the tile server and the district's file (the process's settings unless given). Equal input gives equal bytes.
    """
    setting = setting or settings()
    scene = Scene(figures, None if real is figures else real, setting, _shift(setting))
    page = folium.Map(
        location=_centre(scene),
        zoom_start=13,
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        font_size="13px",
    )
    page.default_js, page.default_css = [], []  # ours come from assets
    page.options.update(ZOOMS)
    _tiles(page, setting)
    page.add_child(_Start())
    root = cast("Figure", page.get_root())
    root.title = texts.title(figures, language)
    root.html.add_child(assets.Raw(texts.with_words(assets.shell(), figures, language)), name="shell")
    assets.furnish(root, mode)
    written = assets.rendered(root).replace("<html>", f'<html lang="{"zh-CN" if language == "zh" else "en"}">', 1)
    # last, past every template: what branca renders it reads as a template again, and a name may look like one
    return written.replace(
        assets.DATA_GOES_HERE, as_json(_content(scene, tuple(layers), language, served=mode == "link")), 1
    )


class _Start(MacroElement):
    """The call that brings the page to life."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        'louyu.start({{ this._parent.get_name() }}, JSON.parse(document.getElementById("louyu-data").textContent));'
        "{% endmacro %}"
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Start"


def as_json(content: object) -> str:
    """JSON that may stand inside a script element whatever the names in it are."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _content(scene: Scene, layers: tuple[Layer, ...], language: Language, *, served: bool) -> Mapping[str, object]:
    """The data of the page; ``served``: louyu itself serves it, so that it may lead to louyu's other pages."""
    figures = scene.figures
    return {
        "language": language,
        "served": served,
        "demonstration": figures.demonstration,
        "words": texts.words_of_page(),
        "about": texts.about(figures, scene.real, scene.setting.district_file),
        "windows": texts.windows(figures.month),
        "units": series.units(),
        "first": series.first_metric(figures),
        "bounds": _bounds(scene),
        "margin": MARGIN_DEGREES,
        "tiles": bool(scene.setting.tile_url),
        "layers": drawn(layers, scene),
        "metrics": series.metrics(figures),
        "rows": {
            level: {"codes": figures.tables[level].codes.tolist(), "names": figures.tables[level].names.tolist()}
            for level in ("zone", "subdistrict", "district")
            if level in figures.tables
        },
    }


def _shift(setting: Settings) -> Shift:
    if setting.tile_url and setting.tile_crs == "gcj02":
        return datum.to_gcj02

    def stay(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        return lon, lat

    return stay


def _bounds(scene: Scene) -> list[Any]:
    """South-west and north-east corner of the district, ``[lat, lon]``."""
    outline = geofiles.district(scene.setting.district_file)
    west, south, east, north = outline.bounds
    return scene.points(np.array([west, east]), np.array([south, north]))


def _centre(scene: Scene) -> list[float]:
    (south, west), (north, east) = _bounds(scene)
    return [round((south + north) / 2, 5), round((west + east) / 2, 5)]


def _tiles(page: folium.Map, setting: Settings) -> None:
    if not setting.tile_url:
        return
    url = setting.tile_url.replace("{key}", setting.tile_key)
    page.options.update(attribution_control=True)
    folium.TileLayer(
        tiles=url,
        attr=html.escape(setting.tile_attribution) or " ",
        subdomains=setting.tile_subdomains or "abc",
        max_zoom=19,
    ).add_to(page)
