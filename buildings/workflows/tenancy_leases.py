"""Leases as landlords report and staff correct them: made, changed, ended early, resumed, renewed, voided."""

from collections.abc import Collection, Sequence
from enum import Enum
from typing import Any, Final

from buildings.errors import BeyondScope, Conflict, DomainError, InvalidValue, NotFound
from buildings.quantities import hundredths
from buildings.register import codes, enterprises, leases, locks, occupied, parties, tenure, versions
from buildings.register.leases import Lease, LeaseBase, LeaseUnit, Part
from buildings.register.occupied import Stay
from buildings.workflows.lease_shapes import (
    LeaseChange,
    LeaseEnd,
    LeaseNew,
    LeasePart,
    LeaseRenewal,
    LeaseResume,
    Reasoned,
    Tenant,
)
from buildings.workflows.tenancy import Outcome, Task, at
from buildings.workflows.tenancy_past import Taken

CONTRACT: Final = ("number", "signed_on", "break_on", "rent_fen", "rent_unit")
POINTERS: Final = {
    "one_party": "/tenant",
    "rent_without_unit": "/rent_unit",
    "lease_parts": "/units",
    "number_taken": "/number",
    "open_ended_renewal": "/starts_on",
    "reason_missing": "/reason",
}


def create(task: Task, body: LeaseNew) -> Outcome:
    """A new lease."""
    parts = parts_of(task, body.units)
    units = {part.unit_id for part in parts}
    task.only_staff(body.landlord, "/landlord")
    values: dict[str, Any] = {"landlord": task.reporter(units, body.landlord), "kind": plain(body.kind)}
    values |= {name: plain(getattr(body, name)) for name in CONTRACT}
    values |= party(task, body.tenant, values["landlord"])
    if body.renewal_of is not None:
        with at("/renewal_of"):
            before = standing(task, body.renewal_of)
            _writable(task, [*leases.parts_of(task.session, before)], units)
            values["renewal_of"] = before.key
    row = placed(lambda: leases.create(task.changes, LeaseBase(code="", **values), parts))
    return _outcome(task, row, "created", [], created=True)


def change(task: Task, body: LeaseChange) -> Outcome:
    """Change the contract, the tenant or the rooms."""
    row = standing(task, task.subject)
    held = leases.parts_of(task.session, row)
    units = {part.unit_id for part in held}
    parts = parts_of(task, body.units) if "units" in body.model_fields_set else None
    _writable(task, held, {part.unit_id for part in parts or ()})
    values = {name: plain(value) for name, value in body.sent("kind", *CONTRACT).items()}
    if body.landlord is not None:
        task.only_staff(body.landlord, "/landlord")
        values["landlord"] = body.landlord
    if "tenant" in body.model_fields_set and body.tenant.enterprise and row.reported_party_id is not None:
        with at("/tenant"):
            task.only_staff(body.tenant.enterprise, "/enterprise")
            raise reported(row.reported_party_id)
    if "tenant" in body.model_fields_set and not _as_seen(task, row, body.tenant):
        values |= party(task, body.tenant, task.reporter(units, row.landlord))
    _settle(task, row, units | {part.unit_id for part in parts or ()}, values)
    before = _stays(task, row)
    changed = placed(lambda: leases.change(task.changes, row, values, parts=parts))
    return _outcome(task, row, "changed" if changed else "", before)


def end(task: Task, body: LeaseEnd) -> Outcome:
    """Let a lease end early; with a last day before its first it never began."""
    row, before = _to_change(task)
    lasts = [part.ends_on for part in leases.parts_of(task.session, row)]
    if all(last is not None and last <= body.last_on for last in lasts):
        raise InvalidValue("end_not_early", pointer="/last_on", value=body.last_on)
    changed = placed(lambda: leases.end_early(task.changes, row, body.last_on))
    return _outcome(task, row, "ended" if changed else "", before)


def resume(task: Task, body: LeaseResume) -> Outcome:
    """Take an early end back."""
    del body
    row, before = _to_change(task)
    changed = placed(lambda: leases.end_early(task.changes, row, None))
    return _outcome(task, row, "resumed" if changed else "", before)


def renew(task: Task, body: LeaseRenewal) -> Outcome:
    """A new lease that continues another one."""
    row, _ = _to_change(task)
    only = None
    if body.units is not None:
        with at("/units"):
            rooms = task.units({code: f"/{index}" for index, code in enumerate(body.units)})
            only = {room.key for room in rooms.values()}
    values = {name: plain(value) for name, value in body.sent(*CONTRACT).items()}
    if body.landlord is not None:
        task.only_staff(body.landlord, "/landlord")
        values["landlord"] = body.landlord
    new = placed(lambda: leases.renew(task.changes, row, body.ends_on, starts_on=body.starts_on, units=only, **values))
    return _outcome(task, new, "renewed", [], created=True)


def void(task: Task, body: Reasoned) -> Outcome:
    """Take a lease out as recorded by mistake."""
    row, before = _to_change(task)
    units = {stay.unit_id for stay in before}
    placed(lambda: leases.void(task.changes, row, body.reason))
    why = task.past.why(Taken(before, []))
    return Outcome("lease", row.key, row.code, "voided", frozenset(units), _building(task, units), why)


