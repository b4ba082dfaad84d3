"""租赁台账: one row per unit of a lease; rows of one landlord and number are one lease."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from buildings.imports import capacity
from buildings.imports.capacity import Places
from buildings.imports.kinds import common
from buildings.imports.kinds.common import Session
from buildings.imports.kinds.lease_rows import BASE, PART, Part, Recorded, Row, resolve
from buildings.imports.plans import Plan, Ref, Subject, Values
from buildings.imports.workbook import Workbook
from buildings.kinds import LeaseKind
from buildings.register.tables.leases import Lease, LeaseUnit
from buildings.register.tables.parties import ReportedParty

_SAME: Final = ("kind", "ended_early_on", "signed_on", "break_on", "rent", "rent_unit", "renewal_of")
_TARGET: Final = {"rent": "rent_fen", "area": "area_dm2"}
_FIELD: Final = {
    **{target: name for name, target in _TARGET.items()},
    "enterprise_id": "enterprise_code",
    "reported_party_id": "party_name",
}


@dataclass
class Group:
    """Rows of one lease, the lease they match, and what the lease will be."""

    rows: list[Row]
    current: Any = None
    ref: Ref | None = None
    values: Values = field(default_factory=dict)

    @property
    def first(self) -> Row:
        """The row that speaks for the lease."""
        return self.rows[0]


def check(session: Session, book: Workbook) -> Plan:
    """Compare the schedule with the register by landlord and number, else by unit, first day and party."""
    plan, recorded, places = Plan(book.kind), Recorded(session, book.origin), Places()
    partial = bool(book.log)
    groups = _group(book, resolve(book, recorded), recorded)
    made: dict[tuple[str, str, str | None], Ref] = {}
    subjects = [_lease(book, plan, group, recorded, made) for group in groups.values()]
    for group, subject in zip(groups.values(), subjects, strict=True):
        _renewal(book, group, subject, groups, recorded, partial)
        _parts(book, group, subject, recorded, places)
        subject.close()
    _chains(book, groups)
    plan.absent = _absent(groups, recorded)
    capacity.check(session, book, plan, places)
    return plan


def _group(book: Workbook, rows: list[Row], recorded: Recorded) -> dict[object, Group]:
    groups: dict[object, Group] = {}
    for row in rows:
        group = groups.setdefault(row.key, Group([]))
        if group.rows:
            _agree(book, group.first, row)
        if any(other.part == row.part for other in group.rows):
            twin = next(other for other in group.rows if other.part == row.part)
            shown = row.record["number"] or row.unit_text
            book.log.add(
                "key_twice", row.number, book.header("number"), shown, first=twin.number, right="lease_part_twice"
            )
        group.rows.append(row)
    for group in groups.values():
        group.current = recorded.lease_of(group.first)
    return groups


def _agree(book: Workbook, first: Row, row: Row) -> None:
    """Rows of one lease say the same of it."""
    for name in _SAME:
        if first.record[name] != row.record[name]:
            book.log.add(
                "lease_rows_differ",
                row.number,
                book.header(name),
                row.record[name],
                first=first.number,
                right="lease_rows",
            )
    if first.party != row.party:
        book.log.add("lease_rows_differ", row.number, book.header("party_name"), row.party_text, first=first.number)


def _lease(
    book: Workbook, plan: Plan, group: Group, recorded: Recorded, made: dict[tuple[str, str, str | None], Ref]
) -> Subject:
    row, current = group.first, group.current
    subject = Subject(plan, f"{row.record['landlord']} {row.record['number'] or row.unit_text}", row.number)
    values = {_TARGET.get(name, name): value for name, value in common.stated(book, row.record, BASE).items()}
    if values.get("kind", "") is None:
        values["kind"] = LeaseKind.LET.value
    values |= _party(plan, row, recorded, made)
    if current is None:
        blank: Values = {"landlord": row.record["landlord"], "number": row.record["number"], "code": None}
        blank |= {"kind": LeaseKind.LET.value, "renewal_of": None}
        blank |= {_TARGET.get(name, name): None for name in BASE if name != "kind"}
        values = blank | values
    group.values = values
    group.ref = subject.base(Lease, current, values, _FIELD)
    return subject


def _party(plan: Plan, row: Row, recorded: Recorded, made: dict[tuple[str, str, str | None], Ref]) -> Values:
    """Exactly one of enterprise and reported party; the same report by the same landlord is one party."""
    if row.enterprise is not None:
        return {"enterprise_id": row.enterprise, "reported_party_id": None}
    landlord, name, code = row.record["landlord"], row.record["party_name"], row.record["party_code"]
    ref = recorded.reported.get((landlord, name, code)) or made.get((landlord, name, code))
    if ref is None:
        draft = plan.draft(ReportedParty, {"name": name, "code_as_given": code, "reported_by": landlord})
        ref = made[landlord, name, code] = draft
    return {"enterprise_id": None, "reported_party_id": ref}


def _renewal(
    book: Workbook, group: Group, subject: Subject, groups: Mapping[object, Group], recorded: Recorded, partial: bool
) -> None:
    number = group.first.record["renewal_of"]
    if not book.has("renewal_of") or group.ref is None:
        return
    key = (group.first.record["landlord"], number)
    before: Ref | None = None
    if number is not None:
        earlier = groups.get(key)
        before = earlier.ref if earlier is not None else recorded.numbered.get(key)
        if before is None or before is group.ref:
            if not (partial and before is None):  # the row it names may be one that could not be read
                book.log.add("renewal_unknown", group.first.number, book.header("renewal_of"), number, right="renewal")
            return
    group.values["renewal_of"] = before
    if group.current is None:
        return
    if group.current.renewal_of != before:
        former = recorded.leases.get(group.current.renewal_of)
        subject.differ("renewal_of", None if former is None else former.number or former.code, number)
        subject.plan.edit(Lease, group.current.id, {"renewal_of": before})


def _parts(book: Workbook, group: Group, subject: Subject, recorded: Recorded, places: Places) -> None:
    assert group.ref is not None  # noqa: S101 - _lease set it
    standing = recorded.parts.get(group.current.id, {}) if group.current is not None else {}
    places.names[group.ref] = str(group.first.record["number"] or group.first.unit_text)
    for row in group.rows:
        values = {_TARGET.get(name, name): value for name, value in common.stated(book, row.record, PART).items()}
        current = standing.get(row.part)
        if current is None:
            whole = {"lease_id": group.ref, "unit_id": row.unit, "starts_on": row.record["starts_on"]}
            blank: Values = {"ends_on": None, "area_dm2": None}
            ref: Ref = subject.add(LeaseUnit, whole | blank | values, "unit_label", row.unit_text)
        else:
            subject.compare(LeaseUnit, current, values, _FIELD)
            ref = current.id
        places.parts[ref] = row.number
        places.units.setdefault(row.unit, []).append(row.number)
    _goes_on(book, group, standing, recorded)


def _goes_on(book: Workbook, group: Group, standing: Mapping[Part, Any], recorded: Recorded) -> None:
    """Note a lease that gains a room while one that the file leaves out goes on: a row moves nobody."""
    named, gained = {row.part for row in group.rows}, [row for row in group.rows if row.part not in standing]
    if not standing or not gained:
        return
    since = min(row.record["starts_on"] for row in gained)
    left = [(unit, part) for (unit, first), part in standing.items() if (unit, first) not in named]
    kept = [recorded.room(unit) for unit, part in left if part.ends_on is None or part.ends_on >= since]
    if kept:
        lease = group.first.record["number"] or group.current.code
        rooms = tuple(sorted(set(kept)))
        for row in gained:
            shown = recorded.room(row.unit)
            header = book.header("unit_label")
            book.log.note("rooms_go_on", row.number, header, shown, lease=lease, kept=rooms, right="rooms_go_on")


def _chains(book: Workbook, groups: Mapping[object, Group]) -> None:
    """A renewal cannot come round to itself."""
    by_ref = {group.ref: group for group in groups.values() if group.ref is not None}
    for group in groups.values():
        seen: set[int] = set()
        at: Group | None = group
        while at is not None and id(at) not in seen:
            seen.add(id(at))
            before = at.values.get("renewal_of")
            at = None if before is None else by_ref.get(before)
        if at is group:
            book.log.add(
                "renewal_circle", group.first.number, book.header("renewal_of"), group.first.record["renewal_of"]
            )


def _absent(groups: Mapping[object, Group], recorded: Recorded) -> list[str]:
    """Leases of the file's landlords that the file leaves out, and units of its leases."""
    landlords = {group.first.record["landlord"] for group in groups.values()}
    matched = {group.current.id: {row.part for row in group.rows} for group in groups.values() if group.current}
    gone = [
        f"{lease.landlord} {lease.number or lease.code}"
        for lease in recorded.leases.values()
        if lease.landlord in landlords and lease.id not in matched
    ]
    for key, parts in matched.items():
        lease = recorded.leases[key]
        gone += [
            f"{lease.landlord} {lease.number or lease.code} {recorded.unit_text(unit)} {first}"
            for unit, first in recorded.parts.get(key, {})
            if (unit, first) not in parts
        ]
    return sorted(gone)
