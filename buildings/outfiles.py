"""Files that leave: whole or not at all, and readable by nobody else unless they are for the public."""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

FOR_ALL: Final = 0o644
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


@contextmanager
def beside(path: Path, *, private: bool) -> Iterator[Path]:
    """A file to write in place of ``path``: it takes that name when it is whole, and goes when anything stops it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=path.suffix, dir=path.parent)  # its owner's alone
    os.close(handle)
    partial = Path(name)
    try:
        yield partial
        if not private:
            partial.chmod(FOR_ALL)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def put(path: Path, content: bytes, *, private: bool) -> Path:
    """Write beside and rename: nobody meets half a file. A private one is its owner's alone."""
    with beside(path, private=private) as partial:
        partial.write_bytes(content)
    return path


def tighten(path: Path) -> None:
    """Take the rights of others from a file; what belongs to somebody else stays as it is.

    A link is left alone: what it points to need not be ours. Who means the file behind it names that one.
    """
    with suppress(OSError):
        mode = path.lstat().st_mode
        if stat.S_ISREG(mode) and mode & _OTHERS:
            path.chmod(stat.S_IMODE(mode) & ~_OTHERS)
