"""Number formats and looks of a workbook, one per unit and state."""

from typing import Any, Final

from buildings.metrics.metric import Unit
from buildings.reports.content import WAN
from buildings.words import Language

FONT: Final = "Microsoft YaHei"
INK, GREY, LINE, SHADE, ACCENT = "#1F2933", "#8A94A0", "#C9D1D9", "#EEF3F8", "#1F4E79"
TWO, ONE_PERCENT = "#,##0.00", "0.0%"
NUMBER_FORMATS: Final = {
    Unit.FEN.value: TWO,
    WAN: TWO,
    Unit.DM2.value: TWO,
    Unit.COUNT.value: "#,##0",
    Unit.RATIO.value: ONE_PERCENT,
    Unit.CHANGE.value: "+0.0%;-0.0%;0.0%",
    Unit.POINTS.value: "+0.0;-0.0;0.0",
    Unit.YUAN_PER_M2.value: TWO,
    Unit.YUAN_PER_M2_MONTH.value: TWO,
    Unit.YEARS.value: "0.00",
    Unit.STAR.value: '0"星"',
    Unit.VERDICT.value: '[=2]"应改造";[=1]"关注";"暂不需要"',
}
ENGLISH: Final = {
    Unit.STAR.value: '0" stars"',
    Unit.VERDICT.value: '[=2]"due";[=1]"watch";"not due"',
}
_BASE: Final = {"font_name": FONT, "font_size": 9, "font_color": INK, "valign": "vcenter"}
_CELL: Final = {**_BASE, "bottom": 4, "bottom_color": LINE}
LOOKS: Final[dict[str, dict[str, Any]]] = {
    "title": {**_BASE, "font_size": 15, "bold": True, "font_color": ACCENT},
    "meta": {**_BASE, "font_color": GREY},
    "mark": {**_BASE, "font_size": 10, "bold": True, "font_color": "#B3261E"},
    "note": {**_BASE, "font_color": "#5A6673"},
    "block": {**_BASE, "font_size": 11, "bold": True, "font_color": ACCENT},
    "head": {
        **_BASE, "bold": True, "font_color": "#FFFFFF", "bg_color": ACCENT, "text_wrap": True, "align": "center",
        "border": 1, "border_color": "#FFFFFF",
    },
    "text": {**_CELL, "align": "left", "indent": 1},
    "wrap": {**_CELL, "align": "left", "indent": 1, "text_wrap": True},
    "state": {**_CELL, "font_color": GREY, "align": "right", "text_wrap": True},
    "state_text": {**_CELL, "font_color": GREY, "align": "left", "indent": 1},
    "link": {**_BASE, "font_color": ACCENT, "underline": 1},
}  # fmt: skip


class Styles:
    """Formats of one workbook, made when first used and shared after that."""

    def __init__(self, workbook: Any, language: Language) -> None:  # noqa: ANN401 - the library ships no types
        self._workbook = workbook
        self._made: dict[tuple[str, str, bool], Any] = {}
        self.language: Language = language

    def look(self, name: str, *, strong: bool = False) -> Any:  # noqa: ANN401
        """Format of a look."""
        return self._get(name, "", strong)

    def number(self, unit: str, *, strong: bool = False) -> Any:  # noqa: ANN401
        """Format of numbers in a unit."""
        number_format = (ENGLISH if self.language == "en" else {}).get(unit) or NUMBER_FORMATS[unit]
        return self._get("text", number_format, strong)

    def _get(self, look: str, number_format: str, strong: bool) -> Any:  # noqa: ANN401
        key = (look, number_format, strong)
        if key not in self._made:
            made = dict(LOOKS[look])
            if number_format:
                made |= {"num_format": number_format, "align": "right", "indent": 0}
            if strong:
                made |= {"bold": True, "bg_color": SHADE, "top": 1, "top_color": ACCENT}
            self._made[key] = self._workbook.add_format(made)
        return self._made[key]
