"""Checks of a reported tenant against registration and tax: for staff, and of tax for who states a purpose."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.entries import LOOK
from buildings.database.work import Session
from buildings.errors import NotFound
from buildings.operations.proposals import Proposal
from buildings.register import codes, enterprises, inquiries, leases
from buildings.register.enterprises import Enterprise
from buildings.register.parties import ReportedParty
from buildings.workflows import proposals, tenancy_tenants
from buildings.workflows.tenancy import Asker
from buildings.workflows.tenancy_verbs import TENANT_LINK

Json = dict[str, Any]
Tenant = tuple[str, str | None, int | None]
"""Name and code as given, and the enterprise it is linked to."""


def of_party(engine: Engine, who: Asker, code: str, origin: str) -> list[Json]:
    """Checks of a reported tenant; NotFound unless all it rents lies in the scope of staff."""
    _note(engine, who, f"parties/{code}")
    with work.reading(engine) as session:
        row = tenancy_tenants.tenant(session, who, code, origin)
        if not tenancy_tenants.kept(session, who, row):
            raise NotFound(code=code)
        return _checks(session, who, (row.name, row.code_as_given, row.enterprise_id))


def of_proposal(engine: Engine, who: Asker, code: str, origin: str) -> list[Json]:
    """Checks of the tenant whom a proposal concerns; none where it concerns none."""
    _note(engine, who, f"proposals/{code}")
    with work.reading(engine) as session:
        found = _tenant(session, proposals.in_scope(session, who, code, origin))
        return [] if found is None else _checks(session, who, found)


def _tenant(session: Session, row: Proposal) -> Tenant | None:
    body = row.payload["body"]
    said = body.get("tenant")
    if said is not None and said.get("name") is not None:
        return said["name"], said.get("code"), None
    if said is not None:
        return _of_firm(enterprises.by_code(session, said["enterprise"]))
    if row.kind == TENANT_LINK.slug:
        party = session.get_one(ReportedParty, codes.key(codes.PARTY, row.subject))
        firm = body["enterprise"] and enterprises.by_code(session, body["enterprise"])
        return party.name, party.code_as_given, firm.key if firm else None
    if not row.kind.startswith("lease") or not row.subject:
        return None
    lease = leases.by_code(session, row.subject)
    if lease.reported_party_id is None:
        return _of_firm(session.get_one(Enterprise, lease.enterprise_id))
    party = session.get_one(ReportedParty, lease.reported_party_id)
    return party.name, party.code_as_given, party.enterprise_id


def _of_firm(firm: Enterprise) -> Tenant:
    return firm.name, firm.uscc, firm.key


def _note(engine: Engine, who: Asker, what: str) -> None:
    """A look at whether somebody pays is logged before anything is shown."""
    if who.looks:
        details = {"what": f"checks of {what}"}
        work.run(engine, lambda _: None, actor=who.who.actor, action=LOOK, purpose=who.who.purpose, details=details)


def _checks(session: Session, who: Asker, tenant: Tenant) -> list[Json]:
    name, code, linked = tenant
    found: Sequence[inquiries.Found] = inquiries.about(session, name, code, linked, who.day)
    if who.looks:
        found = [*found, *inquiries.taxed(session, code, linked, who.day)]
    return [asdict(one) for one in found]
