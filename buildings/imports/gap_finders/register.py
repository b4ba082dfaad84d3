"""The register while gaps are looked for: each table is read once, when the first finder asks for it."""

from functools import cached_property
from typing import Any

from buildings.imports.plans import grouped
from buildings.register import lookup
from buildings.register.tables.buildings import Building, BuildingClaim, BuildingEvent
from buildings.register.tables.enterprises import Enterprise, IndustryClass, Registration
from buildings.register.tables.leases import Lease
from buildings.register.tables.parties import ReportedParty
from buildings.register.tables.taxes import TaxFile, Taxpayer, TaxpayerLink


class Register:
    """The register, table by table, read when first asked for."""

    def __init__(self, session: Any) -> None:  # noqa: ANN401 - a session; imports speak no SQL
        self.session = session

    @cached_property
    def buildings(self) -> list[Any]:
        """Buildings by code."""
        return sorted(lookup.rows(self.session, Building), key=lambda row: str(row.code))

    @cached_property
    def events(self) -> dict[int, list[Any]]:
        """Completions and renovations of a building."""
        return grouped(lookup.rows(self.session, BuildingEvent), "building_id")

    @cached_property
    def claims(self) -> dict[int, list[Any]]:
        """What sources say of a building."""
        return grouped(lookup.rows(self.session, BuildingClaim), "building_id")

    @cached_property
    def enterprises(self) -> list[Any]:
        """Enterprises by code."""
        return sorted(lookup.rows(self.session, Enterprise), key=lambda row: str(row.code))

    @cached_property
    def industries(self) -> set[int]:
        """Keys of enterprises with an industry."""
        return {row.enterprise_id for row in lookup.rows(self.session, IndustryClass)}

    @cached_property
    def registrations(self) -> set[int]:
        """Keys of enterprises whose registration is said."""
        return {row.enterprise_id for row in lookup.rows(self.session, Registration) if row.in_district != "unknown"}

    @cached_property
    def reported_leases(self) -> list[tuple[Any, Any]]:
        """Leases of reported parties, with the party."""
        parties = {row.id: row for row in lookup.rows(self.session, ReportedParty)}
        rows = lookup.rows(self.session, Lease)
        return [(row, parties[row.reported_party_id]) for row in rows if row.reported_party_id in parties]

    @cached_property
    def unlinked_taxpayers(self) -> list[Any]:
        """Taxpayers linked to no enterprise."""
        linked = {row.taxpayer_id for row in lookup.rows(self.session, TaxpayerLink)}
        return [row for row in lookup.rows(self.session, Taxpayer) if row.id not in linked]

    @cached_property
    def tax_months(self) -> list[int]:
        """Months that have a tax file, ascending."""
        return sorted({row.month for row in lookup.rows(self.session, TaxFile) if row.current})
