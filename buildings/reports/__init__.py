"""Reports drawn from disclosed figures: one description of the content, a workbook and a page that show the same."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

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
    folder.mkdir(parents=True, exist_ok=True)
    return [_put(folder / kind.file_name(report, one, language), kind.formats[one](report, language)) for one in wanted]


def _put(path: Path, content: bytes) -> Path:
    """Write beside and rename: nobody meets half a file."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=path.suffix, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path
