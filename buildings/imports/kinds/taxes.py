"""税收 YYYY-MM: one month's file; every row adds up, every row is of that month, and nothing repeats an amount."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from buildings import tables
from buildings.database.work import Changes
from buildings.imports.headers import RETAINED, TOTAL
from buildings.imports.kinds import tax_notes
from buildings.imports.kinds.common import Session
from buildings.imports.plans import Plan, Replaced
from buildings.imports.workbook import Workbook
from buildings.imports.writing import narrow
from buildings.quantities import format_month, month_of, parse_month
from buildings.register import lookup, months, taxes, taxpayers
from buildings.register.tables.taxes import Taxpayer

_IN_NAME: Final = re.compile(r"(?<!\d)(\d{4})(?:[-_.年 ]?)(0[1-9]|1[0-2])(?!\d)")
_NO_MONTH: Final = re.compile(r"(?<!\d)20\d{2}[-_.年 ]?\d{2}(?!\d)")
"""What looks like a month and, unless ``_IN_NAME`` finds it, is none: 2026-13."""
_LIMIT: Final = 2**62
Cells = dict[str, tuple[int, int | None]]


@dataclass
class Delivery:
    """A month's tax as the file has it: per taxpayer code the sums by column, and the newest name."""

    month: int
    amounts: dict[str, Cells]
    names: dict[str, str | None]
    row_count: int

    def payments(self, keys: Mapping[str, int]) -> Iterator[taxes.Payment]:
        """Sums by taxpayer key."""
        for code, cells in self.amounts.items():
            for column, (amount, retained) in cells.items():
                yield keys[code], column, amount, retained


def check(session: Session, book: Workbook) -> Plan:
    """Compare a month's file with the delivery that stands for it."""
    plan = Plan(book.kind)
    month = _month(book)
    if month is not None and months.is_closed(session, month):
        book.log.add("month_closed", column=book.header("month"), value=format_month(month), month=format_month(month))
    keys = [tax.key for tax in tables.tax_columns() if tax.kind != TOTAL]
    _totals(book, keys, "")
    _totals(book, keys, RETAINED)
    codes = [narrow(code).upper() for code in book.column("taxpayer_code")]
    delivery = _added_up(book, keys, codes, month or 0)
    tax_notes.pasted_twice(book, codes)
    known = {row.id: row.code for row in lookup.rows(session, Taxpayer)}
    tax_notes.slips(session, book, codes, frozenset(known.values()))
    plan.month = month
    if month is not None:
        _compare(session, plan, delivery, known)
    return plan


def _month(book: Workbook) -> int | None:
    """The month of the file: asked for, else in its name, else in its rows; all must agree."""
    written = book.column("month")
    said = _IN_NAME.search(narrow(book.path.stem))
    named = parse_month(f"{said[1]}-{said[2]}") if said else None
    month = book.month if book.month is not None else named if named is not None else (written[0] if written else None)
    if month is None:
        return None
    if month > month_of(book.day):
        book.log.add("month_to_come", column=book.header("month"), value=format_month(month), right="month_to_come")
    if named is not None and named != month:
        book.log.add("wrong_month_named", value=format_month(named), wanted=format_month(month))
    odd = None if said else _NO_MONTH.search(narrow(book.path.stem))
    if odd:
        book.log.add("wrong_month_named", value=odd[0], wanted=format_month(month))
    others: dict[int, int] = {}
    for number, value in zip(book.rows, written, strict=True):
        if value is not None and value != month:
            others.setdefault(value, number)
    for value, number in others.items():
        wanted = format_month(month)
        count = sum(one == value for one in written)
        book.log.add("wrong_month", number, book.header("month"), format_month(value), wanted=wanted, count=count)
    return month


