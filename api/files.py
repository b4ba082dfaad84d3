"""Files written for one audience: names carry month, audience and 示范; only that audience is served them."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from buildings.audience import Audience
from buildings.disclosure.figures import Figures
from buildings.quantities import format_month
from buildings.words import Language, label, text

VERSION = ".version"


def folder(out: Path, month: int) -> Path:
    """``out/<month>``."""
    return out / format_month(month)


def map_name(figures: Figures, language: Language) -> str:
    """File name of the self-contained map."""
    parts = [text("edge", "map_file", language), format_month(figures.month), figures.audience.slug]
    if figures.demonstration:
        parts.append(label("file_mark", "demonstration", language))
    return " ".join(parts) + ".html"


def of_audience(out: Path, month: int, audience: Audience) -> list[Path]:
    """Files of a month written for exactly this audience, by name."""
    place = folder(out, month)
    if not place.is_dir():
        return []
    return sorted(path for path in place.iterdir() if path.is_file() and audience.slug in path.stem.split(" "))


def write_text(path: Path, content: str) -> Path:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path


def is_current(out: Path, written_from: str, month: int, audience: Audience) -> bool:
    """Whether the files of a month were written from the record as it stands."""
    stamp = folder(out, month) / f"{VERSION}-{audience.slug}"
    try:
        wanted, *names = stamp.read_text("utf-8").splitlines()
    except (FileNotFoundError, ValueError):
        return False
    return wanted == written_from and all((stamp.parent / name).is_file() for name in names)


def stamp(out: Path, written_from: str, month: int, audience: Audience, paths: Sequence[Path]) -> None:
    """Remember which record (and in which language) the files of a month were written from."""
    lines = [written_from, *(path.name for path in paths)]
    write_text(folder(out, month) / f"{VERSION}-{audience.slug}", "\n".join(lines) + "\n")
