"""No unit is over-let on any day, no lease stands outside its unit's life: an independent sweep over the workbooks."""

import datetime as dt
import itertools
from collections import defaultdict

import pytest

from buildings.demo.district import draw
from buildings.demo.plan import Plan
from tests.demo import reading
from tests.demo.conftest import LAST
from tests.demo.reading import Files

Unit = tuple[str, str]
Taken = tuple[dt.date, dt.date, float | None]


def taken(files: Files) -> dict[Unit, list[Taken]]:
    """Lets and outages of every unit."""
    found: dict[Unit, list[Taken]] = defaultdict(list)
    for let in reading.lets(files):
        found[let.unit].append((let.first, let.last, let.area))
    for row in files.rooms:
        if row["停用起始日"]:
            area = row["停用面积"] or None
            last = row["停用终止日"] or reading.FOREVER
            found[row["楼宇编码"], str(row["房号"])].append((row["停用起始日"], last, area))
    return found


def over_let(taken_by: list[Taken], area: float) -> list[dt.date]:
    """First days on which more is taken than there is (area in hundredths, so that sums are exact)."""
    found = []
    for day in {first for first, _, _ in taken_by}:
        running = [part for first, last, part in taken_by if first <= day <= last]
        if sum(round(100 * (area if part is None else part)) for part in running) > round(100 * area):
            found.append(day)
    return found


def test_no_unit_is_over_let_on_any_day(full: Files) -> None:
    areas = reading.unit_areas(full)
    wrong, looked_at = {}, 0
    for unit, found in taken(full).items():
        area = areas[unit]
        if area is not None:
            looked_at += 1
            days = over_let(found, area)
            if days:
                wrong[unit] = days
    assert wrong == {}
    assert looked_at > 7_000


def test_the_sweep_sees_an_over_let_unit() -> None:
    may, june = dt.date(2026, 5, 31), dt.date(2026, 6, 1)
    assert over_let([(may, june, 60.0), (june, june, 40.01)], 100.0) == [june]
    assert over_let([(may, may, None), (june, june, None)], 100.0) == []


def test_a_room_of_unknown_area_has_one_tenant_at_a_time(full: Files) -> None:
    unknown = {unit for unit, area in reading.unit_areas(full).items() if area is None and unit[1]}
    assert unknown
    for unit in unknown:
        spans = sorted((first, last) for first, last, _ in taken(full)[unit])
        assert all(before[1] < after[0] for before, after in itertools.pairwise(spans))


def test_leases_lie_within_the_life_of_their_room(full: Files) -> None:
    life = {
        (row["楼宇编码"], str(row["房号"])): (row["起始日"] or dt.date(1900, 1, 1), row["终止日"] or reading.FOREVER)
        for row in full.rooms
    }
    outside = [let for let in reading.lets(full) if let.unit in life and not _within(let, life[let.unit])]
    assert outside == []
    ended = {unit for unit, (_, last) in life.items() if last < reading.FOREVER}
    assert ended & {let.unit for let in reading.lets(full)}


def _within(let: reading.Let, life: tuple[dt.date, dt.date]) -> bool:
    return life[0] <= let.first and let.last <= life[1]


def test_split_and_joined_rooms_keep_their_area(full: Files) -> None:
    by_day: dict[tuple[str, dt.date], int] = defaultdict(int)
    for row in full.rooms:
        if row["起始日"]:
            by_day[row["楼宇编码"], row["起始日"]] += round(row["面积"] * 100)
        if row["终止日"]:
            by_day[row["楼宇编码"], row["终止日"] + dt.timedelta(1)] -= round(row["面积"] * 100)
    assert by_day
    assert set(by_day.values()) == {0}


def test_lettable_rooms_add_up_to_what_is_declared(full: Files) -> None:
    rooms: dict[str, float] = defaultdict(float)
    for row in full.rooms:
        if row["可租售"] == "是" and not row["终止日"]:
            rooms[row["楼宇编码"]] += row["面积"] or 0
    unknown = {row["楼宇编码"] for row in full.rooms if row["面积"] == ""}
    for house in full.houses:
        if house["可租售面积"] != "" and house["有房间台账"] == "是" and house["楼宇编码"] not in unknown:
            assert round(rooms[house["楼宇编码"]], 2) == house["可租售面积"]


@pytest.mark.parametrize(("months", "buildings"), [(15, 272), (18, 48), (24, 60), (3, 40), (12, 120)])
def test_no_room_is_out_of_service_before_it_is_there_or_after(months: int, buildings: int) -> None:
    drawn = draw(Plan(1, months, LAST, buildings)).rooms
    outages = [room for room in drawn if room.outage_from is not None]
    assert outages
    for room in outages:
        first, last = room.outage_from or 0, room.outage_to
        assert room.valid_from is None or first >= room.valid_from
        assert room.valid_to is None or (last is not None and last <= room.valid_to)
