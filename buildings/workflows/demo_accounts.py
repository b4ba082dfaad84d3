"""Accounts of a demonstration, one for each role, so that a stranger can look at everything; on no other database."""

from dataclasses import dataclass
from functools import partial
from typing import Final

from buildings.access import accounts, clock, grants, sessions
from buildings.access.accounts import AccountBase
from buildings.access.grants import Held, ScopeKind
from buildings.audience import Role
from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.work import Changes, Session
from buildings.kinds import Origin
from buildings.operations import stamp
from buildings.register import scope_codes

SUBDISTRICT: Final = "350102001"


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demonstration. ``scope`` "" for owners and operators: whoever has the most."""

    username: str
    name: str
    role: Role
    kind: ScopeKind = ScopeKind.DISTRICT
    scope: str = ""


ACCOUNTS: Final = (
    DemoAccount("tax", "示范税务专员", Role.TAX_OFFICER),
    DemoAccount("promoter", "示范招商专员", Role.PROMOTER),
    DemoAccount("street", "示范街镇干部", Role.SUBDISTRICT, ScopeKind.SUBDISTRICT, SUBDISTRICT),
    DemoAccount("leader", "示范领导", Role.LEADER),
    DemoAccount("landlord1", "示范业主一", Role.LANDLORD, ScopeKind.ENTERPRISE),
    DemoAccount("landlord2", "示范业主二", Role.LANDLORD, ScopeKind.ENTERPRISE),
    DemoAccount("operator", "示范运营方", Role.LANDLORD, ScopeKind.ENTERPRISE),
    DemoAccount("admin", "示范管理员", Role.ADMIN),
)


def is_demonstration(session: Session) -> bool:
    """Whether the database is stamped as one."""
    return stamp.read(session, "origin") == Origin.DEMONSTRATION


def shown(engine: Engine) -> list[DemoAccount]:
    """Which of them stand in a demonstration; none in any other database."""
    with work.reading(engine) as session:
        if not is_demonstration(session):
            return []
        found = (accounts.find(session, one.username) for one in ACCOUNTS)
        return [one for one, row in zip(ACCOUNTS, found, strict=True) if row is not None and row.enabled]


def furnish(engine: Engine, password: str | None, *, actor: str) -> str | None:
    """Let every role have its account, all with one password: the one given if it still fits, else a new one.

    None, and nothing is done, on a database that is not stamped as a demonstration.
    """
    with work.reading(engine) as session:
        if not is_demonstration(session):
            return None
        rows = [accounts.find(session, one.username) for one in ACCOUNTS]
        fits = password is not None and any(accounts.proves(session, row, password) for row in rows if row is not None)
    if fits and all(row is not None for row in rows):
        return password
    chosen = password if fits and password is not None else accounts.random_password()
    make = partial(_furnish, password=chosen, anew=not fits)
    work.run(engine, make, actor=actor, action="demonstration_accounts", origin=Origin.DEMONSTRATION)
    return chosen


def _furnish(changes: Changes, password: str, *, anew: bool) -> None:
    scopes = _scopes(changes.session)
    for one in ACCOUNTS:
        row, missing = accounts.find(changes.session, one.username), False
        if row is None:
            row, missing = accounts.create(changes, AccountBase(username=one.username, name=one.name)), True
        if missing and (one.scope or one.kind is not ScopeKind.ENTERPRISE or one.username in scopes):
            scope = one.scope or scopes.get(one.username, "")
            grants.give(changes, row, Held(one.role, one.kind, scope, clock.today()), reason="demonstration")
        if missing or anew:
            accounts.set_password(changes, row, password)
            sessions.end_all(changes.session, row.key)


def _scopes(session: Session) -> dict[str, str]:
    """Enterprises that the landlords of the demonstration speak for: two owners, and an operator who is neither."""
    day = clock.today()
    owners = scope_codes.owners(session, day, most=2)
    operators = [code for code in scope_codes.operators(session, day, most=3) if code not in owners]
    found = dict(zip(("landlord1", "landlord2"), owners, strict=False))
    return found | ({"operator": operators[0]} if operators else {})
