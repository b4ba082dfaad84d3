"""Rows of one table on a worksheet: header, cells, widths."""

import re
from collections.abc import Sequence
from typing import Final, cast

from buildings.disclosure.figures import State
from buildings.reports.cells import DIVISORS, number_of, words_of
from buildings.reports.content import TEXT, Block, Bounds, Cell, Field
from buildings.reports.workbook.bulk import number_cells, text_cell
from buildings.reports.workbook.layout import Layout
from buildings.reports.workbook.styles import NUMBER_FORMATS, Styles
from buildings.words import Language

NARROWEST, WIDEST, WIDEST_TEXT = 7.0, 24.0, 72.0
HEAD_HEIGHT, LINE_HEIGHT = 32, 13
BOUNDS_WIDTH: Final = 12
NUMBERS: Final = {int, float}
NOT_MEASURED: Final = {*NUMBERS, Bounds}
HINT_WIDTH: Final = 330
WIDE: Final = re.compile("[\u2e80-\U0010ffff]")  # characters that take two places


def places(text: str) -> int:
    """Width of a text in places of a digit."""
    return len(text) if text.isascii() else len(text) + len(WIDE.findall(text))


def head(layout: Layout, block: Block) -> None:
    """The header row, with a definition at every metric."""
    language, sheet = layout.language, layout.sheet
    sheet.set_row(layout.row, HEAD_HEIGHT)
    for index, one in enumerate(block.fields):
        sheet.write_string(layout.row, index, one.heading(language), layout.styles.look("head"))
        if one.note is not None:
            sheet.write_comment(layout.row, index, one.note.pick(language), {"width": HINT_WIDTH, "font_size": 9})
    layout.row += 1


def one_by_one(layout: Layout, block: Block) -> None:
    """All rows of a block, cell by cell."""
    sheet, last = layout.sheet, len(block) - 1
    for offset, row in enumerate(block.rows()):
        strong = block.total and offset == last
        for index, (one, cell) in enumerate(zip(block.fields, row, strict=True)):
            formula = block.formula(one.key, layout.row + 1)
            write(layout, index, cell, one.unit, strong=strong, formula=formula)
        lines = max(_lines(cell, one, layout.language) for one, cell in zip(block.fields, row, strict=True))
        if lines > 1:
            sheet.set_row(layout.row, LINE_HEIGHT * lines + 4)
        layout.row += 1


def _lines(cell: Cell, one: Field, language: Language) -> int:
    """Lines a cell takes: long texts are broken, and so are bounds."""
    if isinstance(cell, Bounds):
        return 2
    if one.unit != TEXT or isinstance(cell, State):
        return 1
    return -(-places(words_of(cell, TEXT, language)) // int(WIDEST_TEXT - 2))


def write(layout: Layout, column: int, cell: Cell, unit: str, *, strong: bool = False, formula: str = "") -> None:
    """One cell: a number (with its formula, if it is checked live), or a string that can never become a formula."""
    styles, row = layout.styles, layout.row
    number = number_of(cell, unit)
    if number is not None:
        style = styles.number(number[1], strong=strong)
        if formula:
            layout.sheet.write_formula(row, column, formula, style, number[0])
        else:
            layout.sheet.write_number(row, column, number[0], style)
        return
    text = words_of(cell, unit, styles.language)
    look = "wrap" if unit == TEXT and places(text) > WIDEST_TEXT - 2 else _look(cell, unit)
    layout.sheet.write_string(row, column, text, styles.look(look, strong=strong))


def _look(cell: Cell, unit: str) -> str:
    if isinstance(cell, (str, tuple)) and unit == TEXT:
        return "text"
    return "state_text" if unit == TEXT else "state"


def at_once(layout: Layout, block: Block) -> None:
    """All rows of a long block, column by column."""
    columns = [_bulk(one, cells, layout.styles) for one, cells in zip(block.fields, block.columns, strict=True)]
    layout.sheet.write_block(layout.row, columns)
    layout.row += len(block)


def _bulk(one: Field, cells: Sequence[Cell], styles: Styles) -> list[str]:
    """Cells of a column as the bulk sheet takes them."""
    if one.unit not in NUMBER_FORMATS:
        return _texts(one, cells, styles)
    style, divisor = styles.number(one.unit), DIVISORS.get(one.unit, 1)
    kinds = set(map(type, cells))
    if kinds <= NUMBERS:
        return number_cells(cast("Sequence[float]", cells), divisor, style)
    values = cast("list[float]", [cell if type(cell) in NUMBERS else 0 for cell in cells])
    numbers = number_cells(values, divisor, style)
    marks = [at for at, cell in enumerate(cells) if type(cell) not in NUMBERS]
    for at, text in zip(marks, _texts(one, [cells[at] for at in marks], styles), strict=True):
        numbers[at] = text
    return numbers


def _texts(one: Field, cells: Sequence[Cell], styles: Styles) -> list[str]:
    """Text cells; each different one is made once."""
    made = {
        cell: text_cell(words_of(cell, one.unit, styles.language), styles.look(_look(cell, one.unit)))
        for cell in set(cells)
    }
    return [made[cell] for cell in cells]


def widths(layout: Layout, block: Block) -> None:
    """Columns as wide as their content and half their heading, within reason."""
    for index, (one, cells) in enumerate(zip(block.fields, block.columns, strict=True)):
        title = max(places(part) for part in one.heading(layout.language).split("\n"))
        wanted = max(_widest(one, cells, layout.language) + 2.5, min(title + 2, title / 2 + 3), NARROWEST)
        wanted = min(wanted, WIDEST_TEXT if one.unit == TEXT else WIDEST)
        layout.widths[index] = max(layout.widths.get(index, 0), wanted)


def _widest(one: Field, cells: Sequence[Cell], language: Language) -> int:
    """Places the widest cell takes; of numbers only the ends are looked at."""
    kinds = set(map(type, cells))
    samples: list[Cell] = []
    if kinds & NUMBERS:
        numbers = cast("list[float]", [cell for cell in cells if type(cell) in NUMBERS])
        samples += [max(numbers), min(numbers)]
    if kinds - NUMBERS:
        samples += {cell for cell in cells if type(cell) not in NOT_MEASURED}
    found = BOUNDS_WIDTH if Bounds in kinds else 0
    for cell in samples:
        text = words_of(cell, one.unit, language)
        if 2 * len(text) > found:  # no other can be the widest
            found = max(found, places(text))
    return found
