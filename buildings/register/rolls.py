"""Many leases at once: read in a few queries, written in a few statements, their space checked in one sweep."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select
from sqlmodel import Session

from buildings.database import bulk
from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.errors import CapacityExceeded
from buildings.register import capacity, leases, lookup, versions
from buildings.register.capacity import Claim
from buildings.register.leases import Lease, LeaseUnit, Part
from buildings.register.sweep import Breach
from buildings.register.tables.parties import ReportedParty
from buildings.register.tables.units import Unit

_CHUNK: Final = 500
_L, _P, _R, _U = (table_of(cls).c for cls in (Lease, LeaseUnit, ReportedParty, Unit))
Report = tuple[str, str, str | None]
"""What a landlord reports as tenant: landlord, name, code as given."""


@dataclass
class Entry:
    """One lease of a roll: ``lease`` is what stands (a plain row), ``values`` what changes, or all of a new one."""

    index: int
    lease: Any = None
    held: Sequence[Any] = ()
    values: dict[str, Any] = field(default_factory=dict)
    parts: Sequence[Part] | None = None
    report: Report | None = None
    renews: "Entry | None" = None  # another lease of the roll, which this one continues
    key: int = 0
    code: str = ""
    action: str = ""
    differs: frozenset[str] = frozenset()  # what changed of a lease that stands; ``parts`` for its rooms

    @property
    def parties(self) -> set[int]:
        """Who rents, before and after; +enterprise, −reported party."""
        before = () if self.lease is None else [(self.lease.enterprise_id, self.lease.reported_party_id)]
        after = (
            [(self.values["enterprise_id"], self.values["reported_party_id"])] if "enterprise_id" in self.values else ()
        )
        return {firm or -(reported or 0) for firm, reported in [*before, *after]} - {0}

    @property
    def units(self) -> set[int]:
        """Rooms that it takes, before and after."""
        return {part.unit_id for part in self.held} | {part.unit_id for part in self.parts or ()}


@dataclass(frozen=True)
class Standing:
    """Leases as they stand: plain rows by key, their parts, and the version of each with its parts."""

    leases: Mapping[int, Any]
    parts: Mapping[int, Sequence[Any]]
    versions: Mapping[int, int]


def find(session: Session, codes: Collection[str], landlords: Collection[str], numbers: Collection[str]) -> list[Any]:
    """Rows (id, code, landlord, number) of the leases of these codes, or of these numbers of these landlords."""
    columns = select(_L.id, _L.code, _L.landlord, _L.number).where(_L.voided_at.is_(None))
    found: list[Any] = []
    for chunk in _chunks(sorted(codes)):
        found += session.execute(columns.where(_L.code.in_(chunk))).all()
    for chunk in _chunks(sorted(numbers)):
        found += session.execute(columns.where(_L.number.in_(chunk), _L.landlord.in_(landlords))).all()
    return found


def renewals(session: Session, keys: Collection[int]) -> dict[int, int | None]:
    """Which lease each of them continues, and each of those again, to the first."""
    found: dict[int, int | None] = {}
    ahead = set(keys)
    while ahead:
        for chunk in _chunks(sorted(ahead)):
            found.update(
                (row[0], row[1]) for row in session.execute(select(_L.id, _L.renewal_of).where(_L.id.in_(chunk)))
            )
        ahead = {key for key in found.values() if key is not None} - set(found)
    return found


def standing(session: Session, keys: Collection[int]) -> Standing:
    """Leases by key with what they take."""
    rows: dict[int, Any] = {}
    parts: dict[int, list[Any]] = defaultdict(list)
    numbers: dict[int, int] = {}
    table = table_of(Lease)
    version = versions.lease(table, table_of(LeaseUnit))
    for chunk in _chunks(sorted(keys)):
        rows.update({row.id: row for row in lookup.rows(session, Lease, id=list(chunk))})
        for part in lookup.rows(session, LeaseUnit, lease_id=list(chunk)):
            parts[part.lease_id].append(part)
        numbers.update((row[0], row[1]) for row in session.execute(select(_L.id, version).where(_L.id.in_(chunk))))
    return Standing(rows, parts, numbers)


def reported(session: Session, reports: Collection[Report]) -> dict[Report, int]:
    """Keys of tenants that were reported before in the same words by the same landlord."""
    found: dict[Report, int] = {}
    landlords = sorted({landlord for landlord, _, _ in reports})
    for chunk in _chunks(sorted({name for _, name, _ in reports})):
        columns = select(_R.reported_by, _R.name, _R.code_as_given, _R.id).where(_R.voided_at.is_(None))
        rows = session.execute(columns.where(_R.name.in_(chunk), _R.reported_by.in_(landlords)).order_by(_R.id))
        for landlord, name, code, key in rows:
            found.setdefault((landlord, name, code), key)
    return {report: key for report, key in found.items() if report in reports}


def write(changes: Changes, entries: Sequence[Entry]) -> None:
    """Write them all, and mark the facts that follow; ``key``, ``code`` and ``action`` of each entry are set."""
    _report(changes, entries)
    new = [entry for entry in entries if entry.lease is None]
    _number(changes, new)
    for entry in entries:
        if entry.renews is not None:
            entry.values["renewal_of"] = entry.renews.key
    _insert(changes, new)
    standing_ = [entry for entry in entries if entry.lease is not None]
    _update(changes, standing_)
    for entry in standing_:
        entry.key, entry.code = entry.lease.id, entry.lease.code
        entry.action = entry.action or "unchanged"
    touched = [entry for entry in entries if entry.action != "unchanged"]
    for entry in touched:
        changes.parties |= entry.parties
    units = {unit for entry in touched for unit in entry.units}
    for chunk in _chunks(sorted(units)):
        found = changes.session.execute(select(_U.building_id).distinct().where(_U.id.in_(chunk)))
        changes.buildings |= set(found.scalars())


def _report(changes: Changes, entries: Sequence[Entry]) -> None:
    """Tenants that were never reported in these words."""
    wanted = list(dict.fromkeys(entry.report for entry in entries if entry.report is not None))
    known = reported(changes.session, wanted)
    new = [report for report in wanted if report not in known]
    rows = [{"reported_by": one[0], "name": one[1], "code_as_given": one[2]} for one in new]
    known.update(zip(new, bulk.insert_records(changes, ReportedParty, rows), strict=True))
    for entry in entries:
        if entry.report is not None:
            entry.values |= {"enterprise_id": None, "reported_party_id": known[entry.report]}


def _number(changes: Changes, entries: Sequence[Entry]) -> None:
    """Keys and codes of new leases."""
    keys = bulk.next_keys(changes.session, table_of(Lease), len(entries)) if entries else []
    for entry, key in zip(entries, keys, strict=True):
        entry.key, entry.code, entry.action = key, leases.CODE.format(key), "created"


def _insert(changes: Changes, entries: Sequence[Entry]) -> None:
    """New leases, what is renewed before what renews it."""
    ordered = sorted(entries, key=_depth)
    bulk.insert_records(changes, Lease, [{"id": one.key, "code": one.code, **one.values} for one in ordered])
    bulk.insert_records(changes, LeaseUnit, [_part(one.key, part) for one in entries for part in one.parts or ()])


def _depth(entry: Entry) -> int:
    """How many leases of the roll stand before it in its chain of renewals, which is no circle."""
    found, one = 0, entry.renews
    while one is not None:
        found, one = found + 1, one.renews
    return found


def _part(key: int, part: Part) -> dict[str, Any]:
    return {"lease_id": key, **vars(part)}


def _update(changes: Changes, entries: Sequence[Entry]) -> None:
    """Only what differs; parts of the same room and first day are changed, the rest come and go."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    new: list[dict[str, Any]] = []
    moved: list[dict[str, Any]] = []
    gone: list[dict[str, Any]] = []
    out = {"voided_at": changes.at, "voided_by": changes.actor, "void_reason": "no longer part of the lease"}
    for entry in entries:
        differs = {name: value for name, value in entry.values.items() if getattr(entry.lease, name) != value}
        entry.differs = frozenset(differs)
        if differs:
            groups[tuple(differs)].append({"id": entry.lease.id, **differs})
            entry.action = "changed"
        if entry.parts is None:
            continue
        wanted = {(part.unit_id, part.starts_on): part for part in entry.parts}
        for held in entry.held:
            part = wanted.pop((held.unit_id, held.starts_on), None)
            if part is None:
                gone.append({"id": held.id, **out})
            elif (part.ends_on, part.area_dm2) != (held.ends_on, held.area_dm2):
                moved.append({"id": held.id, "ends_on": part.ends_on, "area_dm2": part.area_dm2})
            else:
                continue
            entry.differs |= {"parts"}
        if wanted:
            new += [_part(entry.lease.id, part) for part in wanted.values()]
            entry.differs |= {"parts"}
        entry.action = "changed" if entry.differs else entry.action
    for rows in groups.values():
        bulk.update_records(changes, Lease, rows)
    bulk.update_records(changes, LeaseUnit, moved)
    bulk.update_records(changes, LeaseUnit, gone)
    bulk.insert_records(changes, LeaseUnit, new)


