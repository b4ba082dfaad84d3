"""Where a file puts a building: a swapped pair is refused, a place outside the district is told with its distance."""

import datetime as dt
from pathlib import Path

import pytest
import shapely
from sqlalchemy import Engine

from buildings import geofiles, parameters
from buildings.database import work
from buildings.imports import gaps, outline
from buildings.imports.issues import Issue
from buildings.quantities import distance_text
from buildings.register import buildings
from buildings.settings import settings
from buildings.words import Language
from tests.builders.imported import load, refused
from tests.builders.workbooks import Row, building_row, make_workbook

INSIDE = (119.2965, 26.0853)
EAST = (119.40, 26.0853)
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def place(pair: tuple[float, float], datum: str | None = "wgs84", **changes: object) -> Row:
    return building_row(1, lon=pair[0], lat=pair[1], datum=datum, **changes)


def south_of_it(metres: float) -> tuple[float, float]:
    """A place due south of the district, so many metres from its southernmost point."""
    shape = geofiles.district(settings().district_file)
    lon, lat = min(shapely.get_coordinates(shape).tolist(), key=lambda pair: pair[1])
    return lon, lat - metres / 110_790


def notes(engine: Engine, folder: Path, row: Row) -> list[Issue]:
    (outcome,) = load(engine, make_workbook(folder, "buildings", [row]))
    return list(outcome.notes)


@pytest.mark.parametrize("pair", [(26.0853, 119.2965), (26.6, 119.9)])
def test_a_swapped_pair_is_refused_with_its_remedy(engine: Engine, tmp_path: Path, pair: tuple[float, float]) -> None:
    (issue,) = refused(engine, make_workbook(tmp_path, "buildings", [place(pair)]))
    assert (issue.slug, issue.right, issue.row, issue.column) == ("swapped_place", "swapped_place", 2, "经度")
    for part in ("楼宇台账.xlsx", "工作表“楼宇台账”", str(pair[0]), str(pair[1]), "对调"):
        assert part in issue.say(), part
    assert "swap" in issue.say("en")


def test_a_swapped_pair_without_its_datum_says_both(engine: Engine, tmp_path: Path) -> None:
    found = refused(engine, make_workbook(tmp_path, "buildings", [place((26.0853, 119.2965), None)]))
    assert [(issue.slug, issue.column) for issue in found] == [("swapped_place", "经度"), ("datum_missing", "坐标系")]


@pytest.mark.parametrize("pair", [(119.3, 119.3), (119.3, 95.0), (39.9, 116.4)])
def test_what_is_no_place_either_way_is_no_swap(engine: Engine, tmp_path: Path, pair: tuple[float, float]) -> None:
    (issue,) = refused(engine, make_workbook(tmp_path, "buildings", [place(pair)]))
    assert (issue.slug, issue.right) == ("no_such_place", "degrees")


def test_a_place_outside_is_told_with_its_distance(engine: Engine, tmp_path: Path) -> None:
    (note,) = notes(engine, tmp_path, place(EAST, accuracy_m=30))
    away = outline.metres_outside(shapely.Point(*EAST))
    assert 4_000 < away < 12_000
    assert (note.slug, note.row, note.column) == ("place_outside", 2, "经度")
    for language in LANGUAGES:
        assert f"{away / 1000:.1f} km" in note.say(language)
    with work.reading(engine) as session:
        (gap,) = [gap for gap in gaps.find(session) if gap.slug == "place_outside"]
    assert gap.details["distance"] == note.details["distance"]
    assert str(gap.details["distance"]) in gap.said()


def test_a_place_no_further_outside_than_it_may_be_off_is_nothing(engine: Engine, tmp_path: Path) -> None:
    away = outline.metres_outside(shapely.Point(*EAST))
    assert notes(engine, tmp_path, place(EAST, accuracy_m=round(away) + 1)) == []


@pytest.mark.parametrize("datum", ["wgs84", "gcj02"])
def test_a_place_inside_is_nothing(engine: Engine, tmp_path: Path, datum: str) -> None:
    assert notes(engine, tmp_path, place(INSIDE, datum)) == []


