"""Accounts, roles and keys: each change one unit of work, audited; codes of scopes must stand in the register."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from buildings import parameters
from buildings.access import accounts, clock, grants, keys, sessions
from buildings.access.accounts import AccountBase, AccountKind
from buildings.access.grants import Held, ScopeKind
from buildings.access.keys import Asked
from buildings.audience import Role
from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.work import Changes
from buildings.errors import Conflict, InvalidValue, NotFound
from buildings.register import buildings, enterprises, scopes, units, zones


@dataclass(frozen=True)
class KeyInfo:
    """A key as lists show it."""

    public: str
    name: str
    read_only: bool
    roles: tuple[str, ...]
    expires_at: dt.datetime
    last_used_at: dt.datetime | None


@dataclass(frozen=True)
class AccountInfo:
    """An account with what it holds today and its keys."""

    username: str
    name: str
    kind: str
    enabled: bool
    held: tuple[Held, ...] = ()
    keys: Sequence[KeyInfo] = field(default=())


def listed(engine: Engine) -> list[AccountInfo]:
    """All accounts by name."""
    today = clock.today()
    with work.reading(engine) as session:
        return [
            AccountInfo(
                row.username,
                row.name,
                row.kind,
                row.enabled,
                grants.held_on(session, row.key, today),
                [
                    KeyInfo(
                        key.public,
                        key.name,
                        key.read_only,
                        tuple(key.roles),
                        key.expires_at,
                        keys.last_used(session, key),
                    )
                    for key in keys.of(session, row.key)
                ],
            )
            for row in accounts.listed(session)
        ]


def scope_of(role: Role, scope: str) -> tuple[ScopeKind, str]:
    """Kind and code of a scope as people write it: 350102001, E-000001, GL-0001, GL-0001/1203, or nothing."""
    kinds = grants.SCOPES[role]
    if not scope:
        kind = ScopeKind.DISTRICT
    elif scope.isdigit():
        kind = ScopeKind.SUBDISTRICT
    elif scope.startswith("E-"):
        kind = ScopeKind.ENTERPRISE
    else:
        kind = ScopeKind.UNIT if "/" in scope else ScopeKind.BUILDING
    if kind not in kinds:
        raise InvalidValue("scope_of_role", role=role, kind=kind, scope=scope)
    return kind, scope


def _stands(changes: Changes, kind: ScopeKind, scope: str) -> None:
    """NotFound for a scope whose code nobody has: a grant over nothing helps nobody and may reach something later."""
    session = changes.session
    if kind is ScopeKind.SUBDISTRICT:
        zones.subdistrict_by_code(session, scope)
    elif kind is ScopeKind.ENTERPRISE:
        enterprises.by_code(session, scope)
    elif kind is ScopeKind.BUILDING:
        buildings.by_code(session, scope)
    elif kind is ScopeKind.UNIT:
        code, _, label = scope.partition("/")
        units.by_label(session, buildings.by_code(session, code), label)


def add(  # noqa: PLR0913 - who, as what, and how it is proved
    engine: Engine,
    username: str,
    name: str,
    *,
    actor: str,
    machine: bool = False,
    password: str | None = None,
    role: tuple[Role, str] | None = None,
) -> None:
    """A new account, with a first role and a password when they are given."""
    kind = AccountKind.MACHINE if machine else AccountKind.PERSON

    def do(changes: Changes) -> None:
        row = accounts.create(changes, AccountBase(username=username, name=name, kind=kind))
        if password is not None:
            accounts.set_password(changes, row, password, temporary=True)
        if role is not None:
            _give(changes, username, role, "")

    work.run(engine, do, actor=actor, action="add_account", details={"account": username})


def _give(changes: Changes, username: str, role: tuple[Role, str], reason: str) -> None:
    kind, scope = scope_of(*role)
    _stands(changes, kind, scope)
    row = accounts.named(changes.session, username)
    grants.give(changes, row, Held(role[0], kind, scope, clock.today()), reason=reason)


def grant(engine: Engine, username: str, role: tuple[Role, str], *, actor: str, reason: str) -> None:
    """One more role in a scope, from today on."""
    work.run(
        engine,
        lambda changes: _give(changes, username, role, reason),
        actor=actor,
        action="grant_role",
        details={"account": username, "role": role[0].value, "scope": role[1]},
    )


def withdraw(engine: Engine, username: str, role: tuple[Role, str], *, actor: str, reason: str) -> None:
    """End a role in a scope: yesterday was its last day. The last administrator stays."""
    kind, scope = scope_of(*role)
    today = clock.today()

    def do(changes: Changes) -> None:
        row = accounts.named(changes.session, username)
        wanted = (role[0].value, kind.value, scope)
        mine = [
            one
            for one in grants.of(changes.session, row.key)
            if (one.role, one.scope_kind, one.scope) == wanted and (one.valid_to is None or one.valid_to >= today)
        ]
        if not mine:
            raise NotFound(code=f"{role[0].value} {scope}".strip())
        for one in mine:
            grants.withdraw(changes, one, today - dt.timedelta(days=1), reason)
        _keep_an_admin(changes, today)

    details = {"account": username, "role": role[0].value, "scope": scope}
    work.run(engine, do, actor=actor, action="withdraw_role", details=details)


def _keep_an_admin(changes: Changes, today: dt.date) -> None:
    session = changes.session
    standing = [row for row in accounts.listed(session) if row.enabled]
    if not any(one.role is Role.ADMIN for row in standing for one in grants.held_on(session, row.key, today)):
        raise Conflict("last_admin")


def set_password(engine: Engine, username: str, password: str, *, actor: str, temporary: bool = True) -> None:
    """A new password; whoever is signed in by the old one is signed out."""

    def do(changes: Changes) -> None:
        row = accounts.named(changes.session, username)
        accounts.set_password(changes, row, password, temporary=temporary)
        sessions.end_all(changes.session, row.key)

    work.run(engine, do, actor=actor, action="set_password", details={"account": username})


def set_enabled(engine: Engine, username: str, *, enabled: bool, actor: str) -> None:
    """Disable an account (its keys and sessions stop at once) or enable it again. The last administrator stays."""

    def do(changes: Changes) -> None:
        row = accounts.named(changes.session, username)
        had_admin = any(one.role is Role.ADMIN for one in grants.held_on(changes.session, row.key, clock.today()))
        accounts.change(changes, row, enabled=enabled)
        sessions.end_all(changes.session, row.key)
        if had_admin and not enabled:
            _keep_an_admin(changes, clock.today())

    action = "enable_account" if enabled else "disable_account"
    work.run(engine, do, actor=actor, action=action, details={"account": username})


def make_key(engine: Engine, username: str, asked: Asked, *, actor: str) -> str:
    """The secret text of a new key: it is shown now and never again."""
    most = int(parameters.resolve("access.key_days", clock.today()).value)

    def do(changes: Changes) -> str:
        row = accounts.named(changes.session, username)
        held = {one.role for one in grants.held_on(changes.session, row.key, clock.today())}
        if not held.issuperset(asked.roles):
            raise InvalidValue("key_roles", value=" ".join(sorted(set(asked.roles) - held)))
        return keys.create(changes, row, asked, most_days=most)[1]

    return work.run(engine, do, actor=actor, action="make_key", details={"account": username, "key": asked.name})


def revoke_key(engine: Engine, public: str, *, actor: str, reason: str) -> None:
    """End a key at once."""
    work.run(
        engine,
        lambda changes: keys.revoke(changes, keys.by_public(changes.session, None, public), reason),
        actor=actor,
        action="revoke_key",
        details={"key": public},
    )


def reach(engine: Engine, username: str) -> int | None:
    """How many units an account reaches today; None = all of the district's."""
    today = clock.today()
    with work.reading(engine) as session:
        row = accounts.named(session, username)
        return scopes.count(session, scopes.of(grants.held_on(session, row.key, today)), today)
