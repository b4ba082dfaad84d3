"""Bad input, one thing at a time: a sentence with file, sheet, row and column, and a database that is as before."""

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Engine

from buildings.database import work
from buildings.demo.codes import credit_code as uscc
from buildings.errors import FileRejected
from buildings.imports import desk
from buildings.quantities import parse_month
from buildings.register import months
from tests.builders.imported import dump, load, refused
from tests.builders.workbooks import (
    Row,
    building_row,
    enterprise_row,
    lease_row,
    make_workbook,
    room_row,
    split_row,
    tax_row,
)

D = dt.date
TAX = "税收 2026-01.xlsx"


def test_a_text_where_a_number_belongs_and_a_negative_area(ready: Engine, tmp_path: Path) -> None:
    path = make_workbook(tmp_path, "rooms", [room_row("201", area="八十"), room_row("202"), room_row("203", area=-5)])
    found = refused(ready, path)
    assert [(each.slug, each.row, each.column, each.value) for each in found] == [
        ("not_a_number", 2, "面积", "八十"),
        ("negative_area", 4, "面积", -5.0),
    ]
    said = found[0].say()
    assert said == (
        "文件“房间台账.xlsx”，工作表“房间台账”，第 2 行，“面积”列：“八十”不是数字。"
        "单位为平方米，不为负，至多两位小数，如 86.40；不明则留空。"
    )


def test_files_that_cannot_be_read_at_all(ready: Engine, tmp_path: Path) -> None:
    text = tmp_path / "房间台账.xlsx"
    text.write_text("楼宇编码,房号\n", "utf-8")
    assert [each.slug for each in refused(ready, text)] == ["file_is_text"]
    assert [each.slug for each in refused(ready, tmp_path / "没有.xlsx")] == ["file_missing"]


LEASES: dict[str, tuple[list[Row], list[tuple[str, int, str]]]] = {
    "end before start": (
        [lease_row("N", starts_on=D(2026, 5, 1), ends_on=D(2026, 4, 30))],
        [("end_before_start", 2, "终止日")],
    ),
    "over capacity": ([lease_row("N", area=50)], [("capacity_exceeded", 2, "面积")]),
    "over capacity together": (
        [lease_row("N", area=30), lease_row("M", area=20)],
        [("capacity_exceeded", 3, "面积")],
    ),
    "two whole leases of a room of unknown area": (
        [lease_row("N", unit_label="102"), lease_row("M", unit_label="102")],
        [("whole_unit_taken", 3, "面积")],
    ),
    "unknown building": ([lease_row("N", building=9)], [("code_unknown", 2, "楼宇编码")]),
    "unknown room": ([lease_row("N", unit_label="909")], [("unit_unknown", 2, "房号")]),
    "no room named": ([lease_row("N", unit_label=None)], [("unit_missing", 2, "房号")]),
    "unknown enterprise": ([lease_row("N", enterprise_code="E-000999", area=1)], [("code_unknown", 2, "承租企业编码")]),
    "nobody": ([lease_row("N", enterprise_code=None, area=1)], [("party_missing", 2, "承租企业编码")]),
    "unknown renewal": ([lease_row("N", area=1, renewal_of="没有")], [("renewal_unknown", 2, "续租自")]),
    "its own renewal": ([lease_row("N", area=1, renewal_of="N")], [("renewal_unknown", 2, "续租自")]),
    "renewals in a circle": (
        [lease_row("N", area=1, renewal_of="M"), lease_row("M", area=1, renewal_of="N")],
        [("renewal_circle", 2, "续租自"), ("renewal_circle", 3, "续租自")],
    ),
    "the same room twice": ([lease_row("N", area=1), lease_row("N", area=2)], [("key_twice", 3, "租约编号")]),
    "rows of one lease that differ": (
        [lease_row("N", area=1), lease_row("N", area=1, unit_label="102", rent=90)],
        [("lease_rows_differ", 3, "租金")],
    ),
    "a rent without its unit": ([lease_row("N", area=1, rent_unit=None)], [("rent_without_unit", 2, "租金单位")]),
    "negative rent": ([lease_row("N", area=1, rent=-1)], [("negative_rent", 2, "租金")]),
    "no area": ([lease_row("N", area=0)], [("area_zero", 2, "面积")]),
}


def test_leases_that_will_not_do(ready: Engine, tmp_path: Path) -> None:
    for case, (rows, expected) in LEASES.items():
        found = refused(ready, make_workbook(tmp_path, "leases", rows))
        assert [(each.slug, each.row, each.column) for each in found] == expected, case


