"""The workbook: real numbers, formats, live sums, print set-up, nothing that runs, the same bytes."""

import zipfile
from dataclasses import replace
from io import BytesIO
from typing import Any

import numpy as np
import pytest

from buildings.disclosure.figures import Figures, State, Table
from buildings.disclosure.show import mark
from buildings.reports import monthly, workbook
from buildings.reports.content import Report
from tests.builders.figures import texts
from tests.reports import reading
from tests.reports.sample import reconciliation, sample

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "</t></is><c>", "a & b", "\x07"]


def named(figures: Figures, names: list[str]) -> Figures:
    """The same figures with other names of buildings."""
    table = figures.tables["building"]
    other = [*names, *table.names[len(names) :]]
    renamed = Table("building", table.codes, texts(other), table.columns, table.attributes)
    return replace(figures, tables={**figures.tables, "building": renamed})


def rows(
    report: Report, content: bytes, section: str, block: str, *, values: bool = True
) -> tuple[list[str], list[list[Any]]]:
    chapter = report.section(section)
    header = [one.heading("zh") for one in chapter.block(block).fields]
    book = reading.book(content, values=values)
    return header, reading.table(book, chapter.tab.zh, header, len(chapter.block(block)))[1]


@pytest.mark.parametrize("buildings", [20, 260])  # cell by cell, and in one go
def test_text_never_becomes_a_formula(buildings: int) -> None:
    report = monthly.build(named(sample(buildings=buildings), DANGEROUS))
    content = workbook.render(report)
    header, found = rows(report, content, "buildings", "building_key", values=False)
    cells = [row[header.index("名称")] for row in found]
    assert {cell.data_type for cell in cells} == {"s"}
    written = {str(cell.value) for cell in cells}
    assert {name.replace("\x07", "_x0007_") for name in DANGEROUS} <= {
        one.replace("\x07", "_x0007_") for one in written
    }
    formulas = [
        (sheet.title, cell.value)
        for sheet in reading.book(content, values=False)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert formulas
    assert {tab for tab, _ in formulas} == {"核对"}
    assert all(str(formula).startswith("=ROUND(") for _, formula in formulas)


@pytest.mark.parametrize("buildings", [20, 260])
def test_numbers_are_numbers_in_their_unit(buildings: int) -> None:
    figures = sample(buildings=buildings)
    report = monthly.build(figures)
    header, found = rows(report, workbook.render(report), "buildings_tax", "building_tax")
    codes = [row[0].value for row in found]
    table = figures.tables["building"]
    column = table.columns["tax_12"]
    at = header.index("近12个月税收\n(元)")
    marks = {mark(state) for state in State}
    for position, code in enumerate(table.codes):
        cell = found[codes.index(code)][at]
        value = column.value(position)
        if value is None:
            assert cell.value in marks
        else:
            assert cell.value == pytest.approx(value / 100, abs=0.001)
            assert cell.number_format == "#,##0.00"


def test_sums_are_computed_again_by_live_formulas() -> None:
    figures = sample()
    report = monthly.build(figures)
    content = workbook.render(report)
    header, live = rows(report, content, "checks", "reconciliation", values=False)
    _, kept = rows(report, content, "checks", "reconciliation")
    again, difference, district = (header.index(name) for name in ("重算", "差额", "全区"))
    zones = len(figures.tables["zone"])
    assert len(live) == 7
    for formulas, cells in zip(live, kept, strict=True):
        row = formulas[0].row
        letters = [cell.column_letter for cell in formulas[1 : 1 + zones + 2]]
        assert formulas[again].value == "=ROUND(" + "+".join(f"{letter}{row}" for letter in letters) + ",2)"
        assert (
            formulas[difference].value
            == f"=ROUND({formulas[district].column_letter}{row}-{formulas[again].column_letter}{row},2)"
        )
        parts = sum(cell.value for cell in cells[1 : 1 + zones + 2])
        assert cells[again].value == pytest.approx(parts)
        assert cells[difference].value == 0


def test_a_difference_is_shown_and_a_hidden_part_stops_the_sum() -> None:
    figures = sample()
    hidden = replace(figures, sheets={**figures.sheets, "reconciliation": reconciliation(figures, hidden=True)})
    report = monthly.build(hidden)
    content = workbook.render(report)
    header, found = rows(report, content, "checks", "identity")
    assert [row[header.index("差额\n(元)")].value for row in found] == [0, 0.01]
    header, live = rows(report, content, "checks", "reconciliation", values=False)
    stopped = [row[header.index("重算")].value for row in live]
    assert stopped.count("＊") == 1
    assert stopped[4] == "＊"


def test_print_set_up_and_marks_stand_on_every_sheet() -> None:
    book = reading.book(workbook.render(monthly.build(sample(buildings=260))))
    for sheet in book:
        about: Any = sheet
        assert about.page_setup.orientation == "landscape"
        assert about.page_setup.paperSize == 9
        assert about.sheet_properties.pageSetUpPr.fitToPage
        assert about.page_setup.fitToWidth in {None, 1}  # one page wide, as long as it takes or one page
        assert about.page_setup.fitToHeight in {None, 0, 1}
        assert about.oddHeader.left.text == "示范数据"
        assert "2026-10" in about.oddHeader.center.text
        assert about.oddHeader.right.text == "可见范围：招商"
        assert about.oddFooter.right.text == "第 &P / &N 页"
        assert about.freeze_panes
        assert "示范数据" in about["A2"].value
    buildings = book["楼宇"]
    assert buildings.freeze_panes == "C7"
    assert buildings.print_title_rows == "$6:$6"
    assert buildings.auto_filter.ref == "A6:O266"
    assert book.properties.keywords == "示范数据"


def test_real_data_are_not_marked_as_demonstration() -> None:
    for sheet in reading.book(workbook.render(monthly.build(sample(origin="real")))):
        about: Any = sheet
        assert about.oddHeader.left.text == "真实登记"
        assert "示范" not in about["A2"].value


def test_columns_are_as_wide_as_their_content() -> None:
    figures = named(sample(buildings=260), ["福建省示范城市发展集团总部商务中心大厦"])
    sheet = reading.book(workbook.render(monthly.build(figures)))["楼宇"]
    assert sheet.column_dimensions["B"].width > 38
    assert 8 < sheet.column_dimensions["F"].width < 20


def test_charts_are_native() -> None:
    with zipfile.ZipFile(BytesIO(workbook.render(monthly.build(sample())))) as archive:
        charts = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 5


def test_equal_figures_make_equal_bytes() -> None:
    first, second = (workbook.render(monthly.build(sample(buildings=260, seed=4))) for _ in range(2))
    assert first == second
    assert first != workbook.render(monthly.build(sample(buildings=260, seed=5)))


def test_long_names_and_many_rows_keep_their_place() -> None:
    figures = sample(buildings=1_000)
    report = monthly.build(figures)
    _, found = rows(report, workbook.render(report), "buildings_occupancy", "building_occupancy")
    assert len(found) == 1_000
    assert {row[0].value for row in found} == set(np.asarray(figures.tables["building"].codes).tolist())
