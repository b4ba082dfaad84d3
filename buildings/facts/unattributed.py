"""Tax that is in no building, row by row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from sqlalchemy import BigInteger, ColumnElement, cast, false, func
from sqlmodel import Session

from buildings.facts import columns as file_columns
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


@dataclass(frozen=True)
class Sums:
    """Month, taxpayer's key, place of the reason, and sums over the file columns: taxes, retained of them, fees."""

    month: Ints
    taxpayer: Ints
    reason: Ints
    tax_fen: Ints
    retained_fen: Ints
    fee_fen: Ints


Coded = Callable[[ColumnElement[Any]], ColumnElement[Any]]
_OWN: Final = store.TABLES["fact_unattributed"].c


def read(session: Session, origin: str, span: Span, coded: Coded) -> Unattributed:
    """Rows of the months of a span, of the taxpayers of an origin; ``coded``: the place of a word among its words."""
    words = [coded(_OWN.column_key), coded(_OWN.reason)]
    found = _theirs(session, origin, span, [*words, _OWN.amount_fen, _OWN.retained_fen])
    return Unattributed(*found)


def sums(session: Session, origin: str, span: Span, coded: Coded) -> Sums:
    """Sums of each taxpayer and month: what is in no building has one reason, whatever the file column."""
    columns = file_columns.columns(span[1], span[1])
    of_fees = _OWN.column_key.in_([key for key, tax in zip(columns.key, columns.counts, strict=True) if not tax])
    whole = [func.sum(amount) for amount in (_OWN.amount_fen, _OWN.retained_fen)]
    fees = [func.coalesce(one.filter(of_fees), 0) for one in whole]  # quicker to tell than taxes: there are few
    reason = [coded(edge(_OWN.reason).label("reason")) for edge in (func.min, func.max)]
    each = [*reason, *(cast(one, BigInteger) for one in (*whole, *fees))]
    month, taxpayer, why, last, *amounts = _theirs(session, origin, span, each, by=[_OWN.month, _OWN.taxpayer_id])
    if np.any(why != last):
        raise LookupError("a taxpayer's month that is in no building for two reasons")
    amount, retained, fee, retained_fee = amounts
    return Sums(month, taxpayer, why, amount - fee, retained - retained_fee, fee)


def _theirs(session: Session, origin: str, span: Span, wanted: Sequence[Any], by: Sequence[Any] = ()) -> list[Ints]:
    payer = table(Taxpayer)
    (theirs,) = ints(session, [payer.c.id], payer.c.origin == origin)
    inside = _OWN.month.between(*span) if len(theirs) else false()
    found = ints(session, [_OWN.month, _OWN.taxpayer_id, *wanted], inside, by=by)
    mine, _ = positions(np.sort(theirs), found[1])
    return [column[mine] for column in found]
