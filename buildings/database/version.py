"""Which state of which record is looked at: changes with every unit of work that is more than a look."""

from sqlalchemy import func, select
from sqlmodel import Session, col

from buildings.database.entries import LOOK, AuditEntry


def version(session: Session) -> str:
    """Begin of the record and its newest change; two databases never share it. '' before the first change."""
    first, newest = session.execute(
        select(func.min(AuditEntry.at), func.max(AuditEntry.id)).where(col(AuditEntry.action) != LOOK)
    ).one()
    return "" if newest is None else f"{first.isoformat()}/{newest}"
