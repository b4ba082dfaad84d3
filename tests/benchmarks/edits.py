"""One lease edited with its facts: it ends early in one unit of work, and that is taken back in another."""

import datetime as dt
import random
from collections.abc import Iterator
from functools import partial

from sqlalchemy import select

from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.kinds import Origin
from buildings.quantities import first_day, last_day
from buildings.register import leases
from buildings.register.tables.leases import Lease
from buildings.workflows import edit
from tests.benchmarks.pairs import Run, inside
from tests.benchmarks.scale import ACTOR, Scale

BACK = 6
"""Months before the newest one in which the lease ends early."""


def bench(scale: Scale, count: int) -> Iterator[Run]:
    """A run per edit, on leases drawn by chance (the same every time) that run from before to after the early end."""
    engine, own = scale.engine(), table_of(Lease).c
    early = first_day(scale.month - BACK).replace(day=17)
    with work.reading(engine) as session:
        days = early, last_day(scale.month)
        running = [{row.key for row in leases.running_on(session, day) if row.ended_early_on is None} for day in days]
        both = running[0] & running[1]
        keys = sorted(both - set(session.execute(select(own.renewal_of).where(own.renewal_of.is_not(None))).scalars()))
    for key in random.Random(7).sample(keys, count):  # noqa: S311 - no secret
        yield inside(partial(_edit, engine, key, early))
        _edit(engine, key, None)


def _edit(engine: Engine, key: int, last: dt.date | None) -> None:
    def do(changes: Changes) -> None:
        changes.origin = Origin.DEMONSTRATION
        leases.end_early(changes, changes.session.get_one(Lease, key), last)

    edit.apply(engine, do, actor=ACTOR, action="benchmark")
