"""租约: one lease, many units, each with its own first day, last day and area."""

import datetime as dt

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from buildings.database.base import Record, table_args, unique_unless_voided
from buildings.database.types import Slug, Whole, in_order, one_of
from buildings.kinds import LeaseKind, RentUnit


class LeaseBase(SQLModel):
    """The contract: who, since when agreed, what rent. Exactly one of the two parties is given."""

    code: str = Field(unique=True, description="public code L-#######")
    kind: str = Field(default=LeaseKind.LET, sa_type=Slug)
    enterprise_id: int | None = Field(default=None, foreign_key="enterprises.id", index=True)
    reported_party_id: int | None = Field(default=None, foreign_key="reported_parties.id", index=True)
    landlord: str = Field(default="", description="who reported it; natural key together with number")
    number: str | None = Field(default=None, description="the landlord's own lease number")
    signed_on: dt.date | None = Field(default=None, description="None = not signed")
    break_on: dt.date | None = None
    ended_early_on: dt.date | None = Field(
        default=None, description="last day after an early end; before the first: never began"
    )
    rent_fen: int | None = Field(default=None, sa_type=Whole, ge=0, description="fen per m² and rent_unit")
    rent_unit: str | None = Field(default=None, sa_type=Slug)
    renewal_of: int | None = Field(default=None, foreign_key="leases.id", index=True)


class Lease(Record, LeaseBase, table=True):
    """A lease as it is known now."""

    __tablename__ = "leases"
    __table_args__ = table_args(
        one_of("kind", LeaseKind),
        one_of("rent_unit", RentUnit),
        CheckConstraint("(enterprise_id is null) <> (reported_party_id is null)", name="one_party"),
        CheckConstraint("(rent_fen is null) = (rent_unit is null)", name="rent_has_unit"),
        unique_unless_voided("leases", "landlord", "number"),
    )


class LeaseUnit(Record, table=True):
    """The part of a unit that a lease takes; first and last day are both occupied; None = open end, whole unit."""

    __tablename__ = "lease_units"
    __table_args__ = table_args(CheckConstraint("area_dm2 > 0", name="area"), in_order("starts_on", "ends_on"))

    lease_id: int = Field(foreign_key="leases.id", index=True)
    unit_id: int = Field(foreign_key="units.id", index=True)
    starts_on: dt.date
    ends_on: dt.date | None = None
    area_dm2: int | None = Field(default=None, sa_type=Whole)
