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


def verify(engine: Engine) -> Sequence[Difference]:
    """Rebuild in memory and name every difference to the kept facts."""
    with work.reading(engine) as session:
        return verifying.verify(session)


def rebuild(engine: Engine, *, actor: str) -> None:
    """Rebuild all facts from the register."""
    work.run(engine, lambda changes: rebuilding.rebuild(changes.session), actor=actor, action="rebuild_facts")


def gaps(engine: Engine, language: Language) -> list[tuple[str, str, str, str]]:
    """Gaps and contradictions: origin, what, problem, spoiled figures."""
    with work.reading(engine) as session:
        return register_gaps.listed(session, last_day(last_complete_month()), language)
