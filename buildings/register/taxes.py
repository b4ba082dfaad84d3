"""入库税收: one current delivery per month; a new one replaces it whole, and what was replaced is kept."""

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, insert, literal, select
from sqlmodel import Session

from buildings.database import bulk, history
from buildings.database.types import Utc
from buildings.database.work import Changes
from buildings.errors import InvalidValue
from buildings.register import locks, months, records
from buildings.register.tables.taxes import TaxFile, TaxPayment, TaxPaymentHistory

__all__ = ["TaxFile", "TaxPayment", "TaxPaymentHistory", "current_file", "deliver", "last_month", "summed"]

Payment = tuple[int, str, int, int | None]
"""Taxpayer key, file column, fen in total, fen retained in the district (None = not delivered)."""

_F, _P, _H = history.table_of(TaxFile).c, TaxPayment.__table__, TaxPaymentHistory.__table__  # type: ignore[attr-defined]
_LIMIT = 2**62


def current_file(session: Session, month: int) -> TaxFile | None:
    """The delivery that stands for a month."""
    row: TaxFile | None = session.execute(records.standing(TaxFile, _F.month == month, _F.current)).scalar_one_or_none()
    return row


def last_month(session: Session, origin: str) -> int | None:
    """The last month whose tax is on record."""
    found: int | None = session.execute(
        records.standing(TaxFile, _F.current, _F.origin == origin).with_only_columns(func.max(_F.month)).order_by(None)
    ).scalar_one()
    return found


def summed(payments: Iterable[Payment]) -> dict[tuple[int, str], tuple[int, int | None]]:
    """Rows of one taxpayer and column added up; retained only where every one of them delivers it."""
    sums: dict[tuple[int, str], tuple[int, int | None]] = {}
    for taxpayer, column, amount, retained in payments:
        before = sums.get((taxpayer, column))
        if before is None:
            sums[taxpayer, column] = (amount, retained)
        else:
            both = None if retained is None or before[1] is None else before[1] + retained
            sums[taxpayer, column] = (before[0] + amount, both)
    for (_, column), (amount, retained) in sums.items():
        if abs(amount) >= _LIMIT or abs(retained or 0) >= _LIMIT:
            raise InvalidValue("out_of_range", value=column)
    return sums


def deliver(
    changes: Changes, month: int, payments: Iterable[Payment], *, filename: str, sha256: str, row_count: int
) -> TaxFile:
    """Let a file stand for its month; the former delivery goes into the history.

    Raises
    ------
    MonthClosed
        The month is closed; a correction of it is a restatement, never a silent replacement.
    """
    session = changes.session
    months.require_open(session, month)
    sums = summed(payments)
    former = current_file(session, month)
    touched = {taxpayer for taxpayer, _ in sums} | set(
        session.execute(select(_P.c.taxpayer_id).distinct().where(_P.c.month == month)).scalars()
    )
    if len(touched) <= bulk.FEW:
        locks.hold(changes, taxpayers=touched)
    if former is not None:
        _supersede(changes, former)
    newest = session.execute(select(func.coalesce(func.max(_F.delivery), 0)).where(_F.month == month)).scalar_one()
    values = {"month": month, "delivery": newest + 1, "filename": filename, "sha256": sha256, "row_count": row_count}
    file = records.create(changes, TaxFile, values)
    file_key = file.key
    rows = ((month, *key, *amounts, file_key) for key, amounts in sorted(sums.items()))
    bulk.copy(session, _P, [column.name for column in _P.columns], rows)
    changes.taxpayers |= touched
    return file


def _supersede(changes: Changes, former: TaxFile) -> None:
    """Move a month's payments into the history."""
    session = changes.session
    records.update(changes, former, {"current": False})
    names = [column.name for column in _H.columns if column.name != "superseded_at"]
    old = select(*(_P.c[name] for name in names), literal(changes.at, Utc)).where(_P.c.month == former.month)
    session.execute(insert(_H).from_select([*names, "superseded_at"], old))
    session.execute(delete(_P).where(_P.c.month == former.month))


def payments_of(session: Session, month: int, known_at: dt.datetime | None = None) -> Sequence[Payment]:
    """What stands for a month (as known at an instant, None = now), by taxpayer and column."""
    source = _P
    where = _P.c.month == month
    if known_at is not None:
        files = history.known_at(TaxFile, known_at).c
        known = session.execute(select(files.id).where(files.month == month, files.current)).scalar_one_or_none()
        now = current_file(session, month)
        if now is None or known != now.key:
            source, where = _H, _H.c.file_id == known
    columns = source.c.taxpayer_id, source.c.column_key, source.c.amount_fen, source.c.retained_fen
    rows = session.execute(select(*columns).where(where).order_by(*columns[:2]))
    return [(row[0], row[1], row[2], row[3]) for row in rows]
