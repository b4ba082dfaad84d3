"""Tax that is in no building, row by row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, false
from sqlmodel import Session

from buildings.facts import store
from buildings.facts.horizon import Span
from buildings.facts.reading import ints, positions, table
from buildings.portfolio import Ints
from buildings.register.tables.taxes import Taxpayer


@dataclass(frozen=True)
class Unattributed:
    """Rows of tax in no building: month, taxpayer's key, places of column and reason among the words, fen."""

    month: Ints
    taxpayer: Ints
    column: Ints
    reason: Ints
    amount_fen: Ints
    retained_fen: Ints


def read(
    session: Session, origin: str, span: Span, coded: Callable[[ColumnElement[Any]], ColumnElement[Any]]
) -> Unattributed:
    """Rows of the months of a span, of the taxpayers of an origin; ``coded``: the place of a word among its words."""
    own, payer = store.TABLES["fact_unattributed"].c, table(Taxpayer)
    (theirs,) = ints(session, [payer.c.id], payer.c.origin == origin)
    words = [coded(own.column_key), coded(own.reason)]
    inside = own.month.between(*span) if len(theirs) else false()
    found = ints(session, [own.month, own.taxpayer_id, *words, own.amount_fen, own.retained_fen], inside)
    mine, _ = positions(np.sort(theirs), found[1])
    return Unattributed(*(column[mine] for column in found))
