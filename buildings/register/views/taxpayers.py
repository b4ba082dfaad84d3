"""纳税人: who stands in the tax files and which enterprise that is; for tax officers, with a purpose, logged."""

from typing import Final

from buildings.access.roles import Permission
from buildings.register.tables.enterprises import Enterprise
from buildings.register.tables.taxes import Taxpayer, TaxpayerLink
from buildings.register.views.columns import Column, Kind
from buildings.register.views.noun import Filter, How, Listing, Noun
from buildings.register.views.sight import Sight


def query(sight: Sight) -> Listing:
    """Taxpayers with the link that holds on the day."""
    payers, links, firms = sight.of(Taxpayer), sight.of(TaxpayerLink), sight.of(Enterprise)
    linked = (links.c.taxpayer_id == payers.c.id) & sight.stands(links) & sight.valid(links)
    source = payers.outerjoin(links, linked).outerjoin(firms, firms.c.id == links.c.enterprise_id)
    return Listing(
        source,
        [payers.c.origin == sight.origin, sight.stands(payers)],
        {
            "key": payers.c.id,
            **{name: payers.c[name] for name in ("code", "name", "central_income_tax", "version")},
            "enterprise": firms.c.code,
            "enterprise_name": firms.c.name,
            **{name: links.c[name] for name in ("basis", "valid_from", "valid_to")},
            "updated_at": payers.c.recorded_at,
        },
    )


TAXPAYERS: Final = Noun(
    slug="taxpayers",
    path="/taxpayers",
    permission=Permission.SEE_ENTERPRISE_TAX,
    columns=(
        Column("code"),
        Column("name"),
        Column("central_income_tax", Kind.FLAG),
        Column("enterprise"),
        Column("enterprise_name"),
        Column("basis", Kind.SLUG, group="link_basis"),
        Column("valid_from", Kind.DAY),
        Column("valid_to", Kind.DAY),
        Column("version", Kind.COUNT),
        Column("updated_at", Kind.INSTANT),
    ),
    filters=(
        Filter("code", "code"),
        Filter("name", "name", How.HOLDS),
        Filter("enterprise", "enterprise"),
        Filter("linked", "enterprise", How.KNOWN),
        Filter("updated_since", "updated_at", How.SINCE),
    ),
    sorts=("code", "name", "enterprise", "updated_at"),
    query=query,
    look=True,
)
