"""Small charts of a page as inline SVG: calm bars, the value beside each."""

from html import escape
from typing import Final

from buildings.disclosure.figures import State
from buildings.reports.cells import words_of
from buildings.reports.content import Block, Cell, Chart, Pair

WIDTH, NAME, VALUE, ROW, BAR = 640, 190, 110, 24, 13
COLOURS: Final = ("b1", "b2")
PLACES: Final = 15  # full-width characters of a name that fit
WIDE_FROM: Final = 0x2E80


def draw(chart: Chart, block: Block) -> str:
    """A chart as horizontal bars; a value that is not shown has its mark and no bar."""
    names = block.column(chart.category)[1]
    series = [block.column(key) for key in chart.series]
    longest = max((float(cell) for _, cells in series for cell in cells if _is_number(cell)), default=0.0)  # type: ignore[arg-type]
    height = ROW * len(names) * len(series) + 8
    parts = [
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(chart.title.zh)}">',
    ]
    top = 4
    for row, name in enumerate(names):
        for index, (one, cells) in enumerate(series):
            cell = cells[row]
            label = _name(name) if index == 0 else ""
            parts.append(
                f'<g transform="translate(0 {top})">{label}{_bar(cell, one.unit, longest, COLOURS[index % 2])}</g>'
            )
            top += ROW
    return "".join([*parts, "</svg>"])


def _is_number(cell: Cell) -> bool:
    return type(cell) in (int, float)


def _name(cell: Cell) -> str:
    pair = cell if isinstance(cell, Pair) else Pair(str(cell), str(cell))
    texts = [
        f'<text class="{css}" x="{NAME - 8}" y="16" text-anchor="end">{escape(_cut(text))}</text>'
        for css, text in zip("ze", pair, strict=True)
    ]
    return "".join(texts)


def _cut(text: str) -> str:
    """A name as long as its place; the table beside has it in full."""
    used = 0
    for position, letter in enumerate(text):
        used += 2 if ord(letter) >= WIDE_FROM else 1
        if used > PLACES * 2:
            return text[: position - 1] + "…"
    return text


def _bar(cell: Cell, unit: str, longest: float, colour: str) -> str:
    length = 0.0
    if _is_number(cell) and longest > 0:
        length = max(float(cell), 0.0) / longest * (WIDTH - NAME - VALUE)  # type: ignore[arg-type]
    drawn = (
        f'<rect class="{colour}" x="{NAME}" y="{(ROW - BAR) // 2}" width="{length:.1f}" height="{BAR}"/>'
        if length
        else ""
    )
    place = NAME + length + 6
    texts = {css: escape(words_of(cell, unit, language)) for css, language in (("z", "zh"), ("e", "en"))}  # type: ignore[arg-type]
    css = ' class="s"' if isinstance(cell, State) else ""
    if texts["z"] == texts["e"]:
        return f'{drawn}<text{css} x="{place:.1f}" y="16">{texts["z"]}</text>'
    grey = " s" if css else ""
    return drawn + "".join(
        f'<text class="{one}{grey}" x="{place:.1f}" y="16">{text}</text>' for one, text in texts.items()
    )
