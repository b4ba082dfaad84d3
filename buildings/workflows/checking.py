"""Facts against the register, and the register against itself."""

from collections.abc import Sequence

from buildings.access.clock import last_complete_month
from buildings.database import work
from buildings.database.engine import Engine
from buildings.facts import rebuild as rebuilding
from buildings.facts import verify as verifying
from buildings.facts.verify import Difference
from buildings.imports import gaps as register_gaps
from buildings.quantities import last_day
from buildings.words import Language
from buildings.workflows.progress import Progress, silent

__all__ = ["Difference", "gaps", "rebuild", "verify"]


def verify(engine: Engine, *, progress: Progress = silent) -> Sequence[Difference]:
    """Rebuild in memory and name every difference to the kept facts."""
    progress("verify", 0, 1)
    with work.reading(engine) as session:
        found = verifying.verify(session)
    progress("verify", 1, 1)
    return found


def rebuild(engine: Engine, *, actor: str, progress: Progress = silent) -> None:
    """Rebuild all facts from the register."""
    progress("facts", 0, 1)
    work.run(engine, lambda changes: rebuilding.rebuild(changes.session), actor=actor, action="rebuild_facts")
    progress("facts", 1, 1)


def gaps(engine: Engine, language: Language, *, progress: Progress = silent) -> list[tuple[str, str, str, str]]:
    """Gaps and contradictions: origin, what, problem, spoiled figures."""
    progress("gaps", 0, 1)
    with work.reading(engine) as session:
        found = register_gaps.listed(session, last_day(last_complete_month()), language)
    progress("gaps", 1, 1)
    return found
