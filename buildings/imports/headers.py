"""Which kind of workbook this is and what its columns mean, by sheet name and headers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import Any, Final

from openpyxl.utils.cell import get_column_letter

from buildings import tables
from buildings.imports import guesses
from buildings.imports.guesses import Guess
from buildings.imports.issues import Log
from buildings.imports.writing import is_blank, narrow
from buildings.tables import RETAINED_SUFFIX, Column, Map

RETAINED: Final = ".retained"
"""Behind a tax column's key: the field of its delivered retained amount."""

TAXES: Final = "taxes"
TOTAL: Final = "total"
_TITLE_ROWS: Final = 10  # the header row may stand below a title
_DATA: Final = re.compile(r"[-+]?[¥￥]?[\d.,%]+|(?=.*\d)[A-Za-z\d/:.-]{6,}", re.ASCII)  # a number, a date or a code
_MANY: Final = 0.6  # share of a map's headers a nameless sheet must have

Cells = Sequence[Sequence[Any]]


@dataclass
class Layout:
    """Row of the headers (from 0), the column each index holds, and each field's header as the file writes it."""

    row: int = 0
    columns: dict[int, Column] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def cells(self, fields: Sequence[str], row: int) -> str:
        """Where a row's cells of some fields stand, as Excel names them, neighbours joined: D3、F3:H3."""
        found: list[list[int]] = []
        for index in sorted(index for index, column in self.columns.items() if column.field in fields):
            if found and found[-1][-1] == index - 1:
                found[-1].append(index)
            else:
                found.append([index])
        ends = (dict.fromkeys((run[0], run[-1])) for run in found)
        return "、".join(":".join(f"{get_column_letter(index + 1)}{row}" for index in both) for both in ends)


@cache
def columns_of(kind: Map) -> tuple[Column, ...]:
    """Columns of a kind; the tax file's amounts follow from the list of tax columns, each with its retained part."""
    if kind.kind != TAXES:
        return kind.columns
    found = list(kind.columns)
    for tax in tables.tax_columns():
        found.append(Column(tax.name, tax.key, "money", required=False))
        found.append(Column(tax.name + RETAINED_SUFFIX, tax.key + RETAINED, "money"))
    return tuple(found)


@cache
def _by_header(kind: Map) -> Mapping[str, Column]:
    return {narrow(name): column for column in columns_of(kind) for name in (column.header, *column.aliases)}


def recognise(sheets: Mapping[str, Cells], kinds: Sequence[Map], log: Log) -> tuple[Map, str] | None:
    """Which of the kinds, and its sheet: by the sheet's name, else by its headers; None with the problem in the log."""
    named = {narrow(name): kind for kind in kinds for name in (kind.sheet, *kind.aliases)}
    found = [(named[narrow(sheet)], sheet) for sheet in sheets if narrow(sheet) in named]
    found = found or [(kind, sheet) for sheet, rows in sheets.items() for kind in kinds if _looks_like(rows, kind)]
    if len(found) == 1:
        kind, sheet = found[0]
        if narrow(sheet) not in named:
            log.note("sheet_renamed", value=sheet, wanted=kind.sheet)
        return found[0]
    if found:
        log.add("several_sheets", value="、".join(sheet for _, sheet in found), right="several_sheets")
        return None
    near = get_close_matches(next(iter(sheets), ""), [kind.sheet for kind in kinds], 1, 0.5)
    right = "wrong_sheet_near" if near else "wrong_sheet"
    allowed = "、".join(kind.sheet for kind in kinds)
    log.add("wrong_sheet", found="、".join(sheets), wanted=allowed, right=right, guess="".join(near))
    return None


def _looks_like(rows: Cells, kind: Map) -> bool:
    known = _by_header(kind)
    present = {known[name].field for name in _names(rows, _header_row(rows, kind)) if name in known}
    required = {column.field for column in kind.columns if column.required}
    return required <= present and len(present) >= _MANY * len(kind.columns)


def _names(rows: Cells, index: int) -> list[str]:
    return [narrow(cell) if isinstance(cell, str) else "" for cell in rows[index]] if index < len(rows) else []


def _header_row(rows: Cells, kind: Map) -> int:
    """The row among the first ones that holds most headers of the kind."""
    known = _by_header(kind)
    hits = [sum(name in known for name in _names(rows, index)) for index in range(min(_TITLE_ROWS, len(rows)))]
    return hits.index(max(hits)) if hits else 0


