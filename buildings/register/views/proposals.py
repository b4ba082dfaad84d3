"""变更申请: changes that were asked for: one's own, and to staff all that concern buildings they see."""

from typing import Final

from sqlalchemy import ColumnElement, FromClause, exists, literal, or_, select

from buildings.access.accounts import Account
from buildings.access.roles import Permission
from buildings.operations.proposals import Proposal
from buildings.register.tables.buildings import Building
from buildings.register.tables.units import Unit
from buildings.register.views.columns import Column, Kind
from buildings.register.views.noun import Filter, How, Listing, Noun
from buildings.register.views.sight import Sight


def query(sight: Sight) -> Listing:
    """Proposals of the account, and those in buildings that staff see."""
    proposals, buildings, accounts = sight.of(Proposal), sight.of(Building), sight.of(Account)
    for_staff = _in_scope(sight, proposals)
    source = proposals.outerjoin(buildings, buildings.c.id == proposals.c.building_id)
    return Listing(
        source.outerjoin(accounts, accounts.c.id == proposals.c.account_id),
        [
            proposals.c.origin == sight.origin,
            sight.stands(proposals),
            or_(proposals.c.account_id == (sight.account_id or 0), for_staff),
        ],
        {
            "key": proposals.c.id,
            **{name: proposals.c[name] for name in OWN},
            "building": buildings.c.code,
            "decided_by": sight.private(proposals.c.decided_by, for_staff),
            "account": sight.private(accounts.c.username, for_staff),
            "updated_at": proposals.c.recorded_at,
        },
    )


def _in_scope(sight: Sight, proposals: FromClause) -> ColumnElement[bool]:
    if sight.staff.everything or sight.plain:
        return sight.staff.unit(proposals.c.id)  # all or none
    units = sight.of(Unit)
    inside = select(literal(1)).select_from(units).where(units.c.building_id == proposals.c.building_id)
    return exists(inside.where(sight.stands(units), sight.staff.unit(units.c.id)))


OWN: Final = (
    *("code", "kind", "state", "subject", "subject_version", "why_staged", "reason", "difference"),
    *("decided_at", "decision", "version"),
)
PROPOSALS: Final = Noun(
    slug="proposals",
    path="/proposals",
    permission=Permission.SEE_TENANCY,
    columns=(
        Column("code"),
        Column("kind", Kind.SLUG, group="proposal_kind"),
        Column("state", Kind.SLUG, group="proposal_state"),
        Column("subject"),
        Column("subject_version", Kind.COUNT),
        Column("building"),
        Column("why_staged", Kind.SLUG, group="why_staged"),
        Column("reason"),
        Column("difference", Kind.DOCUMENT),
        Column("decided_at", Kind.INSTANT),
        Column("decision"),
        Column("decided_by", staff=True),
        Column("account", staff=True),
        Column("version", Kind.COUNT),
        Column("updated_at", Kind.INSTANT),
    ),
    filters=(
        Filter("code", "code"),
        Filter("state", "state"),
        Filter("kind", "kind"),
        Filter("building", "building"),
        Filter("subject", "subject"),
        Filter("account", "account"),
        Filter("updated_since", "updated_at", How.SINCE),
    ),
    sorts=("code", "state", "decided_at", "updated_at"),
    query=query,
)
