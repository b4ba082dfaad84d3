"""Zone membership: edges belong, recorded beats the map, the lower code wins in a group, doubt is said."""

from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from buildings.database import work
from buildings.errors import InvalidValue, NotFound
from buildings.register import buildings, memberships, records, zones
from buildings.register.buildings import Building
from buildings.register.zones import Zone, ZoneMembership
from tests.builders.register import again, edit, make_building, make_layout, make_subdistrict, make_zone, square

WEST, EAST = square(119.30, 26.08), square(119.31, 26.08)  # they share the edge at 119.31


def held(engine: Engine, home: Building) -> dict[str, ZoneMembership]:
    with work.reading(engine) as session:
        rows = session.execute(records.standing(ZoneMembership)).scalars().all()
        codes = {zone.key: zone.code for zone in session.execute(records.standing(Zone)).scalars()}
    return {codes[row.zone_id]: row for row in rows if row.building_id == home.key}


def place(engine: Engine, home: Building, lon: float, lat: float, accuracy_m: float | None = None) -> dict[str, Any]:
    edit(engine, lambda c: buildings.place(c, again(c, home), lon, lat, "wgs84", accuracy_m=accuracy_m))
    return {code: row.uncertain for code, row in held(engine, home).items()}


def test_a_point_on_an_edge_belongs_to_both_sides_unless_they_exclude_each_other(engine: Engine) -> None:
    home = edit(engine, make_building)
    edit(engine, lambda c: [make_zone(c, code="b", shape=EAST), make_zone(c, code="a", shape=WEST)])
    assert place(engine, home, 119.31, 26.085).keys() == {"a", "b"}
    edit(
        engine,
        lambda c: [
            make_zone(c, code="b", shape=EAST, exclusive_group="g"),
            make_zone(c, code="a", shape=WEST, exclusive_group="g"),
        ],
    )
    assert held(engine, home).keys() == {"a"}
    assert place(engine, home, 119.3100001, 26.085).keys() == {"b"}
    assert place(engine, home, 119.32, 26.09).keys() == {"b"}  # a corner
    assert place(engine, home, 119.3200001, 26.09).keys() == set()


def test_doubt_is_a_point_nearer_to_an_edge_than_its_accuracy(engine: Engine) -> None:
    home = edit(engine, make_building)
    edit(engine, lambda c: make_zone(c, code="a", shape=WEST))
    # 0.0001 degree of longitude here is 10.0 m
    assert place(engine, home, 119.3099, 26.085, accuracy_m=9) == {"a": False}
    assert place(engine, home, 119.3099, 26.085, accuracy_m=11) == {"a": True}
    assert place(engine, home, 119.3099, 26.085) == {"a": False}


def test_metres_are_measured_with_longitude_first() -> None:
    east = memberships.metric(shapely.LineString([(119.30, 26.08), (119.31, 26.08)]))
    north = memberships.metric(shapely.LineString([(119.30, 26.08), (119.30, 26.09)]))
    assert shapely.length(east) == pytest.approx(1000.3, abs=3)
    assert shapely.length(north) == pytest.approx(1107.9, abs=3)


def test_a_footprint_counts_whole_by_a_point_inside_and_tells_its_share(engine: Engine) -> None:
    edit(engine, lambda c: make_zone(c, code="a", shape=WEST))
    across = shapely.MultiPolygon([shapely.box(119.3080, 26.084, 119.3110, 26.085)])
    home = edit(engine, lambda c: make_building(c, footprint=across))
    row = held(engine, home)["a"]
    assert row.basis == "footprint"
    assert row.share == pytest.approx(2 / 3, abs=1e-3)


def test_what_is_recorded_beats_the_map_for_its_layout(engine: Engine) -> None:
    home = edit(engine, make_building)
    west, east = edit(engine, lambda c: (make_zone(c, code="a", shape=WEST), make_zone(c, code="b", shape=EAST)))
    edit(engine, lambda c: make_zone(c, make_layout(c, code="other"), code="o", shape=WEST))
    place(engine, home, 119.305, 26.085)
    assert {code: row.basis for code, row in held(engine, home).items()} == {"a": "point", "o": "point"}
    assert edit(engine, lambda c: memberships.record(c, again(c, home), [again(c, east)]))
    assert {code: row.basis for code, row in held(engine, home).items()} == {"b": "recorded", "o": "point"}
    assert not edit(engine, lambda c: memberships.record(c, again(c, home), [again(c, east)]))
    place(engine, home, 119.306, 26.085)
    assert held(engine, home).keys() == {"b", "o"}
    assert edit(engine, lambda c: memberships.record(c, again(c, home), []))
    assert held(engine, home).keys() == {west.code, "o"}


def test_a_building_without_a_place_is_in_no_zone(engine: Engine) -> None:
    edit(engine, lambda c: make_zone(c, code="a", shape=WEST))
    assert held(engine, edit(engine, make_building)) == {}


def test_reference_records_are_made_once_and_shapes_must_have_an_inside(engine: Engine) -> None:
    first = edit(engine, make_subdistrict)
    assert edit(engine, make_subdistrict).key == first.key
    assert edit(engine, lambda c: make_building(c, subdistrict_code=first.code)).subdistrict_code == "350102001"
    zone = edit(engine, lambda c: make_zone(c, code="a", shape=WEST))
    assert edit(engine, lambda c: make_zone(c, code="a", shape=WEST)).version == 1
    assert edit(engine, lambda c: make_zone(c, code="a", shape=EAST)).version == 2
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    for shape in (bow, shapely.Point(0, 0), shapely.Polygon()):
        with pytest.raises(InvalidValue):
            zones.multipolygon(shape)
    with work.reading(engine) as session:
        assert zones.by_code(session, "a").key == zones.by_code(session, "a", "plan").key == zone.key
        with pytest.raises(NotFound):
            zones.by_code(session, "a", "elsewhere")


@settings(max_examples=100)
@given(st.tuples(st.integers(-5, 25), st.integers(-5, 15)), st.booleans())
def test_membership_of_grid_points_follows_from_their_coordinates(at: tuple[int, int], exclusive: bool) -> None:
    lon, lat = 119.30 + at[0] / 1000, 26.08 + at[1] / 1000
    group = "g" if exclusive else None
    drawn = [
        Zone(id=key, layout_id=1, code=code, name=code, kind="core", exclusive_group=group, shape=shape)
        for key, code, shape in ((1, "b", _grid(0, 10)), (2, "a", _grid(10, 20)))
    ]
    home = Building(code="GL-0001", name="x", point=shapely.Point(lon, lat))
    inside = {1: 0 <= at[0] <= 10 and 0 <= at[1] <= 10, 2: 10 <= at[0] <= 20 and 0 <= at[1] <= 10}
    expected = {key for key, there in inside.items() if there}
    if exclusive and expected == {1, 2}:
        expected = {2}
    assert {place.zone_id for place in memberships.place_in(home, drawn)} == expected


def _grid(first: int, last: int) -> shapely.Polygon:
    """A box whose corners are the very floating-point numbers of the grid."""
    return shapely.box(119.30 + first / 1000, 26.08, 119.30 + last / 1000, 26.08 + 10 / 1000)


def test_a_subdistrict_of_another_district_is_refused(engine: Engine) -> None:
    with pytest.raises(InvalidValue, match="other_district"):
        edit(engine, lambda c: zones.ensure_subdistrict(c, "350103001", "别区街道", "subdistrict"))
