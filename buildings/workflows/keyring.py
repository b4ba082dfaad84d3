"""Keys that people and machines come in with: who may make, renew and end whose."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial

from buildings import parameters
from buildings.access import accounts, clock, grants, keys
from buildings.access.accounts import Account, AccountKind
from buildings.access.grants import Grant
from buildings.access.keys import AccessKey, Asked
from buildings.access.principals import Principal, Via
from buildings.audience import Role
from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.work import Changes
from buildings.errors import Conflict, Forbidden, InvalidValue
from buildings.workflows import edit

MAKE, ROTATE, REVOKE = "make_key", "rotate_key", "revoke_key"  # as the audit calls them


@dataclass(frozen=True)
class KeySeen:
    """A key without its secret."""

    key: AccessKey
    last_used_at: dt.datetime | None = None


def of(engine: Engine, username: str) -> list[KeySeen]:
    """Keys of an account that were not revoked, the oldest first."""
    with work.reading(engine) as session:
        rows = keys.of(session, accounts.named(session, username).key)
        return [KeySeen(row, keys.last_used(session, row)) for row in rows]


def most_days() -> int:
    """How long a key may be valid."""
    return _number("access.key_days")


def make(changes: Changes, who: Principal, username: str, asked: Asked) -> tuple[AccessKey, str]:
    """A key and its secret, shown this once.

    Raises
    ------
    Forbidden
        People make their own, signed in; an administrator makes those of machines.
    InvalidValue, Conflict
        A role the account does not hold; too many keys.
    """
    row = accounts.named(changes.session, username)
    _may(who, row, making=True)
    _fits(asked.roles, grants.of(changes.session, row.key))
    most = _number("access.keys_of_account")
    if len(keys.of(changes.session, row.key)) >= most:
        raise Conflict("too_many_keys", most=most)
    return keys.create(changes, row, asked, most_days=most_days())


def rotate(
    changes: Changes, who: Principal, username: str, public: str, days: int | None = None
) -> tuple[AccessKey, str]:
    """A new key like another one, which ends after a while."""
    row = accounts.named(changes.session, username)
    _may(who, row, making=True, public=public)
    overlap = dt.timedelta(hours=_number("access.key_overlap_hours"))
    old = keys.by_public(changes.session, row.key, public)
    return keys.rotate(changes, old, days=days, most_days=most_days(), overlap=overlap)


def revoke(changes: Changes, who: Principal, username: str, public: str, reason: str) -> None:
    """End a key at once."""
    row = accounts.named(changes.session, username)
    _may(who, row, making=False, public=public)
    keys.revoke(changes, keys.by_public(changes.session, row.key, public), reason)


def make_own(engine: Engine, who: Principal, asked: Asked) -> tuple[AccessKey, str]:
    """``make`` by a person on the page of the account."""
    return edit.apply(engine, partial(make, who=who, username=who.username, asked=asked), actor=who.actor, action=MAKE)


def rotate_own(engine: Engine, who: Principal, public: str) -> tuple[AccessKey, str]:
    """``rotate`` by a person on the page of the account, as long valid as the old one was."""
    do = partial(rotate, who=who, username=who.username, public=public)
    return edit.apply(engine, do, actor=who.actor, action=ROTATE)


def revoke_own(engine: Engine, who: Principal, public: str, reason: str) -> None:
    """``revoke`` by a person on the page of the account."""
    do = partial(revoke, who=who, username=who.username, public=public, reason=reason)
    edit.apply(engine, do, actor=who.actor, action=REVOKE)


def _may(who: Principal, row: Account, *, making: bool, public: str | None = None) -> None:
    """A key renews and ends itself and makes no others; nobody makes a key of another person: he could act as that."""
    if who.via is Via.CONSOLE:
        return
    if who.account_id == row.key:
        if who.via is Via.KEY and who.token != public:
            raise Forbidden("key_makes_keys")
    elif making and row.kind != AccountKind.MACHINE:
        raise Forbidden("keys_of_others")


def _fits(roles: Collection[Role], held: Sequence[Grant]) -> None:
    for role in roles:
        if role.value not in {one.role for one in held}:
            raise InvalidValue("role_not_held", role=role.value)


def _number(slug: str) -> int:
    return int(parameters.resolve(slug, clock.today()).value)
