"""Which lease a row of a roll continues: one that stands, or another row; never itself by a circle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from buildings.errors import BeyondScope, Conflict, InvalidValue
from buildings.register import rolls, tenure
from buildings.register.rolls import Entry
from buildings.workflows.tenancy_book import Book
from buildings.workflows.tenancy_past import Cause

PLACE = "/renewal_of"
Numbered = tuple[str, str]


@dataclass
class _Known:
    """Leases that a row may name: those that stand by code and number, and rows by their numbers."""

    codes: dict[str, int] = field(default_factory=dict)
    numbers: dict[Numbered, int] = field(default_factory=dict)
    rows: dict[Numbered, Entry] = field(default_factory=dict)
    writable: set[int] = field(default_factory=set)


def settle(book: Book, entries: Sequence[Entry]) -> None:
    """Set what each row renews; a lease that is not there, not the writer's, or comes round is a fault of the row."""
    wanted = [one for one in entries if "renewal_of" in book.rows[one.index].model_fields_set]
    for entry in wanted:
        entry.values["renewal_of"] = None
    naming = {one.index: said for one in wanted if (said := book.rows[one.index].renewal_of) is not None}
    if not naming:
        return
    known = _look_up(book, entries, set(naming.values()))
    for entry in wanted:
        if entry.index in naming:
            _point(book, entry, naming[entry.index], known)
    _no_circle(book, entries, naming)


def wait(book: Book, entries: Sequence[Entry], later: Mapping[int, Cause]) -> None:
    """What renews a row that somebody must decide first waits for it."""
    for entry in entries:
        if entry.renews is not None and entry.renews.index in later and entry.renews.lease is None:
            cause = later[entry.renews.index].word
            book.fault(entry.index, PLACE, Conflict("renewal_waits", cause=cause))


def _landlord(entry: Entry) -> str:
    return str(entry.values.get("landlord", getattr(entry.lease, "landlord", "")))


def _number(entry: Entry) -> str | None:
    found = entry.values.get("number", getattr(entry.lease, "number", None))
    return None if found is None else str(found)


def _look_up(book: Book, entries: Sequence[Entry], names: set[str]) -> _Known:
    session, who = book.changes.session, book.asker
    found = rolls.find(session, names, {_landlord(entry) for entry in entries}, names)
    seen = tenure.named(session, who.sees, [row.code for row in found])
    mine = [row for row in found if row.code in seen]
    known = _Known(
        {row.code: row.id for row in mine},
        {(row.landlord, row.number): row.id for row in mine if row.number},
        {(_landlord(one), number): one for one in entries if (number := _number(one)) is not None},
    )
    parts = rolls.standing(session, {row.id for row in mine}).parts
    units = {key: {part.unit_id for part in held} for key, held in parts.items()}
    there = {unit for held in units.values() for unit in held}
    ours = set() if who.staff.nothing else tenure.held(session, who.staff, there, None)
    ours |= set() if who.own.nothing else tenure.held(session, who.own, there, who.day)
    known.writable = {key for key, held in units.items() if held <= ours}
    return known


def _point(book: Book, entry: Entry, name: str, known: _Known) -> None:
    numbered = (_landlord(entry), name)
    row = known.rows.get(numbered)
    key = known.codes.get(name) or known.numbers.get(numbered) or 0
    if row is not None:
        entry.renews = row
    elif key in known.writable:
        entry.values["renewal_of"] = key
    else:
        error = BeyondScope() if key else InvalidValue("renewal_unknown", value=name)
        book.fault(entry.index, PLACE, error)


def _no_circle(book: Book, entries: Sequence[Entry], naming: Mapping[int, str]) -> None:
    nodes = {_node(entry): entry for entry in entries}
    ahead = {key for one in entries if (key := one.values.get("renewal_of", getattr(one.lease, "renewal_of", None)))}
    before = rolls.renewals(book.changes.session, ahead)
    after = {node: _next(entry) for node, entry in nodes.items()}
    chain = {**before, **after}
    for node, entry in nodes.items():
        seen: set[int] = set()
        at = chain.get(node)
        while at is not None and at not in seen:
            seen.add(at)
            at = chain.get(at)
        if node in seen and entry.index in naming:
            entry.renews, entry.values["renewal_of"] = None, None
            error = InvalidValue("renewal_circle", value=naming[entry.index])
            book.fault(entry.index, PLACE, error)


def _node(entry: Entry) -> int:
    return entry.key or -entry.index - 1


def _next(entry: Entry) -> int | None:
    if entry.renews is not None:
        return _node(entry.renews)
    found: int | None = entry.values.get("renewal_of", getattr(entry.lease, "renewal_of", None))
    return found
