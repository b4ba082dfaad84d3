"""Which state of the record is looked at: changes with every unit of work."""

from sqlalchemy import func, select
from sqlmodel import Session

from buildings.database.entries import AuditEntry


def version(session: Session) -> int:
    """Number of the newest unit of work; 0 before the first."""
    newest: int | None = session.execute(select(func.max(AuditEntry.id))).scalar_one_or_none()
    return newest or 0
