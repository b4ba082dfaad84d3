"""A database file is its owner's alone: it holds what each enterprise pays."""

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

_BESIDE: Final = ("", "-wal", "-shm", "-journal")
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def keep(file: Path) -> None:
    """Create the file so that only its owner may open it, and take that right from others where they have it.

    What cannot be created or changed is left to who opens it: they say why. SQLite gives what it writes beside the file
    the same rights. A file that stands is not opened here: closing it would give back SQLite's locks on it.
    """
    with suppress(OSError):
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    for end in _BESIDE:
        with suppress(OSError):
            _tighten(Path(f"{file}{end}"))


def _tighten(file: Path) -> None:
    mode = file.stat().st_mode
    if stat.S_ISREG(mode) and mode & _OTHERS:
        file.chmod(stat.S_IMODE(mode) & ~_OTHERS)
