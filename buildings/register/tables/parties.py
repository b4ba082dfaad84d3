"""申报承租人: what a landlord reports as tenant; staff link it to an enterprise."""

from sqlmodel import Field

from buildings.database.base import Record


class ReportedParty(Record, table=True):
    """A tenant as reported: name and code as given, no uniqueness. Facts follow the link."""

    __tablename__ = "reported_parties"

    name: str = Field(min_length=1, index=True)
    code_as_given: str | None = None
    reported_by: str | None = Field(default=None, description="landlord who reported it")
    enterprise_id: int | None = Field(default=None, foreign_key="enterprises.id", index=True)
