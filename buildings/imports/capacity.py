"""面积不超, before anything is written: the register's sweep over what stands and what the file would add."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from buildings.database.base import Record
from buildings.errors import Word
from buildings.imports.plans import Plan, Ref
from buildings.imports.workbook import Workbook
from buildings.quantities import day_number, day_of, decimal_of
from buildings.register import lookup
from buildings.register.sweep import Breach, Spans, breaches
from buildings.register.tables.enterprises import Enterprise
from buildings.register.tables.leases import Lease, LeaseUnit
from buildings.register.tables.parties import ReportedParty
from buildings.register.tables.units import Outage, Unit, UnitArea

Session = Any
_Span = tuple[int, int | None, int | None, int | None]


@dataclass(frozen=True)
class _Claim:
    first: int
    last: int | None
    dm2: int | None
    name: str
    row: int | None
    tenant: tuple[bool, Ref] | None = None  # an enterprise, or a reported party (True); None: out of service


@dataclass
class Places:
    """Where the file speaks of units and of parts of leases: rows by reference; lease names for sentences."""

    units: dict[Ref, list[int]] = field(default_factory=dict)
    parts: dict[Ref, int] = field(default_factory=dict)
    names: dict[Ref, str] = field(default_factory=dict)


def check(session: Session, book: Workbook, plan: Plan, places: Places) -> None:
    """Log each unit of the file that would be over-full, with the row that asks and what is in the way."""
    numbers = {ref: index for index, ref in enumerate(places.units)}
    labels: dict[int, str] = {}
    lives: list[_Span] = []
    areas: list[_Span] = []
    for ref, unit in _merged(session, plan, Unit):
        if ref in numbers:
            labels[numbers[ref]] = str(unit["label"])
            lives.append((numbers[ref], *_span(unit["valid_from"], unit["valid_to"]), None))
    for _, area in _merged(session, plan, UnitArea):
        if area["unit_id"] in numbers:
            span = _span(area.get("valid_from"), area.get("valid_to"))
            areas.append((numbers[area["unit_id"]], *span, area["area_dm2"]))
    claims: dict[int, list[_Claim]] = {}
    for unit_ref, claim in _claims(session, plan, places):
        if unit_ref in numbers:
            claims.setdefault(numbers[unit_ref], []).append(claim)
    taken: list[_Span] = [
        (unit, claim.first, claim.last, claim.dm2) for unit, those in claims.items() for claim in those
    ]
    refs = list(places.units)
    found = breaches(Spans.of(lives), Spans.of(areas), Spans.of(taken))
    tenants = _tenants(session, plan) if found else {}
    for breach in found:
        there = [claim for claim in claims[breach.unit] if claim.first <= breach.day <= _last(claim.last)]
        words = [(claim, _in_the_way(claim, breach, tenants)) for claim in there]
        _log(book, breach, labels[breach.unit], words, places.units[refs[breach.unit]])


def _tenants(session: Session, plan: Plan) -> dict[tuple[bool, Ref], str]:
    """Names of enterprises and of reported parties (True)."""
    named = ((False, Enterprise), (True, ReportedParty))
    return {(reported, ref): str(row["name"]) for reported, cls in named for ref, row in _merged(session, plan, cls)}


def _last(day: int | None) -> float:
    return float("inf") if day is None else day


def _span(first: Any, last: Any) -> tuple[int | None, int | None]:  # noqa: ANN401 - dates or None
    return (None if first is None else day_number(first)), (None if last is None else day_number(last))


def _merged(session: Session, plan: Plan, cls: type[Record]) -> Iterator[tuple[Ref, Mapping[str, Any]]]:
    """Rows of a table as they would stand: recorded ones with their edits, then new ones."""
    for row in lookup.rows(session, cls):
        edit = plan.edits.get((cls, row.id))
        values: dict[str, Any] = dict(row._mapping)  # noqa: SLF001 - the public name of it
        yield row.id, values if edit is None else {**values, **edit.values}
    for draft in plan.drafts.get(cls, ()):
        yield draft, draft.values


def _claims(session: Session, plan: Plan, places: Places) -> Iterator[tuple[Ref, _Claim]]:
    leases = dict(_merged(session, plan, Lease))
    for ref, part in _merged(session, plan, LeaseUnit):
        lease = leases.get(part["lease_id"])
        if lease is None:
            continue
        ends = [day for day in (part["ends_on"], lease["ended_early_on"]) if day is not None]
        first, last = _span(part["starts_on"], min(ends) if ends else None)
        if last is not None and first is not None and last < first:
            continue  # ended before it began
        name = places.names.get(part["lease_id"]) or lease["number"] or lease["code"]
        firm, party = lease.get("enterprise_id"), lease.get("reported_party_id")
        tenant: tuple[bool, Any] = (True, party) if firm is None else (False, firm)
        yield part["unit_id"], _Claim(first or 0, last, part["area_dm2"], str(name), places.parts.get(ref), tenant)
    for _, outage in _merged(session, plan, Outage):
        first, last = _span(outage["starts_on"], outage["ends_on"])
        yield outage["unit_id"], _Claim(first or 0, last, outage["area_dm2"], str(outage["starts_on"]), None)


def _log(book: Workbook, breach: Breach, label: str, words: list[tuple[_Claim, Word]], rows: list[int]) -> None:
    """One issue per unit: the first row that does not fit any more, or else the room's own row."""
    area = breach.area_dm2
    mine, before = _too_much(breach, [claim for claim, _ in words])
    there = sorted((pair for pair in words if pair[0] in before), key=lambda pair: (pair[0].name, pair[0].row or 0))
    taken = sum((area or 0) if claim.dm2 is None else claim.dm2 for claim in before)
    asked = 0 if mine is None else (area or 0) if mine.dm2 is None else mine.dm2
    details: dict[str, object] = {
        "unit": label,
        "day": day_of(breach.day),
        "area_m2": "—" if area is None else decimal_of(area),
        "taken_m2": decimal_of(taken),
        "asked_m2": decimal_of(asked),
        "blockers": tuple(word for _, word in there) or "—",
    }
    if not breach.exists:
        slug = "unit_not_there"
    elif area is None:
        slug = "whole_unit_taken"
    else:
        slug = "capacity_exceeded" if mine else "unit_too_small"
    row = mine.row if mine else max(rows)
    book.log.add(slug, row, book.header("area"), decimal_of(asked) if mine else label, **details)


