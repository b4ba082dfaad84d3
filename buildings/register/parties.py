"""申报承租人: what a landlord reports as tenant; staff link it to an enterprise, and facts follow the link."""

from sqlmodel import Session

from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.errors import Conflict
from buildings.register import locks, records
from buildings.register.tables.enterprises import Enterprise
from buildings.register.tables.leases import Lease
from buildings.register.tables.parties import ReportedParty

__all__ = ["ReportedParty", "correct", "link", "report", "same", "void"]

_R = table_of(ReportedParty).c


def report(
    changes: Changes, name: str, code_as_given: str | None = None, reported_by: str | None = None
) -> ReportedParty:
    """A tenant as reported: name and code as given; nothing is looked up or confirmed."""
    values = {"name": name.strip(), "code_as_given": code_as_given, "reported_by": reported_by}
    row = records.create(changes, ReportedParty, values)
    changes.parties.add(-row.key)
    return row


def same(session: Session, name: str, code_as_given: str | None, reported_by: str) -> ReportedParty | None:
    """What the same landlord reported before under this very name and code."""
    named = (_R.name == name, _R.code_as_given == code_as_given, _R.reported_by == reported_by)
    row: ReportedParty | None = session.execute(records.standing(ReportedParty, *named).limit(1)).scalar_one_or_none()
    return row


def correct(changes: Changes, row: ReportedParty, values: records.Values) -> bool:
    """Correct name or code as given; a link stays as staff set it."""
    locks.hold(changes, parties=[-row.key])
    return records.update(changes, row, values)


def link(changes: Changes, row: ReportedParty, enterprise: Enterprise | None, version: int | None = None) -> bool:
    """Say which enterprise a reported party is (None = no longer known)."""
    new = enterprise.key if enterprise else None
    touched = {key for key in (row.enterprise_id, new) if key is not None} | {-row.key}
    locks.hold(changes, parties=touched)
    if not records.update(changes, row, {"enterprise_id": new}, version):
        return False
    changes.parties |= touched
    return True


def void(changes: Changes, row: ReportedParty, reason: str, version: int | None = None) -> None:
    """Take a reported party out; refused while leases refer to it."""
    table = table_of(Lease)
    if changes.session.execute(records.standing(Lease, table.c.reported_party_id == row.key).limit(1)).first():
        raise Conflict("still_referred_to", code=row.name)
    records.void(changes, row, reason, version)
    changes.parties |= {-row.key} | ({row.enterprise_id} if row.enterprise_id else set())
