"""变更申请: changes that a landlord may only propose, staged with reason and difference until staff decide."""

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlmodel import Field

from buildings.database.base import Record, table_args
from buildings.database.types import Document, Slug, Utc, one_of


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
    why_staged: str = Field(sa_type=Slug, description="closed_month, unit_area, building_attribute")
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=Document)
    difference: dict[str, Any] = Field(default_factory=dict, sa_type=Document)
    reason: str = Field(min_length=1)
    state: str = Field(default=ProposalState.STAGED, sa_type=Slug, index=True)
    decided_by: str | None = None
    decided_at: dt.datetime | None = Field(default=None, sa_type=Utc)
    decision: str | None = Field(default=None, description="what staff said")
