"""One thing as somebody sees it: the row of its list, a room whole; and what two states of it differ in."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from buildings.access import grants
from buildings.access.grants import Held, ScopeKind
from buildings.audience import Role
from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.work import Session
from buildings.errors import NotFound
from buildings.operations.proposals import Proposal
from buildings.register import codes, portraits, records, scopes, tenure
from buildings.register.buildings import Building
from buildings.register.leases import Lease
from buildings.register.parties import ReportedParty
from buildings.register.units import Outage, Unit
from buildings.register.views.asking import Asked
from buildings.register.views.catalogue import NOUNS
from buildings.register.views.query import Lister
from buildings.register.views.sight import Sight
from buildings.workflows import tenancy, tenancy_tenants
from buildings.workflows.tenancy import Asker

Json = dict[str, Any]
LISTS: Final[Mapping[str, str]] = {
    "lease": "leases",
    "outage": "outages",
    "party": "parties",
    "proposal": "proposals",
    "building": "register_buildings",
}
NAMED: Final[Mapping[str, Any]] = {"lease": Lease, "building": Building, "proposal": Proposal}
LETTERED: Final[Mapping[str, tuple[Any, str]]] = {
    "unit": (Unit, codes.UNIT),
    "outage": (Outage, codes.OUTAGE),
    "party": (ReportedParty, codes.PARTY),
}
_PASSING: Final = {"code", "party", "version", "updated_at", "state", "became", "made_of"}


@lru_cache(maxsize=256)
def _sight(held: tuple[Held, ...], account_id: int | None, origin: str) -> Sight:
    """The same for the same roles, so that the queries of a list are made once."""
    staff = [one for one in held if one.role is not Role.LANDLORD]
    return Sight(scopes.of(held), scopes.of(staff), origin, dt.date.min, account_id=account_id)


def seen(session: Session, who: Asker, noun: str, key: int, origin: str) -> Json:
    """A thing as JSON; NotFound when the asker does not see it."""
    if noun == "unit":
        return _unit(session, who, key)
    code = _code(session, noun, key)
    listed = NOUNS[LISTS[noun]]
    wanted = listed.filter("code")
    assert wanted is not None  # noqa: S101 - every list has it
    sight = replace(_sight(who.who.held, who.who.account_id, origin), day=who.day)
    page = Lister(session, listed, sight).page(Asked(filters=((wanted, (code,)),)))
    if not page.rows:  # in the very words that a code gets which never was
        raise NotFound(code=codes.code(LETTERED[noun][1], key) if noun in LETTERED else code)
    row = page.rows[0]
    found = {one.name: one.plain(row[one.name]) for one in page.columns}
    if listed.nested is not None:
        below = page.below[row["key"]]
        found[listed.nested.name] = [
            {one.name: one.plain(part[one.name]) for one in listed.nested.columns} for part in below
        ]
    return found | _own(session, who, noun, key)


def _unit(session: Session, who: Asker, key: int) -> Json:
    """A room that staff keep, or that is held today; one that is still to come, on its first day."""
    if who.staff.nothing:
        kept = tenure.at_hand(session, who.sees, [key], who.day)
    else:
        kept = tenure.held(session, who.sees, [key], None)
    if not kept:
        raise NotFound(code=codes.code(codes.UNIT, key))
    return portraits.unit(session, key, who.sees, who.day)


def _code(session: Session, noun: str, key: int) -> object:
    """What a list knows a thing by."""
    return records.by_key(session, NAMED[noun], key).code if noun in NAMED else key


def _own(session: Session, who: Asker, noun: str, key: int) -> Json:
    """What one thing says of itself that a list does not: the version that a change is made upon."""
    if noun == "party":
        row = records.by_key(session, ReportedParty, key)
        own = {"version": tenancy_tenants.tag(session, who, row)}
        return own if tenancy_tenants.kept(session, who, row) else own | {"updated_at": None}
    return {}


def read(engine: Engine, who: Asker, noun: str, code: str, origin: str) -> Json:
    """A thing by its public code; NotFound."""
    with work.reading(engine) as session:
        return seen(session, who, noun, key_of(session, noun, code, origin), origin)


def key_of(session: Session, noun: str, code: str, origin: str) -> int:
    """Key of a standing thing; NotFound."""
    if noun in NAMED:
        row = records.by_code(session, NAMED[noun], code)
    else:
        cls, letter = LETTERED[noun]
        row = session.get(cls, codes.key(letter, code))
    if row is None or row.voided_at is not None or row.origin != origin:
        raise NotFound(code=code)
    return int(row.key)


def again(session: Session, who: Asker) -> Asker:
    """The same asker with the rooms that a split or a new name just gave him."""
    if all(one.kind is not ScopeKind.UNIT for one in who.who.held):
        return who
    now = grants.held_on(session, who.who.account_id or 0, who.day)
    kept = tuple(one for one in now if one.role in who.who.roles)
    return tenancy.asker(replace(who.who, held=kept))


def portraits_of(session: Session, who: Asker, things: Sequence[tuple[str, int]], origin: str) -> dict[str, Json]:
    """Things by their code, as far as they are seen."""
    found = {}
    for noun, key in things:
        try:
            one = seen(session, who, noun, key, origin)
        except (NotFound, LookupError):
            continue
        found[str(one["code"])] = one
    return found


def difference(before: Mapping[str, Json], after: Mapping[str, Json], subject: str) -> Json:
    """Field by field what was and what would be; of several things by their code (``new`` for what has none yet)."""
    whole: Json = {}
    for code in sorted({*before, *after}):
        old, new = before.get(code, {}), after.get(code, {})
        fields = [name for name in {**old, **new} if name not in _PASSING and old.get(name) != new.get(name)]
        pairs = {name: {"before": old.get(name), "after": new.get(name)} for name in fields}
        if pairs:
            whole[code if old else f"new {len(whole) + 1}"] = pairs
    if len(whole) == 1 and (subject in whole or not before):
        return next(iter(whole.values()))
    return whole
