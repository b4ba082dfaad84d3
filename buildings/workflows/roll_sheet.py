"""Rows of a rent roll with what they speak of: the room, and the lease that stands; problems go to the file's log."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from buildings.database.work import Session
from buildings.imports import desk
from buildings.imports.kinds import common
from buildings.imports.kinds.lease_rows import BASE, PART
from buildings.imports.rent_roll import MOST_ROWS
from buildings.imports.workbook import Workbook
from buildings.register.rolls import Standing
from buildings.register.views import rent_roll
from buildings.register.views.sight import Sight
from buildings.workflows import tenancy
from buildings.workflows.tenancy import Asker
from buildings.workflows.tenancy_book import NOTHING

Record = dict[str, Any]
TENANT: Final = ("enterprise_code", "party_name", "party_code")
OF_LEASE: Final = ("version", "landlord", "number", *TENANT, *BASE, "renewal_of")
PLACE: Final = ("landlord", "building_code", "unit_label")
SAYS: Final = tuple(name for name in ("code", *OF_LEASE, "starts_on", *PART) if name not in PLACE)
"""What an empty room says nothing of."""


@dataclass(frozen=True)
class Line:
    """A row of the file whose room is known; ``number`` is the spreadsheet's."""

    number: int
    record: Record
    unit: int

    @property
    def part(self) -> tuple[int, dt.date]:
        """Which part of its lease it is."""
        return self.unit, self.record["starts_on"]

    @property
    def tenant(self) -> tuple[Any, ...]:
        """Who rents, as the row says it."""
        enterprise, name, code = (self.record[one] for one in TENANT)
        return (enterprise,) if enterprise is not None else (name, code)


@dataclass
class Group:
    """Rows of one lease; ``key`` of the one that stands, ``parts`` of it that the writer sees (``views.rent_roll``)."""

    lines: list[Line]
    key: int | None = None
    parts: list[Any] = field(default_factory=list)

    @property
    def first(self) -> Line:
        """The row that speaks for the lease."""
        return self.lines[0]


@dataclass
class Sheet:
    """A rent roll while it is compared with what stands."""

    book: Workbook
    session: Session
    asker: Asker
    sight: Sight
    names: list[str] = field(default_factory=list)  # under which a landlord reports
    groups: list[Group] = field(default_factory=list)
    standing: Standing = NOTHING
    empty: int = 0  # rows of rooms that nothing is said of

    def fault(self, slug: str, line: Line, name: str, value: object = None, **details: object) -> None:
        """Something is wrong with a cell."""
        self.book.log.add(slug, line.number, self.book.header(name), value, **details)

    def landlord(self, line: Line) -> str | None:
        """Who reports, where the row says another name than the writer's own."""
        said: str | None = line.record["landlord"]
        return None if said in self.names else said


def lay_out(book: Workbook, session: Session, asker: Asker, sight: Sight) -> Sheet:
    """The rows of a file by lease.

    Raises
    ------
    FileRejected
        There are too many rows.
    """
    sheet = Sheet(book, session, asker, sight)
    lines = _lines(sheet)
    if not asker.own.nothing:
        known = tenancy.holders(session, asker, {line.unit for line in lines}, sight.origin)
        sheet.names = [name for name, _ in known]
    _group(sheet, lines)
    return sheet


def _lines(sheet: Sheet) -> list[Line]:
    book = sheet.book
    rows = common.records(book, ("code", *OF_LEASE, *PLACE, "starts_on", *PART))
    said = [(number, record) for number, record in rows if any(record[name] is not None for name in SAYS)]
    sheet.empty = len(rows) - len(said)
    if len(said) > MOST_ROWS:
        book.log.add("roll_too_long", value=len(said), most=MOST_ROWS)
        raise desk.rejection(book)
    codes = {record["building_code"] for _, record in said}
    rooms = rent_roll.rooms(sheet.session, sheet.asker.sees, codes, sheet.sight.origin)
    found = []
    for number, record in said:
        unit = _unit(book, number, record, rooms)
        if _sound(book, number, record) and unit is not None:
            found.append(Line(number, record, unit))
    return found


def _unit(book: Workbook, number: int, record: Record, rooms: rent_roll.Rooms) -> int | None:
    code, label = record["building_code"], record["unit_label"]
    found = rooms.named.get((code, label)) if label is not None else None
    if found is None and code in rooms.undivided:
        if label is not None:
            book.log.note("room_ignored", number, book.header("unit_label"), label, code=code)
        return rooms.undivided[code]
    if found is None:
        shown = "—" if label is None else label
        book.log.add("roll_room_unknown", number, book.header("unit_label"), shown, building=code, right="roll_room")
    return found


def _sound(book: Workbook, number: int, record: Record) -> bool:
    """Whether a row makes sense by itself."""
    before = len(book.log.issues)
    if record["starts_on"] is None:
        book.log.add("required_empty", number, book.header("starts_on"), right="date")
    common.in_order(book, number, ("starts_on", record["starts_on"]), ("ends_on", record["ends_on"]))
    named = record["enterprise_code"] is not None or record["party_name"] is not None
    silent = not (book.has("enterprise_code") or book.has("party_name"))
    if not named and not (silent and record["code"] is not None):
        book.log.add("party_missing", number, book.header("party_name"), right="party_missing")
    if book.has("rent") and book.has("rent_unit") and (record["rent"] is None) != (record["rent_unit"] is None):
        book.log.add("rent_without_unit", number, book.header("rent_unit"), right="rent_unit")
    if record["area"] == 0:
        book.log.add("area_zero", number, book.header("area"), record["area"], right="area_zero")
    return len(book.log.issues) == before


def _group(sheet: Sheet, lines: Iterable[Line]) -> None:
    found: dict[object, Group] = {}
    for line in lines:
        group = found.setdefault(_key(sheet, line), Group([]))
        if group.lines:
            _agree(sheet, group.first, line)
        twin = next((other for other in group.lines if other.part == line.part), None)
        if twin is not None:
            shown = line.record["number"] or line.record["code"] or line.record["unit_label"]
            sheet.fault("key_twice", line, "number", shown, first=twin.number, right="lease_part_twice")
        group.lines.append(line)
    sheet.groups = list(found.values())


def _key(sheet: Sheet, line: Line) -> object:
    code, number = line.record["code"], line.record["number"]
    if code is not None:
        return code
    return (sheet.landlord(line), number) if number is not None else (*line.part, line.tenant)


def _agree(sheet: Sheet, first: Line, line: Line) -> None:
    """Rows of one lease say the same of it."""
    for name in OF_LEASE:
        if first.record[name] != line.record[name]:
            shown = line.record[name]
            sheet.fault("lease_rows_differ", line, name, shown, first=first.number, right="roll_rows")
