"""The real register: only what sources say, once, and never over what people made of it since."""

import csv
from pathlib import Path

from sqlalchemy import Engine, text

from buildings.database import work
from buildings.facts import refresh
from buildings.imports import real
from buildings.settings import DATA
from tests.builders.imported import dump, load
from tests.builders.workbooks import make_workbook


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
        engine, "select value, count(*) from building_types where kind = 'policy_type' group by 1 order by 1"
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
    before = dump(engine, "audit_entries", "editions")
    assert start(engine) == 0
    assert dump(engine, "audit_entries", "editions") == before


def test_what_people_made_of_it_since_stays(engine: Engine, tmp_path: Path) -> None:
    start(engine)
    row = {"code": "GL-0001", "name": "信和广场（一期）", "room_register": "是", "address": "五四路 137 号"}
    load(engine, make_workbook(tmp_path, "buildings", [row]))
    before = dump(engine, "audit_entries", "editions")
    start(engine)
    assert dump(engine, "audit_entries", "editions") == before