def _totals(book: Workbook, keys: list[str], suffix: str) -> None:
    """总计 equals the sum of its row; said without either of them, but with the cells to look at."""
    total = next(tax.key for tax in tables.tax_columns() if tax.kind == TOTAL) + suffix
    if not book.has(total):
        return
    fields = [key + suffix for key in keys if book.has(key + suffix)]
    columns = [book.columns[field] for field in fields]
    named = "、".join(map(book.header, fields)) or "—"
    sums = [sum(filter(None, row)) for row in zip(*columns, strict=True)] if columns else [0] * len(book.rows)
    for number, stated, added in zip(book.rows, book.columns[total], sums, strict=True):
        if (stated or 0) != added:
            where = {"cell": book.cells([total], number), "cells": book.cells(fields, number) or "—"}
            book.log.add("total_differs", number, book.header(total), right="total_differs", columns=named, **where)


def _added_up(book: Workbook, keys: list[str], codes: list[str], month: int) -> Delivery:
    """Several rows of one taxpayer are added; retained counts only where every row of the key has it.

    A row without any amount is still a record: a zero in the first column.
    """
    found = Delivery(month, {}, {}, len(book.rows))
    for code, name in zip(codes, book.column("taxpayer_name"), strict=True):
        found.amounts.setdefault(code, {})
        found.names[code] = name or found.names.get(code)
    for key in keys:
        if book.has(key) or book.has(key + RETAINED):
            _add_column(book, found, codes, key)
    for cells in found.amounts.values():
        if not cells:
            cells[keys[0]] = (0, None)
    return found


def _add_column(book: Workbook, found: Delivery, codes: list[str], key: str) -> None:
    delivered = book.columns.get(key + RETAINED)
    if delivered is not None:
        for number, amount, retained in zip(book.rows, book.column(key), delivered, strict=True):
            if amount is None and retained is not None:
                book.log.add("retained_alone", number, book.header(key + RETAINED))
    given = [(index, amount) for index, amount in enumerate(book.column(key)) if amount is not None]
    for index, amount in given:
        cells = found.amounts[codes[index]]
        retained = None if delivered is None else delivered[index]
        before = cells.get(key)
        if before is None:
            cells[key] = (amount, retained)
        else:
            both = None if retained is None or before[1] is None else retained + before[1]
            cells[key] = (amount + before[0], both)
        if abs(cells[key][0]) >= _LIMIT:
            book.log.add("amount_too_large", book.rows[index], book.header(key))


def _compare(session: Session, plan: Plan, delivery: Delivery, codes: Mapping[int, str]) -> None:
    """What changes against the delivery that stands; amounts are not repeated, but for the change of the total."""
    standing: dict[str, Cells] = {}
    for taxpayer, column, amount, retained in taxes.payments_of(session, delivery.month):
        standing.setdefault(codes[taxpayer], {})[column] = (amount, retained)
    for code, cells in delivery.amounts.items():
        before = standing.get(code)
        place = plan.new if before is None else plan.changed if before != cells else plan.unchanged
        place[code] = 0
    plan.absent = sorted(set(standing) - set(delivery.amounts))
    plan.changed.update(dict.fromkeys(plan.absent, 0))  # a delivery replaces its month: who is left out has no tax
    first = taxes.current_file(session, delivery.month) is None
    if plan.new or plan.changed or first:
        plan.payload = delivery
    change = _total(delivery.amounts) - _total(standing)
    if not first and (plan.absent or change):
        plan.replaced = Replaced(delivery.month, len(plan.absent), len(plan.new), change)


def _total(amounts: Mapping[str, Cells]) -> int:
    """Fen of all columns of all taxpayers: what the 总计 of a file add up to."""
    return sum(amount for cells in amounts.values() for amount, _ in cells.values())


def write(changes: Changes, book: Workbook, plan: Plan) -> None:
    """Let the delivery stand for its month; taxpayers nobody knew are made and linked by their code."""
    delivery: Delivery = plan.payload
    keys = taxpayers.ensure_all(changes, delivery.names)
    about = {"filename": book.name, "sha256": book.sha256}
    taxes.deliver(changes, delivery.month, delivery.payments(keys), row_count=delivery.row_count, **about)
