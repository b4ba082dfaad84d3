"""Files that are read, and what is read from them."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildings import tables
from buildings.errors import InvalidValue
from buildings.imports import cells, workbook
from buildings.quantities import decimal_of, hundredths
from tests.builders.workbooks import building_row, lease_row, make_raw, make_workbook, room_row, tax_row


def test_every_type_of_every_map_has_a_reader() -> None:
    kinds = tables.maps()
    assert list(kinds) == ["enterprises", "buildings", "rooms", "leases", "projects", "scores", "taxes", "splits"]
    for kind in kinds.values():
        for column in kind.columns:
            assert callable(cells.reader(column.type))


def test_a_workbook_is_read_as_typed_columns(tmp_path: Path) -> None:
    path = make_workbook(tmp_path, "leases", [lease_row(area=33.3, kind="自用"), lease_row("Z-2", ends_on=None)])
    book = workbook.read(path)
    assert (book.kind, book.log.sheet, book.log.issues, book.rows) == ("leases", "租赁台账", [], [2, 3])
    assert book.column("area") == [3330, None]
    assert book.column("kind") == ["owner_occupied", None]
    assert book.column("starts_on") == [dt.date(2026, 1, 1)] * 2
    assert book.column("ends_on") == [dt.date(2026, 12, 31), None]
    assert book.column("rent") == [10050, 10050]
    assert book.column("rent_unit") == ["m2_month"] * 2
    assert not book.demonstration


def test_demonstration_files_say_so(tmp_path: Path) -> None:
    assert workbook.read(make_workbook(tmp_path, "buildings", [building_row()], mark="示范数据")).demonstration


def test_rows_are_numbered_as_a_person_sees_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "房间台账"
    sheet["A1"], sheet["A3"], sheet["B3"], sheet["C3"] = "鼓楼区房间", "楼宇编码", "房号", "面积"
    sheet["A5"], sheet["B5"], sheet["C5"] = "SF-0001", 101.0, "八十"
    sheet["A9"], sheet["B9"], sheet["C9"] = "SF-0001", "102", 80
    sheet.row_dimensions[5].hidden = True
    book.save(tmp_path / "房间.xlsx")
    read = workbook.read(tmp_path / "房间.xlsx")
    assert [(issue.row, issue.column, issue.slug) for issue in read.log] == [(5, "面积", "not_a_number")]
    assert read.rows == [9]


def test_a_sheet_of_another_name_is_known_by_its_headers(tmp_path: Path) -> None:
    headers = tables.maps()["splits"].headers
    path = make_raw(tmp_path, "a.xlsx", {"Sheet1": [headers, ["91X", "2026-01", "202603", "区外", 1, "理由"]]})
    book = workbook.read(path)
    assert (book.kind, book.log.issues) == ("splits", [])
    assert [note.slug for note in book.log.notes] == ["sheet_renamed"]
    assert book.column("building_code") == ["outside"]
    assert book.column("month_to") == [2026 * 12 + 2]


def test_tax_columns_follow_the_list_of_taxes(tmp_path: Path) -> None:
    rows = [tax_row(zzs=10.1, qysds=-2.25) | {"zzs.retained": 2.5}, tax_row(zzs=1)]
    book = workbook.read(make_workbook(tmp_path, "taxes", rows, name="税收 2026-01.xlsx"))
    assert book.log.issues == []
    assert book.column("zzs") == [1010, 100]
    assert book.column("qysds") == [-225, None]
    assert book.column("zzs.retained") == [250, None]
    assert book.column("zj") == [785, 100]
    assert book.column("month") == [2026 * 12] * 2


def test_blanks_line_breaks_and_full_width_characters_are_tidied_and_said(tmp_path: Path) -> None:
    rows = [room_row(" １０１Ａ\n"), room_row("102", area="１００．５", building_code="ＳＦ－0001")]
    rows[1]["building_code"] = "ＳＦ－０００１ "
    book = workbook.read(make_workbook(tmp_path, "rooms", rows))
    assert book.log.issues == []
    assert book.column("label") == ["101A", "102"]
    assert book.column("area") == [10000, 10050]
    assert book.column("building_code") == ["SF-0001", "SF-0001"]
    assert [(note.slug, note.row, note.column) for note in book.log.notes] == [("cleaned", 2, "房号")]


def test_formulas_give_their_kept_value_and_are_refused_without_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "房间台账"
    sheet.append(["楼宇编码", "房号", "面积", "备注"])
    sheet.append(["SF-0001", "101", "=40+2", "=1+1"])
    sheet.append(["SF-0001", "102", "#REF!", None])
    sheet["C3"].data_type = "e"
    sheet.append(["SF-0001", "103", 10, None])
    sheet.append([None, "104", 10, None])
    sheet.merge_cells("A4:A5")
    book.save(tmp_path / "房间台账.xlsx")
    read = workbook.read(tmp_path / "房间台账.xlsx")
    found = [(issue.slug, issue.row, issue.column) for issue in read.log]
    assert ("formula_without_value", 2, "面积") in found
    assert ("cell_error", 3, "面积") in found
    assert ("merged_cells", 4, "楼宇编码") in found
    assert read.rows == []


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026/3/1", dt.date(2026, 3, 1)),
        ("2026.3.1", dt.date(2026, 3, 1)),
        ("2026年3月1日", dt.date(2026, 3, 1)),
        ("２０２６－０３－０１", dt.date(2026, 3, 1)),
        (" 2026-03-01 00:00:00 ", dt.date(2026, 3, 1)),
        ("20260301", dt.date(2026, 3, 1)),
        (20260301.0, dt.date(2026, 3, 1)),
        (46082.0, dt.date(2026, 3, 1)),
        (dt.datetime(2026, 3, 1, 10), dt.date(2026, 3, 1)),  # noqa: DTZ001 - a cell has no zone
    ],
)
def test_days_are_read_as_offices_write_them(written: object, day: dt.date) -> None:
    assert cells.reader("date")(written) == day


@pytest.mark.parametrize("written", ["2026-02-30", "2026", 2026.0, "2026-3", "三月", "0026-03-01", True, 1e9])
def test_what_is_no_day_is_refused(written: object) -> None:
    with pytest.raises(InvalidValue):
        cells.reader("date")(written)


@pytest.mark.parametrize("written", ["202610", 202610.0, "2026-10", "2026年10月", "2026/10", dt.date(2026, 10, 31)])
def test_months(written: object) -> None:
    assert cells.reader("month")(written) == 2026 * 12 + 9


@pytest.mark.parametrize(
    ("kind", "written", "slug"),
    [
        ("area", -0.01, "negative_area"),
        ("area", -0.001, "negative_area"),
        ("area", "-0.001", "negative_area"),
        ("area", "1e3", "scientific"),
        ("area", "-", "dash"),
        ("money", "——", "dash"),
        ("money", "－", "dash"),
        ("area", "－１．５Ｅ＋３", "scientific"),
        ("whole", "1e1", "scientific"),
        ("money", "1e3", "scientific"),
        ("degrees", "1.19e2", "scientific"),
        ("area", 0.001, "too_many_decimals"),
        ("metres", -0.001, "negative_length"),
        ("rent", -0.001, "negative_rent"),
        ("rent", 0.001, "too_many_decimals"),
        ("area", "100㎡", "unit_in_cell"),
        ("money", "1.5万元", "unit_in_cell"),
        ("money", 0.125, "too_many_decimals"),
        ("money", "abc", "not_a_number"),
        ("money", 1e300, "out_of_range"),
        ("rent", -1, "negative_rent"),
        ("whole", 1.5, "not_whole"),
        ("text", 123456789012345678.0, "digits_lost"),
        ("text", dt.date(2026, 3, 1), "turned_into_date"),
        ("yes_no", "也许", "not_yes_no"),
        ("enum:lease_kind", "预租", "not_in_list"),
        ("building_code", "一号楼", "not_a_code"),
        ("degrees", 190.0, "out_of_range"),
    ],
)
def test_cells_that_will_not_do(kind: str, written: object, slug: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        cells.reader(kind)(written)
    assert caught.value.name == slug


@pytest.mark.parametrize(("kind", "written", "read"), [("area", 1e3, 100_000), ("area", 0, 0), ("whole", 1e3, 1000)])
def test_a_number_typed_as_a_number_stays_one(kind: str, written: object, read: int) -> None:
    assert cells.reader(kind)(written) == read


@given(st.integers(min_value=-(10**13), max_value=10**13))
def test_money_survives_the_spreadsheet(fen: int) -> None:
    assert cells.reader("money")(float(decimal_of(fen))) == fen
    assert cells.reader("money")(str(decimal_of(fen))) == fen


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "label": st.from_regex(r"[A-Z0-9][A-Z0-9\-]{0,6}", fullmatch=True),
                "area": st.none() | st.integers(0, 10**9),
                "valid_from": st.none() | st.dates(dt.date(1950, 1, 1), dt.date(2199, 12, 31)),
                "lettable": st.none() | st.booleans(),
                "floor_order": st.none() | st.integers(-9, 200),
            }
        ),
        min_size=1,
        max_size=20,
    )
)
def test_rows_survive_the_round_trip(tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, object]]) -> None:
    written = []
    for row in rows:
        area = None if row["area"] is None else decimal_of(int(str(row["area"])))
        lettable = None if row["lettable"] is None else "是" if row["lettable"] else "否"
        written.append(row | {"building_code": "SF-0001", "area": area, "lettable": lettable})
    book = workbook.read(make_workbook(tmp_path_factory.mktemp("trip"), "rooms", written))
    assert book.log.issues == []
    for name in ("label", "area", "valid_from", "lettable", "floor_order"):
        assert book.column(name) == [row[name] for row in rows]


@pytest.mark.parametrize("text", ["2,9", "5,0", "1,00", "12,3456", ",5"])
def test_a_comma_that_parts_no_thousands_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        hundredths(text)


def test_a_comma_that_parts_thousands_is_read() -> None:
    assert [hundredths(text) for text in ("1,234.56", "1，000", "-12,345,678.9")] == [123456, 100000, -1234567890]