def layout(rows: Cells, kind: Map, log: Log) -> Layout:
    """What each column means; missing, double and unknown headers go to the log, with the nearest guess."""
    if not any(not is_blank(cell) for row in rows[:_TITLE_ROWS] for cell in row):
        log.add("sheet_empty")
        return Layout()
    found = Layout(_header_row(rows, kind))
    known = _by_header(kind)
    if _no_headers(rows[found.row], kind):
        wanted = "、".join(column.header for column in columns_of(kind) if column.required)
        log.add("no_header_row", found.row + 1, wanted=wanted, right="no_header_row")
        return Layout()
    unknown: list[tuple[str, int]] = []
    for index, cell in enumerate(rows[found.row]):
        if is_blank(cell):
            continue
        column = known.get(narrow(cell))
        if column is None:
            unknown.append((_told(cell, index), index))
        elif column.field in found.headers:
            log.add("header_twice", found.row + 1, str(cell), value=cell, right="header_twice")
        else:
            found.columns[index] = Column(str(cell).strip(), column.field, column.type, column.required)
            found.headers[column.field] = str(cell).strip()
    guessed = _guess(found, kind, [name for name, _ in unknown])
    _missing(found, kind, guessed, log)
    for name, index in unknown:
        values = [row[index] for row in rows[found.row + 1 :] if index < len(row)]
        if name in guessed and not all(map(is_blank, values)):
            _unknown(found, kind, (name, guessed[name]), values, log)
    return found


def _no_headers(row: Sequence[Any], kind: Map) -> bool:
    """Whether the row holds data where headers should be: then nothing of it is repeated, it may be secret."""
    cells, known = [cell for cell in row if not is_blank(cell)], _by_header(kind)
    found = {known[name].field for name in map(narrow, cells) if name in known}
    if found and found >= {column.field for column in kind.columns if column.required}:
        return False
    return (kind.kind == TAXES and not found) or 2 * sum(map(_is_data, cells)) > len(cells)


def _is_data(cell: Any) -> bool:  # noqa: ANN401 - as it came from the file
    """Whether a cell reads as a number, a date or a code."""
    return not isinstance(cell, str) or bool(_DATA.fullmatch(narrow(cell)))


def _told(cell: Any, index: int) -> str:  # noqa: ANN401 - as it came from the file
    """An unknown header as it may be repeated: the column's letter where it reads as data."""
    return get_column_letter(index + 1) if _is_data(cell) else " ".join(str(cell).split())


def _guess(found: Layout, kind: Map, unknown: list[str]) -> dict[str, Guess | None]:
    """What each unknown header may mean, of the columns that are not there."""
    absent = [column for column in columns_of(kind) if column.field not in found.headers]
    return {name: guesses.of(name, absent, filter(_is_needed, absent)) for name in unknown}


def _missing(found: Layout, kind: Map, guessed: dict[str, Guess | None], log: Log) -> None:
    """Columns that must be there; the header that seems to mean one leaves ``guessed``: it has been said."""
    seen = "、".join([*found.headers.values(), *guessed]) or "—"
    for column in filter(_is_needed, columns_of(kind)):
        if column.field in found.headers:
            continue
        near = {name: guess.likeness for name, guess in guessed.items() if guess and guess.column == column}
        best = max(near, key=near.__getitem__, default="")
        right = "header_near" if best else "header_missing"
        log.add("header_missing", found.row + 1, column.header, found=seen, right=right, guess=best)
        guessed.pop(best, None)


def _is_needed(column: Column) -> bool:
    return column.required or _is_total(column)


def _is_total(column: Column) -> bool:
    return any(tax.key == column.field and tax.kind == TOTAL for tax in tables.tax_columns())


def _unknown(found: Layout, kind: Map, named: tuple[str, Guess | None], values: Sequence[Any], log: Log) -> None:
    """A header nobody knows is left out and said; a misspelt one, or money of a tax file, is refused."""
    name, guess = named
    if guess is not None and guess.likeness >= guesses.NEAR:
        log.add("header_unknown", found.row + 1, name, value=name, right="header_guess", guess=guess.name)
    elif kind.kind == TAXES and any(isinstance(value, int | float) for value in values):
        log.add("header_unknown", found.row + 1, name, value=name, right="tax_columns")
    else:
        log.note("column_ignored", found.row + 1, name, value=name)
