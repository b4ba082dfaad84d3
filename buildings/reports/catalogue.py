"""Every report, in display order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from buildings.disclosure.figures import Figures
from buildings.kinds import Derives
from buildings.reports import monthly, page, workbook
from buildings.reports.content import Report
from buildings.words import Language, label


@dataclass(frozen=True)
class Kind:
    """One report: how its content is made and how it is drawn in each format."""

    slug: str
    derives_from: Derives
    build: Callable[[Figures], Report]
    formats: Mapping[str, Callable[[Report, Language], bytes]]

    def label(self, language: Language = "zh") -> str:
        """Name on screens."""
        return label("report", self.slug, language)

    def file_name(self, report: Report, suffix: str, language: Language = "zh") -> str:
        """Name that tells month, audience and 示范, e.g. ``单位面积税收月报 2026-10 promoter 示范.xlsx``."""
        mark = label("file_mark", "demonstration", language) if report.demonstration else ""
        return " ".join(filter(None, (self.label(language), report.month, report.audience_slug, mark))) + f".{suffix}"


REPORTS: Mapping[str, Kind] = {
    one.slug: one
    for one in (Kind(monthly.SLUG, Derives.TAX, monthly.build, {"xlsx": workbook.render, "html": page.render}),)
}