def crowded(session: Session, entries: Iterable[Entry], most: int) -> Iterator[tuple[Entry, int, CapacityExceeded]]:
    """Entries that do not fit, with the room: the first one after what stands beside the roll, and those before it."""
    by_key = {entry.key: entry for entry in entries if entry.action != "unchanged"}
    units = {unit for entry in by_key.values() for unit in entry.units}
    for count, (breach, claims) in enumerate(capacity.check(session, units) if units else ()):
        if count == most:
            return
        entry, there = _too_much(breach, claims, by_key)
        taken = sum(_size(breach, claim) for claim in there)
        cut = Breach(breach.unit, breach.day, taken, breach.area_dm2, breach.exists)
        yield entry, breach.unit, capacity.refusal(session, cut, there, (entry.code,))


def _too_much(breach: Breach, claims: Sequence[Claim], by_key: Mapping[int, Entry]) -> tuple[Entry, list[Claim]]:
    """The entry, with what takes space before it and itself; the last one where it is not theirs alone."""
    before = [claim for claim in claims if claim.lease_id not in by_key]
    ours = [claim for claim in claims if claim.lease_id in by_key]
    for claim in sorted(ours, key=lambda one: by_key[one.lease_id or 0].index):
        there = [*before, claim]
        crowd = sum(one.dm2 is None for one in there) > 1 and breach.area_dm2 != 0
        full = breach.area_dm2 is not None and sum(_size(breach, one) for one in there) > breach.area_dm2
        if not breach.exists or crowd or full:
            return by_key[claim.lease_id or 0], there
        before = there
    last = max((one for one in by_key.values() if breach.unit in one.units), key=lambda one: one.index)
    return last, before


def _size(breach: Breach, claim: Claim) -> int:
    return (breach.area_dm2 or 0) if claim.dm2 is None else claim.dm2


def _chunks(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (keys[start : start + _CHUNK] for start in range(0, len(keys), _CHUNK))
