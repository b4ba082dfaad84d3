"""Reads what was written, without any code of the reports: workbooks by openpyxl, pages by the standard library."""

import io
import re
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from typing import Any

import openpyxl
from openpyxl.cell import Cell, MergedCell
from openpyxl.workbook import Workbook

VOID = {"input", "meta", "link", "br"}
STARS = {
    '0"星"': ("一星", "二星", "三星", "四星", "五星"),
    '0" stars"': ("one star", "two stars", "three stars", "four stars", "five stars"),
}


class PageReader(HTMLParser):
    """Tables by ``data-block``: rows of cell texts in one language, header first; ids, links and resources beside."""

    def __init__(self, language: str = "zh") -> None:
        super().__init__()
        self.other = "e" if language == "zh" else "z"
        self.tables: dict[str, list[list[str]]] = {}
        self.ids: set[str] = set()
        self.hrefs: list[str] = []
        self.sources: list[str] = []
        self.tags: set[str] = set()
        self.classes: dict[str, list[list[str]]] = {}
        self._table = ""
        self._cell: list[str] | None = None
        self._muted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        self.tags.add(tag)
        if about.get("id"):
            self.ids.add(str(about["id"]))
        if about.get("href"):
            self.hrefs.append(str(about["href"]))
        if about.get("src"):
            self.sources.append(str(about["src"]))
        if self._muted or (tag == "span" and self.other in str(about.get("class", "")).split()):
            self._muted += tag not in VOID
        elif tag == "table":
            self._table = str(about["data-block"])
            self.tables[self._table], self.classes[self._table] = [], []
        elif tag == "tr":
            self.tables[self._table].append([])
            self.classes[self._table].append([])
        elif tag in {"td", "th"}:
            self._cell = []
            self.classes[self._table][-1].append(str(about.get("class", "")))
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._muted:
            self._muted -= 1
        elif tag in {"td", "th"} and self._cell is not None:
            self.tables[self._table][-1].append("".join(self._cell))
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._muted:
            self._cell.append(data)


def page(content: bytes, language: str = "zh") -> PageReader:
    reader = PageReader(language)
    reader.feed(content.decode("utf-8"))
    return reader


def book(content: bytes, *, values: bool = True) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def text(cell: Cell | MergedCell) -> str:
    """What a spreadsheet program shows in a cell, by its number format."""
    value: Any = cell.value
    if not isinstance(value, int | float):
        return "" if value is None else str(value)
    return shown(value, cell.number_format)


def shown(value: float, number_format: str) -> str:
    cases = dict(re.findall(r'\[=(\d)\]"([^"]+)"', number_format))
    if cases:  # words for some numbers, and one for all others
        return str(cases.get(str(int(value)), number_format.rpartition(";")[2].strip('"')))
    if number_format in STARS:
        return STARS[number_format][int(value) - 1]
    digits = _digits(number_format)
    exact = Decimal(format(value, ".15g")) * (100 if "%" in number_format else 1)
    rounded = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) + 0
    sign = "+" if number_format.startswith("+") and rounded else ""
    percent = "%" if "%" in number_format else ""
    return f"{rounded:{sign}{',' if ',' in number_format else ''}.{digits}f}{percent}"


def _digits(number_format: str) -> int:
    found = re.search(r"\.(0+)", number_format.split(";", maxsplit=1)[0])
    return len(found[1]) if found else 0


def table(workbook: Workbook, tab: str, header: list[str], rows: int, start: int = 1) -> tuple[int, list[list[Any]]]:
    """The rows of a table found by its header from a row on, and the row after them."""
    sheet = workbook[tab]
    for at in range(start, sheet.max_row + 1):
        if [sheet.cell(at, column + 1).value for column in range(len(header))] == header:
            found = [
                [sheet.cell(row, column + 1) for column in range(len(header))] for row in range(at + 1, at + 1 + rows)
            ]
            return at + 1 + rows, found
    raise AssertionError((tab, header))
