"""A worksheet in the making: how far it is written and where its tables stand."""

from dataclasses import dataclass, field
from typing import Any

from buildings.reports.content import Report
from buildings.reports.workbook.styles import Styles
from buildings.words import Language


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

    @property
    def language(self) -> Language:
        """The language of the workbook."""
        return self.styles.language

    def line(self, text: str, look: str) -> None:
        """One line of text across the sheet."""
        self.sheet.write_string(self.row, 0, text, self.styles.look(look))
        self.row += 1