def test_a_place_close_by_is_told_in_metres(engine: Engine, tmp_path: Path) -> None:
    away = outline.metres_outside(shapely.Point(*south_of_it(400)))
    assert away == pytest.approx(400, abs=10)
    (note,) = notes(engine, tmp_path, place(south_of_it(400), accuracy_m=1))
    assert f"约 {away:.0f} m，" in note.say()


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (0.4, "0 m"),
        (999.4, "999 m"),
        (999.6, "1.0 km"),
        (12_345, "12.3 km"),
        (100_000, "100 km"),
        (1_512_345, "1,512 km"),
    ],
)
def test_distances_are_said_in_metres_or_kilometres(metres: float, said: str) -> None:
    assert distance_text(metres) == said


@pytest.mark.parametrize(("km", "slug"), [(49.5, None), (50.5, "place_too_far")])
def test_the_limit_is_a_parameter(engine: Engine, tmp_path: Path, km: float, slug: str | None) -> None:
    assert parameters.resolve("imports.furthest_km", dt.date(2026, 1, 1)).value == 50
    pair = south_of_it(km * 1000)
    assert outline.metres_outside(shapely.Point(*pair)) == pytest.approx(km * 1000, abs=200)
    if slug is None:
        assert [note.slug for note in notes(engine, tmp_path, place(pair))] == ["place_outside"]
    else:
        assert [issue.slug for issue in refused(engine, make_workbook(tmp_path, "buildings", [place(pair)]))] == [slug]


@pytest.mark.parametrize("accuracy_m", [None, 30, 3_000_000])
def test_a_place_far_away_is_refused_with_its_distance_and_what_to_check(
    engine: Engine, tmp_path: Path, accuracy_m: float | None
) -> None:
    beijing = place((116.4074, 39.9042), accuracy_m=accuracy_m)
    (issue,) = refused(engine, make_workbook(tmp_path, "buildings", [beijing]))
    assert (issue.slug, issue.row, issue.column) == ("place_too_far", 2, "经度")
    for part in ("116.4074, 39.9042", "km", "超过 50 km", "119.2", "26.0", "填反", "坐标系"):
        assert part in issue.say(), part
    assert 1_400 < int(str(issue.details["distance"]).removesuffix(" km").replace(",", "")) < 1_700
    assert "swapped" in issue.say("en")


@pytest.mark.parametrize("pair", [(29.0, 0.0), (-60.7, -26.0), (0.0, -90.0)])
def test_the_far_side_of_the_earth_is_refused_too(engine: Engine, tmp_path: Path, pair: tuple[float, float]) -> None:
    (issue,) = refused(engine, make_workbook(tmp_path, "buildings", [place(pair)]))
    assert issue.slug == "place_too_far"


def test_what_stands_far_away_already_is_a_gap(engine: Engine, tmp_path: Path) -> None:
    notes(engine, tmp_path, place(INSIDE))

    def move(changes: work.Changes) -> None:
        buildings.place(changes, buildings.by_code(changes.session, "SF-0001"), 116.4074, 39.9042, "wgs84")

    work.run(engine, move, actor="cli:tester", action="test")
    with work.reading(engine) as session:
        (gap,) = [gap for gap in gaps.find(session) if gap.slug == "place_outside"]
    assert " km" in gap.said()


def test_an_offices_own_outline_is_the_one_that_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert outline.metres_outside(shapely.Point(*INSIDE)) == 0
    own = tmp_path / "own.geojson"
    shape = shapely.to_geojson(shapely.box(120, 30, 121, 31))
    own.write_text(f'{{"features": [{{"properties": {{}}, "geometry": {shape}}}]}}')
    monkeypatch.setenv("LOUYU_DISTRICT_FILE", str(own))
    settings.cache_clear()
    try:
        assert outline.metres_outside(shapely.Point(*INSIDE)) > 100_000
        assert outline.metres_outside(shapely.Point(120.5, 30.5)) == 0
        assert not outline.swapped(120.5, 30.5)
        assert outline.swapped(30.5, 120.5)
    finally:
        monkeypatch.undo()
        settings.cache_clear()
    assert outline.metres_outside(shapely.Point(*INSIDE)) == 0
    assert not outline.swapped(*INSIDE)
