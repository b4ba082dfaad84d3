"""申报承租人: tenants as landlords reported them; what staff linked them to is for staff."""

from typing import Final

from sqlalchemy import func, literal, true

from buildings.access.roles import Permission
from buildings.register import codes
from buildings.register.tables.enterprises import Enterprise
from buildings.register.tables.parties import ReportedParty
from buildings.register.views import lease_parts
from buildings.register.views.columns import Column, Kind
from buildings.register.views.noun import Filter, How, Listing, Noun
from buildings.register.views.sight import Sight


def query(sight: Sight) -> Listing:
    """Reported parties with a lease that is reached; all of them for who sees the whole district."""
    parties, firm, seen = sight.of(ReportedParty), sight.of(Enterprise, "firm"), lease_parts.reached(sight)
    theirs = seen.leases.reported_party_id == parties.c.id
    leased = seen.select(literal(1)).where(theirs)
    for_staff = leased.where(sight.staff.leased(seen.parts, seen.leases)).exists()
    everything = sight.reach.everything and not sight.only
    return Listing(
        parties.outerjoin(firm, firm.c.id == parties.c.enterprise_id),
        [parties.c.origin == sight.origin, sight.stands(parties), true() if everything else leased.exists()],
        {
            "key": parties.c.id,
            "code": parties.c.id,
            "name": parties.c.name,
            "code_as_given": parties.c.code_as_given,
            "leases": seen.select(func.count(seen.leases.id.distinct())).where(theirs).scalar_subquery(),
            "reported_by": sight.private(parties.c.reported_by, for_staff),
            "enterprise": sight.private(firm.c.code, for_staff),
            "enterprise_name": sight.private(firm.c.name, for_staff),
            "uscc": sight.private(firm.c.uscc, for_staff),
            "version": sight.private(parties.c.version, for_staff),
            "updated_at": sight.private(parties.c.recorded_at, for_staff),
        },
    )


PARTIES: Final = Noun(
    slug="parties",
    path="/parties",
    permission=Permission.SEE_TENANCY,
    columns=(
        Column("code", Kind.CODE, letter=codes.PARTY),
        Column("name"),
        Column("code_as_given"),
        Column("leases", Kind.COUNT),
        Column("reported_by", staff=True),
        Column("enterprise", staff=True),
        Column("enterprise_name", staff=True),
        Column("uscc", staff=True),
        Column("version", Kind.COUNT, staff=True),  # a link moves both: nothing tells whether a tenant is known
        Column("updated_at", Kind.INSTANT, staff=True),
    ),
    filters=(
        Filter("code", "code"),
        Filter("name", "name", How.HOLDS),
        Filter("code_as_given", "code_as_given"),
        Filter("linked", "enterprise", How.KNOWN),
        Filter("enterprise", "enterprise"),
        Filter("updated_since", "updated_at", How.SINCE),
    ),
    sorts=("code", "name", "leases"),
    query=query,
)
