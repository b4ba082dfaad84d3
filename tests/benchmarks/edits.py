"""One lease edited with its facts: it ends early in one unit of work, and that is taken back in another."""

import datetime as dt
import random
from collections.abc import Iterator
from functools import partial

from sqlalchemy import func, select
from sqlmodel import Session

from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.kinds import Origin
from buildings.quantities import first_day, last_day
from buildings.register import leases
from buildings.register.tables.leases import Lease, LeaseUnit
from buildings.register.tables.units import Unit
from buildings.workflows import edit
from tests.benchmarks.pairs import Run, inside
from tests.benchmarks.scale import ACTOR, Scale

BACK = 6
"""Months before the newest one in which the lease ends early."""


def bench(scale: Scale, count: int, *, at_home: bool = False) -> Iterator[Run]:
    """A run per edit, on leases drawn by chance (the same every time) that run from before to after the early end.

    ``at_home``: only leases of firms that were never in a second building, so that the sizes differ in nothing but the
    size of the city; without it a city whose firms move more has more to renew.
    """
    engine = scale.engine()
    early = first_day(scale.month - BACK).replace(day=17)
    with work.reading(engine) as session:
        keys = fit(session, early, last_day(scale.month), at_home=at_home)
    for key in random.Random(7).sample(keys, count):  # noqa: S311 - no secret
        run = inside(partial(_edit, engine, key, early))
        _edit(engine, key, None)
        yield run


def fit(session: Session, early: dt.date, end: dt.date, *, at_home: bool) -> list[int]:
    """Leases of the demonstration that run on both days, end as agreed, and are not renewed."""
    own, part, unit = (table_of(cls).c for cls in (Lease, LeaseUnit, Unit))
    running = [
        {row.key for row in leases.running_on(session, day) if row.ended_early_on is None} for day in (early, end)
    ]
    keys = running[0] & running[1]
    keys &= set(session.execute(select(own.id).where(own.origin == Origin.DEMONSTRATION)).scalars())
    keys -= set(session.execute(select(own.renewal_of).where(own.renewal_of.is_not(None))).scalars())
    if at_home:
        where = part.lease_id == own.id, unit.id == part.unit_id
        homes = select(own.enterprise_id).where(*where).group_by(own.enterprise_id)
        home = set(session.execute(homes.having(func.count(unit.building_id.distinct()) == 1)).scalars())
        keys &= {key for key, firm in session.execute(select(own.id, own.enterprise_id)) if firm in home}
    return sorted(keys)


def _edit(engine: Engine, key: int, last: dt.date | None) -> None:
    def do(changes: Changes) -> None:
        changes.origin = Origin.DEMONSTRATION
        leases.end_early(changes, changes.session.get_one(Lease, key), last)

    edit.apply(engine, do, actor=ACTOR, action="benchmark")
