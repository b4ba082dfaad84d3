"""Tax rows, links, manual splits and industry classes, as the kernel reads them."""

from dataclasses import dataclass

import numpy as np
from sqlalchemy import func, literal, select
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
from buildings.facts.reading import among, ints, number, positions, rows, standing, table
from buildings.facts.scope import Scope
from buildings.portfolio import Ints
from buildings.register.tables.enterprises import IndustryClass
from buildings.register.tables.taxes import (
    ManualSplit,
    ManualSplitPart,
    Taxpayer,
    TaxpayerLink,
    TaxPayment,
)

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
    payer, link = table(Taxpayer), table(TaxpayerLink)
    if not scope.taxes:
        none = np.zeros(0, np.int64)
        return Taxes(none, none, none, none, none, none, none.astype(bool), no_periods())
    keys, central = ints(
        session, [payer.c.id, number(payer.c.central_income_tax)], standing(payer), among(payer.c.id, scope.taxpayers)
    )
    order = np.argsort(keys)
    keys = keys[order]
    links = ints(
        session,
        [link.c.taxpayer_id, number(link.c.valid_from, MIN_DAY), number(link.c.valid_to, FAR_DAY),
         link.c.enterprise_id],
        standing(link),
        among(link.c.taxpayer_id, scope.taxpayers),
    )  # fmt: skip
    some, place = positions(keys, links[0])
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
        links=Periods(place, links[1][some], links[2][some], links[3][some]),
    )


def _payments(session: Session, span: Span, scope: Scope) -> list[Ints]:
    """Month, taxpayer, column (number), fen, retained; by month and taxpayer."""
    payment = _PAYMENTS.c
    listed = "," + ",".join(file_columns.keys()) + ","
    found_at = func.instr if session.get_bind().dialect.name == "sqlite" else func.strpos
    place = found_at(listed, literal(",") + payment.column_key + ",")
    statement = (
        select(payment.month, payment.taxpayer_id, place, payment.amount_fen, number(payment.retained_fen))
        .where(payment.month.between(*span), among(payment.taxpayer_id, scope.taxpayers))
        .order_by(payment.month, payment.taxpayer_id)
    )
    found = np.fromiter((value for row in rows(session, statement) for value in row), np.int64).reshape(-1, 5).T
    number_at = np.full(len(listed) + 1, -1)
    start = 1
    for index, key in enumerate(file_columns.keys()):
        number_at[start] = index
        start += len(key) + 1
    column = number_at[found[2]]
    if np.any(column < 0):
        raise LookupError("a payment in a column that is not listed")
    return [found[0], found[1], column, found[3], found[4]]


def classes(session: Session, scope: Scope) -> Periods:
    """Industry classes by enterprise key."""
    entry = table(IndustryClass)
    found = list(
        rows(
            session,
            select(
                entry.c.enterprise_id,
                number(entry.c.valid_from, MIN_DAY),
                number(entry.c.valid_to, FAR_DAY),
                entry.c.section,
            ).where(standing(entry), among(entry.c.enterprise_id, _enterprises(scope))),
        )
    )
    values = np.array([(*row[:3], SECTIONS.index(row[3])) for row in found], np.int64).reshape(-1, 4).T
    return Periods(*values)


def _enterprises(scope: Scope) -> set[int] | None:
    return None if scope.parties is None else {key for key in scope.parties if key > 0}


