"""Tax rows, links, manual splits and industry classes, as the kernel reads them."""

from dataclasses import dataclass

import numpy as np
from sqlalchemy import case, func, select
from sqlmodel import Session

from buildings.facts import columns as file_columns
from buildings.facts.horizon import Span
from buildings.facts.kernel.inputs import (
    FAR_DAY,
    MIN_DAY,
    SECTIONS,
    Buildings,
    Periods,
    Splits,
    Taxes,
    no_periods,
)
from buildings.facts.reading import among, ints, number, positions, standing, stepwise, table
from buildings.facts.scope import Scope
from buildings.portfolio import UNKNOWN, Ints
from buildings.register.tables.enterprises import IndustryClass
from buildings.register.tables.taxes import (
    ManualSplit,
    ManualSplitPart,
    Taxpayer,
    TaxpayerLink,
    TaxPayment,
)

PAYER_MONTHS_AT_ONCE = 200_000
"""Taxpayers × months whose payments are read in one go: some hundred thousand rows."""
_TAXPAYERS = 1 << 40
_COLUMNS = 1 << 6
"""More than all taxpayers; more than all file columns."""
_PAYMENTS = TaxPayment.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class SplitRows:
    """Manual splits by keys: taxpayer, months; and their weights (building −1 = outside)."""

    key: Ints
    taxpayer: Ints
    first: Ints
    last: Ints
    split: Ints
    building: Ints
    weight: Ints


def split_rows(session: Session, scope: Scope) -> SplitRows:
    """Splits of the taxpayers in scope, with all their weights."""
    split, part = table(ManualSplit), table(ManualSplitPart)
    if not scope.taxes:
        return SplitRows(*(np.zeros(0, np.int64) for _ in range(7)))
    found = ints(
        session,
        [split.c.id, split.c.taxpayer_id, split.c.month_from, split.c.month_to],
        standing(split),
        among(split.c.taxpayer_id, scope.taxpayers),
    )
    order = np.argsort(found[0])
    key, taxpayer, first, last = (column[order] for column in found)
    parts = ints(
        session,
        [part.c.split_id, number(part.c.building_id, -1), part.c.weight],
        standing(part),
        among(part.c.split_id, None if scope.whole else key.tolist()),
    )
    some, place = positions(key, parts[0])
    return SplitRows(key, taxpayer, first, last, place, parts[1][some], parts[2][some])


def splits(found: SplitRows, taxes: Taxes, buildings: Buildings) -> Splits:
    """The same by number."""
    there, taxpayer = positions(taxes.taxpayers, found.taxpayer)
    if len(there) != len(found.taxpayer):
        raise LookupError("a manual split of a taxpayer that does not stand")
    order = np.argsort(buildings.id)
    building = np.full(len(found.building), -1)
    some, place = positions(buildings.id[order], found.building)
    building[some] = order[place]
    return Splits(Periods(taxpayer, found.first, found.last, found.key), found.split, building, found.weight)


def taxes(session: Session, span: Span, scope: Scope) -> Taxes:
    """Current payments of the taxpayers in scope in the months of the span."""
    payer = table(Taxpayer)
    if not scope.taxes:
        none = np.zeros(0, np.int64)
        return Taxes(none, none, none, none, none, none, none.astype(bool), no_periods())
    keys, central = ints(
        session, [payer.c.id, number(payer.c.central_income_tax)], standing(payer), among(payer.c.id, scope.taxpayers)
    )
    order = np.argsort(keys)
    keys = keys[order]
    linked = links(session, scope)
    some, place = positions(keys, linked.owner)
    month, payment_taxpayer, column, fen, retained = _payments(session, span, scope)
    known, taxpayer = positions(keys, payment_taxpayer)
    return Taxes(
        month=month[known],
        taxpayer=taxpayer,
        column=column[known],
        fen=fen[known],
        retained=retained[known],
        taxpayers=keys,
        central=central[order].astype(bool),
        links=Periods(place, linked.first[some], linked.last[some], linked.value[some]),
    )


def links(session: Session, scope: Scope) -> Periods:
    """Taxpayers (owner) and the keys of the enterprises they are linked to (value)."""
    own = table(TaxpayerLink)
    days = [number(own.c.valid_from, MIN_DAY), number(own.c.valid_to, FAR_DAY)]
    some = among(own.c.taxpayer_id, scope.taxpayers)
    return Periods(*ints(session, [own.c.taxpayer_id, *days, own.c.enterprise_id], standing(own), some))


def _payments(session: Session, span: Span, scope: Scope) -> list[Ints]:
    """Month, taxpayer, column (number), fen, retained; of many taxpayers a few months at a time."""
    if scope.taxpayers is None:
        payers: int = session.execute(select(func.count()).select_from(table(Taxpayer))).scalar_one()
    else:
        payers = len(scope.taxpayers)
    at_once = max(1, PAYER_MONTHS_AT_ONCE // max(1, payers))
    return stepwise(span, lambda some: _payments_of(session, some, scope), at_once)


def _payments_of(session: Session, span: Span, scope: Scope) -> list[Ints]:
    payment, keys = _PAYMENTS.c, file_columns.keys()
    column = case({key: place for place, key in enumerate(keys)}, value=payment.column_key, else_=len(keys))
    key = [payment.month, payment.taxpayer_id, column]
    where = [payment.month.between(*span), among(payment.taxpayer_id, scope.taxpayers)]
    *found, fen = ints(session, [*key, payment.amount_fen], *where)
    if np.any(found[2] == len(keys)):
        raise LookupError("a payment in a column that is not listed")
    *known, amounts = ints(session, [*key, payment.retained_fen], payment.retained_fen.is_not(None), *where)
    retained = np.full(len(fen), UNKNOWN)
    if len(amounts):
        place, delivered = ((month * _TAXPAYERS + payer) * _COLUMNS + at for month, payer, at in (found, known))
        order = np.argsort(place)
        retained[order[np.searchsorted(place, delivered, sorter=order)]] = amounts
    return [*found, fen, retained]


def classes(session: Session, scope: Scope) -> Periods:
    """Industry classes by enterprise key."""
    entry = table(IndustryClass)
    section = case({letter: place for place, letter in enumerate(SECTIONS)}, value=entry.c.section)
    days = [number(entry.c.valid_from, MIN_DAY), number(entry.c.valid_to, FAR_DAY)]
    some = among(entry.c.enterprise_id, _enterprises(scope))
    return Periods(*ints(session, [entry.c.enterprise_id, *days, section], standing(entry), some))


def _enterprises(scope: Scope) -> set[int] | None:
    return None if scope.parties is None else {key for key in scope.parties if key > 0}
