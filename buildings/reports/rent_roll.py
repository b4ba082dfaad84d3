"""租赁台账 as a workbook to be filled in and sent back: choices, formats, grey columns, a sheet that explains each."""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from buildings import tables
from buildings.reports.extract import TEXT, Cells, width
from buildings.tables import Column
from buildings.words import label, labels, text

GUIDE: Final = ("edit", "rows", "new", "end", "gone", "grey", "closed", "unknown")
NEEDED: Final = {"building_code", "party_name", "starts_on"}
NUMBERS: Final = {"area": "#,##0.00", "rent": "#,##0.00", "ignored": "#,##0.00", "whole": "0", "date": "yyyy-mm-dd"}
GREY, PALE, EMPTY, INK = "#D9DDE2", "#F3F4F6", "#E6F4EA", "#6B7480"
_CREATED: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the file format knows no zones
_SPARE: Final = 500  # rows below the last one that have choices and formats, too
_WIDTHS: Final = (10, 32)
_SAMPLE: Final = 200
_LONGEST: Final = 255  # characters of a hint
_FIRST, _LAST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)


@dataclass(frozen=True)
class RentRoll:
    """Rows by field of ``tables.rent_roll``: days, m² and yuan as decimals, text, None; ``empty`` tells a room without.

    ``mark`` (示范数据) stands in every row, in both sheets, in the file's properties and on every printed page.
    """

    day: dt.date
    rows: Sequence[Mapping[str, object]]
    mark: str = ""

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns of the file; the mark only where there is one."""
        return tuple(one for one in tables.rent_roll().columns if self.mark or one.field != "mark")


def xlsx_file(roll: RentRoll) -> bytes:
    """The workbook; same content, same bytes."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - loaded when a workbook is wanted

    stream = io.BytesIO()
    book = Workbook(stream, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    title = f"{text('rent_roll', 'title')} {roll.day}"
    book.set_properties({"title": title, "keywords": roll.mark, "subject": roll.mark, "created": _CREATED})
    _schedule(book, roll)
    _guide(book, roll)
    book.close()
    return stream.getvalue()


def _schedule(book: Any, roll: RentRoll) -> None:  # noqa: ANN401 - the library ships no types
    from buildings.reports.workbook.bulk import BulkSheet  # noqa: PLC0415

    sheet = book.add_worksheet(tables.rent_roll().sheet, worksheet_class=BulkSheet)
    own = {column.field for column in tables.rent_roll_own()}
    heads = {
        ours: book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1} | more)
        for ours, more in ((False, {}), (True, {"bg_color": GREY, "font_color": INK}))
    }
    last = len(roll.rows) + _SPARE
    blocks = []
    for place, column in enumerate(roll.columns):
        ours = column.field in own
        number = NUMBERS.get(column.type, TEXT)  # 0101 keeps its zero, and nothing is calculated
        look = {"num_format": number, **({"bg_color": PALE, "font_color": INK} if ours else {})}
        sheet.write_string(0, place, column.header, heads[ours])
        shown = [row.get(column.field) for row in roll.rows]
        widest = max(map(width, [column.header, *shown[:_SAMPLE]]))
        sheet.set_column(place, place, min(max(widest, _WIDTHS[0]), _WIDTHS[1]), book.add_format(look))
        sheet.data_validation(1, place, last, place, _rule(column, ours=ours))
        plain, vacant = Cells(book, look), Cells(book, look if ours else look | {"bg_color": EMPTY})
        blocks.append(
            [(vacant if row.get("empty") else plain).cell(value) for row, value in zip(roll.rows, shown, strict=True)]
        )
    if roll.rows:
        sheet.write_block(1, blocks)
        sheet.autofilter(0, 0, len(roll.rows), len(roll.columns) - 1)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    _printed(sheet, roll)


def _printed(sheet: Any, roll: RentRoll) -> None:  # noqa: ANN401
    sheet.set_header(f"&L{roll.mark}&C{text('rent_roll', 'title')} {roll.day}")
    sheet.set_footer(f"&L{roll.mark}&R&P / &N")


def _rule(column: Column, *, ours: bool) -> dict[str, Any]:
    """What a column takes, and the hint that its cells show; a spreadsheet warns, the reader decides."""
    hint = {"input_title": column.header, "input_message": text("rent_roll", f"field_{column.field}")[:_LONGEST]}
    if ours:
        return {"validate": "any", **hint, "input_title": text("rent_roll", "do_not_change")}
    group = column.type.partition(":")[2]
    if group:
        return {"validate": "list", "source": list(labels(group).values()), **hint}
    warn = {"error_type": "warning", "error_title": column.header, "error_message": hint["input_message"], **hint}
    if column.type == "date":
        return {"validate": "date", "criteria": "between", "minimum": _FIRST, "maximum": _LAST, **warn}
    if column.type in NUMBERS:
        return {"validate": "decimal", "criteria": ">=", "value": 0, **warn}
    return {"validate": "any", **hint}


def _guide(book: Any, roll: RentRoll) -> None:  # noqa: ANN401
    """What each column wants, in both languages; the first cell marks a demonstration."""
    sheet = book.add_worksheet(tables.GUIDE_SHEET)
    bold = book.add_format({"bold": True, "valign": "top", "text_wrap": True})
    wrap = book.add_format({"valign": "top", "text_wrap": True})
    grey = book.add_format({"valign": "top", "text_wrap": True, "bg_color": GREY, "font_color": INK})
    for place, wide in enumerate((18, 10, 60, 60)):
        sheet.set_column(place, place, wide)
    day = f"{text('rent_roll', 'day')} {roll.day}"
    sheet.write_string(0, 0, roll.mark or text("rent_roll", "how"), bold)
    sheet.write_string(0, 2, f"{text('rent_roll', 'how')} · {day}" if roll.mark else day, bold)
    sheet.write_string(0, 3, text("rent_roll", "how", "en"), bold)
    row = 1
    for slug in GUIDE:
        sheet.write_string(row, 2, text("rent_roll", slug), wrap)
        sheet.write_string(row, 3, text("rent_roll", slug, "en"), wrap)
        row += 1
    row += 1
    for place, slug in enumerate(("head_column", "head_needed", "head_help")):
        sheet.write_string(row, place, text("rent_roll", slug), bold)
    sheet.write_string(row, 3, text("rent_roll", "head_help", "en"), bold)
    own = {column.field for column in tables.rent_roll_own()}
    for row, column in enumerate(roll.columns, row + 1):  # noqa: B020 - goes on below
        sheet.write_string(row, 0, column.header, grey if column.field in own else bold)
        if column.field in NEEDED:
            sheet.write_string(row, 1, text("rent_roll", "needed"), wrap)
        sheet.write_string(row, 2, text("rent_roll", f"field_{column.field}"), wrap)
        sheet.write_string(row, 3, text("rent_roll", f"field_{column.field}", "en"), wrap)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    _printed(sheet, roll)


def file_name(day: dt.date, audience: str, mark: str) -> str:
    """Title, day and audience; a demonstration says so."""
    parts = [text("rent_roll", "title"), day.isoformat(), audience]
    if mark:
        parts.append(label("file_mark", "demonstration"))
    return f"{' '.join(parts)}.xlsx"
