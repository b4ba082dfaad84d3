"""Who looked at one enterprise's tax, and for what purpose: written before anything is shown."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session

from buildings.database.entries import LOOK, AuditEntry
from buildings.errors import Forbidden


def stated(purpose: str | None) -> str:
    """The purpose of a look; Forbidden without one: nobody looks at one enterprise's tax for nothing."""
    if purpose is None or not purpose.strip():
        raise Forbidden("purpose_missing")
    return purpose.strip()


def looks(session: Session, actor: str | None = None) -> Sequence[AuditEntry]:
    """Looks at enterprise tax (of one person), newest first."""
    columns = AuditEntry.__table__.c  # type: ignore[attr-defined]
    query = select(AuditEntry).where(columns.action == LOOK).order_by(columns.id.desc())
    if actor is not None:
        query = query.where(columns.actor == actor)
    return session.execute(query).scalars().all()