def standing(task: Task, code: str) -> Lease:
    """A lease that the asker sees; NotFound."""
    row = leases.by_code(task.session, code)
    if row.origin != task.changes.origin or not tenure.sees(task.session, task.asker.sees, row):
        raise NotFound(code=code)
    return row


def parts_of(task: Task, said: Sequence[LeasePart]) -> list[Part]:
    """Parts as they are written, their rooms held."""
    with at("/units"):
        rooms = task.units({part.unit: f"/{index}/unit" for index, part in enumerate(said)})
        found = []
        for index, part in enumerate(said):
            with at(f"/{index}"):
                area = None if part.area_m2 is None else hundredths(part.area_m2)
                found.append(Part(rooms[part.unit].key, part.starts_on, part.ends_on, area))
    return found


def party(task: Task, tenant: Tenant, landlord: str) -> dict[str, Any]:
    """The party that a tenant is: an enterprise named by staff, else what is reported; nothing is looked up."""
    with at("/tenant"):
        if (tenant.name is None) == (tenant.enterprise is None):
            raise InvalidValue("one_party")
        if tenant.enterprise is not None:
            task.only_staff(tenant.enterprise, "/enterprise")
            with at("/enterprise"):
                firm = enterprises.by_code(task.session, tenant.enterprise)
            return {"enterprise_id": firm.key, "reported_party_id": None}
        assert tenant.name is not None  # noqa: S101 - one of the two
        known = parties.same(task.session, tenant.name, tenant.code, landlord)
        row = known or parties.report(task.changes, tenant.name, tenant.code, landlord)
        return {"enterprise_id": None, "reported_party_id": row.key}


def reported(key: int) -> Conflict:
    """A tenant that was reported stays: its landlord would read from another one whom staff know it to be."""
    return Conflict("party_reported", party=codes.code(codes.PARTY, key), pointer="/enterprise")


def _as_seen(task: Task, row: Lease, tenant: Tenant) -> bool:
    """Whether a tenant is said as everybody who sees the lease sees it: then nothing changes."""
    if tenant.enterprise is not None:
        return False
    if row.reported_party_id is not None:
        known = task.session.get_one(parties.ReportedParty, row.reported_party_id)
        return (known.name, known.code_as_given) == (tenant.name, tenant.code)
    firm = task.session.get_one(enterprises.Enterprise, row.enterprise_id)
    return (firm.name, None) == (tenant.name, tenant.code)


def plain(value: Any) -> Any:  # noqa: ANN401 - a value of any field
    """A slug as the register has it; everything else as it is."""
    return value.value if isinstance(value, Enum) else value


def placed(do: Any) -> Any:  # noqa: ANN401 - what the register's writer returns
    """Do it; a refusal says which field it is about."""
    try:
        return do()
    except DomainError as error:
        if error.name in POINTERS:
            error.details.setdefault("pointer", POINTERS[error.name])
        raise


def _to_change(task: Task) -> tuple[Lease, list[Stay]]:
    """A lease that may be changed, held, in the version it was read; and the space it takes."""
    row = standing(task, task.subject)
    held = leases.parts_of(task.session, row)
    _writable(task, held, ())
    _settle(task, row, {part.unit_id for part in held}, {})
    return row, _stays(task, row)


def _writable(task: Task, held: Sequence[LeaseUnit], more: Collection[int]) -> None:
    task.require({part.unit_id for part in held} | set(more))


def _settle(task: Task, row: Lease, units: Collection[int], values: dict[str, Any]) -> None:
    """Hold everything the change needs, in the one order; then see whether the lease is still as it was read."""
    task.fresh(versions.of_lease(task.session, row.key))
    old, new = _party(row.enterprise_id, row.reported_party_id), 0
    if "enterprise_id" in values:
        new = _party(values["enterprise_id"], values["reported_party_id"])
    locks.settle(task.changes, parties={old, new} - {0}, units=units)
    task.fresh(versions.of_lease(task.session, row.key))


def _party(enterprise_id: int | None, reported_party_id: int | None) -> int:
    return enterprise_id or -(reported_party_id or 0)


def _stays(task: Task, row: Lease) -> list[Stay]:
    return occupied.of_lease(row, leases.parts_of(task.session, row))


def _building(task: Task, units: Collection[int]) -> int:
    return tenure.building_of(task.session, min(units))


def _outcome(task: Task, row: Lease, action: str, before: list[Stay], *, created: bool = False) -> Outcome:
    after = _stays(task, row)
    units = frozenset(stay.unit_id for stay in [*before, *after])
    ours = task.as_staff or action in {"", "ended", "resumed"}
    if not ours and not tenure.lease_within(task.session, task.asker.own, row):
        raise BeyondScope("days_not_held", pointer="/units")
    why = task.past.why(Taken(before, after)) if action else None
    return Outcome("lease", row.key, row.code, action, units, _building(task, units), why, created=created)