ROOMS: dict[str, tuple[list[Row], list[tuple[str, int, str]]]] = {
    "twice": ([room_row("1"), room_row("１")], [("key_twice", 3, "房号")]),
    "unknown building": ([room_row("1", building=9)], [("code_unknown", 2, "楼宇编码")]),
    "no room register": ([room_row("1", building=2)], [("no_room_register", 2, "楼宇编码")]),
    "too small for its lease": ([room_row("101", area=59.99)], [("unit_too_small", 2, "面积")]),
    "gone before its lease ends": ([room_row("101", valid_to=D(2026, 6, 30))], [("unit_not_there", 2, "面积")]),
    "out of service under a lease": ([room_row("101", outage_from=D(2026, 6, 1))], [("unit_too_small", 2, "面积")]),
    "ends before it begins": (
        [room_row("1", valid_from=D(2026, 2, 1), valid_to=D(2026, 1, 1))],
        [("end_before_start", 2, "终止日")],
    ),
    "an outage without a start": ([room_row("1", outage_area=5)], [("outage_without_start", 2, "停用起始日")]),
    "no area": (
        [room_row("1", area=0), room_row("2", area=0, lettable="是")],
        [("room_area_zero", 2, "面积"), ("room_area_zero", 3, "面积")],
    ),
    "nothing out of service": (
        [room_row("1", outage_from=D(2026, 6, 1), outage_area=0)],
        [("outage_area_zero", 2, "停用面积")],
    ),
    "unknown owner": ([room_row("1", owner_code="E-000999")], [("code_unknown", 2, "产权人企业编码")]),
}


def test_rooms_that_will_not_do(ready: Engine, tmp_path: Path) -> None:
    for case, (rows, expected) in ROOMS.items():
        found = refused(ready, make_workbook(tmp_path, "rooms", rows))
        assert [(each.slug, each.row, each.column) for each in found] == expected, case


ENTERPRISES: dict[str, tuple[list[Row], list[tuple[str, int, str]]]] = {
    "a failing code": ([enterprise_row(3, uscc=uscc(3)[:-1] + "0")], [("uscc_fails", 2, "统一社会信用代码")]),
    "a code of seventeen signs": ([enterprise_row(3, uscc=uscc(3)[:-1])], [("uscc_fails", 2, "统一社会信用代码")]),
    "a code somebody has": ([enterprise_row(3, uscc=uscc(1))], [("uscc_taken", 2, "统一社会信用代码")]),
    "two with one code": (
        [enterprise_row(3, uscc=uscc(4)), enterprise_row(4, uscc=uscc(4))],
        [("uscc_taken", 3, "统一社会信用代码")],
    ),
    "twice": ([enterprise_row(3), enterprise_row(3)], [("key_twice", 3, "企业编码")]),
    "a taxpayer of another": ([enterprise_row(3, taxpayer_code=uscc(1))], [("taxpayer_linked", 2, "纳税人识别号")]),
    "a kind nobody knows": ([enterprise_row(3, kind="合伙")], [("not_in_list", 2, "企业类型")]),
}


def test_enterprises_that_will_not_do(ready: Engine, tmp_path: Path) -> None:
    for case, (rows, expected) in ENTERPRISES.items():
        found = refused(ready, make_workbook(tmp_path, "enterprises", rows))
        assert [(each.slug, each.row, each.column) for each in found] == expected, case


def test_a_failing_code_stands_with_a_reason(ready: Engine, tmp_path: Path) -> None:
    row = enterprise_row(3, uscc=uscc(3)[:-1] + "0", uscc_override_reason="工商登记原件如此")
    assert load(ready, make_workbook(tmp_path, "enterprises", [row]))[0].new == 1


BUILDINGS: dict[str, tuple[list[Row], list[tuple[str, int, str]]]] = {
    "half a point": ([building_row(3, lon=119.3)], [("half_a_point", 2, "纬度")]),
    "a point without its datum": ([building_row(3, lon=119.3, lat=26.0)], [("datum_missing", 2, "坐标系")]),
    "swapped": ([building_row(3, lat=119.3, lon=26.0, datum="wgs84")], [("swapped_place", 2, "经度")]),
    "unknown sub-district": ([building_row(3, subdistrict_code="350102999")], [("code_unknown", 2, "街镇代码")]),
    "unknown zone": ([building_row(3, zones="core；east")], [("code_unknown", 2, "片区")]),
    "unknown operator": ([building_row(3, operator_code="E-000999")], [("code_unknown", 2, "运营方企业编码")]),
    "completed backwards": (
        [building_row(3, completed_earliest=D(2020, 1, 1), completed_latest=D(2019, 1, 1))],
        [("end_before_start", 2, "竣工最晚")],
    ),
    "days without a star": ([building_row(3, granted_on=D(2020, 1, 1))], [("star_missing", 2, "星级")]),
    "no gross area": ([building_row(3, gross_area=0)], [("gross_area_zero", 2, "建筑面积")]),
    "rooms that would be lost": ([building_row(1, room_register="否")], [("has_rooms", 2, "有房间台账")]),
}


