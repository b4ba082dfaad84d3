"""What tenants gave as their name and code, and which enterprise staff know them to be."""

import hashlib
from typing import Final

from buildings.database.work import Session
from buildings.errors import BeyondScope, NotFound
from buildings.register import codes, enterprises, locks, parties, tenure
from buildings.register.parties import ReportedParty
from buildings.workflows.room_shapes import TenantChange, TenantLink
from buildings.workflows.tenancy import Asker, Outcome, Task, at, require_staff
from buildings.workflows.tenancy_past import Link

_TAG_BYTES: Final = 6


def correct(task: Task, body: TenantChange) -> Outcome:
    """Name and code as given; what staff linked it to is neither asked nor told."""
    row = tenant(task.session, task.asker, task.subject, str(task.changes.origin))
    task.as_staff = kept(task.session, task.asker, row)
    if not task.as_staff and not tenure.tenant_within(task.session, task.asker.own, row):
        raise BeyondScope
    locks.settle(task.changes, parties=[-row.key])
    task.fresh(tag(task.session, task.asker, row))
    column = {"name": "name", "code": "code_as_given"}
    changed = parties.correct(task.changes, row, {column[name]: value for name, value in body.sent(*column).items()})
    reached = frozenset(tenure.units_of(task.session, row))
    return Outcome("party", row.key, party_code(row), "changed" if changed else "", reached)


def link(task: Task, body: TenantLink) -> Outcome:
    """Which enterprise it is: for staff alone, and told to nobody else."""
    require_staff(task.asker)
    row = tenant(task.session, task.asker, task.subject, str(task.changes.origin))
    task.as_staff = kept(task.session, task.asker, row)
    if not task.as_staff:
        raise BeyondScope
    firm = None
    if body.enterprise is not None:
        with at("/enterprise"):
            firm = enterprises.by_code(task.session, body.enterprise)
            if firm.origin != row.origin:
                raise NotFound(code=body.enterprise)
    touched = {key for key in (row.enterprise_id, firm and firm.key) if key} | {-row.key}
    locks.settle(task.changes, parties=touched)
    task.fresh(tag(task.session, task.asker, row))
    changed = parties.link(task.changes, row, firm)
    action, rooms = "linked" if changed else "", tenure.units_of(task.session, row)
    home = tenure.building_of(task.session, min(rooms)) if rooms else None
    why = task.past.why(Link(tenure.first_day(task.session, row))) if rooms else None
    return Outcome("party", row.key, party_code(row), action, building_id=home, why=why, quiet=True)


def tenant(session: Session, who: Asker, code: str, origin: str) -> ReportedParty:
    """A reported tenant that the asker sees; NotFound."""
    row = session.get(ReportedParty, codes.key(codes.PARTY, code))
    if row is None or row.voided_at is not None or row.origin != origin:
        raise NotFound(code=code)
    if not (who.sees.everything or tenure.tenant_seen(session, who.sees, row)):
        raise NotFound(code=code)
    return row


def party_code(row: ReportedParty) -> str:
    """Public code of a reported tenant."""
    return codes.code(codes.PARTY, row.key)


def tag(session: Session, who: Asker, row: ReportedParty) -> int:
    """Version of a tenant: to staff that of the row; to others one of name and code, which no link changes."""
    if kept(session, who, row):
        return row.version
    said = "\0".join([row.name, row.code_as_given or "", (row.code_as_given and "given") or ""])
    return int.from_bytes(hashlib.sha256(said.encode()).digest()[:_TAG_BYTES]) + 1


def kept(session: Session, who: Asker, row: ReportedParty) -> bool:
    """Whether staff correct a tenant: everything it rents lies in their scope."""
    return who.staff.everything or (not who.staff.nothing and tenure.tenant_within(session, who.staff, row))
