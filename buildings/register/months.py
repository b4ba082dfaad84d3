"""封账: months are open until a tax officer closes them; a closed month takes no tax file."""

from sqlalchemy import select
from sqlmodel import Session

from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.errors import MonthClosed
from buildings.quantities import format_month
from buildings.register import records
from buildings.register.tables.months import MonthState

__all__ = ["MonthState", "close", "closed", "is_closed", "require_open"]

_M = table_of(MonthState).c


def _state(session: Session, month: int) -> MonthState | None:
    row: MonthState | None = session.execute(records.standing(MonthState, _M.month == month)).scalar_one_or_none()
    return row


def is_closed(session: Session, month: int) -> bool:
    """Whether a month is closed; a month nobody spoke of is open."""
    row = _state(session, month)
    return row is not None and row.state == "closed"


def closed(session: Session) -> frozenset[int]:
    """Every closed month."""
    return frozenset(session.execute(select(_M.month).where(_M.state == "closed", _M.voided_at.is_(None))).scalars())


def require_open(session: Session, month: int) -> None:
    """MonthClosed when the month is closed."""
    if is_closed(session, month):
        raise MonthClosed(month=format_month(month))


def close(changes: Changes, month: int) -> MonthState:
    """Close a month; MonthClosed when it is closed already."""
    require_open(changes.session, month)
    values = {"month": month, "state": "closed", "closed_at": changes.at, "closed_by": changes.actor}
    row = _state(changes.session, month)
    if row is None:
        return records.create(changes, MonthState, values)
    records.update(changes, row, values)
    return row
