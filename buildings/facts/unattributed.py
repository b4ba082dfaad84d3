"""Tax that is in no building: row by row, and added up by month and taxpayer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from sqlalchemy import BigInteger, ColumnElement, cast, false, func, true
from sqlmodel import Session

from buildings.facts import columns as file_columns
from buildings.facts import store
from buildings.facts.horizon import Span
from buildings.facts.reading import ints, positions, stepwise, table
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


@dataclass(frozen=True)
class Sums:
    """Month, taxpayer's key, place of the reason, and sums over the file columns: taxes, retained of them, fees."""

    month: Ints
    taxpayer: Ints
    reason: Ints
    tax_fen: Ints
    retained_fen: Ints
    fee_fen: Ints


Coded = Callable[[str, ColumnElement[Any]], ColumnElement[Any]]
"""A word's place in the list of that name."""
_OWN: Final = store.TABLES["fact_unattributed"].c


def read(session: Session, origin: str, span: Span, coded: Coded) -> Unattributed:
    """Rows of the months of a span, of the taxpayers of an origin."""
    words = [coded("column_key", _OWN.column_key), coded("reason", _OWN.reason)]
    found = _theirs(session, origin, span, [*words, _OWN.amount_fen, _OWN.retained_fen])
    return Unattributed(*found)


def sums(session: Session, origin: str, span: Span, coded: Coded) -> Sums:
    """Sums of each taxpayer and month: what is in no building has one reason, whatever the file column.

    The reason is found as least and greatest, not by grouping: the key has columns before reasons, and sorting all rows
    anew costs more than all the rest.
    """
    columns = file_columns.columns(span[1], span[1])
    of_fees = _OWN.column_key.in_([key for key, tax in zip(columns.key, columns.counts, strict=True) if not tax])
    whole = [func.sum(amount) for amount in (_OWN.amount_fen, _OWN.retained_fen)]
    fees = [func.coalesce(one.filter(of_fees), 0) for one in whole]  # quicker to tell than taxes: there are few
    reason = [coded("reason", edge(_OWN.reason)) for edge in (func.min, func.max)]
    each = [*reason, *(cast(one, BigInteger) for one in (*whole, *fees))]
    month, taxpayer, why, last, *amounts = _theirs(session, origin, span, each, by=[_OWN.month, _OWN.taxpayer_id])
    if np.any(why != last):
        raise LookupError("a taxpayer's month that is in no building for two reasons")
    amount, retained, fee, retained_fee = amounts
    return Sums(month, taxpayer, why, amount - fee, retained - retained_fee, fee)


def _theirs(session: Session, origin: str, span: Span, wanted: Sequence[Any], by: Sequence[Any] = ()) -> list[Ints]:
    payer = table(Taxpayer)
    (theirs,) = ints(session, [payer.c.id], payer.c.origin == origin)
    inside = true() if len(theirs) else false()

    def read(some: Span) -> list[Ints]:
        return ints(session, [_OWN.month, _OWN.taxpayer_id, *wanted], _OWN.month.between(*some), inside, by=by)

    found = stepwise(span, read)
    mine, _ = positions(np.sort(theirs), found[1])
    return [column[mine] for column in found]
