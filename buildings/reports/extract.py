"""A list as a file, .csv or .xlsx: text stays text, so that no cell becomes a formula, whoever wrote it."""

import csv
import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from buildings.reports.workbook.bulk import style_of, text_cell

TEXT: Final = "@"
"""Number format of text: what is typed into such a cell stays text."""

BOM: Final = "\ufeff"  # spreadsheets take a file without it for another encoding
_FORMULA: Final = re.compile(
    "[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
)  # what a spreadsheet may calculate, full-width ones included
_EPOCH: Final = dt.date(1899, 12, 30)
_FIRST: Final = dt.date(1900, 3, 1)  # before it spreadsheets count a day that never was
_CREATED: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the file format knows no zones
_SHEET_NAME: Final = re.compile(r"[\[\]:*?/\\']")
_NO_XML: Final = dict.fromkeys((0xFFFE, 0xFFFF))
_LONGEST_NAME: Final = 31
_LONGEST_TEXT: Final = 32_767
_WIDEST: Final = 40
_SAMPLE: Final = 200


@dataclass(frozen=True)
class Extract:
    """Headers and rows: None is empty, dates, whole numbers and decimals stay such, all else is text.

    ``mark`` (示范数据) stands in a column of its own, in the file's properties and on every printed page; ``formats``
    are those of numbers, by column, where the usual ones will not do.
    """

    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[object]]
    mark: str = ""
    mark_header: str = ""
    formats: Sequence[str] = ()

    def marked(self) -> tuple[list[str], list[list[object]]]:
        """Headers and rows, with the mark where there is one."""
        if not self.mark:
            return list(self.headers), [list(row) for row in self.rows]
        return [*self.headers, self.mark_header], [[*row, self.mark] for row in self.rows]


def csv_file(extract: Extract) -> bytes:
    """UTF-8 with its mark, as spreadsheets want it; text that might be calculated has an apostrophe before it."""
    headers, rows = extract.marked()
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(headers)
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return (BOM + stream.getvalue()).encode("utf-8", "replace")


def _csv_cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if _FORMULA.match(value.lstrip(" \u3000\ufeff")) else value
    return value


def xlsx_file(extract: Extract) -> bytes:
    """A workbook of one sheet: header in sight, filter, widths, page set-up; same content, same bytes."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - loaded when a workbook is wanted

    from buildings.reports.workbook.bulk import BulkSheet  # noqa: PLC0415

    headers, rows = extract.marked()
    stream = io.BytesIO()
    book = Workbook(stream, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties(
        {"title": extract.title, "keywords": extract.mark, "subject": extract.mark, "created": _CREATED}
    )
    sheet = book.add_worksheet(_sheet_name(extract), worksheet_class=BulkSheet)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    for column, header in enumerate(headers):
        sheet.write_string(0, column, header, bold)
        shown = [row[column] for row in rows[:_SAMPLE]]
        sheet.set_column(column, column, min(max(map(width, [header, *shown])), _WIDEST))
    if rows:
        formats = dict(enumerate(extract.formats))
        columns = [Cells(book, {"num_format": formats.get(column, "")}) for column in range(len(headers))]
        sheet.write_block(1, [[made.cell(row[at]) for row in rows] for at, made in enumerate(columns)])
        sheet.autofilter(0, 0, len(rows), len(headers) - 1)
    _print(sheet, extract)
    book.close()
    return stream.getvalue()


def _sheet_name(extract: Extract) -> str:
    """The title, shortened rather than its mark."""
    left = _LONGEST_NAME - len(extract.mark) - 1
    return _SHEET_NAME.sub(" ", f"{extract.title[:left]} {extract.mark}".strip())


class Cells:
    """Cells of a column as the bulk sheet takes them, after their place; ``look`` is how they are drawn.

    Its ``num_format`` is that of numbers; ``@`` is that of text, too.
    """

    def __init__(self, book: Any, look: Mapping[str, Any]) -> None:  # noqa: ANN401 - the library ships no types
        number = look.get("num_format", "")
        plain = {name: one for name, one in look.items() if name != "num_format"}
        self._text_style = book.add_format(dict(look) if number == TEXT else plain)
        self._whole = style_of(book.add_format(plain | {"num_format": number or "0"}))
        self._decimal = style_of(book.add_format(plain | {"num_format": number or "#,##0.00"}))
        self._day = style_of(book.add_format(plain | {"num_format": "yyyy-mm-dd"}))
        self._empty = style_of(book.add_format(dict(look))) if any(look.values()) else ""

    def cell(self, value: object) -> str:
        """A value; None is an empty cell."""
        if value is None or value == "":
            return f"{self._empty}/>"
        if isinstance(value, dt.date) and value >= _FIRST:
            return f"{self._day}><v>{(value - _EPOCH).days}</v></c>"
        if isinstance(value, Decimal):
            return f"{self._decimal}><v>{value}</v></c>"
        if isinstance(value, int) and not isinstance(value, bool):
            return f"{self._whole}><v>{value}</v></c>"
        if isinstance(value, float):
            return f"{self._decimal}><v>{value!r}</v></c>"
        return text_cell(str(value).translate(_NO_XML)[:_LONGEST_TEXT], self._text_style)


def _print(sheet: Any, extract: Extract) -> None:  # noqa: ANN401
    """A4 across, as wide as the page, header and marks on every page."""
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    title, mark = (text.replace("&", "&&") for text in (extract.title, extract.mark))
    sheet.set_header(f"&L{mark}&C{title}")
    sheet.set_footer(f"&L{mark}&R&P / &N")


def width(value: object) -> int:
    """Columns of a spreadsheet that a value takes."""
    text = "" if value is None else str(value)
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text) + 3  # noqa: PLR2004 - first CJK block
