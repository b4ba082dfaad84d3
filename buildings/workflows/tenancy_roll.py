"""Up to 5 000 leases in one change: all of them or none, each wrong row named."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from buildings.access.principals import Principal
from buildings.access.roles import Permission
from buildings.database.work import Changes
from buildings.errors import BeyondScope, Conflict, DomainError, InvalidValue, NotFound, StaleVersion, Word
from buildings.operations.events import News
from buildings.register import enterprises, occupied, parties, rolls, tenure
from buildings.register.rolls import Entry
from buildings.workflows import deeds, tenancy, tenancy_renewals
from buildings.workflows.lease_shapes import Roll, RollRow
from buildings.workflows.tenancy_book import MOST_FAULTS, Book, entry_of, hold, look_up, report_of
from buildings.workflows.tenancy_doing import Made
from buildings.workflows.tenancy_leases import CONTRACT, plain, reported
from buildings.workflows.tenancy_past import TAXED, Cause, Taken


def write(changes: Changes, who: Principal, roll: Roll, later: dict[int, Cause] | None = None) -> Made:
    """Write a roll. A row that waits for somebody else goes into ``later``, with why, and is left out.

    Raises
    ------
    Refused
        Names each row that is wrong, does not fit (with what is in its way), or, without ``later``, waits
        for somebody else.
    """
    book = Book(changes, tenancy.asker(who), roll.rows)
    look_up(book)
    entries = [entry_of(book, index, row) for index, row in enumerate(book.rows)]
    hold(book, entries)
    for entry in entries:
        _fill(book, entry, later)
    tenancy_renewals.settle(book, entries)
    if later:
        entries = [entry for entry in entries if entry.index not in later]
        tenancy_renewals.wait(book, entries, later)
    book.require()
    rolls.write(changes, entries)
    _within(book, entries)
    _fits(book, entries)
    book.require()
    return _made(book, entries)


def _fill(book: Book, entry: Entry, later: dict[int, Cause] | None) -> None:
    """What the row says, checked; every rule of one lease that needs no sweep."""
    row, index = book.rows[entry.index], entry.index
    staff = bool(entry.units) and entry.units <= book.by_staff
    for pointer, error in _problems(book, entry, row, staff=staff):
        book.fault(index, pointer, error)
    values = {name: plain(value) for name, value in row.sent("kind", *CONTRACT, "ended_early_on").items()}
    if entry.lease is None:
        landlord = (row.landlord or "") if staff else book.reporter(entry)
        blank = {"kind": "let", "landlord": landlord, **dict.fromkeys(CONTRACT)}
        values = blank | {"ended_early_on": None, "renewal_of": None} | values
    elif staff and row.landlord:
        values["landlord"] = row.landlord
    entry.values = values
    if "tenant" in row.model_fields_set:
        with book.caught(index, "/tenant"):
            _tenant(book, entry, row, staff=staff)
    with book.caught(index, ""):
        _contract(book, entry)
    with book.caught(index, ""):
        _ends_early(entry)
    _waits(book, entry, later, staff=staff)


def _problems(book: Book, entry: Entry, row: RollRow, *, staff: bool) -> Iterator[tuple[str, DomainError]]:
    """What may be said by whom, of what."""
    beyond = set() if staff else {part.unit_id for part in entry.parts or ()} - book.by_landlord
    for place, said in enumerate(row.units if "units" in row.model_fields_set else ()):
        room = book.rooms.get(said.unit)
        if room is not None and room.key in beyond:
            yield f"/units/{place}/unit", NotFound(code=said.unit)
    if not staff and {part.unit_id for part in entry.held} - book.by_landlord:
        yield "", BeyondScope()
    if row.landlord is not None and not staff:
        yield "/landlord", InvalidValue("staff_only")
    if entry.lease is None:
        for name in ("tenant", "units"):
            if name not in row.model_fields_set:
                yield f"/{name}", InvalidValue("field_missing", field=name)
    elif row.version is not None and book.standing.versions[entry.key] != row.version:
        yield "/version", StaleVersion(version=book.standing.versions[entry.key])


def _tenant(book: Book, entry: Entry, row: RollRow, *, staff: bool) -> None:
    tenant = row.tenant
    if (tenant.name is None) == (tenant.enterprise is None):
        raise InvalidValue("one_party")
    if tenant.enterprise is not None:
        if not staff:
            raise InvalidValue("staff_only", pointer="/enterprise")
        if tenant.enterprise not in book.firms:
            raise NotFound(code=tenant.enterprise, pointer="/enterprise")
        if entry.lease is not None and entry.lease.reported_party_id is not None:
            raise reported(entry.lease.reported_party_id)
        entry.values |= {"enterprise_id": book.firms[tenant.enterprise], "reported_party_id": None}
        return
    if entry.lease is None or not _as_seen(book, entry.lease, (tenant.name, tenant.code)):
        landlord = entry.values.get("landlord") if staff else book.reporter(entry)
        entry.report = report_of(row, str(landlord if landlord is not None else entry.lease.landlord))


def _as_seen(book: Book, lease: Any, said: tuple[str | None, str | None]) -> bool:  # noqa: ANN401 - a plain row
    session = book.changes.session
    if lease.reported_party_id is None:
        return (session.get_one(enterprises.Enterprise, lease.enterprise_id).name, None) == said
    known = session.get_one(parties.ReportedParty, lease.reported_party_id)
    return (known.name, known.code_as_given) == said


def _contract(book: Book, entry: Entry) -> None:
    after = {name: getattr(entry.lease, name, None) for name in ("rent_fen", "rent_unit", "landlord", "number")}
    after |= {name: value for name, value in entry.values.items() if name in after}
    if (after["rent_fen"] is None) != (after["rent_unit"] is None):
        raise InvalidValue("rent_without_unit", pointer="/rent_unit")
    if after["number"] is not None:
        numbered = (str(after["landlord"]), after["number"])
        holder = book.taken.setdefault(numbered, entry.key or -entry.index - 1)
        if holder != (entry.key or -entry.index - 1):
            whose = f"#/rows/{-holder - 1}" if holder < 0 else book.codes.get(holder, Word("outside_lease"))
            raise Conflict("number_taken", number=after["number"], lease=whose, pointer="/number")


def _ends_early(entry: Entry) -> None:
    last = entry.values.get("ended_early_on")
    ends = [part.ends_on for part in (entry.held if entry.parts is None else entry.parts)]
    if last is not None and ends and all(end is not None and end <= last for end in ends):
        raise InvalidValue("end_not_early", pointer="/ended_early_on", value=last)


def _waits(book: Book, entry: Entry, later: dict[int, Cause] | None, *, staff: bool) -> None:
    """A roll stages nothing: a row that is not the writer's to change alone is for later, or must be sent alone."""
    before = [] if entry.lease is None else occupied.of_lease(entry.lease, entry.held)
    parts = entry.held if entry.parts is None else entry.parts
    after = occupied.planned(entry.lease, entry.values, entry.report, parts)
    why = book.past(staff=staff).why(Taken(before, after))
    if why is not None and why.slug == TAXED and book.asker.who.may(Permission.SEE_ENTERPRISE_TAX):
        book.fault(entry.index, "", tenancy.not_alone(book.asker))
    elif why is not None and later is not None:
        later[entry.index] = why
    elif why is not None:
        book.fault(entry.index, "/units", Conflict("propose_alone", cause=why.word))


