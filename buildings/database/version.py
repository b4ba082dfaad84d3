"""Which state of which record is looked at: changes with every unit of work that changes the register."""

from sqlalchemy import func, select
from sqlmodel import Session, col

from buildings.database.entries import QUIET, AuditEntry


def version(session: Session) -> str:
    """Begin of the record and its newest change; two databases never share it. '' before the first change."""
    first, newest = session.execute(
        select(func.min(AuditEntry.at), func.max(AuditEntry.id)).where(col(AuditEntry.action).not_in(QUIET))
    ).one()
    return "" if newest is None else f"{first.isoformat()}/{newest}"
