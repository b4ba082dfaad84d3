"""Bring the facts up to date with one unit of work: the same kernel, only where something may have changed."""

import numpy as np
from sqlalchemy import func, select
from sqlmodel import Session

from buildings.database.work import Changes
from buildings.facts import horizon, load, store, verdicts
from buildings.facts.closure import Closure, closure
from buildings.facts.horizon import Span
from buildings.facts.kernel.compute import compute
from buildings.facts.reading import among, table
from buildings.facts.rebuild import rebuild
from buildings.register.tables.buildings import Building
from buildings.register.tables.taxes import Taxpayer

MANY = 4
"""When more than one in so many buildings or taxpayers is dirty, computing everything is quicker."""


def refresh(changes: Changes) -> None:
    """Bring the facts up to date with the dirty keys; inside the same transaction."""
    session = changes.session
    session.flush()
    span = horizon.wanted(session)
    if changes.everything or span is None or not horizon.is_covered(session) or _many(session, changes):
        rebuild(session)
        return
    found = closure(session, changes, span)
    if len(found.buildings) * MANY > _count(session, Building):
        rebuild(session)
    elif found.buildings or found.taxpayers:
        _renew(session, found, span)


def _count(session: Session, cls: type[Building | Taxpayer]) -> int:
    count: int = session.execute(select(func.count()).select_from(table(cls))).scalar_one()
    return count


def _many(session: Session, changes: Changes) -> bool:
    few = 50  # below this counting costs more than it saves
    if len(changes.buildings) + len(changes.parties) + len(changes.taxpayers) <= few:
        return False
    if len(changes.buildings) * MANY > _count(session, Building):
        return True
    return (len(changes.taxpayers) + len(changes.parties)) * MANY > _count(session, Taxpayer)


def _renew(session: Session, found: Closure, span: Span) -> None:
    """Compute the closure and write the rows that differ."""
    facts = compute(load.inputs(session, span, found.scope))
    buildings = np.array(sorted(found.buildings), np.int64)
    taxpayers = np.array(sorted(found.taxpayers), np.int64)
    spoiled: list[int] = []
    for name, columns in facts.items():
        if name == "fact_unattributed":
            facts_table = store.TABLES[name].c
            where = [
                among(facts_table.month, range(span[0], span[1] + 1)),
                among(facts_table.taxpayer_id, found.taxpayers),
            ]
            chosen = np.isin(columns["taxpayer_id"], taxpayers)
        else:
            where = store.of_buildings(name, found.buildings, span)
            chosen = np.isin(columns["building_id"], buildings)
        first = store.update(session, name, store.as_rows(name, columns, np.flatnonzero(chosen)), *where)
        spoiled += [] if first is None else [first]
    if spoiled:
        verdicts.spoil(session, min(spoiled))