def test_buildings_that_will_not_do(ready: Engine, tmp_path: Path) -> None:
    for case, (rows, expected) in BUILDINGS.items():
        found = refused(ready, make_workbook(tmp_path, "buildings", rows))
        assert [(each.slug, each.row, each.column) for each in found] == expected, case


def test_an_area_of_nothing_says_that_unknown_is_an_empty_cell(ready: Engine, tmp_path: Path) -> None:
    path = make_workbook(tmp_path, "buildings", [building_row(3, gross_area=0)])
    (issue,) = refused(ready, path)
    assert issue.say().endswith("“建筑面积”列：建筑面积不能为 0。不明请留空。")
    assert "unknown" in issue.say("en")


def test_other_areas_of_nothing_are_recorded_and_said(ready: Engine, tmp_path: Path) -> None:
    path = make_workbook(tmp_path, "buildings", [building_row(3), building_row(4, office_area=0, land_area=0)])
    (outcome,) = load(ready, path)
    assert [(note.slug, note.row, note.column) for note in outcome.notes] == [
        ("area_none", 3, "商务面积"),
        ("area_none", 3, "占地面积"),
    ]
    assert "不明请留空" in outcome.notes[0].say()


def test_a_room_that_cannot_be_let_may_have_no_area(ready: Engine, tmp_path: Path) -> None:
    desks = room_row("集群注册", area=0, lettable="否")
    (outcome,) = load(ready, make_workbook(tmp_path, "rooms", [desks]))
    assert (outcome.new, outcome.notes) == (1, ())
    del desks["lettable"]
    (outcome,) = load(ready, make_workbook(tmp_path, "rooms", [desks]))
    assert outcome.idle


def test_a_declared_area_below_what_is_let(ready: Engine, tmp_path: Path) -> None:
    load(ready, make_workbook(tmp_path, "leases", [lease_row("N", building=2, unit_label=None, area=80)]))
    row = building_row(2, room_register="否", lettable_declared=79)
    (issue,) = refused(ready, make_workbook(tmp_path, "buildings", [row]))
    assert (issue.slug, issue.row, issue.column) == ("unit_too_small", 2, "可租售面积")


def test_a_room_register_cannot_begin_over_leases(ready: Engine, tmp_path: Path) -> None:
    load(ready, make_workbook(tmp_path, "leases", [lease_row("N", building=2, unit_label=None, area=80)]))
    (issue,) = refused(ready, make_workbook(tmp_path, "buildings", [building_row(2)]))
    assert (issue.slug, issue.column) == ("implicit_unit_let", "有房间台账")


TAXES: dict[str, tuple[list[Row], list[tuple[str, int | None, str]]]] = {
    "three decimals": ([tax_row("A", zzs=1) | {"zzs": 4711.125}], [("too_many_decimals", 2, "增值税")]),
    "a total that does not add up": (
        [tax_row("A", zzs=1), tax_row("B", zzs=4711) | {"zj": 4712}],
        [("total_differs", 3, "总计")],
    ),
    "no total": ([tax_row("A", zzs=4711) | {"zj": None}], [("total_differs", 2, "总计")]),
    "another month": ([tax_row("A", 202602, zzs=4711), tax_row("B", zzs=1)], [("wrong_month", 2, "税款月份")]),
    "a retained amount alone": ([tax_row("A") | {"zzs.retained": 4711}], [("retained_alone", 2, "增值税区级留存")]),
    "text": ([tax_row("A", zzs=1) | {"zzs": "四千7"}], [("not_a_number", 2, "增值税")]),
    "no taxpayer": ([tax_row("A", zzs=1) | {"taxpayer_code": None}], [("required_empty", 2, "纳税人识别号")]),
}


def test_tax_files_that_will_not_do(ready: Engine, tmp_path: Path) -> None:
    for case, (rows, expected) in TAXES.items():
        found = refused(ready, make_workbook(tmp_path, "taxes", rows, name=TAX))
        assert [(each.slug, each.row, each.column) for each in found] == expected, case
        assert not any("471" in each.say() + each.say("en") + repr(each) for each in found), case


