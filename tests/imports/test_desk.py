"""What a good file brings, and what the same file brings again: nothing."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from buildings.database import work
from buildings.demo.codes import credit_code as uscc
from buildings.errors import FileRejected, WrongOrigin
from buildings.imports import desk
from tests.builders.imported import dump, load
from tests.builders.workbooks import (
    building_row,
    enterprise_row,
    lease_row,
    make_workbook,
    project_row,
    room_row,
    score_row,
    split_row,
    tax_row,
)

D = dt.date


def district(folder: Path) -> list[Path]:
    """A small district in eight files, with most of what the maps can say."""
    folder.mkdir(exist_ok=True)
    enterprises = [
        enterprise_row(
            1,
            uscc=uscc(1),
            kind="公司",
            in_district="是",
            section="J",
            division="66",
            industry_from=D(2020, 1, 1),
        ),
        enterprise_row(2, uscc=uscc(2), former_names="旧名一；旧名二", central_income_tax="是"),
        enterprise_row(3, uscc="123", uscc_override_reason="外国代表处旧码", taxpayer_code="OLD-3"),
        enterprise_row(4),
    ]
    buildings = [
        building_row(1, aliases="甲座；老楼", subdistrict_code="鼓东街道", star="三星", operator_code="E-000004")
        | {"lon": 119.3, "lat": 26.09, "datum": "gcj02", "accuracy_m": 30}
        | {"granted_on": D(2025, 1, 1), "valid_until": D(2027, 12, 31)}
        | {"completed_earliest": D(2010, 1, 1), "renovated_on": "2020年5月1日", "area_from": D(2015, 1, 1)},
        building_row(2, room_register="否", lettable_declared=5000, zones="core", subdistrict_code="350102004"),
        building_row(3, room_register="否", gross_area=None, office_area=None),
    ]
    rooms = [
        room_row("101", owner_name="某业主", management="自持", use="办公"),
        room_row("102", area=None, lettable="否"),
        room_row("103", outage_area=20, owner_code="E-000004")
        | {"outage_from": D(2026, 3, 1), "outage_to": D(2026, 4, 30)},
        room_row("B1", floor_label="B1", floor_order=None, valid_to=D(2030, 1, 1)),
    ]
    leases = [
        lease_row("Z-1", area=40),
        lease_row("Z-1", area=10, unit_label="103"),
        lease_row("Z-2", renewal_of="Z-1", area=40, starts_on=D(2027, 1, 1), ends_on=None),
        lease_row("Z-3", building=2, unit_label=None, enterprise_code=None, area=50)
        | {"party_name": "某工作室", "party_code": "X1"}
        | {"rent": None, "rent_unit": None},
        lease_row(None, building=2, unit_label=None, enterprise_code="E-000002", kind="自用", ends_on=None, area=800),
    ]
    taxes = [
        tax_row(uscc(1), zzs=100.5, qysds=-3) | {"zzs.retained": 25},
        tax_row(uscc(1), zzs=1) | {"zzs.retained": None},
        tax_row("OLD-3", jyffj=2),
        tax_row("无此码", yhs=9.99),
        tax_row(uscc(2)),
    ]
    projects = [
        project_row(finished_plan=D(2026, 12, 1), source="街道报送"),
        project_row("大堂改造", building=2, started_on=None, one_hand="代管"),
    ]
    granted = D(2025, 1, 1)
    scores = [
        score_row("lifts", 20, granted_on=granted),
        score_row("safety_accident", None, answer="不明", granted_on=granted),
    ]
    splits = [split_row(uscc(1), weight=2), split_row(uscc(1), "区外", weight=1)]
    return [
        make_workbook(folder, "enterprises", enterprises),
        make_workbook(folder, "buildings", buildings),
        make_workbook(folder, "rooms", rooms),
        make_workbook(folder, "leases", leases),
        make_workbook(folder, "projects", projects),
        make_workbook(folder, "scores", scores),
        make_workbook(folder, "taxes", taxes, name="税收 2026-01.xlsx"),
        make_workbook(folder, "splits", splits),
    ]


def one(engine: Engine, query: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_a_district_goes_in_and_a_second_time_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    paths = district(tmp_path / "files")
    first = load(engine, *reversed(paths), facts=True)
    assert [(each.kind, each.new, each.changed, each.unchanged, each.absent) for each in first] == [
        ("enterprises", 4, 0, 0, 0),
        ("buildings", 3, 0, 0, 0),
        ("rooms", 4, 0, 0, 0),
        ("leases", 4, 0, 0, 0),
        ("projects", 2, 0, 0, 0),
        ("scores", 2, 0, 0, 0),
        ("taxes", 4, 0, 0, 0),
        ("splits", 1, 0, 0, 0),
    ]
    before = dump(engine, "audit_entries", "editions")
    again = load(engine, *paths, facts=True)
    assert [(each.new, each.changed, each.absent, each.idle) for each in again] == [(0, 0, 0, True)] * 8
    assert dump(engine, "audit_entries", "editions") == before


def test_what_the_cells_say_is_what_is_recorded(engine: Engine, tmp_path: Path) -> None:
    load(engine, *district(tmp_path / "files"))
    assert one(engine, "select code, uscc from enterprises order by code")[2] == ("E-000003", "123")
    assert one(engine, "select name from enterprise_names order by name") == [("旧名一",), ("旧名二",)]
    assert one(engine, "select section, division from industry_classes") == [("J", "66")]
    assert one(engine, "select in_district from registrations") == [("yes",)]
    assert one(engine, "select subdistrict_code, floors_above from buildings where code like 'SF%' order by code")[
        :2
    ] == [
        ("350102001", None),
        ("350102004", None),
    ]
    kinds = "select kind, area_dm2 from building_areas order by kind, area_dm2"
    assert (
        one(engine, kinds) == [("gross", 1_000_000)] * 2 + [("lettable_declared", 500_000)] + [("office", 800_000)] * 2
    )
    assert one(engine, "select grade from ratings") == [("3",)]
    assert one(engine, "select kind, stage from building_events order by kind") == [
        ("completion", "done"),
        ("renovation", "done"),
    ]
    assert one(engine, "select label, floor_order, implicit from units order by label") == [
        ("101", 1, False),
        ("102", 1, False),
        ("103", 1, False),
        ("B1", -1, False),
        ("未分房间", None, True),
        ("未分房间", None, True),
    ]
    assert one(engine, "select area_dm2 from outages") == [(2000,)]
    assert sorted(one(engine, "select coalesce(owner_name, '—') from ownerships")) == [("—",), ("某业主",)]
    assert one(engine, "select count(*) from lease_units") == [(5,)]
    renewed = "select l.number, b.number from leases l join leases b on b.id = l.renewal_of"
    assert one(engine, renewed) == [("Z-2", "Z-1")]
    assert one(engine, "select name, code_as_given, reported_by from reported_parties") == [
        ("某工作室", "X1", "示范业主")
    ]
    basis = "select basis, z.code from zone_memberships m join zones z on z.id = m.zone_id where basis = 'recorded'"
    assert one(engine, basis) == [("recorded", "core")]
    assert one(engine, "select count(*) from zone_memberships where basis = 'point'")[0] != (0,)


def test_tax_is_added_up_per_taxpayer_and_linked_by_its_code(engine: Engine, tmp_path: Path) -> None:
    load(engine, *district(tmp_path / "files"))
    paid = (
        "select t.code, p.column_key, p.amount_fen, p.retained_fen, e.code from tax_payments p"
        " join taxpayers t on t.id = p.taxpayer_id left join taxpayer_links k on k.taxpayer_id = t.id"
        " left join enterprises e on e.id = k.enterprise_id"
    )
    assert sorted(one(engine, paid), key=repr) == sorted(
        [
            (uscc(1), "qysds", -300, None, "E-000001"),
            (uscc(1), "zzs", 10150, None, "E-000001"),
            (uscc(2), "zzs", 0, None, "E-000002"),
            ("OLD-3", "jyffj", 200, None, "E-000003"),
            ("无此码", "yhs", 999, None, None),
        ],
        key=repr,
    )
    assert one(engine, "select code from taxpayers where central_income_tax") == [(uscc(2),)]


def test_an_edited_file_changes_what_it_says_and_keeps_the_rest(engine: Engine, tmp_path: Path) -> None:
    load(engine, *district(tmp_path / "files"))
    renamed = make_workbook(tmp_path, "enterprises", [enterprise_row(1, name="新名", uscc=uscc(1))])
    (outcome,) = load(engine, renamed)
    assert (outcome.new, outcome.changed, outcome.unchanged, outcome.absent) == (0, 1, 0, 3)
    assert outcome.left_out == ("E-000002", "E-000003", "E-000004")
    first = outcome.differences[0]
    assert (first.code, first.header, first.before, first.after) == ("E-000001", "企业名称", "示范企业1", "新名")
    assert one(engine, "select name, version from enterprises where code = 'E-000001'") == [("新名", 2)]
    assert one(engine, "select name from enterprises_history") == [("示范企业1",)]
    assert ("示范企业1",) in one(engine, "select name from enterprise_names")
    assert one(engine, "select section from industry_classes") == [("J",)]


def test_a_new_area_from_a_day_ends_the_old_one(engine: Engine, tmp_path: Path) -> None:
    load(engine, make_workbook(tmp_path, "buildings", [building_row(office_area=None)]))
    load(
        engine,
        make_workbook(
            tmp_path, "buildings", [building_row(office_area=None, gross_area=9000, area_from=D(2026, 5, 1))]
        ),
    )
    areas = "select area_dm2, valid_from, valid_to from building_areas order by area_dm2"
    found = [tuple(str(value) for value in row) for row in one(engine, areas)]
    assert found == [("900000", "2026-05-01", "None"), ("1000000", "None", "2026-04-30")]


def test_an_empty_cell_says_what_its_note_says_and_a_missing_column_nothing(engine: Engine, tmp_path: Path) -> None:
    load(engine, *district(tmp_path / "files")[:4])
    row = lease_row("Z-1", area=40, ends_on=None)
    del row["signed_on"]
    other = lease_row("Z-1", area=10, unit_label="103")
    del other["signed_on"]
    (outcome,) = load(engine, make_workbook(tmp_path, "leases", [row, other]))
    assert (outcome.changed, outcome.absent) == (1, 3)
    assert one(engine, "select count(*) from lease_units where ends_on is null") == [(3,)]
    assert [str(day) for (day,) in one(engine, "select signed_on from leases where number = 'Z-1'")] == ["2025-12-01"]


def test_a_tax_file_is_a_new_version_of_its_month(engine: Engine, tmp_path: Path) -> None:
    first = make_workbook(
        tmp_path, "taxes", [tax_row("A", zzs=1), tax_row("B", zzs=2), tax_row("C", zzs=3)], name="税收 2026-01.xlsx"
    )
    load(engine, first)
    second = make_workbook(
        tmp_path, "taxes", [tax_row("A", zzs=1), tax_row("B", zzs=5), tax_row("D", zzs=4)], name="税收 2026-01.xlsx"
    )
    (outcome,) = load(engine, second)
    assert (outcome.new, outcome.changed, outcome.unchanged, outcome.absent, outcome.left_out) == (1, 2, 1, 1, ("C",))
    assert one(engine, "select delivery, current from tax_files order by delivery") == [(1, False), (2, True)]
    assert one(engine, "select sum(amount_fen) from tax_payments") == [(1000,)]
    assert one(engine, "select count(*) from tax_payments_history") == [(3,)]
    assert outcome.differences == ()


def test_preview_says_what_would_change_and_writes_nothing(engine: Engine, tmp_path: Path) -> None:
    paths = district(tmp_path / "files")
    load(engine, *paths[:3])
    before = dump(engine)
    with work.reading(engine) as session:
        plan = desk.preview(session, desk.read(paths[3]))
    assert plan.counts() == {"new": 4, "changed": 0, "unchanged": 0, "absent": 0}
    assert dump(engine) == before


def test_demonstration_and_real_files_do_not_mix(engine: Engine, tmp_path: Path) -> None:
    marked = make_workbook(tmp_path, "enterprises", [enterprise_row()], mark="示范数据")
    plain = make_workbook(tmp_path, "enterprises", [enterprise_row(2)], name="b.xlsx")
    before = dump(engine)
    with pytest.raises(WrongOrigin):
        load(engine, marked)
    assert dump(engine) == before
    load(engine, marked, demonstration=True)
    assert one(engine, "select origin from enterprises") == [("demonstration",)]
    assert one(engine, "select distinct origin from zones") == [("real",)]
    with pytest.raises(WrongOrigin):
        load(engine, plain)


def test_a_later_file_that_fails_takes_the_earlier_ones_with_it(engine: Engine, tmp_path: Path) -> None:
    paths = district(tmp_path / "files")
    bad = make_workbook(tmp_path, "splits", [split_row("谁也不是")])
    before = dump(engine)
    with pytest.raises(FileRejected) as caught:
        load(engine, *paths[:-1], bad)
    assert caught.value.details["file"] == "手工分摊.xlsx"
    assert dump(engine) == before


def test_notes_of_a_file_come_with_its_outcome(engine: Engine, tmp_path: Path) -> None:
    (outcome,) = load(engine, make_workbook(tmp_path, "enterprises", [enterprise_row(name=" 名 称 ")]))
    assert [note.slug for note in outcome.notes] == ["cleaned"]
    assert "1 个单元格" in outcome.notes[0].say()
