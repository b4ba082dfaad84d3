"""From a file to typed rows: examine, recognise, find the header, read every cell; problems go to the log."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from python_calamine import CalamineError

from buildings import tables
from buildings.errors import DomainError, InvalidValue
from buildings.imports import cells, closing, container, headers, second_look, writing
from buildings.imports.container import Limits, Part
from buildings.imports.issues import HIDDEN, Issue, Log
from buildings.kinds import Origin
from buildings.tables import Column, Map
from buildings.words import label

Step = Callable[["Workbook"], None]


@dataclass
class Workbook:
    """A workbook on its way in: what it is, and its typed rows column by column.

    ``rows[i]`` is Excel's number of the i-th row; ``columns[field][i]`` its value, None where the cell is empty.
    ``day``: whose parameters hold; the newest ones unless a unit of work sets it.
    """

    path: Path
    kind: str = ""
    map: Map | None = None
    sha256: str = ""
    demonstration: bool = False
    parts: dict[str, Part] = field(default_factory=dict)
    sheets: dict[str, list[list[Any]]] = field(default_factory=dict)
    layout: headers.Layout = field(default_factory=headers.Layout)
    rows: list[int] = field(default_factory=list)
    columns: dict[str, list[Any]] = field(default_factory=dict)
    month: int | None = None
    day: dt.date = dt.date.max
    limits: Limits = container.USUAL
    log: Log = field(default_factory=lambda: Log(""))

    @property
    def origin(self) -> Origin:
        """What its rows are recorded as."""
        return Origin.DEMONSTRATION if self.demonstration else Origin.REAL

    @property
    def name(self) -> str:
        """File name as people know it."""
        return self.path.name

    def afresh(self) -> "Workbook":
        """The same rows with a log of their own, so that a check leaves no trace on this one."""
        log = Log(self.log.file, self.log.sheet, list(self.log.issues), list(self.log.notes))
        return replace(self, log=log)

    def has(self, field_name: str) -> bool:
        """Whether the file has that column at all: what it does not state stays as it is."""
        return field_name in self.columns

    def column(self, field_name: str) -> list[Any]:
        """Values of a column, None throughout when the file has none."""
        found = self.columns.get(field_name)
        return [None] * len(self.rows) if found is None else found

    def records(self, *fields: str) -> Iterator[tuple[Any, ...]]:
        """Rows as tuples: Excel's row number, then the fields."""
        return zip(self.rows, *(self.column(name) for name in fields), strict=True)

    def header(self, field_name: str) -> str:
        """Header of a field, as the file writes it or else as the map does."""
        if self.map is None:
            return field_name
        found = self.layout.headers.get(field_name)
        return found or next(
            (column.header for column in headers.columns_of(self.map) if column.field == field_name), ""
        )

    def cells(self, fields: Sequence[str], row: int) -> str:
        """Where a row's cells of some fields stand, as Excel names them, neighbours joined: D3、F3:H3."""
        return self.layout.cells(fields, row)


def read(path: Path, kind: str | None = None, only: Map | None = None, limits: Limits = container.USUAL) -> Workbook:
    """Read a workbook as far as it can be read; ``log`` holds every problem met. Touches no database."""
    book = Workbook(path, kind or "", only, limits=limits, log=Log(path.name))
    for step in STEPS:
        try:
            step(book)
        except DomainError as error:
            book.log.refuse(error)
        if book.log and step in FATAL:
            return book
    book.sheets.clear()
    return book


def examine(book: Workbook) -> None:
    """The file is a workbook and safe to open."""
    book.parts = container.examine(book.path, book.limits)
    with book.path.open("rb") as file:
        book.sha256 = hashlib.file_digest(file, "sha256").hexdigest()


def open_sheets(book: Workbook) -> None:
    """Cells of every sheet."""
    try:
        book.sheets = tables.read(book.path)
    except (CalamineError, OSError, ValueError) as error:
        raise InvalidValue("file_damaged") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what a parser in another language throws; no Exception of ours
            raise
        raise InvalidValue("file_damaged") from error
    notes = (rows[0] for name in (tables.NOTES_SHEET, tables.GUIDE_SHEET) if (rows := book.sheets.get(name)))
    book.demonstration = any(row[:1] == [label("origin", "demonstration")] for row in notes)


def recognise(book: Workbook) -> None:
    """Which kind of workbook this is, and which sheet holds it."""
    known = [book.map] if book.map else [one for one in tables.maps().values() if book.kind in {"", one.kind}]
    found = headers.recognise(book.sheets, known, book.log)
    if found is not None:
        book.map, book.log.sheet = found
        book.kind = book.map.kind


def find_headers(book: Workbook) -> None:
    """Which column means what."""
    assert book.map is not None  # noqa: S101 - recognise is fatal otherwise
    book.layout = headers.layout(book.sheets[book.log.sheet], book.map, book.log)


