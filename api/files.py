"""Files written for one audience: names carry month, audience and 示范; only that audience is served them."""

import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from buildings.audience import Audience
from buildings.disclosure.figures import Figures
from buildings.quantities import format_month
from buildings.settings import ROOT, Settings
from buildings.words import Language, label, text

VERSION = ".version"
DRAWING = ("api", "buildings", "data", "maps")


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


def write_text(path: Path, content: str, mode: int = 0o644) -> Path:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path


def drawn_by(setting: Settings) -> str:
    """Fingerprint of what draws: settings, code and data of this project. A newer gate may hide more than an older."""
    found = hashlib.sha256(setting.model_dump_json().encode())
    for name in DRAWING:
        for path in sorted((ROOT / name).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                state = path.stat()
                found.update(f"{path} {state.st_size} {state.st_mtime_ns}".encode())
    return found.hexdigest()


def is_current(out: Path, written_from: str, month: int, audience: Audience) -> bool:
    """Whether the files of a month were written from the record as it stands."""
    stamp = folder(out, month) / f"{VERSION}-{audience.slug}"
    wanted, *names = _stamped(stamp) or [""]
    return wanted == written_from and all((stamp.parent / name).is_file() for name in names)


def _stamped(stamp: Path) -> list[str]:
    """What the files were written from, then their names; nothing without a stamp."""
    return stamp.read_text("utf-8").splitlines() if stamp.is_file() else []


def stamp(out: Path, written_from: str, month: int, audience: Audience, paths: Sequence[Path]) -> None:
    """Remember what the files of a month were written from; what an earlier state wrote under other names goes."""
    place, names = folder(out, month), {path.name for path in paths}
    for name in _stamped(place / f"{VERSION}-{audience.slug}")[1:]:
        if name not in names:
            (place / Path(name).name).unlink(missing_ok=True)
    lines = [written_from, *(path.name for path in paths)]
    write_text(folder(out, month) / f"{VERSION}-{audience.slug}", "\n".join(lines) + "\n")
