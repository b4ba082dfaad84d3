"""The slow, thorough look at a workbook that holds formulas or error cells: what the fast reader takes for empty."""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils.cell import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from python_calamine import CalamineWorkbook

from buildings.errors import InvalidValue

Found = tuple[str, int, int, object]
_FORMULA, _ERROR = "f", "e"


def untold(path: Path, sheet: str, below: int, columns: Mapping[int, object]) -> Iterator[Found]:
    """Cells (slug, row, column from 0, what stands there) below a row whose value cannot be told."""
    last = max(columns) + 1
    yield from _merged(path, sheet, below, columns)
    with _opened(path, sheet, kept=False) as written, _opened(path, sheet, kept=True) as kept:
        pairs = zip(
            written.iter_rows(min_row=below + 1, max_col=last),
            kept.iter_rows(min_row=below + 1, max_col=last),
            strict=True,
        )
        for number, (formulas, values) in enumerate(pairs, below + 1):
            for index, (formula, value) in enumerate(zip(formulas, values, strict=True)):
                if index not in columns:
                    continue
                if value.data_type == _ERROR:
                    yield "cell_error", number, index, value.value
                elif formula.data_type == _FORMULA and value.value is None:
                    yield "formula_without_value", number, index, formula.value


def _merged(path: Path, sheet: str, below: int, columns: Mapping[int, object]) -> Iterator[Found]:
    with CalamineWorkbook.from_path(str(path)) as book:
        ranges = book.get_sheet_by_name(sheet).merged_cell_ranges or []
    for (top, left), (bottom, right) in ranges:
        used = [index for index in columns if left <= index <= right]
        if bottom >= below and used:
            corners = f"{get_column_letter(left + 1)}{top + 1}:{get_column_letter(right + 1)}{bottom + 1}"
            yield "merged_cells", max(top, below) + 1, used[0], corners


@contextmanager
def _opened(path: Path, sheet: str, *, kept: bool) -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it leaves out (validation lists, pictures) is not ours to read
        try:
            book = openpyxl.load_workbook(path, read_only=True, data_only=kept)
        except (InvalidFileException, BadZipFile, KeyError, ValueError, TypeError) as error:
            raise InvalidValue("file_damaged") from error
        try:
            yield book[sheet]
        finally:
            book.close()
