"""企业: enterprises as the register knows them, for staff; of a sub-district those that rent in it."""

from typing import Final

from sqlalchemy import ColumnElement, FromClause, func, select, true

from buildings.access.roles import Permission
from buildings.kinds import Answer
from buildings.register.tables.enterprises import Enterprise, IndustryClass, Registration
from buildings.register.tables.parties import ReportedParty
from buildings.register.views import lease_parts
from buildings.register.views.columns import Column, Kind
from buildings.register.views.noun import Filter, How, Listing, Noun
from buildings.register.views.sight import Sight


def query(sight: Sight) -> Listing:
    """Enterprises with their place of registration and their industry on the day."""
    firms, places, trades = sight.of(Enterprise), sight.of(Registration), sight.of(IndustryClass)
    placed, classed = (one.c.enterprise_id == firms.c.id for one in (places, trades))
    source = firms.outerjoin(places, placed & sight.stands(places) & sight.valid(places)).outerjoin(
        trades, classed & sight.stands(trades) & sight.valid(trades)
    )
    everything = sight.staff.everything and not sight.only
    return Listing(
        source,
        [firms.c.origin == sight.origin, sight.stands(firms), true() if everything else _rents(sight, firms)],
        {
            "key": firms.c.id,
            **{name: firms.c[name] for name in ("code", "name", "uscc", "kind", "version")},
            "in_district": func.coalesce(places.c.in_district, Answer.UNKNOWN.value),
            "section": trades.c.section,
            "division": trades.c.division,
            "updated_at": firms.c.recorded_at,
        },
    )


def _rents(sight: Sight, firms: FromClause) -> ColumnElement[bool]:
    """Whether an enterprise, or somebody reported who was linked to it, has a lease that staff may see."""
    parties, seen = sight.of(ReportedParty), lease_parts.reached(sight)
    source = seen.source.outerjoin(parties, parties.c.id == seen.leases.reported_party_id)
    tenants = select(func.coalesce(seen.leases.enterprise_id, parties.c.enterprise_id)).select_from(source)
    return firms.c.id.in_(tenants.where(*seen.where, sight.staff.leased(seen.parts, seen.leases)))


ENTERPRISES: Final = Noun(
    slug="enterprises",
    path="/enterprises",
    permission=Permission.SEE_REGISTER,
    columns=(
        Column("code"),
        Column("name"),
        Column("uscc"),
        Column("kind", Kind.SLUG, group="enterprise_kind"),
        Column("in_district", Kind.SLUG, group="answer"),
        Column("section", Kind.SLUG, group="industry_section"),
        Column("division"),
        Column("version", Kind.COUNT),
        Column("updated_at", Kind.INSTANT),
    ),
    filters=(
        Filter("code", "code"),
        Filter("name", "name", How.HOLDS),
        Filter("uscc", "uscc"),
        Filter("kind", "kind"),
        Filter("in_district", "in_district"),
        Filter("section", "section"),
        Filter("division", "division"),
        Filter("updated_since", "updated_at", How.SINCE),
    ),
    sorts=("code", "name", "uscc", "section", "updated_at"),
    query=query,
)
