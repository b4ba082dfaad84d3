"""A process that imports files and says how far it is, so that a test can kill it: URL, step to stop at, files."""

import sys
import time
from pathlib import Path

from buildings.database import work
from buildings.database.engine import connect
from buildings.database.work import Changes
from buildings.facts import refresh
from buildings.imports import desk


def main() -> None:
    """Print each step; wait at the one asked for (never = -1), when the parent kills."""
    url, stop, *files = sys.argv[1:]
    books = desk.read_all([Path(file) for file in files])
    steps = iter(range(1000))

    def step(_text: str = "", _done: int = 0, _total: int = 0) -> None:
        number = next(steps)
        print(f"step {number}", flush=True)  # noqa: T201 - what the parent waits for
        if number == int(stop):
            time.sleep(60)

    def do(changes: Changes) -> None:
        desk.write_all(changes, books, progress=step)
        changes.session.flush()
        step()

    def facts(changes: Changes) -> None:
        refresh.refresh(changes)
        step()

    work.run(connect(url), do, actor="cli:tester", action="import", refresh=facts)
    print("committed", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