def _too_much(breach: Breach, claims: list[_Claim]) -> tuple[_Claim | None, list[_Claim]]:
    """The row of the file that asks for more than is left after what is recorded and the rows before it."""
    area = breach.area_dm2
    before = [claim for claim in claims if claim.row is None]
    for claim in sorted((claim for claim in claims if claim.row is not None), key=lambda one: one.row or 0):
        there = [*before, claim]
        taken = sum((area or 0) if one.dm2 is None else one.dm2 for one in there)
        crowded = sum(one.dm2 is None for one in there) > 1 and area != 0
        if not breach.exists or crowded or (area is not None and taken > area):
            return claim, before
        before = there
    return None, before


def _in_the_way(claim: _Claim, breach: Breach, tenants: Mapping[tuple[bool, Ref], str]) -> Word:
    """Lease or outage, with its tenant, its area (of a whole room the room's) and its row of the file if it has one."""
    dm2 = breach.area_dm2 if claim.dm2 is None else claim.dm2
    area = "—" if dm2 is None else decimal_of(dm2)
    if claim.tenant is None:
        return Word("in_the_way_out", about=(claim.name, area))
    about = claim.name, tenants.get(claim.tenant, "—"), area
    if claim.row is None:
        return Word("in_the_way", about=about)
    return Word("in_the_way_row", about=(*about, claim.row))
