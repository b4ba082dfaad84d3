"""Types of buildings: what was decided when and why; decided by promoters and leaders of the whole district."""

import datetime as dt
from typing import Any

from buildings.access.grants import ScopeKind
from buildings.access.principals import Principal
from buildings.access.roles import PERMISSIONS, Permission
from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.work import Changes, Session
from buildings.disclosure import typed
from buildings.disclosure.figures import Figures
from buildings.errors import BeyondScope, InvalidValue, NotFound, StaleVersion
from buildings.facts import refresh
from buildings.kinds import Origin
from buildings.quantities import format_month
from buildings.register import buildings, locks, types, versions
from buildings.register.buildings import Building
from buildings.workflows.opening import Prepared
from buildings.workflows.type_shapes import TypeDecision, TypeVoid

Json = dict[str, Any]
OWN = ("reason", "decided_by", "basis")
"""What is not public of a decision: it may tell of tenants, or of who decided."""


def decide(changes: Changes, who: Principal, code: str, version: int, said: TypeDecision, basis: Json) -> None:
    """Decide; BeyondScope, NotFound, StaleVersion, and what the register refuses."""
    home = _held(changes, who, code, version)
    _decide(changes, home, said, basis)


def _decide(changes: Changes, home: Building, said: TypeDecision, basis: Json) -> None:
    more = {"reason": said.reason, "basis": basis}
    types.decide(changes, home, said.kind.value, said.value, said.valid_from, **more)


def void(changes: Changes, who: Principal, code: str, version: int, said: TypeVoid) -> None:
    """Take out a decision that was wrong; what held before it holds again."""
    _void(changes, _held(changes, who, code, version), said)


def _void(changes: Changes, home: Building, said: TypeVoid) -> None:
    known = types.of_building(changes.session, home.key, said.kind.value)
    row = next((one for one in known if one.valid_from == said.valid_from), None)
    if row is None:
        raise NotFound("type_not_decided", code=home.code, day=said.valid_from or "—")
    types.void(changes, row, said.reason)


def by_command(prepared: Prepared, code: str, said: TypeDecision | TypeVoid, *, actor: str, basis: Json) -> None:
    """The same for who has the machine, without an account."""

    def do(changes: Changes) -> None:
        home = _locked(changes, code, prepared.origin)
        if isinstance(said, TypeVoid):
            _void(changes, home, said)
        else:
            _decide(changes, home, said, basis)

    action = "type_void" if isinstance(said, TypeVoid) else "type_decide"
    origin = Origin(prepared.origin)
    work.run(prepared.engine, do, actor=actor, action=action, origin=origin, refresh=refresh.refresh)


def basis(figures: Figures, code: str, kind: str) -> Json:
    """The proposal of a month as it is kept with a decision; InvalidValue where nobody could have looked at it."""
    at, month = figures.tables["building"].row_of(code), format_month(figures.month)
    found = figures.proposals.get(kind)
    one = None if found is None else typed.plain(kind, found[at], "zh")
    if one is None:
        raise InvalidValue("type_upon_unseen", code=code, month=month, pointer="/upon")
    return {"month": month, **one}


def history(engine: Engine, figures: Figures, at: int) -> tuple[list[Json], int]:
    """Standing decisions of the building in a row as the audience of the figures may read them, and their version."""
    own = any(found[at] is not None for found in figures.proposals.values())
    with work.reading(engine) as session:
        return seen(session, str(figures.tables["building"].codes[at]), figures.origin, own=own)


def seen(session: Session, code: str, origin: str, *, own: bool) -> tuple[list[Json], int]:
    """The same within a unit of work; ``own``: with what is not public of them."""
    home = _home(session, code, origin)
    found = types.of_building(session, home.key)
    names = ("kind", "value", "valid_from", *(OWN if own else ()))
    return [{name: _plain(getattr(one, name)) for name in names} for one in found], versions.of_types(session, home.key)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value


def _home(session: Session, code: str, origin: str) -> Building:
    found = buildings.by_code(session, code)
    if found.origin != origin:
        raise NotFound(code=code)
    return found


def _locked(changes: Changes, code: str, origin: str) -> Building:
    """The building, held; it may have gone while somebody else held it."""
    locks.settle(changes, buildings=[_home(changes.session, code, origin).key])
    return _home(changes.session, code, origin)


def _held(changes: Changes, who: Principal, code: str, version: int) -> Building:
    """A building of which somebody may decide, locked, in the version its decisions were read."""
    if not any(Permission.DECIDE_TYPES in PERMISSIONS[one.role] and one.kind is ScopeKind.DISTRICT for one in who.held):
        raise BeyondScope
    home = _locked(changes, code, str(changes.origin))
    now = versions.of_types(changes.session, home.key)
    if now != version:
        raise StaleVersion(version=now)
    return home
