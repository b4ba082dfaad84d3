"""One section of a report on one worksheet: title, marks, notes, tables one below the other, print set-up."""

from typing import Final

from buildings.reports.content import Block, Pair, Report, Section, said
from buildings.reports.workbook import rows
from buildings.reports.workbook.charts import CHART_ROWS, add_chart
from buildings.reports.workbook.layout import Layout

LONG: Final = 200  # rows from which a last block is written in one go
ROW_HEIGHT, TITLE_HEIGHT = 16.5, 26
ONE_PAGE: Final = 48  # rows that still read well on one page
A4: Final = 9


def fill(layout: Layout, section: Section) -> None:
    """Write a section; charts come after."""
    report, language, sheet = layout.report, layout.language, layout.sheet
    sheet.set_default_row(ROW_HEIGHT)
    sheet.set_row(0, TITLE_HEIGHT)
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
    if block.title.zh != section.title.zh:
        layout.line(block.title.pick(layout.language), "block")
    if block.filtered:
        _notes(layout, block)
    rows.head(layout, block)
    layout.first_rows[block.slug] = layout.row
    if not len(block):
        layout.line(said("no_rows").pick(layout.language), "meta")
    elif block.filtered and len(block) >= LONG and block is section.blocks[-1]:
        rows.at_once(layout, block)
    else:
        rows.one_by_one(layout, block)
    rows.widths(layout, block)
    if block.filtered:
        _hold(layout, block)
    else:
        _notes(layout, block)
    _charts(layout, section, block)
    layout.row += 1


def _notes(layout: Layout, block: Block) -> None:
    for note in block.notes:
        layout.line(note.pick(layout.language), "note")


def _hold(layout: Layout, block: Block) -> None:
    """Filter, header row and first columns in sight, header row on every printed page."""
    first = layout.first_rows[block.slug]
    layout.sheet.autofilter(first - 1, 0, max(layout.row, first + 1) - 1, len(block.fields) - 1)
    layout.sheet.freeze_panes(first, 2)
    layout.sheet.repeat_rows(first - 1)


def _charts(layout: Layout, section: Section, block: Block) -> None:
    for chart in section.charts:
        if chart.block == block.slug and len(block):
            layout.row += 1
            add_chart(layout, block, chart)
            layout.row += CHART_ROWS


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
