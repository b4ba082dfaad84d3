"""Files written for one audience: names carry month, audience and 示范; only that audience is served them."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from buildings import outfiles
from buildings.audience import Audience, Role
from buildings.disclosure.figures import Figures
from buildings.quantities import format_month
from buildings.settings import ROOT, Settings
from buildings.words import Language, label, text

VERSION = ".version"
_MONTHS = "[0-9]" * 4 + "-[0-9][0-9]"
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


def any_written(out: Path, month: int) -> bool:
    """Whether files of a month were written for anybody."""
    place = folder(out, month)
    return place.is_dir() and any(format_month(month) in path.stem.split(" ") for path in place.iterdir())


def tighten(out: Path) -> None:
    """Take from others what an earlier version left readable below ``out``: every file that is not for the public.

    Only files whose names say the month of their folder and an audience are looked at; others are not ours.
    """
    for path in out.glob(_MONTHS + "/*"):
        if path.parent.name in path.stem.split(" ") and any(map(_is_secret, path.stem.split(" "))):
            outfiles.tighten(path)


def _is_secret(word: str) -> bool:
    """Whether a word of a file's name is an audience that sees more than the public."""
    roles = set(word.partition("-")[0].split("+"))
    return roles <= set(Role) and roles != {Role.PUBLIC}


def put(path: Path, content: str, audience: Audience) -> Path:
    """Write a file for one audience; only the public's may be read by others on this machine."""
    return outfiles.put(path, content.encode(), private=not audience.is_public)


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
    put(place / f"{VERSION}-{audience.slug}", "\n".join(lines) + "\n", audience)
