"""租约: leases with their units; days, areas and buildings are those of the units that the reader may see."""

from dataclasses import replace
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Date, FromClause, case, cast, func, literal

from buildings.access.roles import Permission
from buildings.register import codes, versions
from buildings.register.scopes import LAST
from buildings.register.tables.enterprises import Enterprise
from buildings.register.tables.leases import Lease, LeaseUnit
from buildings.register.tables.parties import ReportedParty
from buildings.register.views import lease_parts
from buildings.register.views.columns import Column, Kind
from buildings.register.views.noun import Filter, How, Listing, Nested, Noun
from buildings.register.views.sight import Sight, later

OWN: Final = (
    *("code", "kind", "landlord", "number", "signed_on", "break_on", "ended_early_on"),
    *("rent_fen", "rent_unit"),
)
Expression = ColumnElement[Any]


def query(sight: Sight) -> Listing:
    """Leases of which any unit is reached."""
    leases, reported = sight.of(Lease), sight.of(ReportedParty)
    firm, known = sight.of(Enterprise, "firm"), sight.of(Enterprise, "known_firm")
    seen, key = lease_parts.reached(sight), leases.c.id
    for_staff = seen.select(literal(1), of=key).where(sight.staff.leased(seen.parts, seen.leases)).exists()
    first = seen.select(func.min(seen.parts.starts_on), of=key).scalar_subquery()
    last = seen.select(func.max(seen.last), of=key).scalar_subquery()
    return Listing(
        leases.outerjoin(reported, reported.c.id == leases.c.reported_party_id)
        .outerjoin(firm, firm.c.id == leases.c.enterprise_id)
        .outerjoin(known, known.c.id == func.coalesce(reported.c.enterprise_id, leases.c.enterprise_id)),
        [leases.c.origin == sight.origin, sight.stands(leases), seen.select(literal(1), of=key).exists()],
        {
            "key": key,
            **{name: leases.c[name] for name in OWN},
            "version": versions.lease(leases, sight.of(LeaseUnit)),
            "tenant": func.coalesce(reported.c.name, firm.c.name),
            "tenant_code": reported.c.code_as_given,
            "party": reported.c.id,
            "enterprise": sight.private(known.c.code, for_staff),
            "enterprise_name": sight.private(known.c.name, for_staff),
            "uscc": sight.private(known.c.uscc, for_staff),
            "state": _state(sight, first, last),
            "starts_on": first,
            "ends_on": func.nullif(last, LAST, type_=Date),
            "area_m2": seen.select(_sum(lease_parts.area(sight, seen)), of=key).scalar_subquery(),
            "renewal_of": _renewed(sight, leases),
            "updated_at": later(leases.c.recorded_at, _touched(sight, key)),
        },
    )


def _sum(areas: Expression) -> Expression:
    """Sum of areas; null when one is unknown."""
    return case((func.count() > func.count(areas), None), else_=cast(func.sum(areas), BigInteger))


def _state(sight: Sight, first: Expression, last: Expression) -> Expression:
    return case(
        (last < first, "never_began"), (first > sight.day, "future"), (last < sight.day, "ended"), else_="running"
    )


def _renewed(sight: Sight, leases: FromClause) -> Expression:
    """Code of the lease that this one renews, if the reader may see that one, too."""
    before = lease_parts.reached(replace(sight, only=False))
    return before.select(func.min(before.leases.code), of=leases.c.renewal_of).scalar_subquery()


def _touched(sight: Sight, key: Expression) -> Expression:
    """When a unit of the lease was last written, those taken out of it included."""
    all_seen = lease_parts.reached(sight, voided=True)
    return all_seen.select(func.max(all_seen.parts.recorded_at), of=key).scalar_subquery()


LEASES: Final = Noun(
    slug="leases",
    path="/leases",
    permission=Permission.SEE_TENANCY,
    columns=(
        Column("code"),
        Column("kind", Kind.SLUG, group="lease_kind"),
        Column("state", Kind.SLUG, group="lease_state"),
        Column("tenant"),
        Column("tenant_code"),
        Column("party", Kind.CODE, letter=codes.PARTY),
        Column("enterprise", staff=True),
        Column("enterprise_name", staff=True),
        Column("uscc", staff=True),
        Column("landlord"),
        Column("number"),
        Column("signed_on", Kind.DAY),
        Column("starts_on", Kind.DAY),
        Column("ends_on", Kind.DAY),
        Column("break_on", Kind.DAY),
        Column("ended_early_on", Kind.DAY),
        Column("area_m2", Kind.AREA),
        Column("rent_fen", Kind.FEN),
        Column("rent_unit", Kind.SLUG, group="rent_unit"),
        Column("renewal_of"),
        Column("version", Kind.COUNT),
        Column("updated_at", Kind.INSTANT),
    ),
    filters=(
        Filter("code", "code"),
        Filter("building", "building", nested=True),
        Filter("subdistrict", "subdistrict", nested=True),
        Filter("floor", "floor", nested=True),
        Filter("unit", "unit", nested=True),
        Filter("room", "room", How.HOLDS, nested=True),
        Filter("running_on", "starts_on", How.ON, nested=True, until="last_on"),
        Filter("kind", "kind"),
        Filter("state", "state"),
        Filter("tenant", "tenant", How.HOLDS),
        Filter("party", "party"),
        Filter("enterprise", "enterprise"),
        Filter("landlord", "landlord"),
        Filter("number", "number"),
        Filter("signed", "signed_on", How.KNOWN),
        Filter("starts_before", "starts_on", How.BEFORE),
        Filter("starts_after", "starts_on", How.AFTER),
        Filter("ends_before", "ends_on", How.BEFORE),
        Filter("ends_after", "ends_on", How.AFTER),
        Filter("open_ended", "ends_on", How.OPEN),
        Filter("area_at_least", "area_m2", How.LEAST),
        Filter("updated_since", "updated_at", How.SINCE),
    ),
    sorts=("code", "tenant", "number", "signed_on", "starts_on", "ends_on", "area_m2", "rent_fen", "updated_at"),
    query=query,
    nested=Nested("units", lease_parts.PART_COLUMNS, lease_parts.query),
)
