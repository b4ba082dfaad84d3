"""入库税收: taxpayers as delivered, their links, monthly files with versions, payments, manual splits."""

import datetime as dt

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from buildings.database.base import Record, table_args, unique_unless_voided
from buildings.database.types import Key, Slug, Utc, Whole, in_order


class Taxpayer(Record, table=True):
    """纳税人: the code as the tax file delivered it."""

    __tablename__ = "taxpayers"

    code: str = Field(unique=True)
    name: str | None = None
    central_income_tax: bool = Field(default=False, description="income tax all central: big state banks and the like")


class TaxpayerLink(Record, table=True):
    """Taxpayer to enterprise, dated; the link of a month is the one valid on its last day."""

    __tablename__ = "taxpayer_links"
    __table_args__ = table_args(in_order("valid_from", "valid_to"))

    taxpayer_id: int = Field(foreign_key="taxpayers.id", index=True)
    enterprise_id: int = Field(foreign_key="enterprises.id", index=True)
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    basis: str = Field(default="code", sa_type=Slug, description="code = same code; manual = a person's decision")


class TaxFile(Record, table=True):
    """One delivery of one month's tax; a new delivery replaces the month as a new version."""

    __tablename__ = "tax_files"
    __table_args__ = table_args(UniqueConstraint("month", "delivery"))

    month: int = Field(index=True)
    delivery: int = Field(ge=1)
    current: bool = True
    filename: str
    sha256: str
    row_count: int = Field(ge=0)


class TaxPayment(SQLModel, table=True):
    """Current tax of (month, taxpayer, file column); may be negative. Retained only where each row has it."""

    __tablename__ = "tax_payments"
    __table_args__ = table_args(Index("ix_tax_payments_taxpayer_id", "taxpayer_id"), sqlite_with_rowid=False)

    month: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    taxpayer_id: int = Field(primary_key=True, foreign_key="taxpayers.id", sa_type=Key)
    column_key: str = Field(primary_key=True, sa_type=Slug)
    amount_fen: int = Field(sa_type=Whole)
    retained_fen: int | None = Field(default=None, sa_type=Whole)
    file_id: int = Field(foreign_key="tax_files.id", sa_type=Key)


class TaxPaymentHistory(SQLModel, table=True):
    """Tax of a delivery that was replaced."""

    __tablename__ = "tax_payments_history"
    __table_args__ = table_args(sqlite_with_rowid=False)

    file_id: int = Field(primary_key=True, foreign_key="tax_files.id", sa_type=Key)
    taxpayer_id: int = Field(primary_key=True, foreign_key="taxpayers.id", sa_type=Key)
    column_key: str = Field(primary_key=True, sa_type=Slug)
    month: int
    amount_fen: int = Field(sa_type=Whole)
    retained_fen: int | None = Field(default=None, sa_type=Whole)
    superseded_at: dt.datetime = Field(sa_type=Utc)


class ManualSplit(Record, table=True):
    """手工分摊 of a taxpayer for months from–to (both included); periods of one taxpayer never overlap."""

    __tablename__ = "manual_splits"
    __table_args__ = table_args(in_order("month_from", "month_to"))

    taxpayer_id: int = Field(foreign_key="taxpayers.id", index=True)
    month_from: int
    month_to: int
    reason: str


class ManualSplitPart(Record, table=True):
    """One weight of a manual split; ``building_id`` None = outside the district."""

    __tablename__ = "manual_split_parts"
    __table_args__ = table_args(
        CheckConstraint("weight > 0", name="weight"),
        unique_unless_voided("manual_split_parts", "split_id", "building_id"),
    )

    split_id: int = Field(foreign_key="manual_splits.id", index=True)
    building_id: int | None = Field(default=None, foreign_key="buildings.id", index=True)
    weight: int = Field(sa_type=Whole)