def test_a_hidden_amount_says_why_and_where_it_stands(ready: Engine, tmp_path: Path) -> None:
    rows = [tax_row("A", zzs=1), tax_row("B", zzs=1) | {"zzs": "4711万元"}, tax_row("C", qysds=1) | {"qysds": "4e711"}]
    first, second = refused(ready, make_workbook(tmp_path, "taxes", rows, name=TAX))
    letters = {str(cell.value): cell.coordinate[:-1] for cell in openpyxl.load_workbook(tmp_path / TAX)["税收"][1]}
    for issue, place in ((first, f"{letters['增值税']}3"), (second, f"{letters['企业所得税']}4")):
        for said, why in ((issue.say(), "可能被别人看到"), (issue.say("en"), "may be seen by others")):
            assert why in said
            assert place in said.split(issue.column)[1]
            assert "711" not in said + repr(issue)
    assert (first.slug, second.slug) == ("unit_in_cell", "scientific")


def test_a_total_that_differs_names_its_cell_and_what_is_added(ready: Engine, tmp_path: Path) -> None:
    (issue,) = refused(ready, make_workbook(tmp_path, "taxes", [tax_row("A", zzs=4711) | {"zj": 4712}], name=TAX))
    sheet = openpyxl.load_workbook(tmp_path / TAX)["税收"]
    places = {str(cell.value): cell.coordinate.replace("1", "2") for cell in sheet[1]}
    amounts = [header for header in places if header not in {"纳税人识别号", "纳税人名称", "税款月份", "总计"}]
    cells = f"{places[amounts[0]]}:{places[amounts[-1]]}"
    assert f"“总计”（单元格 {places['总计']}）不等于本行 {cells} 之和" in issue.say()
    assert f"这些列相加：{'、'.join(amounts)}。" in issue.say()
    assert cells in issue.say("en")
    assert "471" not in issue.say() + issue.say("en") + repr(issue)


def test_a_tax_file_of_another_month_than_its_name(ready: Engine, tmp_path: Path) -> None:
    path = make_workbook(tmp_path, "taxes", [tax_row("A", zzs=1), tax_row("B", zzs=1)], name="税收 2026-02.xlsx")
    (issue,) = refused(ready, path)
    assert issue.say() == (
        "文件“税收 2026-02.xlsx”，工作表“税收”，第 2 行，“税款月份”列：共 2 行的月份是 2026-01，而文件月份是 2026-02。"
    )


def test_a_tax_file_of_another_month_than_asked_for(ready: Engine, tmp_path: Path) -> None:
    path = make_workbook(tmp_path, "taxes", [tax_row("A", zzs=1)], name=TAX)
    book = desk.read(path, "taxes", parse_month("2026-03"))
    with work.reading(ready) as session, pytest.raises(FileRejected) as caught:
        desk.preview(session, book)
    issues: Any = caught.value.details["issues"]
    assert {issue.slug for issue in issues} == {"wrong_month", "wrong_month_named"}


def test_a_closed_month_takes_no_file(ready: Engine, tmp_path: Path) -> None:
    work.run(ready, lambda changes: months.close(changes, parse_month("2026-01")), actor="t", action="close")
    (issue,) = refused(ready, make_workbook(tmp_path, "taxes", [tax_row("A", zzs=1)], name=TAX))
    assert issue.slug == "month_closed"
    assert "2026-01 已封账" in issue.say()


SPLITS: dict[str, tuple[list[Row], list[tuple[str, int, str]]]] = {
    "unknown taxpayer": ([split_row("谁")], [("code_unknown", 2, "纳税人识别号")]),
    "unknown building": ([split_row(uscc(1), "SF-0009")], [("code_unknown", 2, "楼宇编码")]),
    "no weight": ([split_row(uscc(1), weight=0)], [("weight_not_positive", 2, "权重")]),
    "backwards": ([split_row(uscc(1), month_to="2025-12")], [("end_before_start", 2, "终止月")]),
    "overlaps what is recorded": ([split_row(uscc(1), month_to="2026-04")], [("splits_overlap", 2, "起始月")]),
    "twice the same building": ([split_row(uscc(1)), split_row(uscc(1))], [("key_twice", 3, "楼宇编码")]),
    "two reasons": (
        [split_row(uscc(1)), split_row(uscc(1), "区外", reason="别的")],
        [("split_reasons_differ", 3, "理由")],
    ),
}


def test_splits_that_will_not_do(ready: Engine, tmp_path: Path) -> None:
    for case, (rows, expected) in SPLITS.items():
        found = refused(ready, make_workbook(tmp_path, "splits", rows))
        assert [(each.slug, each.row, each.column) for each in found] == expected, case


