"""Space out of service: taken out, back again, or recorded by mistake."""

from buildings.database.work import Session
from buildings.errors import BeyondScope, Conflict, InvalidValue, NotFound
from buildings.register import codes, locks, occupied, tenure, units
from buildings.register.units import Outage
from buildings.workflows.lease_shapes import LeaseEnd, Reasoned
from buildings.workflows.room_shapes import OutageNew
from buildings.workflows.tenancy import Asker, Outcome, Task
from buildings.workflows.tenancy_past import Cause, Idle
from buildings.workflows.tenancy_units import dm2


def take_out(task: Task, body: OutageNew) -> Outcome:
    """Space goes out of service."""
    room = task.units({body.unit: "/unit"})[body.unit]
    if body.ends_on is not None and body.ends_on < body.starts_on:
        raise InvalidValue("days_backwards", first=body.starts_on, last=body.ends_on, pointer="/ends_on")
    locks.settle(task.changes, units=[room.key])
    area = dm2(body.area_m2)
    row = units.take_out(task.changes, room, body.starts_on, body.ends_on, area_dm2=area, reason=body.reason)
    if not task.as_staff and not tenure.named(task.session, task.asker.own, [code_of(row)]):
        raise BeyondScope("days_not_held", pointer="/starts_on")
    why = task.past.why(Idle([], [occupied.of_outage(row)]))
    return _outcome(task, row, "created", why, created=True)


def end(task: Task, body: LeaseEnd) -> Outcome:
    """Space is back in service after a day."""
    row = _settled(task)
    if body.last_on < row.starts_on:
        raise InvalidValue("days_backwards", first=row.starts_on, last=body.last_on, pointer="/last_on")
    before, version = occupied.of_outage(row), row.version
    units.put_back(task.changes, row, body.last_on)
    why = task.past.why(Idle([before], [occupied.of_outage(row)]))
    return _outcome(task, row, "ended" if row.version != version else "", why)


def void(task: Task, body: Reasoned) -> Outcome:
    """It never was out of service."""
    row = _settled(task)
    before = occupied.of_outage(row)
    units.put_back(task.changes, row, None, body.reason)
    return _outcome(task, row, "voided", task.past.why(Idle([before], [])))


def code_of(row: Outage) -> str:
    """Public code of an outage."""
    return codes.code(codes.OUTAGE, row.key)


def _settled(task: Task) -> Outage:
    """The outage that is changed, its room held, in the version it was read."""
    row = outage(task.session, task.asker, task.subject, str(task.changes.origin))
    task.require({row.unit_id})
    locks.settle(task.changes, units=[row.unit_id])
    task.fresh(row.version)
    if row.voided_at is not None:
        raise Conflict("already_voided", code=task.subject)
    return row


def outage(session: Session, who: Asker, code: str, origin: str) -> Outage:
    """An outage that the asker sees; NotFound."""
    row = session.get(Outage, codes.key(codes.OUTAGE, code))
    if row is None or row.voided_at is not None or row.origin != origin:
        raise NotFound(code=code)
    if not tenure.named(session, who.sees, [code_of(row)]):
        raise NotFound(code=code)
    return row


def _outcome(task: Task, row: Outage, action: str, why: Cause | None, *, created: bool = False) -> Outcome:
    home = tenure.building_of(task.session, row.unit_id)
    return Outcome("outage", row.key, code_of(row), action, frozenset({row.unit_id}), home, why, created=created)
