"""Rows of the tenancy schedule with what they point to: unit, party, and the lease they belong to."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

from buildings.imports.kinds import common
from buildings.imports.kinds.common import Session
from buildings.imports.workbook import Workbook
from buildings.register import lookup
from buildings.register.tables.buildings import Building
from buildings.register.tables.enterprises import Enterprise
from buildings.register.tables.leases import Lease, LeaseUnit
from buildings.register.tables.parties import ReportedParty
from buildings.register.tables.units import Unit

BASE: Final = ("kind", "ended_early_on", "signed_on", "break_on", "rent", "rent_unit")
PART: Final = ("area", "ends_on")
FIELDS: Final = (
    *("landlord", "number", "building_code", "unit_label", "enterprise_code", "party_name", "party_code"),
    *("starts_on", *PART, *BASE, "renewal_of"),
)
Part = tuple[int, dt.date]


@dataclass(frozen=True)
class Row:
    """A row whose unit and party are known."""

    number: int
    record: dict[str, Any]
    unit: int
    unit_text: str
    enterprise: int | None

    @property
    def party(self) -> object:
        """Who rents: the enterprise, or the report as given."""
        return self.enterprise or (self.record["party_name"], self.record["party_code"])

    @property
    def party_text(self) -> str:
        """Who rents, as the file says it."""
        return str(self.record["enterprise_code"] or self.record["party_name"])

    @property
    def part(self) -> Part:
        """Which part of its lease the row is."""
        return self.unit, self.record["starts_on"]

    @property
    def key(self) -> object:
        """Natural key of the lease."""
        if self.record["number"] is not None:
            return self.record["landlord"], self.record["number"]
        return self.record["landlord"], *self.part, self.party


class Recorded:
    """The register as far as leases are concerned."""

    def __init__(self, session: Session, origin: str) -> None:
        self.buildings = {row.code: row for row in lookup.rows(session, Building, origin=origin)}
        self.units = {row.id: row for row in lookup.rows(session, Unit)}
        self.by_label = {(row.building_id, row.label): row.id for row in self.units.values()}
        self.implicit = {row.building_id: row.id for row in self.units.values() if row.implicit}
        self.enterprises = {row.code: row.id for row in lookup.rows(session, Enterprise, origin=origin)}
        self.reported = {
            (row.reported_by, row.name, row.code_as_given): row.id for row in lookup.rows(session, ReportedParty)
        }
        self.party_of = {key: (name, code) for (_, name, code), key in self.reported.items()}
        self.leases = {row.id: row for row in lookup.rows(session, Lease)}
        self.numbered = {(row.landlord, row.number): row.id for row in self.leases.values() if row.number is not None}
        self.parts: dict[int, dict[Part, Any]] = defaultdict(dict)
        self._unnumbered: dict[object, int] = {}
        for part in lookup.rows(session, LeaseUnit):
            self.parts[part.lease_id][part.unit_id, part.starts_on] = part
            lease = self.leases.get(part.lease_id)
            if lease is not None and lease.number is None:
                party = lease.enterprise_id or self.party_of.get(lease.reported_party_id)
                self._unnumbered[lease.landlord, part.unit_id, part.starts_on, party] = lease.id

    def lease_of(self, row: Row) -> Any:  # noqa: ANN401 - a plain row or None
        """The recorded lease of a row's natural key."""
        found = self.numbered if row.record["number"] is not None else self._unnumbered
        key = found.get(row.key)  # type: ignore[call-overload]
        return None if key is None else self.leases[key]

    def unit_text(self, unit: int) -> str:
        """Room label of a unit."""
        return str(self.units[unit].label)

    def room(self, unit: int) -> str:
        """Building and room of a unit."""
        home = self.units[unit].building_id
        code = next((code for code, row in self.buildings.items() if row.id == home), "")
        return f"{code} {self.unit_text(unit)}"


def resolve(book: Workbook, recorded: Recorded) -> list[Row]:
    """Rows whose building, unit, party and days will do; the others are in the log."""
    found = []
    for number, record in common.records(book, FIELDS):
        unit = _unit(book, number, record, recorded)
        enterprise = common.known(book, number, "enterprise_code", record["enterprise_code"], recorded.enterprises)
        if _sound(book, number, record) and unit is not None:
            found.append(Row(number, record, unit, recorded.unit_text(unit), enterprise))
    return found


def _unit(book: Workbook, number: int, record: dict[str, Any], recorded: Recorded) -> int | None:
    building = common.known(book, number, "building_code", record["building_code"], recorded.buildings)
    label = record["unit_label"]
    if building is None:
        return None
    found = recorded.by_label.get((building.id, label)) if label else None
    if found is None and not building.room_register:
        found = recorded.implicit.get(building.id)
        if label:
            book.log.note("room_ignored", number, book.header("unit_label"), label, code=building.code)
    if found is None:
        slug = "unit_unknown" if label else "unit_missing"
        book.log.add(slug, number, book.header("unit_label"), label, building=building.code, right="unit_unknown")
    return found


def _sound(book: Workbook, number: int, record: dict[str, Any]) -> bool:
    """Whether a row makes sense by itself."""
    sound = common.in_order(book, number, ("starts_on", record["starts_on"]), ("ends_on", record["ends_on"]))
    if record["enterprise_code"] is None and record["party_name"] is None:
        book.log.add("party_missing", number, book.header("enterprise_code"), right="party_missing")
        sound = False
    if (record["rent"] is None) != (record["rent_unit"] is None):
        book.log.add("rent_without_unit", number, book.header("rent_unit"), right="rent_unit")
        sound = False
    if record["area"] == 0:
        book.log.add("area_zero", number, book.header("area"), record["area"], right="area_zero")
        sound = False
    return sound
