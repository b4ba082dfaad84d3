"""Column maps (what a header means) and plain .xlsx reading and writing, for imports, reports and demo."""

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from python_calamine import CalamineWorkbook

from buildings.settings import DATA

RETAINED_SUFFIX: Final = "区级留存"
NOTES_SHEET: Final = "说明"
GUIDE_SHEET: Final = "填写说明"
"""Of a rent roll: what each column wants. Its first cell marks a demonstration, as that of ``NOTES_SHEET`` does."""
_WIDTH_LIMITS: Final = (8, 40)
_WIDTH_SAMPLE: Final = 200
_FIXED_DAY: Final = dt.datetime(2020, 1, 1)  # noqa: DTZ001 - the format keeps local times; the same content, the same bytes


@dataclass(frozen=True)
class Column:
    """What one header of a workbook means: the field it fills, and how its cells are read."""

    header: str
    field: str
    type: str
    required: bool = False
    aliases: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Map:
    """A workbook kind: its sheet, its columns and its place in the order of import."""

    kind: str
    sheet: str
    aliases: tuple[str, ...]
    filename: str
    order: int
    columns: tuple[Column, ...]

    @property
    def headers(self) -> list[str]:
        """Headers as they are written, in the map's order."""
        return [column.header for column in self.columns]


@dataclass(frozen=True)
class TaxColumn:
    """A column of the tax file; ``kind`` is tax, fee, fund or total; its local share is a dated parameter."""

    key: str
    name: str
    name_en: str
    kind: str
    counts_as_tax: bool
    central_for_banks: bool  # all central for big state banks, policy banks and oil majors


@dataclass(frozen=True)
class Sheet:
    """A sheet to write: None is an empty cell, a date a real Excel date, a number a number, everything else text."""

    name: str
    headers: Sequence[str]
    rows: Iterable[Sequence[object]]
    formats: Mapping[str, str] = field(default_factory=dict)  # header -> number format
    frozen_columns: int = 0


@dataclass(frozen=True)
class Properties:
    """What a workbook says of itself; ``mark`` (示范数据) also stands in every sheet's printed header and footer."""

    title: str = ""
    mark: str = ""
    comments: str = ""


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a UTF-8 CSV file of the project's data."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _columns(path: Path) -> tuple[Column, ...]:
    return tuple(
        Column(
            row["header"], row["field"], row["type"], row["required"] == "yes", _several(row["aliases"]), row["note"]
        )
        for row in rows_of(path)
    )


@cache
def maps(source: str = "louyu") -> Mapping[str, Map]:
    """Workbook kinds of a source by slug, in the order they are imported."""
    folder = DATA / "mappings" / source
    found = [
        Map(
            row["kind"],
            row["sheet"],
            _several(row["aliases"]),
            row["filename"],
            int(row["order"]),
            _columns(folder / row["mapping"]),
        )
        for row in rows_of(folder / "workbooks.csv")
    ]
    return {one.kind: one for one in sorted(found, key=lambda one: one.order)}


@cache
def rent_roll(source: str = "louyu") -> Map:
    """The tenancy schedule as it leaves to be filled in and comes back; its last columns are ours, not the landlord's.

    What a row must say beside its building depends on the row: an empty room says nothing more.
    """
    leases = maps(source)["leases"]
    columns = (replace(column, required=column.field == "building_code") for column in leases.columns)
    return replace(leases, kind="rent_roll", columns=(*columns, *rent_roll_own(source)))


@cache
def rent_roll_own(source: str = "louyu") -> tuple[Column, ...]:
    """Columns of a rent roll that tie a row to the record or only show something."""
    return _columns(DATA / "mappings" / source / "rent_roll.csv")


@cache
def tax_columns() -> tuple[TaxColumn, ...]:
    """Columns of the tax file in its order, 总计 included (kind ``total``, the last)."""
    return tuple(
        TaxColumn(
            row["key"],
            row["name_zh"],
            row["name_en"],
            row["kind"],
            row["counts_as_tax"] == "yes",
            row["central_for_banks"] == "yes",
        )
        for row in rows_of(DATA / "facts" / "tax_columns.csv")
    )


def read(path: Path) -> dict[str, list[list[Any]]]:
    """Cells of every sheet by name; row 1 of the sheet is item 0, hidden rows included, '' an empty cell.

    A formula gives the value kept for it and an error or nothing kept gives '': whoever must tell looks again.
    """
    with CalamineWorkbook.from_path(str(path)) as book:
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def write(path: Path, sheets: Sequence[Sheet], properties: Properties | None = None) -> Path:
    """Write a plain workbook: frozen bold headers, filter, widths, page set-up; same input, same bytes."""
    properties = properties or Properties()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties(
            {
                "title": properties.title,
                "subject": properties.mark,
                "keywords": properties.mark,
                "comments": properties.comments,
                "created": _FIXED_DAY,
            }
        )
        looks: dict[str, Any] = {
            "": None,
            "header": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        for sheet in sheets:
            for code in set(sheet.formats.values()) - set(looks):
                looks[code] = book.add_format({"num_format": code})
            _write_sheet(book.add_worksheet(sheet.name), sheet, looks, properties.mark)
    return path


def _write_sheet(place: Any, sheet: Sheet, looks: Mapping[str, Any], mark: str) -> None:  # noqa: ANN401 - untyped library
    place.write_row(0, 0, sheet.headers, looks["header"])
    formats = [looks[sheet.formats.get(header, "")] for header in sheet.headers]
    widths = [_width(header) for header in sheet.headers]
    number = 0
    for number, row in enumerate(sheet.rows, 1):
        for column, value in enumerate(row):
            _write_cell(place, (number, column), value, formats[column], looks["date"])
            if number <= _WIDTH_SAMPLE:
                widths[column] = max(widths[column], _width(value))
    for column, width in enumerate(widths):
        place.set_column(column, column, min(max(width, _WIDTH_LIMITS[0]), _WIDTH_LIMITS[1]))
    place.freeze_panes(1, sheet.frozen_columns)
    if number:
        place.autofilter(0, 0, number, len(sheet.headers) - 1)
    place.set_landscape()
    place.set_paper(9)  # A4
    place.fit_to_pages(1, 0)
    place.repeat_rows(0)
    place.set_header(f"&L{mark}&C{sheet.name}")
    place.set_footer(f"&L{mark}&R&P / &N")


def _write_cell(place: Any, at: tuple[int, int], value: object, look: Any, date_look: Any) -> None:  # noqa: ANN401
    if value is None or value == "":
        return
    if isinstance(value, bool):
        place.write_boolean(*at, value, look)
    elif isinstance(value, int | float | Decimal):
        place.write_number(*at, value, look)
    elif isinstance(value, dt.date):
        place.write_datetime(*at, value, look or date_look)
    else:
        place.write_string(*at, str(value), look)


def _width(value: object) -> int:
    """Columns a value takes on screen: a Chinese character takes two."""
    if isinstance(value, dt.date):
        return 11
    text = "" if value is None else str(value)
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text) + 2  # noqa: PLR2004 - first CJK block
