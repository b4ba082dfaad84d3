"""What a roll of leases speaks of: rooms, leases, tenants, looked up at once; and what is wrong with its rows."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from buildings.database.work import Changes
from buildings.errors import DomainError, Fault, InvalidValue, NotFound, Refused, StaleVersion
from buildings.quantities import hundredths
from buildings.register import enterprises, locks, rolls, tenure
from buildings.register.leases import Part
from buildings.register.rolls import Entry, Standing
from buildings.register.units import Unit
from buildings.workflows import tenancy
from buildings.workflows.lease_shapes import RollRow
from buildings.workflows.tenancy import Asker
from buildings.workflows.tenancy_past import Past

MOST_FAULTS: Final = 200
NOTHING: Final = Standing({}, {}, {})


@dataclass
class Book:
    """A roll with what its rows speak of, and what is wrong with them."""

    changes: Changes
    asker: Asker
    rows: list[RollRow]
    holders: list[tuple[str, set[int]]] = field(default_factory=list)  # names a landlord reports under, and their rooms
    firms: dict[str, int] = field(default_factory=dict)  # enterprises that staff name
    rooms: dict[str, Unit] = field(default_factory=dict)
    by_staff: set[int] = field(default_factory=set)
    by_landlord: set[int] = field(default_factory=set)
    codes: dict[int, str] = field(default_factory=dict)  # of leases that the writer sees
    matched: dict[int, int] = field(default_factory=dict)  # lease of a row
    taken: dict[tuple[str, str], int] = field(default_factory=dict)  # lease of a landlord's number
    standing: Standing = NOTHING
    pasts: dict[bool, Past] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, index: int, pointer: str, error: DomainError) -> None:
        """Something is wrong with a row."""
        self.faults.append(Fault(f"/rows/{index}{pointer}", error, index))

    def require(self) -> None:
        """Refuse the roll when anything is wrong with it."""
        if self.faults:
            found = sorted(self.faults, key=lambda one: (one.index or 0, one.pointer))
            raise Refused(count=len(found), faults=tuple(found[:MOST_FAULTS]))

    @property
    def names(self) -> list[str]:
        """Under which a landlord reports."""
        return [name for name, _ in self.holders]

    def reporter(self, entry: Entry) -> str:
        """Under which name a landlord reports a lease: the first that holds all its rooms."""
        return next((name for name, rooms in self.holders if entry.units <= rooms), next(iter(self.names), ""))

    def past(self, *, staff: bool) -> Past:
        """What the writer may not change alone, of rows of which he is staff and of others."""
        if staff not in self.pasts:
            self.pasts[staff] = tenancy.past(self.changes, self.asker, as_staff=staff)
        return self.pasts[staff]

    @contextmanager
    def caught(self, index: int, pointer: str) -> Iterator[None]:
        """Keep a refusal from inside as a fault of the row."""
        try:
            yield
        except DomainError as error:
            self.fault(index, pointer + str(error.details.get("pointer", "")), error)

    @property
    def origin(self) -> str:
        """Of what is written."""
        return str(self.changes.origin)


def look_up(book: Book) -> None:
    """Rooms, and the leases that rows mean by code or number."""
    session, who = book.changes.session, book.asker
    wanted = {part.unit for row in book.rows if "units" in row.model_fields_set for part in row.units}
    book.rooms = tenure.units_by_code(session, wanted, book.origin)
    if not who.own.nothing:
        book.holders = tenancy.holders(session, who, {room.key for room in book.rooms.values()}, book.origin)
    tenants = [row.tenant for row in book.rows if "tenant" in row.model_fields_set]
    book.firms = enterprises.keys_of(session, {one.enterprise for one in tenants if one.enterprise}, book.origin)
    landlords = {*book.names, "", *(row.landlord for row in book.rows if row.landlord)}
    codes = {row.code for row in book.rows if row.code}
    found = rolls.find(session, codes, landlords, {row.number for row in book.rows if row.number})
    seen = tenure.named(session, who.sees, [row.code for row in found])
    by_code = {row.code: row.id for row in found if row.code in seen}
    book.codes = {key: code for code, key in by_code.items()}
    book.taken = {(row.landlord, row.number): row.id for row in found if row.number}
    _match(book, by_code)


def _match(book: Book, by_code: dict[str, int]) -> None:
    first: dict[int, int] = {}
    seen = set(by_code.values())
    for index, row in enumerate(book.rows):
        key = by_code.get(row.code) if row.code else _numbered(book, row, seen)
        if key is not None:
            book.matched[index] = key
            if first.setdefault(key, index) != index:
                book.fault(index, "", InvalidValue("row_twice", row=first[key]))
        elif row.code:
            book.fault(index, "/code", NotFound(code=row.code))


def _numbered(book: Book, row: RollRow, seen: set[int]) -> int | None:
    landlords = [row.landlord] if row.landlord else [*book.names, ""]
    keys = (book.taken.get((landlord, row.number)) for landlord in landlords if row.number)
    return next((key for key in keys if key in seen), None)


def entry_of(book: Book, index: int, row: RollRow) -> Entry:
    """A row with its rooms."""
    entry = Entry(index, key=book.matched.get(index, 0))
    if "units" not in row.model_fields_set:
        return entry
    parts: list[Part] = []
    for place, said in enumerate(row.units):
        pointer = f"/units/{place}"
        if said.unit not in book.rooms:
            book.fault(index, f"{pointer}/unit", NotFound(code=said.unit))
            continue
        try:
            area = None if said.area_m2 is None else hundredths(said.area_m2)
            parts.append(Part(book.rooms[said.unit].key, said.starts_on, said.ends_on, area))
        except InvalidValue as error:
            book.fault(index, pointer, error)
    if len({(part.unit_id, part.starts_on) for part in parts}) < len(parts):
        book.fault(index, "/units", InvalidValue("lease_parts"))
    entry.parts = parts
    return entry


def hold(book: Book, entries: list[Entry]) -> None:
    """Hold everything the roll speaks of, in the one order; what is read from here on stays as it is."""
    session, who = book.changes.session, book.asker
    before = rolls.standing(session, set(book.matched.values()))
    _take(entries, before)
    units = {unit for entry in entries for unit in entry.units}
    renters = {party for entry in entries for party in entry.parties} | set(book.firms.values())
    reports = {
        report for row in book.rows for name in [*book.names, row.landlord or ""] if (report := report_of(row, name))
    }
    renters |= {-key for key in rolls.reported(session, reports).values()}
    locks.settle(book.changes, parties=renters, units=units)
    book.standing = rolls.standing(session, set(book.matched.values()))
    _take(entries, book.standing)
    for entry in entries:
        if not entry.units <= units or (entry.key and entry.lease is None):
            book.fault(entry.index, "", StaleVersion("lease_moved"))
    book.by_staff = set() if who.staff.nothing else tenure.held(session, who.staff, units, None)
    book.by_landlord = set() if who.own.nothing else tenure.held(session, who.own, units, who.day)


def _take(entries: Iterable[Entry], found: Standing) -> None:
    for entry in entries:
        entry.lease, entry.held = found.leases.get(entry.key), found.parts.get(entry.key, ())


def report_of(row: RollRow, landlord: str) -> rolls.Report | None:
    """What a row reports as tenant; None when it says nothing of it, or names an enterprise."""
    if "tenant" not in row.model_fields_set or row.tenant.name is None:
        return None
    return landlord, row.tenant.name, row.tenant.code
