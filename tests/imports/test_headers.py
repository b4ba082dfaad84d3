"""Headers nobody knows: a misspelt one is an error with the nearest guess, another column only a note."""

from pathlib import Path
from typing import Any

import pytest

from buildings import tables
from buildings.imports import guesses, workbook
from buildings.imports.headers import columns_of
from buildings.imports.issues import Issue
from buildings.imports.writing import narrow
from tests.builders.workbooks import make_raw

ROOMS: list[Any] = ["楼宇编码", "房号"]
LEASES: list[Any] = ["出租方", "租约编号", "楼宇编码", "承租企业编码", "起始日"]
BUILDINGS: list[Any] = ["楼宇编码", "楼宇名称", "有房间台账"]
CELLS: dict[str, list[Any]] = {
    "房间台账": ["SF-0001", "101"],
    "租赁台账": ["某业主", "Z-1", "SF-0001", "E-000001", "2026-01-01"],
    "楼宇台账": ["SF-0001", "某大厦", "是"],
}
USUAL = {"房间台账": ROOMS, "租赁台账": LEASES, "楼宇台账": BUILDINGS}


def read(folder: Path, sheet: str, *headers: str, cell: object = "88.5") -> workbook.Workbook:
    rows = [[*USUAL[sheet], *headers], [*CELLS[sheet], *[cell for _ in headers]]]
    return workbook.read(make_raw(folder, f"{sheet}.xlsx", {sheet: rows}))


def slugs(issues: list[Issue]) -> list[str]:
    return [issue.slug for issue in issues]


@pytest.mark.parametrize(
    ("sheet", "header", "guess"),
    [
        ("房间台账", "面绩", "面积"),  # one character of two
        ("租赁台账", "面绩", "面积"),
        ("租赁台账", "租赁面绩", "租赁面积"),  # an alias
        ("租赁台账", "积面", "面积"),  # the two the other way round
        ("房间台账", "层", "楼层"),  # one missing
        ("租赁台账", "租 金额", "租金"),  # one too many
        ("租赁台账", "终止曰", "终止日"),
        ("租赁台账", "承租方名", "承租方名称"),
        ("房间台账", "停用起始曰", "停用起始日"),
        ("房间台账", "面积（平方米）", "面积"),  # right but for its unit, which may be another one
        ("楼宇台账", "建筑面积/万㎡", "建筑面积"),
        ("房间台账", "*面积", "面积"),
        ("楼宇台账", "状太", "状态"),
        ("楼宇台账", "街道代号", "街道代码"),
    ],
)
def test_a_misspelt_header_is_an_error_with_a_guess(tmp_path: Path, sheet: str, header: str, guess: str) -> None:
    (issue,) = read(tmp_path, sheet, header).log.issues
    assert (issue.slug, issue.right, issue.row, issue.column) == ("header_unknown", "header_guess", 1, header)
    said = issue.say()
    assert all(part in said for part in (f"{sheet}.xlsx", f"工作表“{sheet}”", "第 1 行", header, f"是不是“{guess}”"))
    assert f'"{guess}"' in issue.say("en")


@pytest.mark.parametrize(
    "header",
    [
        *("备注", "序号", "联系人", "联系电话", "填报人", "押金", "业态", "楼栋", "税号", "社区", "等级", "到账日"),
        *("备注（内部）", "序 号", "物业公司", "招商专员意见"),
    ],
)
@pytest.mark.parametrize("sheet", ["房间台账", "租赁台账", "楼宇台账"])
def test_another_column_stays_a_note(tmp_path: Path, sheet: str, header: str) -> None:
    book = read(tmp_path, sheet, header)
    assert book.log.issues == []
    assert slugs(book.log.notes) == ["column_ignored"]
    assert header in book.log.notes[0].say()


def test_a_column_that_is_there_has_no_misspelling(tmp_path: Path) -> None:
    book = read(tmp_path, "房间台账", "面积", "面绩")
    assert book.log.issues == []
    assert slugs(book.log.notes) == ["column_ignored"]


def test_a_misspelt_header_without_values_is_nothing(tmp_path: Path) -> None:
    book = read(tmp_path, "房间台账", "面绩", cell="")
    assert (book.log.issues, book.log.notes) == ([], [])


def test_a_misspelt_header_of_a_required_column_is_said_once(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["楼宇编码", "房呺", "面积"], ["SF-0001", "101", 5]]
    (issue,) = workbook.read(make_raw(tmp_path, "a.xlsx", {"房间台账": rows})).log.issues
    assert (issue.slug, issue.column, issue.details["guess"]) == ("header_missing", "房号", "房呺")


def test_two_misspelt_headers_each_have_their_own_guess(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["楼宇编号", "房号码", "面绩"], ["SF-0001", "101", 5]]
    found = workbook.read(make_raw(tmp_path, "a.xlsx", {"房间台账": rows})).log.issues
    assert [(issue.slug, issue.details["guess"]) for issue in found] == [
        ("header_missing", "楼宇编号"),
        ("header_missing", "房号码"),
        ("header_unknown", "面积"),
    ]


def test_a_known_other_column_is_no_guess_for_a_missing_one(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["楼宇编码", "序号", "面积"], ["SF-0001", "1", 5]]
    (issue,) = workbook.read(make_raw(tmp_path, "a.xlsx", {"房间台账": rows})).log.issues
    assert (issue.slug, issue.right) == ("header_missing", "header_missing")


def test_no_known_other_column_is_one_of_ours() -> None:
    names = {
        narrow(name)
        for one in tables.maps().values()
        for column in columns_of(one)
        for name in (column.header, *column.aliases)
    }
    assert not names & guesses.others()
