"""Accounts of people and machines as an administrator keeps them: who they are, which roles they hold where."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from buildings.access import accounts as known
from buildings.access import clock, grants, sessions, throttle
from buildings.access.accounts import Account, AccountBase
from buildings.access.grants import Grant, Held
from buildings.access.principals import Principal
from buildings.audience import Role
from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.work import Changes, Session
from buildings.errors import Conflict, Forbidden, InvalidValue
from buildings.register import scope_codes

WITHOUT: Final = "none"


@dataclass(frozen=True)
class AccountSeen:
    """An account as an administrator sees it. ``password``: none, set or temporary."""

    account: Account
    grants: Sequence[Grant]
    password: str

    @property
    def has_password(self) -> bool:
        """Whether somebody can come in with one."""
        return self.password != WITHOUT


# what is known


def listed(engine: Engine, *, after: str = "", most: int) -> list[AccountSeen]:
    """Accounts by name, from after a name on."""
    with work.reading(engine) as session:
        rows = [row for row in known.listed(session) if row.username > after][:most]
        return _seen(session, rows)


def one(engine: Engine, username: str) -> AccountSeen:
    """One account; NotFound."""
    with work.reading(engine) as session:
        return seen(session, known.named(session, username))


def seen(session: Session, row: Account) -> AccountSeen:
    """An account with its grants."""
    return _seen(session, [row])[0]


def _seen(session: Session, rows: Sequence[Account]) -> list[AccountSeen]:
    keys = [row.key for row in rows]
    held, passwords = grants.of_many(session, keys), known.passwords(session, keys)
    said = {None: WITHOUT, False: "set", True: "temporary"}
    return [AccountSeen(row, held[row.key], said[passwords.get(row.key)]) for row in rows]


def named(session: Session, username: str) -> Account:
    """One account, inside a change; NotFound."""
    return known.named(session, username)


# what an administrator does


def create(changes: Changes, base: AccountBase) -> Account:
    """A new account, without a role and without a way in."""
    return known.create(changes, base)


def change(
    changes: Changes, username: str, version: int | None, *, name: str | None = None, enabled: bool | None = None
) -> Account:
    """Rename, disable or enable an account; a disabled one is signed out everywhere.

    Raises
    ------
    StaleVersion, Conflict
        It moved on since the version; nobody would be left to manage accounts.
    """
    with _somebody_manages(changes, clock.today()):
        row = known.named(changes.session, username)
        known.fresh(row, version)
        known.change(changes, row, name=name, enabled=enabled)
        if not row.enabled:
            sessions.end_all(changes.session, row.key)
    return row


def link(changes: Changes, username: str, version: int | None, subject: str | None) -> Account:
    """Let an outside sign-in (issuer and subject) be this account, or none; it is signed out everywhere."""
    row = known.named(changes.session, username)
    known.fresh(row, version)
    known.link(changes, row, subject)
    sessions.end_all(changes.session, row.key)
    return row


def set_password(changes: Changes, username: str, password: str | None = None, *, temporary: bool = True) -> str:
    """A password set by somebody else (a random one unless given): to be changed at the next sign-in."""
    row, text = known.named(changes.session, username), password or known.random_password()
    known.set_password(changes, row, text, temporary=temporary)
    sessions.end_all(changes.session, row.key)
    throttle.forget(changes.session, throttle.subject("name", row.username))
    return text


def grant(changes: Changes, username: str, held: Held, reason: str = "", *, by: Principal | None = None) -> Grant:
    """Give a role from today on, unless its days are said; Forbidden to whoever would give it to himself."""
    scope_codes.require(changes, held)
    row = known.named(changes.session, username)
    if by is not None and by.account_id == row.key:
        raise Forbidden("not_to_oneself")
    return grants.give(changes, row, replace(held, first=held.first or clock.today()), reason=reason.strip())


def withdraw(
    changes: Changes, username: str, code: str, version: int | None, *, last: dt.date | None = None, reason: str
) -> Account:
    """Let a role end with a day: with yesterday, that is at once, unless said.

    Raises
    ------
    InvalidValue
        No reason; the day has passed, or lies after the end that was set.
    Conflict
        Nobody would be left to manage accounts.
    """
    yesterday = clock.today() - dt.timedelta(days=1)
    last = last or yesterday
    with _somebody_manages(changes, last + dt.timedelta(days=1)):
        row = known.named(changes.session, username)
        given = grants.by_code(changes.session, row.key, code)
        known.fresh(given, version)
        if last < yesterday or (given.valid_to is not None and last > given.valid_to):
            raise InvalidValue("withdraw_day", value=last)
        grants.withdraw(changes, given, last, reason)
    return row


def move(  # noqa: PLR0913 - which grant, where to, why, and who says so
    changes: Changes,
    username: str,
    code: str,
    version: int | None,
    *,
    to: Held,
    reason: str,
    by: Principal | None = None,
) -> Account:
    """Let a role go on in another scope: the old grant ends the day before the new one begins; never one's own."""
    first = to.first or clock.today()
    row = known.named(changes.session, username)
    given = grants.by_code(changes.session, row.key, code)
    held = replace(to, role=Role(given.role), first=first, last=to.last or given.valid_to)
    withdraw(changes, username, code, version, last=first - dt.timedelta(days=1), reason=reason)
    grant(changes, username, held, reason, by=by)
    return row


@contextmanager
def _somebody_manages(changes: Changes, day: dt.date) -> Iterator[None]:
    """Conflict when the change leaves nobody to manage accounts on a day."""
    day = max(day, clock.today())
    grants.hold_admins(changes)
    before = grants.admins_on(changes.session, day)
    yield
    if before and not grants.admins_on(changes.session, day):
        raise Conflict("last_admin")
