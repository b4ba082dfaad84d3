"""The page as text: both modes, what travels in it, and what does not."""

import gzip
import html as markup
import re
import time
from dataclasses import replace

import folium
import geocoordinates_ffi as oracle
import numpy as np
import pytest
import shapely

import maps
from buildings.audience import PUBLIC, Role, audience
from buildings.disclosure.figures import Figures, State
from buildings.errors import Misconfigured
from buildings.findings import Ruling
from buildings.kinds import Verdict
from buildings.settings import Settings
from buildings.words import Language
from maps import assets
from maps.catalogue import LAYERS
from tests.builders.figures import make_figures, texts
from tests.maps.pages import data_of, layer, metric

OUTSIDE = re.compile(r"""(?:src|href|action|url)\s*[=(:]\s*["']?\s*(?:https?:)?//""", re.IGNORECASE)
TEMPLATE = "{{ 7 * 7 }}{% raw %}_0123456789abcdef0123456789abcdef"
EVIL = f"</script><script>alert(1)</script><img src=x onerror=alert(2)>{TEMPLATE}"


def renamed(figures: Figures, name: str) -> Figures:
    table = figures.tables["building"]
    table = replace(table, names=texts([name] * len(table)))
    return replace(figures, tables={**figures.tables, "building": table})


@pytest.mark.parametrize("mode", ["link", "inline"])
def test_the_page_names_no_other_machine(mode: assets.Mode) -> None:
    page = maps.build(make_figures(12), mode=mode)
    own = page.replace("https://leafletjs.com", "") if mode == "inline" else page  # a credit no page shows
    assert not OUTSIDE.search(own)
    linked = re.findall(r'(?:src|href)="([^"#]+)"', own.split("<body>")[0])
    assert linked == (
        [] if mode == "inline" else ["/static/vendor/leaflet/leaflet.css", "/static/vendor/leaflet/leaflet.js"]
    )


def test_what_is_linked_is_there() -> None:
    for file in (*assets.VENDORED.values(), *assets.LICENCES):
        assert (assets.VENDOR / file).stat().st_size > 1000


@pytest.mark.parametrize("mode", ["link", "inline"])
def test_equal_figures_give_equal_bytes(mode: assets.Mode) -> None:
    assert maps.build(make_figures(30), mode=mode) == maps.build(make_figures(30), mode=mode)
    assert maps.build(make_figures(30), mode=mode) != maps.build(make_figures(30, seed=1), mode=mode)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("origin", ["demonstration", "real"])
def test_the_page_has_its_words_before_any_script(language: Language, origin: str) -> None:
    page = maps.build(make_figures(6, origin=origin), language=language)
    worded = re.findall(r'data-word="(\w+)"([^>]*)>([^<]*)</', page)
    assert len(worded) > 15
    assert [slug for slug, _, text in worded if not text] == []
    shown = [" hidden" not in more for slug, more, _ in worded if slug == "demonstration"]
    assert shown == [origin == "demonstration"]
    assert re.search(r'id="subtitle">[^<]*2026-10[^<]*</p>', page)


def test_the_licence_stands_in_the_self_contained_file() -> None:
    page = maps.build(make_figures(3), mode="inline")
    assert "BSD 2-Clause License" in page
    assert "sourceMappingURL" not in page


@pytest.mark.parametrize("mode", ["link", "inline"])
def test_a_page_of_the_district_stays_small(mode: assets.Mode) -> None:
    page = maps.build(make_figures(272), real=make_figures(39, origin="real"), mode=mode)
    vendored = sum(len(gzip.compress(text.encode())) for _, text in assets._vendored(mode)) if mode == "inline" else 0
    assert len(gzip.compress(page.encode())) - vendored <= 100_000


def test_rendering_beats_one_marker_and_popup_per_building() -> None:
    """A tenth of the 5000 buildings; the benchmark measures all of them."""
    figures = make_figures(500)
    maps.build(figures)  # files read, templates compiled
    ours, theirs = [], []
    for _ in range(3):
        start = time.perf_counter()
        maps.build(figures)
        middle = time.perf_counter()
        rival(figures)
        ours.append(middle - start)
        theirs.append(time.perf_counter() - middle)
    assert min(theirs) > 2 * min(ours)


def rival(figures: Figures) -> str:
    """What one would write first: a Marker and a Popup per building."""
    page = folium.Map([26.08, 119.3], zoom_start=13, tiles=None)
    table, places = figures.tables["building"], figures.places
    for row, (lon, lat) in enumerate(zip(places.lon, places.lat, strict=True)):
        if not np.isnan(lon):
            lines = [f"{column.metric.label()}: {column.value(row)}" for column in table.columns.values()]
            popup = folium.Popup(markup.escape(table.names[row]) + "<br>" + "<br>".join(map(markup.escape, lines)))
            folium.Marker([lat, lon], popup=popup).add_to(page)
    text: str = page.get_root().render()
    return text


def test_names_cannot_leave_their_place() -> None:
    page = maps.build(renamed(make_figures(4), EVIL), mode="inline")
    assert EVIL not in page
    assert "<img src=x" not in page
    assert layer(data_of(page), "buildings")["names"] == [EVIL] * 4


def test_nothing_hidden_travels() -> None:
    figures = make_figures(80)
    data = data_of(maps.build(figures))
    for slug, column in figures.tables["building"].columns.items():
        cells = metric(data, slug)["building"]
        kept = [value is not None for value in cells["v"]]
        assert kept == (column.states == State.SHOWN).tolist()
        if "c" in cells:
            hidden = np.flatnonzero(column.states == State.HIDDEN)
            assert all(cells["c"][row] is None for row in hidden)
    changed = figures.tables["building"].columns["tax_12"]
    leaky = replace(changed, values=np.where(changed.states == State.HIDDEN, 987_654_321_000_000, changed.values))
    table = figures.tables["building"]
    table = replace(table, columns={**table.columns, "tax_12": leaky})
    assert maps.build(replace(figures, tables={**figures.tables, "building": table})) == maps.build(figures)


