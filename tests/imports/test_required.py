"""A required cell that is empty in a row whose others are filled: file, sheet, row, column and what to fill in."""

from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine

from buildings.demo.codes import credit_code as uscc
from tests.builders.imported import load, refused
from tests.builders.workbooks import (
    D,
    Row,
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

TAX = "税收 2026-01.xlsx"
GOOD: dict[str, Row] = {
    "enterprises": enterprise_row(1, uscc=uscc(1)),
    "buildings": building_row(1, star="4", granted_on=D(2025, 3, 1)),
    "rooms": room_row("101"),
    "leases": lease_row("Z-1", area=60),
    "projects": project_row(),
    "scores": score_row("lifts", 20),
    "taxes": tax_row(uscc(1), zzs=1),
    "splits": split_row(uscc(1)),
}


@pytest.fixture
def ready(engine: Engine, tmp_path: Path) -> Engine:
    """A database with one row of each kind."""
    folder = tmp_path / "ready"
    folder.mkdir()
    load(engine, *(workbook(folder, kind, row) for kind, row in GOOD.items()))
    return engine


def workbook(folder: Path, kind: str, *rows: Row) -> Path:
    return make_workbook(folder, kind, rows, name=TAX if kind == "taxes" else None)


CASES = (
    ("enterprises", "code", "企业编码", "E-000001"),
    ("buildings", "code", "楼宇编码", "GL-0001"),
    ("rooms", "building_code", "楼宇编码", "GL-0001"),
    ("leases", "building_code", "楼宇编码", "GL-0001"),
    ("projects", "building_code", "楼宇编码", "GL-0001"),
    ("projects", "title", "项目名称", "整行删除"),
    ("scores", "scheme", "评定方案", "整行删除"),
    ("scores", "granted_on", "授牌日期", "2026-03-01"),
    ("scores", "item", "评分项目", "整行删除"),
    ("splits", "building_code", "楼宇编码", "区外"),
    ("rooms", "label", "房号", "整行删除"),
    ("leases", "landlord", "出租方", "整行删除"),
    ("taxes", "taxpayer_code", "纳税人识别号", "整行删除"),
)


@pytest.mark.parametrize("blank", [None, "\u3000 "])
def test_an_empty_code_is_named_with_its_place_and_remedy(ready: Engine, tmp_path: Path, blank: str | None) -> None:
    for kind, field, header, remedy in CASES:
        path = workbook(tmp_path, kind, GOOD[kind], {**GOOD[kind], field: blank})
        (issue,) = refused(ready, path)
        assert (issue.slug, issue.row, issue.column) == ("required_empty", 3, header)
        said = issue.say()
        for part in (path.name, f"工作表“{issue.sheet}”", "第 3 行", f"“{header}”列", "必须填写", remedy):
            assert part in said, said
        assert issue.remedy("en")


def test_a_row_with_nothing_but_a_remark_is_no_row(ready: Engine, tmp_path: Path) -> None:
    path = workbook(tmp_path, "rooms", GOOD["rooms"])
    book = openpyxl.load_workbook(path)
    sheet = book["房间台账"]
    sheet.cell(1, sheet.max_column + 1, "备注")
    sheet.cell(4, sheet.max_column, "以上为一层")
    book.save(path)
    (outcome,) = load(ready, path)
    assert outcome.idle


def test_a_code_whose_formula_was_never_reckoned_is_said_once(ready: Engine, tmp_path: Path) -> None:
    path = workbook(tmp_path, "rooms", GOOD["rooms"], room_row("102"))
    book = openpyxl.load_workbook(path)
    sheet = book["房间台账"]
    sheet.cell(3, 1, "=A2")
    book.save(path)
    (issue,) = refused(ready, path)
    assert (issue.slug, issue.row, issue.column) == ("formula_without_value", 3, "楼宇编码")
