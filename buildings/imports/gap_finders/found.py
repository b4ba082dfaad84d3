"""A gap, and what the register holds while gaps are looked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from buildings import words
from buildings.imports.plans import grouped
from buildings.register import lookup
from buildings.register.tables.buildings import Building, BuildingClaim, BuildingEvent
from buildings.register.tables.enterprises import Enterprise, IndustryClass, Registration
from buildings.register.tables.leases import Lease
from buildings.register.tables.parties import ReportedParty
from buildings.register.tables.taxes import TaxFile, Taxpayer, TaxpayerLink
from buildings.words import Language

EXAMPLES: Final = 5


@dataclass(frozen=True)
class Gap:
    """Something missing or contradictory: whose, what is wrong (table ``gaps``), which figures it spoils.

    A tuple among the details holds slugs of label group ``claim``.
    """

    origin: str
    what: str
    slug: str
    spoils: tuple[str, ...]
    details: dict[str, object] = field(default_factory=dict)

    def said(self, language: Language = "zh") -> str:
        """What is wrong, as a sentence."""
        gap = "、" if language == "zh" else ", "
        told = {
            name: gap.join(words.label("claim", slug, language) for slug in value)
            if isinstance(value, tuple)
            else value
            for name, value in self.details.items()
        }
        return words.text("gaps", self.slug, language, **told)


class Held:
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


def some_of(names: Sequence[str]) -> str:
    """A few of many, as they are told."""
    return "、".join(names[:EXAMPLES]) + ("…" if len(names) > EXAMPLES else "")


def together(rows: Iterable[Any], slug: str, spoils: tuple[str, ...], name: str = "code") -> Iterable[Gap]:
    """One gap per origin for many alike: how many, and a few of them."""
    by_origin: dict[str, list[str]] = {}
    for row in rows:
        by_origin.setdefault(row.origin, []).append(str(getattr(row, name)))
    for origin, names in sorted(by_origin.items()):
        yield Gap(origin, some_of(names), slug, spoils, {"count": len(names)})
