"""Tax that is in no building, row by row: millions of rows, so that each travels as few numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from sqlalchemy import ColumnElement, false
from sqlmodel import Session

from buildings.facts import store
from buildings.facts.horizon import Span
from buildings.facts.reading import ints, large, positions, table
from buildings.portfolio import Ints
from buildings.register.tables.taxes import Taxpayer

_REASONS: Final = 8
_WORDS: Final = 1024
_ABOUT: Final = 1 << 20
"""More than all reasons; all file columns times these; all months times these: they travel as one number."""


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
    own, payer, first = store.TABLES["fact_unattributed"].c, table(Taxpayer), span[0]
    (theirs,) = ints(session, [payer.c.id], payer.c.origin == origin)
    words = coded(own.column_key) * _REASONS + coded(own.reason)
    about = large(own.taxpayer_id) * _ABOUT + (own.month - first) * _WORDS + words
    inside = own.month.between(*span) if len(theirs) else false()
    packed, amount, retained = ints(session, [about, own.amount_fen, own.retained_fen], inside)
    taxpayer, packed = np.divmod(packed, _ABOUT)
    mine, _ = positions(np.sort(theirs), taxpayer)
    month, code = np.divmod(packed[mine], _WORDS)
    column, reason = np.divmod(code, _REASONS)
    return Unattributed(month + first, taxpayer[mine], column, reason, amount[mine], retained[mine])
