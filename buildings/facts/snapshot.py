"""Facts of a window of months as a Portfolio: the way over to everything that computes figures."""

from functools import partial
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlmodel import Session

from buildings import parameters
from buildings.database import version
from buildings.facts import conditions, frames, lazy, places
from buildings.facts.holdings import holdings
from buildings.facts.kept import Kept
from buildings.facts.reading import rows, standing, table
from buildings.facts.window import Window
from buildings.portfolio import Flags, Portfolio
from buildings.quantities import last_day
from buildings.register.tables.months import MonthState
from buildings.register.tables.taxes import TaxFile

MONTHS = parameters.FARTHEST + 1
"""The reporting month and three years before it."""


def snapshot(
    session: Session, month: int, origin: str, first: int | None = None, shared: dict[str, Any] | None = None
) -> Portfolio:
    """Portfolio of one origin for the months (``first``) up to ``month``; tables are read while the session lives.

    ``shared`` holds what snapshots of several months of one state of the record have in common.
    """
    first = month - MONTHS + 1 if first is None else first
    resolved = parameters.values(last_day(month))
    found = frames.listed(session, origin)
    position = {row[1]: place for place, row in enumerate(found)}
    moment = frames.Moment(session, first, month, position, {} if shared is None else shared)
    frame = frames.frame(moment, found, resolved["scope.min_gross_m2"])
    return Portfolio(
        origin=str(origin),
        first=first,
        month=month,
        buildings=frame,
        conditions=partial(conditions.conditions, moment),
        zones=places.zones(moment, frame),
        subdistricts=places.subdistricts(moment),
        files=_files(session, first, month, origin),
        held=holdings(session, origin),
        facts=Kept(session, frame.id, first, month),
        closed=_closed(session, month),
        parameters=resolved,
        data_date=_data_date(session),
        load=lazy.tables(Window(session, frame.id, frame.id[frame.in_scope], first, month, str(origin))),
    )


def _files(session: Session, first: int, month: int, origin: str) -> Flags:
    own = table(TaxFile)
    statement = select(own.c.month).where(
        standing(own), own.c.current, own.c.origin == str(origin), own.c.month.between(first, month)
    )
    files = np.zeros(month - first + 1, bool)
    files[[row[0] - first for row in rows(session, statement)]] = True
    return files


def _closed(session: Session, month: int) -> bool:
    own = table(MonthState)
    statement = select(own.c.state).where(standing(own), own.c.month == month)
    return [row[0] for row in rows(session, statement)] == ["closed"]


def _data_date(session: Session) -> str:
    """Instant of the newest recorded change."""
    newest = version.newest(session)
    return "" if newest is None else newest.isoformat(timespec="seconds")
