"""One level of a month's disclosed figures as a file: what is hidden is ＊ there, too."""

from typing import Final

from buildings.disclosure.figures import Figures
from buildings.quantities import format_month
from buildings.reports import tables
from buildings.reports.cells import number_of, words_of
from buildings.reports.content import Cell, Field, both
from buildings.reports.extract import Extract
from buildings.reports.workbook.styles import NUMBER_FORMATS
from buildings.words import Language, label

_DIGITS: Final = 15  # what a spreadsheet keeps of a number


def extract(figures: Figures, level: str, language: Language) -> Extract:
    """Code, name and every figure of a level, amounts in yuan, areas in m², rates as parts of one."""
    table = tables.named(figures, level)
    block = tables.block(table, level, both("figure_table", level), list(table.columns))
    rows = [
        [_cell(cell, field, language) for cell, field in zip(row, block.fields, strict=True)] for row in block.rows()
    ]
    return Extract(
        title=f"{label('figure_table', level, language)} {format_month(figures.month)} {figures.audience.slug}",
        headers=[field.heading(language).replace("\n", " ") for field in block.fields],
        rows=rows,
        mark=label("origin", "demonstration", language) if figures.demonstration else "",
        mark_header=label("list_column", "mark", language),
        formats=tuple(NUMBER_FORMATS.get(field.unit, "") for field in block.fields),
    )


def _cell(cell: Cell, field: Field, language: Language) -> object:
    number = number_of(cell, field.unit)
    if number is None:
        return words_of(cell, field.unit, language)
    value = number[0]
    return value if isinstance(value, int) else float(format(value, f".{_DIGITS}g"))
