"""Who looked at one enterprise's tax, and for what purpose: written before anything is shown."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlmodel import Session

from buildings.database.entries import AuditEntry
from buildings.database.work import Changes
from buildings.errors import Forbidden

LOOK: Final = "look_enterprise_tax"


def looked(changes: Changes, purpose: str | None, **what: object) -> AuditEntry:
    """Log a look at enterprise tax (``what``: month, enterprise code, report …; never an amount).

    Raises
    ------
    Forbidden
        Without a purpose nobody looks.
    """
    if purpose is None or not purpose.strip():
        raise Forbidden("purpose_missing")
    entry = AuditEntry(at=changes.at, actor=changes.actor, action=LOOK, purpose=purpose.strip(), details=dict(what))
    changes.session.add(entry)
    changes.session.flush()
    return entry


def looks(session: Session, actor: str | None = None) -> Sequence[AuditEntry]:
    """Looks at enterprise tax (of one person), newest first."""
    columns = AuditEntry.__table__.c  # type: ignore[attr-defined]
    query = select(AuditEntry).where(columns.action == LOOK).order_by(columns.id.desc())
    if actor is not None:
        query = query.where(columns.actor == actor)
    return session.execute(query).scalars().all()
