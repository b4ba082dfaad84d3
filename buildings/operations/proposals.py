"""变更申请: changes that somebody may only propose, staged with reason and difference until somebody else decides."""

import datetime as dt
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select
from sqlmodel import Field, Session

from buildings.database.base import Record, table_args
from buildings.database.history import table_of
from buildings.database.types import Document, Slug, Utc, one_of
from buildings.database.work import Changes
from buildings.errors import Conflict, NotFound, StaleVersion

CODE: Final = "P-{:07d}"


class ProposalState(StrEnum):
    """Where a proposal stands."""

    STAGED = "staged"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Proposal(Record, table=True):
    """A staged change: what was asked, what would differ, why, and what was decided."""

    __tablename__ = "proposals"
    __table_args__ = table_args(one_of("state", ProposalState))

    code: str = Field(unique=True, description="public code P-#######")
    account_id: int = Field(foreign_key="accounts.id", index=True)
    building_id: int | None = Field(default=None, foreign_key="buildings.id", index=True)
    kind: str = Field(sa_type=Slug, description="which change: lease_create, lease_change, unit_area, building …")
    subject: str = Field(description="public code of what would change; empty for something new")
    subject_version: int | None = Field(default=None, description="version it was proposed upon")
    why_staged: str = Field(sa_type=Slug, description="closed_month, taxed_month, unit_area, building_attribute")
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=Document)
    difference: dict[str, Any] = Field(default_factory=dict, sa_type=Document)
    reason: str = Field(min_length=1)
    state: str = Field(default=ProposalState.STAGED, sa_type=Slug, index=True)
    decided_by: str | None = None
    decided_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    decision: str | None = Field(default=None, description="what staff said")


def stage(changes: Changes, values: dict[str, Any]) -> Proposal:
    """A change that waits for somebody else."""
    row = Proposal.model_validate({**values, "code": f"new {changes.audit_id}"})
    changes.session.add(row)
    changes.session.flush()
    row.code = CODE.format(row.key)
    changes.session.flush()
    return row


def by_code(session: Session, code: str, origin: str) -> Proposal:
    """The proposal of a public code; NotFound."""
    rows = table_of(Proposal).c
    wanted = select(Proposal).where(rows.code == code, rows.voided_at.is_(None), rows.origin == origin)
    row: Proposal | None = session.execute(wanted).scalar_one_or_none()
    if row is None:
        raise NotFound(code=code)
    return row


def open_upon(row: Proposal, version: int | None) -> None:
    """Refuse to decide what was decided, or what moved on since it was read."""
    if version is not None and row.version != version:
        raise StaleVersion(version=row.version)
    if row.state != ProposalState.STAGED:
        raise Conflict("proposal_decided", code=row.code)


def decide(
    changes: Changes, row: Proposal, state: ProposalState, *, decision: str | None = None, subject: str | None = None
) -> None:
    """Let a proposal come to its end; ``subject`` is what an accepted one made."""
    row.state, row.decision, row.decided_by, row.decided_at = state.value, decision, changes.actor, changes.at
    row.subject = subject or row.subject
    changes.session.flush()
