"""One section of a report on one worksheet: title, marks, notes, tables one below the other, print set-up."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from buildings.disclosure.figures import State
from buildings.reports.cells import DIVISORS, number_of, words_of
from buildings.reports.content import TEXT, Block, Bounds, Cell, Field, Pair, Report, Section, said
from buildings.reports.workbook.bulk import text_body
from buildings.reports.workbook.charts import CHART_ROWS, add_chart
from buildings.reports.workbook.styles import NUMBER_FORMATS, Styles
from buildings.words import Language

LONG: Final = 200  # rows from which a last block is written in one go
NARROWEST, WIDEST, WIDEST_TEXT = 7.0, 24.0, 72.0
HEAD_HEIGHT, ROW_HEIGHT, LINE_HEIGHT = 32, 16.5, 13
BOUNDS_WIDTH: Final = 12
ONE_PAGE: Final = 48  # rows that still read well on one page
A4: Final = 9
NUMBERS: Final = (int, float)
HINT_WIDTH: Final = 330
WIDE_FROM: Final = 0x2E80  # from here on characters take two places


@dataclass
class Layout:
    """Where things came to stand on a worksheet."""

    workbook: Any
    sheet: Any
    styles: Styles
    report: Report
    row: int = 0
    widths: dict[int, float] = field(default_factory=dict)
    first_rows: dict[str, int] = field(default_factory=dict)  # first data row of each block
    head_rows: dict[str, int] = field(default_factory=dict)

    @property
    def language(self) -> Language:
        """The language of the workbook."""
        return self.styles.language

    def line(self, text: str, look: str) -> None:
        """One line of text across the sheet."""
        self.sheet.write_string(self.row, 0, text, self.styles.look(look))
        self.row += 1


def places(text: str) -> int:
    """Width of a text in places of a digit."""
    return sum(2 if ord(letter) >= WIDE_FROM else 1 for letter in text)


def fill(layout: Layout, section: Section) -> None:
    """Write a section; charts come after."""
    report, language, sheet = layout.report, layout.language, layout.sheet
    sheet.set_default_row(ROW_HEIGHT)
    sheet.set_row(0, 26)
    layout.line(section.title.pick(language), "title")
    layout.line(headline_mark(report).pick(language), "mark" if report.demonstration else "meta")
    layout.line(said("legend").pick(language), "meta")
    for note in section.notes:
        layout.line(note.pick(language), "note")
    layout.row += 1
    for block in section.blocks:
        _block(layout, section, block)
    for column, width in layout.widths.items():
        sheet.set_column(column, column, width)
    _print(layout, section)


def headline_mark(report: Report) -> Pair:
    """示范数据, month, audience and data date in one line."""
    slug = "mark_demonstration" if report.demonstration else "mark_real"
    return said(slug, month=report.month, audience=report.audience, data_date=report.data_date)


def _block(layout: Layout, section: Section, block: Block) -> None:
    language, sheet = layout.language, layout.sheet
    if block.title.zh != section.title.zh:
        layout.line(block.title.pick(language), "block")
    if block.filtered:
        for note in block.notes:
            layout.line(note.pick(language), "note")
    _head(layout, block)
    layout.first_rows[block.slug] = first = layout.row
    if not len(block):
        layout.line(said("no_rows").pick(language), "meta")
    elif block.filtered and len(block) >= LONG and block is section.blocks[-1]:
        sheet.write_block(first, [_bulk(one, cells, layout.styles) for one, cells in zip(block.fields, block.columns, strict=True)])
        layout.row += len(block)
    else:
        _cells(layout, block)
    if block.filtered and len(block):
        sheet.autofilter(first - 1, 0, first + len(block) - 1, len(block.fields) - 1)
        sheet.freeze_panes(first, 2)
        sheet.repeat_rows(first - 1)
    _widths(layout, block)
    if not block.filtered:
        for note in block.notes:
            layout.line(note.pick(language), "note")
    for chart in section.charts:
        if chart.block == block.slug and len(block):
            layout.row += 1
            add_chart(layout, block, chart)
            layout.row += CHART_ROWS
    layout.row += 1


def _head(layout: Layout, block: Block) -> None:
    language, sheet = layout.language, layout.sheet
    layout.head_rows[block.slug] = layout.row
    sheet.set_row(layout.row, HEAD_HEIGHT)
    for index, one in enumerate(block.fields):
        sheet.write_string(layout.row, index, one.heading(language), layout.styles.look("head"))
        if one.note is not None:
            sheet.write_comment(layout.row, index, one.note.pick(language), {"width": HINT_WIDTH, "font_size": 9})
    layout.row += 1


def _cells(layout: Layout, block: Block) -> None:
    sheet, last = layout.sheet, len(block) - 1
    for offset, row in enumerate(block.rows()):
        strong = block.total and offset == last
        for index, (one, cell) in enumerate(zip(block.fields, row, strict=True)):
            formula = block.formula(one.key, layout.row + 1)
            write(layout, layout.row, index, cell, one.unit, strong=strong, formula=formula)
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


def write(layout: Layout, row: int, column: int, cell: Cell, unit: str, *, strong: bool = False, formula: str = "") -> None:
    """One cell: a number (with its formula, if it is checked live), or a string that can never become a formula."""
    styles = layout.styles
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


def _bulk(one: Field, cells: Sequence[Cell], styles: Styles) -> list[tuple[str, Any]]:
    """Cells of a column as the bulk sheet takes them."""
    style = styles.number(one.unit) if one.unit in NUMBER_FORMATS else None
    divisor = DIVISORS.get(one.unit, 1)
    texts: dict[Cell, tuple[str, Any]] = {}
    found: list[tuple[str, Any]] = []
    for cell in cells:
        if type(cell) in NUMBERS and style is not None:
            found.append((f"><v>{cell / divisor!r}</v>", style))  # type: ignore[operator]  # a number, by its type
            continue
        if cell not in texts:
            texts[cell] = (text_body(words_of(cell, one.unit, styles.language)), styles.look(_look(cell, one.unit)))
        found.append(texts[cell])
    return found


def _widths(layout: Layout, block: Block) -> None:
    for index, (one, cells) in enumerate(zip(block.fields, block.columns, strict=True)):
        numbers = [cell for cell in cells if type(cell) in NUMBERS]
        samples: list[Cell] = [cell for cell in cells if type(cell) not in (*NUMBERS, Bounds)]
        samples += [max(numbers), min(numbers)] if numbers else []  # type: ignore[type-var]  # numbers, by their type
        widest = max((places(words_of(cell, one.unit, layout.language)) for cell in set(samples)), default=0)
        if any(type(cell) is Bounds for cell in cells):
            widest = max(widest, BOUNDS_WIDTH)
        title = max(places(part) for part in one.heading(layout.language).split("\n"))
        limit = WIDEST_TEXT if one.unit == TEXT else WIDEST
        wanted = min(max(widest + 2.5, min(title + 2, title / 2 + 3), NARROWEST), limit)
        layout.widths[index] = max(layout.widths.get(index, 0), wanted)


def _print(layout: Layout, section: Section) -> None:
    """A4 across, as wide as the page; header row repeated; marks, month, audience and page number on every page."""
    sheet, report, language = layout.sheet, layout.report, layout.language
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.65)
    sheet.hide_gridlines(2)
    mark = said("demonstration" if report.demonstration else "real").pick(language)
    title = f"{report.title.pick(language)} {report.month} · {section.title.pick(language)}"
    audience = said("seen_by", audience=report.audience).pick(language)
    sheet.set_header(f"&L{_plain(mark)}&C{_plain(title)}&R{_plain(audience)}")
    data_date = said("data_until", data_date=report.data_date).pick(language)
    sheet.set_footer(f"&L{_plain(data_date)}&R{said('page_of').pick(language)}")
    if not any(block.filtered for block in section.blocks):
        sheet.freeze_panes(3, 0)
        if layout.row <= ONE_PAGE:
            sheet.fit_to_pages(1, 1)


def _plain(text: str) -> str:
    """Text in a print header: an ampersand is a code there."""
    return text.replace("&", "&&")
