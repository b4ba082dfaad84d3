"""Files in, facts out: all the files of one call become true together, or none of them."""

from collections.abc import Callable, Sequence
from pathlib import Path

from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.work import Changes
from buildings.facts import refresh
from buildings.imports import desk
from buildings.imports.desk import Outcome
from buildings.workflows.progress import Progress, of, silent


class _Checked(Exception):
    """Leaves the unit of work without a commit, with what it would have done."""

    def __init__(self, outcomes: tuple[Outcome, ...]) -> None:
        super().__init__()
        self.outcomes = outcomes


def import_files(
    engine: Engine,
    paths: Sequence[Path],
    *,
    actor: str,
    prepare: Callable[[Changes], None] | None = None,
    check_only: bool = False,
    progress: Progress = silent,
) -> tuple[Outcome, ...]:
    """Read, check and write workbooks in the order their kinds need, in one transaction with their facts.

    FileRejected names every issue of the first file that has any; the database is then as before, as it is with
    ``check_only``, which says what would change.
    """
    workbooks = desk.read_all(paths, progress=of(progress, "read"))

    def do(changes: Changes) -> tuple[Outcome, ...]:
        if prepare is not None:
            prepare(changes)
        outcomes = desk.write_all(changes, workbooks, progress=of(progress, "check" if check_only else "write"))
        if check_only:
            raise _Checked(outcomes)
        return outcomes

    try:
        return work.run(engine, do, actor=actor, action="import", refresh=refreshing(progress))
    except _Checked as checked:
        return checked.outcomes


def refreshing(progress: Progress) -> Callable[[Changes], None]:
    """The refresh of facts, which tells that it is at work."""

    def tell(changes: Changes) -> None:
        progress("facts", 0, 1)
        refresh.refresh(changes)
        progress("facts", 1, 1)

    return tell
