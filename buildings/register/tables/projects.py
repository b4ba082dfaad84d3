"""改造项目: upgrade projects with dated stages, who pays, and pictures before, during and after."""

import datetime as dt

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from buildings.database.base import Record, table_args, unique_unless_voided
from buildings.database.types import Slug, Whole, in_order, one_of
from buildings.kinds import FundingMode, LinkKind, OneHand, ProjectStage
from buildings.operations import evidence as _evidence  # noqa: F401 - pictures are its files


class UpgradeProject(Record, table=True):
    """An upgrade of one building; what is not said is unknown."""

    __tablename__ = "upgrade_projects"
    __table_args__ = table_args(
        one_of("funding_mode", FundingMode),
        one_of("one_hand", OneHand),
        CheckConstraint("planned_investment_fen >= 0", name="planned_investment"),
        CheckConstraint("actual_investment_fen >= 0", name="actual_investment"),
        unique_unless_voided("upgrade_projects", "building_id", "title"),
    )

    code: str = Field(unique=True, description="public code UP-####; demonstration SP-####")
    building_id: int = Field(foreign_key="buildings.id", index=True)
    title: str = Field(min_length=1)
    funding_mode: str | None = Field(default=None, sa_type=Slug)
    one_hand: str | None = Field(default=None, sa_type=Slug, description="strata: how it came into one hand")
    scope_of_works: str | None = None
    contractor: str | None = None
    planned_investment_fen: int | None = Field(default=None, sa_type=Whole, ge=0)
    actual_investment_fen: int | None = Field(default=None, sa_type=Whole, ge=0)
    source: str | None = None


class ProjectStep(Record, table=True):
    """One stage of a project: the day planned, and between which days it was reached (latest None = not reached)."""

    __tablename__ = "project_steps"
    __table_args__ = table_args(
        one_of("stage", ProjectStage),
        in_order("reached_earliest", "reached_latest"),
        CheckConstraint("reached_earliest is null or reached_latest is not null", name="reached"),
        unique_unless_voided("project_steps", "project_id", "stage"),
    )

    project_id: int = Field(foreign_key="upgrade_projects.id", index=True)
    stage: str = Field(sa_type=Slug)
    planned_on: dt.date | None = None
    reached_earliest: dt.date | None = None
    reached_latest: dt.date | None = None
    note: str | None = None


class FundingLine(Record, table=True):
    """Who pays how much of a project; no amount = not known."""

    __tablename__ = "funding_lines"
    __table_args__ = table_args(
        CheckConstraint("amount_fen >= 0", name="amount"),
        unique_unless_voided("funding_lines", "project_id", "funder"),
    )

    project_id: int = Field(foreign_key="upgrade_projects.id", index=True)
    funder: str = Field(min_length=1)
    amount_fen: int | None = Field(default=None, sa_type=Whole, ge=0)


class ProjectLink(Record, table=True):
    """A picture of a time of the works, or a document: where it already lies, or as an evidence file."""

    __tablename__ = "project_links"
    __table_args__ = table_args(
        one_of("kind", LinkKind),
        CheckConstraint("(url is null) <> (file_id is null)", name="one_place"),
        CheckConstraint("file_id is null or kind <> 'document'", name="pictures"),
        unique_unless_voided("project_links", "project_id", "url"),
    )

    project_id: int = Field(foreign_key="upgrade_projects.id", index=True)
    kind: str = Field(sa_type=Slug)
    url: str | None = Field(default=None, min_length=1)
    file_id: int | None = Field(default=None, foreign_key="evidence_files.id", index=True)
    taken_on: dt.date | None = None
    caption: str | None = None
    added_by: str | None = Field(default=None, description="None: recorded before this was kept, or by a file")