def test_problems_of_cells_and_of_the_register_are_said_together(ready: Engine, tmp_path: Path) -> None:
    rows = [lease_row("N", area="大"), lease_row("M", area=50), lease_row("O", area=1, renewal_of="N")]
    found = refused(ready, make_workbook(tmp_path, "leases", rows))
    assert [(each.slug, each.row) for each in found] == [("not_a_number", 2), ("capacity_exceeded", 3)]


def test_formulas_that_were_never_reckoned(ready: Engine, tmp_path: Path) -> None:
    path = make_workbook(tmp_path, "rooms", [room_row("201")])
    book = openpyxl.load_workbook(path)
    sheet = book["房间台账"]
    sheet.cell(2, [cell.value for cell in sheet[1]].index("面积") + 1, "=40+2")
    book.save(path)
    (issue,) = refused(ready, path)
    assert (issue.slug, issue.row, issue.column, issue.value) == ("formula_without_value", 2, "面积", "=40+2")


def test_a_weight_that_is_left_out_is_taken_out(ready: Engine, tmp_path: Path) -> None:
    (outcome,) = load(ready, make_workbook(tmp_path, "splits", [split_row(uscc(1), "区外", weight=3)]))
    assert (outcome.new, outcome.changed) == (0, 1)
    parts = [row for row in dump(ready)["manual_split_parts"] if "None, None, None" in row]
    assert len(parts) == 1


def test_a_closing_word_where_the_code_belongs_is_no_taxpayer(ready: Engine, tmp_path: Path) -> None:
    rows = [tax_row(uscc(1), zzs=1), tax_row(uscc(2), zzs=2), tax_row("合计", zzs=3)]
    found = refused(ready, make_workbook(tmp_path, "taxes", rows, name=TAX))
    assert [(each.slug, each.row) for each in found] == [("closing_row", 4)]


def test_a_closing_word_where_the_name_belongs_is_no_taxpayer(ready: Engine, tmp_path: Path) -> None:
    rows = [tax_row(uscc(1), zzs=1), tax_row(uscc(2), zzs=1) | {"taxpayer_name": "合 计"}]
    found = refused(ready, make_workbook(tmp_path, "taxes", rows, name=TAX))
    assert [(each.slug, each.row) for each in found] == [("closing_row", 3)]


def test_a_month_that_there_is_not_in_the_name_is_told(ready: Engine, tmp_path: Path) -> None:
    path = make_workbook(tmp_path, "taxes", [tax_row(uscc(1), zzs=1)], name="税收 2026-13.xlsx")
    (issue,) = refused(ready, path)
    assert (issue.slug, issue.value) == ("wrong_month_named", "2026-13")
    assert "2026-13" in issue.say()


@pytest.mark.parametrize("word", ["合计", "合 计：", "小计", "Total"])
def test_a_row_that_closes_the_list_is_one_problem_with_what_to_do(ready: Engine, tmp_path: Path, word: str) -> None:
    closing: Row = {"taxpayer_name": word, "zzs": 3, "zj": 3}
    rows = [tax_row(uscc(1), zzs=1), tax_row(uscc(2), zzs=2), closing]
    found = refused(ready, make_workbook(tmp_path, "taxes", rows, name=TAX))
    assert [(each.slug, each.row) for each in found] == [("closing_row", 4)]
    assert "请删去这一行" in found[0].say()


def test_a_row_in_which_something_is_missing_is_no_closing_row_by_that(ready: Engine, tmp_path: Path) -> None:
    path = make_workbook(tmp_path, "taxes", [tax_row(uscc(1), zzs=1), tax_row("", zzs=2)], name=TAX)
    assert [(each.slug, each.row) for each in refused(ready, path)] == [("required_empty", 3)]


def test_a_firm_may_be_called_total(engine: Engine, tmp_path: Path) -> None:
    load(engine, make_workbook(tmp_path, "enterprises", [enterprise_row(1, name="合计")]))


def test_a_month_that_has_not_come_yet_has_no_tax(ready: Engine, tmp_path: Path) -> None:
    year = dt.date.today().year + 1  # noqa: DTZ011 - the unit of work's own day is near enough
    path = make_workbook(tmp_path, "taxes", [tax_row(uscc(1), f"{year}-02", zzs=1)], name=f"税收 {year}-02.xlsx")
    before = dump(ready)
    assert [each.slug for each in refused(ready, path)] == ["month_to_come"]
    assert dump(ready) == before