def test_the_page_says_month_audience_and_that_data_are_demonstration() -> None:
    figures = make_figures(5, audience=audience(Role.LEADER))
    page = maps.build(figures)
    assert "<title>示范数据 · 鼓楼区楼宇经济空间布局图 · 2026-10 · 领导</title>" in page
    assert '<html lang="zh-CN">' in page
    data = data_of(page)
    assert data["demonstration"]
    assert data["about"]["audience"] == ["领导", "leader"]
    english = maps.build(make_figures(5, origin="real", audience=PUBLIC), language="en")
    assert "<title>Layout of the office-building economy of Gulou · 2026-10 · public</title>" in english
    assert not data_of(english)["demonstration"]


def test_real_buildings_are_a_layer_of_their_own() -> None:
    figures, real = make_figures(20), make_figures(7, origin="real", seed=5)
    data = data_of(maps.build(figures, real=real))
    assert len(layer(data, "buildings")["codes"]) == 20
    assert len(layer(data, "real")["codes"]) == 7
    assert set(layer(data, "real")["figures"]) == {"gross_area", "office_area", "star"}
    assert data["metrics"] == data_of(maps.build(figures))["metrics"]
    assert [one["slug"] for one in data_of(maps.build(real, real=real))["layers"]][-1] == "buildings"


def with_footprint(figures: Figures) -> Figures:
    """The first building gets a square of about 100 m."""
    lon, lat = figures.places.lon[0], figures.places.lat[0]
    square = shapely.to_wkb(shapely.box(lon - 5e-4, lat - 5e-4, lon + 5e-4, lat + 5e-4))
    footprint = texts([square, *figures.places.footprint[1:]])
    return replace(figures, places=replace(figures.places, footprint=footprint))


def test_footprints_are_drawn_where_recorded() -> None:
    figures = make_figures(4)
    assert "footprints" not in [one["slug"] for one in data_of(maps.build(figures))["layers"]]
    drawn = layer(data_of(maps.build(with_footprint(figures))), "footprints")
    assert drawn["rows"] == [0]
    assert len(drawn["rings"][0][0]) == 5


def test_layers_can_be_left_out() -> None:
    data = data_of(maps.build(make_figures(5), layers=[LAYERS["district"], LAYERS["buildings"]]))
    assert [one["slug"] for one in data["layers"]] == ["district", "buildings"]


@pytest.mark.parametrize("count", [0, 1])
def test_few_buildings_make_a_page_too(count: int) -> None:
    data = data_of(maps.build(make_figures(count)))
    for one in data["metrics"]:
        assert len(one["scale"]["colours"]) == len(one["scale"]["breaks"]) + 1


def test_buildings_without_a_place_are_counted() -> None:
    figures = make_figures(21)
    at = layer(data_of(maps.build(figures)), "buildings")["at"]
    assert at.count(None) == int(np.isnan(figures.places.lon).sum()) == 3


def test_layers_meet_gcj02_tiles_and_the_record_does_not_move() -> None:
    figures = make_figures(9)
    before = figures.places.lon.copy()
    tiles = Settings(tile_url="http://127.0.0.1:9/{z}/{x}/{y}?tk={key}", tile_crs="gcj02", tile_key="geheim")
    page = maps.build(figures, setting=tiles)
    drawn = layer(data_of(page), "buildings")["at"]
    for row, at in enumerate(drawn):
        if at is not None:
            there = oracle.wgs84_to_gcj02(oracle.Wgs84(lat=figures.places.lat[row], lon=figures.places.lon[row]))
            assert at == pytest.approx([there.lat, there.lon], abs=1.1e-5)
    plain = layer(data_of(maps.build(figures)), "zones")["zones"][0]["at"]
    shifted = layer(data_of(page), "zones")["zones"][0]["at"]
    assert 0.003 < shifted[1] - plain[1] < 0.007
    np.testing.assert_array_equal(before, figures.places.lon)
    assert "tk=geheim" in page
    wgs84 = maps.build(figures, setting=Settings(tile_url="http://127.0.0.1:9/{z}/{x}/{y}"))
    assert layer(data_of(wgs84), "zones")["zones"][0]["at"] == plain


def test_an_element_with_an_asset_of_its_own_is_refused() -> None:
    page = folium.Map(tiles=None)
    with pytest.raises(Misconfigured, match="asset_not_vendored"):
        assets.rendered(page.get_root())  # type: ignore[arg-type]


def test_a_card_has_the_warnings_that_stand_and_none_that_ended() -> None:
    figures = make_figures(12)
    blank = Ruling.blank(12)
    level, former = blank.level.copy(), blank.level.copy()
    level[[2, 3]], former[[3, 4]] = Verdict.WATCH, Verdict.WATCH
    since, value = np.full(12, figures.month), np.full(12, 0.75)
    told = replace(blank, level=level, verdict=level, former=former, since=since, value=value)
    found = layer(data_of(maps.build(replace(figures, warnings={"one_tenant": told}))), "buildings")["warnings"]
    assert set(found) == {"2", "3"}
    ((what, why),) = found["2"]
    assert what == ["依赖单一承租人（新增，2026-10）", "dependence on one tenant (raised, 2026-10)"]
    assert "75.0%" in why[0]
    assert "standing" in found["3"][0][0][1]
    assert layer(data_of(maps.build(figures)), "buildings")["warnings"] == {}
