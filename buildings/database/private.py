"""A database file is its owner's alone: it holds what each enterprise pays."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from buildings import outfiles

_BESIDE: Final = ("", "-wal", "-shm", "-journal")


def keep(file: Path) -> None:
    """Create the file so that only its owner may open it, and take that right from others where they have it.

    What cannot be created or changed is left to who opens it: they say why. SQLite gives what it writes beside the file
    the same rights. A file that stands is not opened here: closing it would give back SQLite's locks on it.
    """
    real = os.path.realpath(file)  # SQLite goes where a link leads, too, and writes beside the file behind it
    with suppress(OSError):
        os.close(os.open(real, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    for end in _BESIDE:
        outfiles.tighten(Path(f"{real}{end}"))
