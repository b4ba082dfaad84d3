"""Reports drawn from disclosed figures: one description of the content, a workbook and a page that show the same."""

from collections.abc import Iterable
from pathlib import Path

from buildings import outfiles
from buildings.disclosure.figures import Figures
from buildings.errors import InvalidValue
from buildings.words import Language

MONTHLY = "monthly"
FORMATS = ("xlsx", "html")


def write(
    figures: Figures,
    folder: Path,
    formats: Iterable[str] = FORMATS,
    language: Language = "zh",
    slug: str = MONTHLY,
) -> list[Path]:
    """Write a report into a folder, one file per format; each appears whole or not at all."""
    from buildings.reports.catalogue import REPORTS  # noqa: PLC0415 - imports cost more than most answers

    kind = REPORTS[slug]
    wanted = list(formats)
    for one in wanted:
        if one not in kind.formats:
            raise InvalidValue("no_such_format", value=one, known=" ".join(kind.formats))
    report = kind.build(figures)
    return [
        outfiles.put(
            folder / kind.file_name(report, one, language),
            kind.formats[one](report, language),
            private=not figures.audience.is_public,
        )
        for one in wanted
    ]
