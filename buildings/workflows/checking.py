"""Facts against the register, and the register against itself."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from buildings.access.clock import last_complete_month
from buildings.assessment.gaps import of_register
from buildings.database import work
from buildings.database.engine import Engine
from buildings.facts import horizon, snapshot
from buildings.facts import rebuild as rebuilding
from buildings.facts import verify as verifying
from buildings.facts.verify import Difference
from buildings.imports import gaps as register_gaps
from buildings.imports.gap_finders.gap import Gap
from buildings.imports.gaps import Group
from buildings.kinds import Origin
from buildings.words import Language
from buildings.workflows.progress import Progress, silent

__all__ = ["Difference", "find_gaps", "gaps", "rebuild", "verify"]

VAGUER: Final = {"completion_planned": "completion_unknown"}
"""Gaps of the register, and what figures alone would say of the same lack."""


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

    def do(changes: work.Changes) -> None:
        changes.everything = True
        rebuilding.rebuild(changes.session)

    work.run(engine, do, actor=actor, action="rebuild_facts")
    progress("facts", 1, 1)


def find_gaps(session: work.Session) -> list[Gap]:
    """Gaps of buildings as the figures of each origin's newest month have them, then what the register alone tells.

    Where the register tells more precisely what a figure lacks, it alone speaks.
    """
    told = register_gaps.find(session)
    said = {(gap.origin, gap.what, VAGUER[gap.slug]) for gap in told if gap.slug in VAGUER}
    of_buildings = (gap for origin in Origin for gap in _of_buildings(session, origin))
    return [*(gap for gap in of_buildings if (gap.origin, gap.what, gap.slug) not in said), *told]


def _month(session: work.Session, origin: Origin) -> int:
    """The month whose figures say what is missing of buildings."""
    month = horizon.newest(session, origin)
    return last_complete_month() if month is None else month


def _of_buildings(session: work.Session, origin: Origin) -> Iterator[Gap]:
    """Nothing of tax: a building's coverage is for the gate, and missing files are told once, not by building."""
    portfolio = snapshot.snapshot(session, _month(session, origin), origin)
    codes, names = portfolio.buildings.code, portfolio.buildings.name
    for gap in of_register(portfolio):
        for at in np.flatnonzero(gap.buildings).tolist():
            yield Gap(origin, f"{codes[at]} {names[at]}", gap.slug, gap.spoils, gap.details(at))


def gaps(engine: Engine, language: Language, *, progress: Progress = silent) -> list[tuple[Group, int]]:
    """Gaps and contradictions, an office's own first; of each group the month at whose end its buildings are seen."""
    progress("gaps", 0, 1)
    with work.reading(engine) as session:
        groups = register_gaps.listed(session, find_gaps(session), language)
        found = [(group, _month(session, Origin(group.origin))) for group in groups]
    progress("gaps", 1, 1)
    return found
