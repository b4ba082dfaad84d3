"""Files that leave: whole or not at all, and readable by nobody else unless they are for the public."""

import os
import tempfile
from pathlib import Path

FOR_ALL = 0o644


def put(path: Path, content: bytes, *, private: bool) -> Path:
    """Write beside and rename: nobody meets half a file. A private one is its owner's alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=path.suffix, dir=path.parent)  # its owner's alone
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        if not private:
            Path(name).chmod(FOR_ALL)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path