def read_cells(book: Workbook) -> None:
    """Typed values of every row that says anything."""
    used = sorted(book.layout.columns)
    first = book.layout.row + 2
    kept: list[Sequence[Any]] = []
    for number, row in enumerate(book.sheets[book.log.sheet][book.layout.row + 1 :], first):
        cut = [row[index] if index < len(row) else None for index in used]
        if not all(map(writing.is_blank, cut)):
            book.rows.append(number)
            kept.append(cut)
    if not kept:
        book.log.add("no_rows", right="no_rows")
    for index, raw in zip(used, zip(*kept, strict=True) if kept else [()] * len(used), strict=True):
        column = book.layout.columns[index]
        book.columns[column.field] = _read_column(book, column, raw)


def look_twice(book: Workbook) -> None:
    """Formulas without a kept value, error cells and merged cells, which would pass for empty ones."""
    if not any(part.untold for part in book.parts.values()):
        return
    at = {index: column.header for index, column in book.layout.columns.items()}
    found = list(second_look.untold(book.path, book.log.sheet, book.layout.row + 1, at))
    told = {("required_empty", row, at[index]) for _, row, index, _ in found}  # why it passed for empty is the problem
    book.log.issues = [one for one in book.log if (one.slug, one.row, one.column) not in told]
    for slug, row, index, value in found:
        book.log.add(slug, row, at[index], value, right=slug)


def tell_closing(book: Workbook) -> None:
    """Rows that close a list."""
    payers = {record[0]: record[1:] for record in book.records("taxpayer_code", "taxpayer_name")}
    closing.tell(book.log, book.sheets[book.log.sheet], payers)


def drop_wrong_rows(book: Workbook) -> None:
    """Rows with a problem leave, so that what follows looks at whole rows only; the file is refused anyway."""
    wrong = {issue.row for issue in book.log}
    if not wrong:
        return
    keep = [index for index, number in enumerate(book.rows) if number not in wrong]
    book.rows = [book.rows[index] for index in keep]
    book.columns = {name: [values[index] for index in keep] for name, values in book.columns.items()}


def _read_column(book: Workbook, column: Column, raw: Sequence[Any]) -> list[Any]:
    """Values of one column; equal cells are read once."""
    reader = cells.reader(column.type)
    keys = raw if bool not in set(map(type, raw)) else [(type(value), value) for value in raw]  # True equals 1
    found = {key: _read_cell(reader, value) for key, value in dict(zip(keys, raw, strict=True)).items()}
    values = [found[key] for key in keys]
    wrong = any(isinstance(value, InvalidValue) for value in found.values())
    if wrong or (column.required and None in found.values()):
        values = [
            _checked(book, (number, column), value, raw_value)
            for number, raw_value, value in zip(book.rows, raw, values, strict=True)
        ]
    if column.type in ("text", "list"):
        odd = {value for value in set(raw) if isinstance(value, str) and writing.clean(value) != value}
        tidied = [number for number, value in zip(book.rows, raw, strict=True) if value in odd] if odd else []
        if tidied:
            book.log.note("cleaned", tidied[0], column.header, count=len(tidied))
    return values


def _checked(book: Workbook, at: tuple[int, Column], value: object, raw: object) -> object:
    """The value, or None with its problem in the log."""
    number, column = at
    if isinstance(value, InvalidValue):
        details = dict(value.details) | {"value": raw}
        details.setdefault("right", column.type)
        book.log.issues.append(_issue(book, value.name, at, details))
        return None
    if value is None and column.required:
        kind = column.type.partition(":")[0]
        book.log.add("required_empty", number, column.header, right="fill_in" if kind == "text" else kind)
    return value


def _read_cell(reader: cells.Reader, value: object) -> object:
    """The typed value, None for an empty cell, or the refusal itself."""
    if writing.is_blank(value):
        return None
    try:
        return reader(value)
    except InvalidValue as error:
        return error


def _issue(book: Workbook, slug: str, at: tuple[int, Column], details: dict[str, object]) -> Issue:
    number, column = at
    value, right = details.pop("value"), str(details.pop("right")).partition(":")[0]
    if column.type == "money":  # errors never echo tax: the cell is named instead, and why
        value, details = label("place", "hidden"), {HIDDEN: book.cells([column.field], number)}
    return Issue(slug, book.log.sheet, number, column.header, value, details, right, book.name)


STEPS: tuple[Step, ...] = (
    examine,
    open_sheets,
    recognise,
    find_headers,
    read_cells,
    look_twice,
    tell_closing,
    drop_wrong_rows,
)
FATAL = frozenset({examine, open_sheets, recognise, find_headers})
"""Steps after which nothing further can be said when they found a problem."""