def _within(book: Book, entries: list[Entry]) -> None:
    """A landlord reports the days on which the rooms are held; an early end takes none, and may always be told."""
    more = (one for one in entries if one.action != "unchanged" and one.differs != {"ended_early_on"})
    ours = {entry.key: entry for entry in more if not entry.units <= book.by_staff}
    for key in tenure.leases_beyond(book.changes.session, book.asker.own, ours) if ours else ():
        book.fault(ours[key].index, "/units", BeyondScope("days_not_held"))


def _fits(book: Book, entries: list[Entry]) -> None:
    session, who = book.changes.session, book.asker
    new = {one.code: f"#/rows/{one.index}" for one in entries if one.action == "created"}  # not to stand after this
    for entry, unit, error in rolls.crowded(session, entries, MOST_FAULTS):
        said = book.rows[entry.index]
        codes = [part.unit for part in said.units] if "units" in said.model_fields_set else []
        place = next((index for index, code in enumerate(codes) if book.rooms[code].key == unit), None)
        blind = deeds.blind(error, lambda names: tenure.named(session, who.sees, names))
        blockers = blind.details["blockers"]
        if isinstance(blockers, tuple):
            blind.details["blockers"] = tuple(new.get(str(name), name) for name in blockers)
        book.fault(entry.index, "/units" if place is None else f"/units/{place}", blind)


def _made(book: Book, entries: list[Entry]) -> Made:
    numbers = rolls.standing(book.changes.session, {entry.key for entry in entries}).versions
    lines = [
        {"index": one.index, "code": one.code, "action": one.action, "version": numbers[one.key]} for one in entries
    ]
    count = Counter(entry.action for entry in entries)
    news = [
        News("lease", entry.action, entry.code, numbers[entry.key], entry.units)
        for entry in entries
        if entry.action != "unchanged"
    ]
    totals = {action: count[action] for action in ("created", "changed", "unchanged")}
    return Made({"items": lines, **totals}, None, news=news)
