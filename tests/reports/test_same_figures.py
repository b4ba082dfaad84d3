"""Workbook and page show the same figures, cell by cell, whoever looks and in both languages."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from buildings.audience import Role, audience
from buildings.disclosure.figures import Figures, State
from buildings.disclosure.show import mark, show
from buildings.kinds import Derives
from buildings.metrics.catalogue import METRICS
from buildings.metrics.metric import Unit
from buildings.reports import monthly, page, workbook
from buildings.words import Language
from tests.reports import reading
from tests.reports.sample import public, sample, with_state

OFFICER = audience(Role.TAX_OFFICER, purpose="test")
NO_ROWS = {"（无）", "(none)"}


def many() -> Figures:
    return sample(buildings=230, seed=3, audience=OFFICER)


def without_file() -> Figures:
    return with_state(sample(seed=5), State.UNKNOWN, Derives.TAX)


def compare(figures: Figures, language: Language) -> int:
    """Compare every cell of every table; returns how many were."""
    report = monthly.build(figures)
    book = reading.book(workbook.render(report, language))
    tables = reading.page(page.render(report, language), language).tables
    compared, seen = 0, set()
    for section in report.sections:
        start = 1
        for block in section.blocks:
            name = f"{section.slug}/{block.slug}"
            seen.add(name)
            head, *body = tables[name]
            body = [row for row in body if not (len(row) == 1 and row[0] in NO_ROWS)]
            header = [one.heading(language) for one in block.fields]
            assert [one.replace("\n", " ") for one in head] == [
                one.replace("\n(", " ").removesuffix(")") if "\n" in one else one for one in header
            ]
            tab = section.tab.pick(language)
            start, rows = reading.table(book, tab, header, len(body), start)
            assert [[reading.text(cell) for cell in row] for row in rows] == body, name
            compared += len(body) * len(header)
    assert seen == set(tables)
    assert [section.tab.pick(language) for section in report.sections] == book.sheetnames
    return compared


@pytest.mark.parametrize("make", [sample, many, public, without_file])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_cell_agrees(make: Callable[[], Figures], language: Language) -> None:
    assert compare(make(), language) > 1_000


def test_a_month_without_a_file_is_unknown_and_not_zero() -> None:
    tables = reading.page(page.render(monthly.build(without_file()))).tables
    head, first, *_ = tables["headline/amounts"]
    assert first[head.index("税收总额\n万元")] == "数据不足"
    head, *rows = tables["buildings/building_key"]
    assert {row[head.index("当月税收\n万元")] for row in rows} == {"数据不足"}


def test_the_comparable_change_stands_beside_each_change_in_full_scope() -> None:
    figures = sample(seed=5)
    head, *rows = reading.page(page.render(monthly.build(figures))).tables["headline/amounts"]
    assert head[-4:] == ["环比", "可比口径环比", "同比", "可比口径同比"]
    expected = (
        ("tax_month_mom", "tax_month_mom_comparable", "tax_month_yoy", "tax_month_yoy_comparable"),
        ("", "", "tax_ytd_yoy", "tax_ytd_yoy_comparable"),
        ("", "", "tax_12_yoy", "tax_12_yoy_comparable"),
    )
    columns = figures.tables["district"].columns
    for row, slugs in zip(rows, expected, strict=False):
        said = [
            show(columns[slug].value(0), Unit.CHANGE, columns[slug].state(0)) if slug else mark(State.NOT_APPLICABLE)
            for slug in slugs
        ]
        assert row[-4:] == said
    assert len([slug for slug in METRICS if slug.endswith("_comparable")]) == 4  # a new one belongs here too


def test_the_public_sees_public_facts_only() -> None:
    report = monthly.build(public())
    reader = reading.page(page.render(report))
    head, *rows = reader.tables["buildings/building_key"]
    assert {cell for row in rows for cell in row[head.index("空置率") :]} == {"＊"}
    assert any(cell[0].isdigit() for cell in (row[head.index("商务面积\n㎡")] for row in rows))
    head, *rows = reader.tables["headline/amounts"]
    assert {row[head.index("税收总额\n万元")] for row in rows} == {"＊"}
    assert report.audience.zh == "公众"


def test_hidden_rows_come_last_by_code() -> None:
    figures = sample(buildings=60, seed=7)
    head, *rows = reading.page(page.render(monthly.build(figures))).tables["buildings/building_key"]
    shown = [row[head.index("近12个月税收\n万元")] for row in rows]
    kinds = ["＊数—".find(text[0]) for text in shown]  # -1: a number
    last = kinds.index(0)
    assert set(kinds[last:]) == {0}
    codes = [row[0] for row in rows[last:]]
    assert len(codes) > 2
    assert codes == sorted(codes)
    amounts = [float(text.replace(",", "")) for text, kind in zip(shown, kinds, strict=True) if kind < 0]
    assert amounts == sorted(amounts, reverse=True)


def test_gaps_of_the_real_register_stand_apart() -> None:
    figures = sample()
    both = replace(figures, gaps_real=replace(figures.sheets["gaps"], rows=(("GL-0001", "真楼", "place_unknown", ()),)))
    assert compare(both, "zh") > 1_000
    tables = reading.page(page.render(monthly.build(both))).tables
    assert [row[0] for row in tables["gaps_real/gaps_real"][1:]] == ["GL-0001"]
    assert "GL-0001" not in {row[0] for row in tables["gaps/gaps"]}
    assert "gaps_real/gaps_real" not in reading.page(page.render(monthly.build(figures))).tables
