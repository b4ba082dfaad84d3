"""The real register: only what sources say, once, and never over what people made of it since."""

import csv
import datetime as dt
from pathlib import Path

from sqlalchemy import Engine, text

from buildings.database import work
from buildings.facts import refresh
from buildings.imports import gaps, real
from buildings.settings import DATA
from tests.builders.imported import dump, load
from tests.builders.workbooks import building_row, enterprise_row, lease_row, make_workbook, room_row, tax_row

DAY = dt.date(2026, 10, 31)


def start(engine: Engine) -> int:
    return work.run(engine, real.load, actor="cli:tester", action="load", refresh=refresh.refresh)


def one(engine: Engine, query: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_named_buildings_come_in_the_order_of_the_file(engine: Engine) -> None:
    assert start(engine) == 39
    with (DATA / "facts" / "buildings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert one(engine, "select name from buildings order by code") == [(row["name"],) for row in rows]
    assert one(engine, "select code from buildings order by code")[-1] == ("GL-0039",)
    assert one(engine, "select distinct origin from buildings") == [("real",)]
    located = sum(bool(row["point_id"]) for row in rows)
    assert one(engine, "select count(*) from buildings where point is not null") == [(located,)]
    assert one(engine, "select count(*) from building_states") == [(0,)]
    assert one(
        engine, "select policy_type, count(*) from buildings where policy_type is not null group by 1 order by 1"
    ) == [
        ("model", 2),
        ("new_build", 5),
        ("upgrade", 3),
    ]


def test_announced_figures_stay_claims(engine: Engine) -> None:
    start(engine)
    areas = "select b.code, a.kind, a.area_dm2 from building_areas a join buildings b on b.id = a.building_id"
    assert one(engine, areas) == [("GL-0038", "gross", 9_170_000)]
    assert one(engine, "select count(*) from buildings where floors_above is not null") == [(0,)]
    said = "select statement from building_claims c join buildings b on b.id = c.building_id where code = 'GL-0005'"
    assert sorted(one(engine, said))[:2] == [("120000",), ("46",)]
    events = (
        "select b.code, e.earliest, e.latest, e.stage from building_events e join buildings b on b.id = e.building_id"
        " order by b.code"
    )
    assert [tuple(map(str, row)) for row in one(engine, events)] == [
        ("GL-0001", "2009-10-01", "2009-10-31", "done"),
        ("GL-0026", "None", "2009-06-30", "done"),
        ("GL-0027", "None", "2009-06-30", "done"),
        ("GL-0032", "2023-01-01", "2023-01-31", "started"),
        ("GL-0038", "2024-03-01", "2024-03-31", "done"),
    ]


def test_the_layout_is_schematic_and_its_clusters_exclude_each_other(engine: Engine) -> None:
    start(engine)
    zones = "select code, kind, exclusive_group, schematic from zones order by code"
    assert one(engine, zones) == [
        ("belt_east", "belt", None, True),
        ("belt_west", "belt", None, True),
        ("cluster_core", "cluster", "cluster", True),
        ("cluster_north", "cluster", "cluster", True),
        ("cluster_south", "cluster", "cluster", True),
        ("core", "core", None, True),
    ]
    assert one(engine, "select count(*) from subdistricts") == [(10,)]
    clusters = (
        "select count(*), count(distinct building_id) from zone_memberships m join zones z on z.id = m.zone_id"
        " where z.kind = 'cluster'"
    )
    located = one(engine, "select count(*) from buildings where point is not null")[0][0]
    assert one(engine, clusters) == [(located, located)]


def test_a_second_start_changes_nothing(engine: Engine) -> None:
    start(engine)
    before = dump(engine, "audit_entries")
    assert start(engine) == 0
    assert dump(engine, "audit_entries") == before


def test_what_people_made_of_it_since_stays(engine: Engine, tmp_path: Path) -> None:
    start(engine)
    row = {"code": "GL-0001", "name": "信和广场（一期）", "room_register": "是", "address": "五四路 137 号"}
    load(engine, make_workbook(tmp_path, "buildings", [row]))
    before = dump(engine, "audit_entries")
    start(engine)
    assert dump(engine, "audit_entries") == before


def test_gaps_name_what_they_spoil(engine: Engine) -> None:
    start(engine)
    with work.reading(engine) as session:
        found = gaps.find(session, DAY)
        shown = gaps.listed(session, DAY, "zh")
        english = gaps.listed(session, DAY, "en")
    assert len(shown) == len(english) == len(found)
    by_slug = {slug: [gap for gap in found if gap.slug == slug] for slug in {gap.slug for gap in found}}
    assert [gap.what for gap in by_slug["places_close"]] == ["GL-0003 福晟财富中心"]
    assert by_slug["places_close"][0].details == {"other": "GL-0012 华丰大厦", "metres": 38}
    assert len(by_slug["office_area_unknown"]) == 39
    assert len(by_slug["gross_area_unknown"]) == 38
    assert len(by_slug["place_unknown"]) == 39 - 21
    assert {gap.what[:7] for gap in by_slug["only_announced"]} == {"GL-0005", "GL-0006", "GL-0032"}
    assert (
        "真实登记",
        "GL-0003 福晟财富中心",
        "与 GL-0012 华丰大厦 相距 38 米，可能是同一处。",
        "楼宇数、地图",
    ) in shown
    assert all(all(row[index] for index in (0, 1, 2)) for row in shown + english)


def test_gaps_of_a_register_with_rooms_leases_and_tax(engine: Engine, tmp_path: Path) -> None:
    party = {"enterprise_code": None, "party_name": "某工作室"}
    firms = [enterprise_row(1), enterprise_row(2, uscc="1", uscc_override_reason="旧码")]
    away = {"lon": 119.2, "lat": 26.0, "datum": "wgs84", "accuracy_m": 30}
    houses = [building_row(1, lettable_declared=300), building_row(2), building_row(3) | away]
    load(
        engine,
        make_workbook(tmp_path, "enterprises", firms),
        make_workbook(tmp_path, "buildings", houses),
        make_workbook(tmp_path, "rooms", [room_row("101"), room_row("102"), room_row("201", building=3, area=None)]),
        make_workbook(tmp_path, "leases", [lease_row("Z", area=1) | party]),
        make_workbook(tmp_path, "taxes", [tax_row("A", zzs=1)], name="税收 2026-01.xlsx"),
        make_workbook(tmp_path, "taxes", [tax_row("A", 202603, zzs=1)], name="税收 2026-03.xlsx"),
    )
    with work.reading(engine) as session:
        found = {(gap.slug, gap.what) for gap in gaps.find(session, DAY)}
    assert found >= {
        ("lettable_differs", "SF-0001 示范大厦1"),
        ("rooms_missing", "SF-0002 示范大厦2"),
        ("room_area_unknown", "SF-0003 示范大厦3"),
        ("place_outside", "SF-0003 示范大厦3"),
        ("uscc_missing", "E-000001"),
        ("uscc_stands", "E-000002 示范企业2"),
        ("industry_unknown", "E-000001、E-000002"),
        ("party_unlinked", "某工作室"),
        ("taxpayer_unlinked", "A"),
        ("month_missing", "2026-02"),
    }
