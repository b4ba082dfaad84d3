"""The report as one self-contained page (.html): both languages inside, no request, no script."""

from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from buildings.disclosure.figures import State
from buildings.metrics.metric import Unit
from buildings.reports import bars
from buildings.reports.cells import words_of
from buildings.reports.content import (
    MIXED,
    SAID_IN_HEADING,
    TEXT,
    Block,
    Bounds,
    Cell,
    Field,
    Pair,
    Report,
    said,
    unit_label,
)
from buildings.words import Language

if TYPE_CHECKING:
    from jinja2 import Template

HERE: Final = Path(__file__).parent / "templates"
SENTENCE: Final = 20
"""Texts longer than so many characters are sentences, and get room on a narrow screen."""


def render(report: Report, language: Language = "zh") -> bytes:
    """Bytes of the page; ``language`` is the one shown first, a switch shows the other."""
    text = _template().render(
        report=report,
        language=language,
        style=(HERE / "report.css").read_text("utf-8"),
        sections=[section for section in report.sections if not section.annex],
        annexes=[section for section in report.sections if section.annex],
        state=said("closed_month" if report.closed else "open_month"),
    )
    return text.encode("utf-8")


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - loaded when a page is wanted
    from markupsafe import Markup  # noqa: PLC0415

    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["both"] = lambda pair: Markup(in_both(pair))  # noqa: S704 - escaped part by part
    environment.filters["rows"] = lambda block: Markup(rows(block))  # noqa: S704
    environment.filters["heading"] = lambda one: Markup(heading(one))  # noqa: S704
    environment.filters["drawn"] = lambda chart, block: Markup(bars.draw(chart, block))  # noqa: S704
    environment.globals["said"] = said
    return environment.get_template("report.html")


def in_both(pair: Pair | str) -> str:
    """HTML of a text in both languages; one of them is in sight."""
    if isinstance(pair, str):
        return escape(pair)
    if pair.zh == pair.en:
        return escape(pair.zh)
    return f'<span class="z">{escape(pair.zh)}</span><span class="e" lang="en">{escape(pair.en)}</span>'


def heading(one: Field) -> str:
    """HTML of a column's name with its unit on a line of its own."""
    unit = f"<br><small>{in_both(unit_label(one.unit))}</small>" if one.unit in SAID_IN_HEADING else ""
    return in_both(one.label) + unit


def rows(block: Block) -> str:
    """HTML of all rows of a block."""
    columns = [_column(one, cells) for one, cells in zip(block.fields, block.columns, strict=True)]
    if not columns or not columns[0]:
        return f'<tr><td class="t" colspan="{len(block.fields)}">{in_both(said("no_rows"))}</td></tr>'
    lines = [f"<tr>{''.join(row)}</tr>" for row in zip(*columns, strict=True)]
    if block.total:
        lines[-1] = lines[-1].replace("<tr>", '<tr class="total">', 1)
    return "\n".join(lines)


def _column(one: Field, cells: Sequence[Cell]) -> list[str]:
    """Cells of a column as HTML; each different text is made once."""
    known: dict[tuple[type, Cell], str] = {}
    found = []
    for cell in cells:
        key = (type(cell), cell)
        written = known.get(key)
        if written is None:
            written = known[key] = f"<td{_kind(cell, one.unit)}>{_inside(cell, one.unit)}</td>"
        found.append(written)
    return found


def _kind(cell: Cell, unit: str) -> str:
    state = isinstance(cell, (State, Bounds))
    if isinstance(cell, Pair) and len(cell.zh) > SENTENCE:
        return ' class="t l"'
    if unit == TEXT:
        return ' class="t s"' if state else ' class="t"'
    if isinstance(cell, Bounds):
        return ' class="s r"'
    return ' class="s"' if state else ""


def _inside(cell: Cell, unit: str) -> str:
    if isinstance(cell, (State, Bounds, Pair)) or (
        unit in (MIXED, Unit.STAR, Unit.VERDICT) and not isinstance(cell, str)
    ):
        return in_both(Pair(words_of(cell, unit, "zh"), words_of(cell, unit, "en")))
    return escape(words_of(cell, unit, "zh"))
