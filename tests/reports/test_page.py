"""The page: one file, both languages, nothing that runs or leaves, every link leads somewhere."""

import re
from dataclasses import replace

import pytest

from buildings.reports import monthly, page
from buildings.words import Language
from tests.reports import reading
from tests.reports.sample import sample
from tests.reports.test_workbook import named

CHINESE = re.compile(r"[一-鿿]")
NAMES = ("示范楼", "示范路", "又名示范", "鼓", "街道", "镇", "组团", "集聚带", "发展带", "发展区")


def test_one_file_that_asks_for_nothing() -> None:
    content = page.render(monthly.build(sample()))
    reader = reading.page(content)
    assert reader.sources == []
    assert not reader.tags & {"script", "iframe", "object", "embed", "img"}
    assert {href for href in reader.hrefs if not href.startswith("#")} == {"data:,"}
    assert b"url(" not in content
    assert b"@import" not in content


def test_every_link_leads_to_a_section() -> None:
    reader = reading.page(page.render(monthly.build(sample())))
    targets = {href[1:] for href in reader.hrefs if href.startswith("#")}
    assert len(targets) > 15
    assert targets <= reader.ids


def test_names_cannot_run() -> None:
    figures = named(sample(), ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"&<>'])
    content = page.render(monthly.build(figures))
    reader = reading.page(content)
    assert not reader.tags & {"script", "img"}
    names = {row[1] for row in reader.tables["buildings/building_key"]}
    assert {"<script>alert(1)</script>", '"&<>'} <= names


@pytest.mark.parametrize(("language", "first"), [("zh", "zh"), ("en", "en")])
def test_the_language_asked_for_is_shown_first(language: Language, first: str) -> None:
    text = page.render(monthly.build(sample()), language).decode()
    assert re.search(rf'id="{first}" checked', text)
    assert len(re.findall(r"\bchecked>", text)) == 1


def test_english_is_complete() -> None:
    """No Chinese stands in an English cell, but names: buildings, addresses, zones, sub-districts."""
    reader = reading.page(page.render(monthly.build(sample())), "en")
    left = {
        cell
        for name, rows in reader.tables.items()
        for cell in (cell for row in rows for cell in row)
        if CHINESE.search(cell)
        and not any(part in cell for part in NAMES)
        and name not in {"checks/identity", "imprint/parameters"}
    }
    assert left == set()


def test_marks_of_a_closed_month_and_of_real_data() -> None:
    text = page.render(monthly.build(replace(sample(origin="real"), closed=True))).decode()
    assert "示范" not in re.sub(r"示范(楼|路)|又名示范", "", text.split("<h2>")[0])
    assert "已封账" in text


def test_states_are_grey_and_never_blank() -> None:
    reader = reading.page(page.render(monthly.build(sample(buildings=80))))
    for name, rows in reader.tables.items():
        for cells, classes in zip(rows[1:], reader.classes[name][1:], strict=True):
            for cell, kind in zip(cells, classes, strict=True):
                if cell in {"＊", "数据不足", "—"}:
                    assert "s" in kind.split(), (name, cell)
