"""Where a file puts a building: a swapped pair is refused, a place outside the district is told with its distance."""

from pathlib import Path

import pytest
import shapely
from sqlalchemy import Engine

from buildings.database import work
from buildings.imports import gaps, outline
from buildings.imports.issues import Issue
from buildings.settings import settings
from tests.builders.imported import load, refused
from tests.builders.workbooks import Row, building_row, make_workbook

INSIDE = (119.2965, 26.0853)
EAST = (119.40, 26.0853)


def place(pair: tuple[float, float], datum: str | None = "wgs84", **changes: object) -> Row:
    return building_row(1, lon=pair[0], lat=pair[1], datum=datum, **changes)


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


def test_a_place_outside_is_told_with_its_metres(engine: Engine, tmp_path: Path) -> None:
    (note,) = notes(engine, tmp_path, place(EAST, accuracy_m=30))
    away = outline.metres_outside(shapely.Point(*EAST))
    assert 4_000 < away < 12_000
    assert (note.slug, note.row, note.column, note.details["metres"]) == ("place_outside", 2, "经度", round(away))
    assert f"{round(away)} 米" in note.say()
    assert f"{round(away)} m" in note.say("en")
    with work.reading(engine) as session:
        (gap,) = [gap for gap in gaps.find(session) if gap.slug == "place_outside"]
    assert gap.details["metres"] == note.details["metres"]


def test_a_place_no_further_outside_than_it_may_be_off_is_nothing(engine: Engine, tmp_path: Path) -> None:
    away = outline.metres_outside(shapely.Point(*EAST))
    assert notes(engine, tmp_path, place(EAST, accuracy_m=round(away) + 1)) == []


@pytest.mark.parametrize("datum", ["wgs84", "gcj02"])
def test_a_place_inside_is_nothing(engine: Engine, tmp_path: Path, datum: str) -> None:
    assert notes(engine, tmp_path, place(INSIDE, datum)) == []


@pytest.mark.parametrize("pair", [(29.0, 0.0), (-60.7, -26.0), (0.0, -90.0)])
def test_the_far_side_of_the_earth_is_told_too(engine: Engine, tmp_path: Path, pair: tuple[float, float]) -> None:
    (note,) = notes(engine, tmp_path, place(pair))
    assert note.slug == "place_outside"
    assert 1_000_000 < int(str(note.details["metres"])) <= 20_100_000
    with work.reading(engine) as session:
        assert "place_outside" in {gap.slug for gap in gaps.find(session)}


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
