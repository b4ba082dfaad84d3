"""Accounts with a key for tests of the edge."""

import datetime as dt

from sqlalchemy import Engine

from buildings.access import accounts, grants, keys
from buildings.access.accounts import Account, AccountBase
from buildings.access.grants import Held, ScopeKind
from buildings.access.keys import Asked
from buildings.audience import Role
from buildings.database.work import Changes
from tests.builders.register import edit


def make_account(changes: Changes, username: str = "li") -> Account:
    """A person's account without a role."""
    return accounts.create(changes, AccountBase(username=username, name=username))


def key_of(
    engine: Engine,
    name: str,
    *roles: Role,
    scope: tuple[ScopeKind, str] = (ScopeKind.DISTRICT, ""),
    read_only: bool = True,
) -> str:
    """The secret text of a new account's key."""

    def make(changes: Changes) -> str:
        row = accounts.create(changes, AccountBase(username=name, name=name))
        for role in roles:
            grants.give(changes, row, Held(role, *scope, dt.date(2026, 1, 1)))
        return keys.create(changes, row, Asked("test", 30, read_only=read_only), most_days=400)[1]

    return edit(engine, make)


def scope_for(role: Role) -> tuple[ScopeKind, str]:
    """A scope that the role is granted in, over nothing in particular."""
    if role is Role.SUBDISTRICT:
        return ScopeKind.SUBDISTRICT, "350102001"
    return (ScopeKind.BUILDING, "GL-0001") if role is Role.LANDLORD else (ScopeKind.DISTRICT, "")
