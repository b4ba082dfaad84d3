"""Buildings, rooms, owners: the implicit unit, split and join, places in four datums, areas by date."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from shapely import Point
from sqlalchemy import Engine

from buildings import datum
from buildings.database import work
from buildings.errors import DomainError, InvalidValue
from buildings.register import buildings, leases, owners, periods, records, successions, units
from buildings.register.buildings import Building, BuildingEvent
from buildings.register.owners import Ownership, Share
from buildings.register.tables.units import Unit, UnitArea, UnitSuccession
from tests.builders.register import again, edit, make_building, make_enterprise, make_lease, make_unit

D = dt.date


def test_the_implicit_unit_keeps_step_with_the_declared_area(engine: Engine) -> None:
    home = edit(engine, lambda c: make_building(c, room_register=False))
    assert areas(engine, home) == [(None, None, None)]
    edit(engine, lambda c: buildings.set_area(c, again(c, home), "lettable_declared", 900, valid_from=D(2026, 2, 1)))
    assert areas(engine, home) == [(None, D(2026, 1, 31), None), (D(2026, 2, 1), None, 900)]
    edit(engine, lambda c: buildings.set_area(c, again(c, home), "lettable_declared", 800, valid_from=D(2026, 3, 1)))
    assert [row[2] for row in areas(engine, home)] == [None, 900, 800]
    assert not edit(
        engine, lambda c: buildings.set_area(c, again(c, home), "lettable_declared", 800, valid_from=D(2026, 3, 1))
    )
    edit(engine, lambda c: buildings.set_area(c, again(c, home), "gross", 5_000))
    assert [row[2] for row in areas(engine, home)] == [None, 900, 800]


def areas(engine: Engine, home: Building) -> list[tuple[D | None, D | None, int | None]]:
    def look(changes: work.Changes) -> list[tuple[D | None, D | None, int | None]]:
        unit = units.by_label(changes.session, again(changes, home), None)
        rows = periods.of(changes, UnitArea, {"unit_id": unit.key})
        assert all(row.lettable for row in rows)
        return [(row.valid_from, row.valid_to, row.area_dm2) for row in rows]

    return edit(engine, look)


def test_a_room_register_comes_and_goes_only_when_nothing_is_lost(engine: Engine) -> None:
    home = edit(engine, lambda c: make_building(c, room_register=False))
    lease = edit(engine, lambda c: make_lease(c, [units.by_label(c.session, again(c, home), None)]))
    switch = {"room_register": True}
    assert refused(engine, lambda c: buildings.update(c, again(c, home), switch)) == "implicit_unit_let"
    assert refused(engine, lambda c: make_unit(c, again(c, home))) == "no_room_register"
    edit(engine, lambda c: leases.void(c, again(c, lease), "误"))
    edit(engine, lambda c: buildings.update(c, again(c, home), switch))
    edit(engine, lambda c: make_unit(c, again(c, home), label="101"))
    assert refused(engine, lambda c: make_unit(c, again(c, home), label="101")) == "room_exists"
    assert refused(engine, lambda c: buildings.update(c, again(c, home), {"room_register": False})) == "has_rooms"
    assert refused(engine, lambda c: units.by_label(c.session, again(c, home), None)) == "not_found"
    assert refused(engine, lambda c: units.by_label(c.session, again(c, home), "102")) == "not_found"


def refused(engine: Engine, do: Callable[[work.Changes], object]) -> str:
    with pytest.raises(DomainError) as refusal:
        edit(engine, do)
    return refusal.value.name


def put(home: Building, degrees: tuple[float, ...], name: str, changes: work.Changes) -> bool:
    return buildings.place(changes, again(changes, home), degrees[0], degrees[1], name, accuracy_m=5, source="测")


def test_a_point_is_kept_in_wgs84_whatever_it_was_given_in(engine: Engine) -> None:
    true = (119.3001, 26.0801)
    gcj = tuple(float(value) for value in datum.to_gcj02(*true))
    bd = tuple(float(value) for value in datum.gcj02_to_bd09(*gcj))
    home = edit(engine, make_building)
    for given, name in ((true, "wgs84"), (true, "cgcs2000"), (gcj, "gcj02"), (bd, "bd09")):
        edit(engine, partial(put, home, given, name))
        with work.reading(engine) as session:
            row = session.get_one(Building, home.key)
            assert isinstance(row.point, Point)
            assert (row.point.x, row.point.y) == pytest.approx(true, abs=1e-7)
            assert (row.point_accuracy_m, row.version) == (5, 2)
    assert refused(engine, lambda c: buildings.place(c, again(c, home), 26.08, 119.3, "wgs84")) == "no_such_place"
    assert refused(engine, lambda c: buildings.place(c, again(c, home), 119.3, 26.08, "beijing54")) == "unknown_datum"


@pytest.mark.parametrize("values", [{"use": "castle"}, {"floors_above": -1}, {"name": ""}, {"point_accuracy_m": -1}])
def test_values_that_break_their_field_are_refused_by_name(engine: Engine, values: dict[str, Any]) -> None:
    home = edit(engine, make_building)
    with pytest.raises(InvalidValue) as refusal:
        edit(engine, lambda c: buildings.update(c, again(c, home), values))
    assert refusal.value.details["field"] == next(iter(values))


def test_events_are_said_once(engine: Engine) -> None:
    home = edit(engine, make_building)
    for _ in range(2):
        edit(engine, lambda c: buildings.add_event(c, again(c, home), "completion", None, D(2009, 7, 1), source="报"))
    with work.reading(engine) as session:
        assert len(session.execute(records.standing(BuildingEvent)).scalars().all()) == 1
    assert (
        refused(engine, lambda c: buildings.add_event(c, again(c, home), "completion", D(2010, 1, 1), D(2009, 1, 1)))
        == "days_backwards"
    )
    assert refused(engine, lambda c: buildings.add_event(c, again(c, home), "fire", None)) == "invalid_value"


def test_split_ends_the_room_and_begins_others(engine: Engine) -> None:
    room = edit(
        engine, lambda c: make_unit(c, label="501", floor_label="5", floor_order=5, area_dm2=10_000, use="办公")
    )
    edit(engine, lambda c: units.take_out(c, again(c, room), D(2026, 1, 1), area_dm2=500))
    old = edit(engine, lambda c: make_lease(c, [again(c, room)], ends_on=D(2026, 6, 30), area_dm2=9_000))
    day = D(2026, 7, 1)
    parts = [("501A", 4_000), ("501B", 5_900)]
    assert (
        refused(engine, lambda c: successions.split(c, again(c, room), parts, D(2026, 6, 30)))
        == "lease_would_be_stranded"
    )
    assert (
        refused(engine, lambda c: successions.split(c, again(c, room), [("a", 4_000), ("b", 6_001)], day))
        == "parts_too_large"
    )
    assert refused(engine, lambda c: successions.split(c, again(c, room), [], day)) == "nothing_to_split"
    new = edit(engine, lambda c: successions.split(c, again(c, room), parts, day))
    with work.reading(engine) as session:
        assert session.get_one(Unit, room.key).valid_to == D(2026, 6, 30)
        assert [(one.label, one.floor_order, one.valid_from) for one in new] == [("501A", 5, day), ("501B", 5, day)]
        links = session.execute(records.standing(UnitSuccession)).scalars().all()
        assert {(link.from_unit_id, link.to_unit_id, link.on_day) for link in links} == {
            (room.key, one.key, day) for one in new
        }
        area = session.execute(records.standing(UnitArea)).scalars().all()
        assert {(one.unit_id, one.use) for one in area} == {
            (key, "办公") for key in (room.key, *(one.key for one in new))
        }
    assert (
        refused(
            engine, lambda c: leases.end_early(c, again(c, old), None) or make_lease(c, [again(c, room)], starts_on=day)
        )
        == "unit_not_there"
    )
    assert refused(engine, lambda c: successions.split(c, again(c, room), parts, D(2026, 8, 1))) == "unit_over"
    whole = edit(engine, lambda c: successions.join(c, [again(c, one) for one in new], "501大", 9_900, D(2027, 1, 1)))
    assert (whole.valid_from, whole.floor_label) == (D(2027, 1, 1), "5")


def test_owners_share_a_unit_by_date(engine: Engine) -> None:
    room, firm = edit(engine, make_unit), edit(engine, make_enterprise)
    two = [Share(firm.key, None, 600_000), Share(None, "业主乙", 400_000)]
    assert edit(engine, lambda c: owners.own(c, again(c, room), [Share(firm.key)]))
    assert edit(engine, lambda c: owners.own(c, again(c, room), two, D(2026, 5, 1)))
    assert not edit(engine, lambda c: owners.own(c, again(c, room), two, D(2026, 5, 1)))
    with work.reading(engine) as session:
        rows = session.execute(records.standing(Ownership)).scalars().all()
        held = {
            day: sorted(row.share_ppm for row in rows if records.holds_on(row, day))
            for day in (D(2026, 4, 30), D(2026, 5, 1))
        }
    assert held == {D(2026, 4, 30): [1_000_000], D(2026, 5, 1): [400_000, 600_000]}
    assert (
        refused(engine, lambda c: owners.own(c, again(c, room), [*two, Share(firm.key, None, 1)]))
        == "shares_over_whole"
    )
    assert edit(engine, lambda c: owners.manage(c, again(c, room), "custody", valid_from=D(2026, 1, 1)))
    assert not edit(engine, lambda c: owners.manage(c, again(c, room), "custody", valid_from=D(2026, 1, 1)))


def test_a_building_with_leases_is_not_voided(engine: Engine) -> None:
    lease = edit(engine, make_lease)
    with work.reading(engine) as session:
        part = leases.parts_of(session, lease)[0]
        home = session.get_one(Building, session.get_one(Unit, part.unit_id).building_id)
    assert refused(engine, lambda c: buildings.void(c, again(c, home), "误")) == "building_let"
    edit(engine, lambda c: leases.void(c, again(c, lease), "误"))
    edit(engine, lambda c: buildings.void(c, again(c, home), "误"))
