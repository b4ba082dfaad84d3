"""企业: the one party table; tenant, owner, operator and taxpayer are its relations."""

import datetime as dt

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from buildings.database.base import Record, table_args, unique_unless_voided
from buildings.database.types import Slug, in_order, one_of
from buildings.kinds import Answer, EnterpriseKind


class EnterpriseBase(SQLModel):
    """What is said of an enterprise."""

    code: str = Field(unique=True, description="public code E-######")
    name: str = Field(min_length=1, index=True)
    uscc: str | None = Field(default=None, description="统一社会信用代码; missing is unknown")
    uscc_override_reason: str | None = Field(default=None, description="why a code that fails its check digit stands")
    kind: str = Field(default=EnterpriseKind.COMPANY, sa_type=Slug)


class Enterprise(Record, EnterpriseBase, table=True):
    """An enterprise as it is known now."""

    __tablename__ = "enterprises"
    __table_args__ = table_args(one_of("kind", EnterpriseKind), unique_unless_voided("enterprises", "uscc"))


class EnterpriseName(Record, table=True):
    """A former name or code, kept."""

    __tablename__ = "enterprise_names"
    __table_args__ = table_args(in_order("valid_from", "valid_to"))

    enterprise_id: int = Field(foreign_key="enterprises.id", index=True)
    name: str = Field(index=True)
    uscc: str | None = Field(default=None, index=True)
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


class Registration(Record, table=True):
    """属地注册: whether an enterprise is registered in the district, dated, with its source."""

    __tablename__ = "registrations"
    __table_args__ = table_args(one_of("in_district", Answer), in_order("valid_from", "valid_to"))

    enterprise_id: int = Field(foreign_key="enterprises.id", index=True)
    in_district: str = Field(default=Answer.UNKNOWN, sa_type=Slug)
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    source: str | None = None


class IndustryClass(Record, table=True):
    """GB/T 4754-2017 section (A–T) and division (two digits) of an enterprise, dated; no row = unknown."""

    __tablename__ = "industry_classes"
    __table_args__ = table_args(
        CheckConstraint("section between 'A' and 'T' and length(section) = 1", name="section"),
        in_order("valid_from", "valid_to"),
        Index("ix_industry_classes_section", "section"),
    )

    enterprise_id: int = Field(foreign_key="enterprises.id", index=True)
    section: str
    division: str | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    source: str | None = None
