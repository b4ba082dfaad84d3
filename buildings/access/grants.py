"""Grants: which role an account holds, where, from when to when; moving one is an audited act."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import or_, select
from sqlmodel import Field, Session

from buildings.access.accounts import Account
from buildings.access.roles import PERMISSIONS, Permission
from buildings.audience import Role
from buildings.database.base import Record, table_args
from buildings.database.history import table_of
from buildings.database.types import Slug, in_order, one_of
from buildings.database.work import Changes
from buildings.errors import Conflict, InvalidValue, NotFound

CODE: Final = "G-"


class ScopeKind(StrEnum):
    """What a grant reaches over."""

    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"  # by its nine digits
    ENTERPRISE = "enterprise"  # whatever this enterprise owns, manages or operates, as the register says day by day
    BUILDING = "building"  # as its operator
    UNIT = "unit"  # building code and room, for owners known by name only


SCOPES: Final[Mapping[Role, frozenset[ScopeKind]]] = {
    **dict.fromkeys(Role, frozenset({ScopeKind.DISTRICT})),
    Role.SUBDISTRICT: frozenset({ScopeKind.SUBDISTRICT}),
    Role.LANDLORD: frozenset({ScopeKind.ENTERPRISE, ScopeKind.BUILDING, ScopeKind.UNIT}),
}
"""Which scopes each role may be granted in."""


class Grant(Record, table=True):
    """One role of one account in one scope, dated; both days count."""

    __tablename__ = "grants"
    __of_doors__ = True
    __table_args__ = table_args(
        one_of("role", Role), one_of("scope_kind", ScopeKind), in_order("valid_from", "valid_to")
    )

    account_id: int = Field(foreign_key="accounts.id", index=True)
    role: str = Field(sa_type=Slug)
    scope_kind: str = Field(sa_type=Slug)
    scope: str = Field(default="", description="code of what is reached; empty for the district")
    valid_from: dt.date
    valid_to: dt.date | None = None
    reason: str = ""


@dataclass(frozen=True)
class Held:
    """A role with its reach and the days of the grant, as access needs it."""

    role: Role
    kind: ScopeKind
    scope: str = ""
    first: dt.date | None = None
    last: dt.date | None = None


_G = table_of(Grant).c


def subdistricts(held: Iterable[Held], permission: Permission) -> frozenset[str] | None:
    """Sub-districts over whose buildings somebody has a permission; None: over every building of the district."""
    having = [one for one in held if permission in PERMISSIONS[one.role]]
    if any(one.kind is ScopeKind.DISTRICT for one in having):
        return None
    return frozenset(one.scope for one in having if one.kind is ScopeKind.SUBDISTRICT)


def give(changes: Changes, account: Account, held: Held, *, reason: str = "") -> Grant:
    """Grant a role; InvalidValue for a scope the role is not granted in, Conflict when it is held already."""
    if held.kind not in SCOPES[held.role] or (held.kind is ScopeKind.DISTRICT) == bool(held.scope):
        raise InvalidValue("scope_of_role", role=held.role, kind=held.kind, scope=held.scope)
    if held.first is None:
        raise InvalidValue(field="valid_from", value=None)
    if held.last is not None and held.last < held.first:
        raise InvalidValue("days_backwards", first=held.first, last=held.last)
    same = (held.role, held.kind, held.scope)
    for other in of(changes.session, account.key):
        apart = (other.valid_to is not None and other.valid_to < held.first) or (
            held.last is not None and held.last < other.valid_from
        )
        if (other.role, other.scope_kind, other.scope) == same and not apart:
            raise Conflict("role_held", role=held.role)
    row = Grant(
        account_id=account.key,
        role=held.role.value,
        scope_kind=held.kind.value,
        scope=held.scope,
        valid_from=held.first,
        valid_to=held.last,
        reason=reason,
    )
    changes.session.add(row)
    changes.session.flush()
    return row


def withdraw(changes: Changes, row: Grant, last: dt.date, reason: str) -> None:
    """Let a grant end with a day; one that had not begun by then is voided."""
    if not reason.strip():
        raise InvalidValue("reason_missing")
    if last < row.valid_from:
        row.voided_at, row.voided_by, row.void_reason = changes.at, changes.actor, reason.strip()
    else:
        row.valid_to, row.reason = last, reason.strip()
    changes.session.flush()


def by_code(session: Session, account_id: int, code: str) -> Grant:
    """The standing grant of an account by its public code; NotFound."""
    digits = code.removeprefix(CODE)
    usable = digits != code and digits.isascii() and digits.isdigit() and len(digits) <= 12  # noqa: PLR2004 - longer than any key
    row = session.get(Grant, int(digits)) if usable else None
    if row is None or row.account_id != account_id or row.voided_at is not None:
        raise NotFound(code=code)
    return row


def code_of(row: Grant) -> str:
    """Public code of a grant."""
    return f"{CODE}{row.key:07d}"


def follow_room(changes: Changes, old: str, new: str) -> None:
    """Let grants over a room that is named anew follow it: another room may get its former name."""
    for row in _over(changes, [old]):
        row.scope = new
    changes.session.flush()


def succeed(changes: Changes, olds: Collection[str], news: Collection[str], on: dt.date) -> None:
    """Give who holds all the rooms that end on a day those that begin then, for as long."""
    held: dict[tuple[int, str], list[Grant]] = {}
    for row in _over(changes, olds):
        if row.valid_to is None or row.valid_to >= on:
            held.setdefault((row.account_id, row.role), []).append(row)
    for (account_id, role), rows in held.items():
        first = max(on, *(row.valid_from for row in rows))
        last = min((row.valid_to for row in rows if row.valid_to is not None), default=None)
        if {row.scope for row in rows} != set(olds) or (last is not None and last < first):
            continue
        same: dict[str, Any] = {
            "account_id": account_id,
            "role": role,
            "scope_kind": ScopeKind.UNIT.value,
            "reason": "succession",
        }
        changes.session.add_all(Grant(**same, scope=scope, valid_from=first, valid_to=last) for scope in news)
    changes.session.flush()


def _over(changes: Changes, scopes: Collection[str]) -> Sequence[Grant]:
    query = select(Grant).where(_G.scope_kind == ScopeKind.UNIT.value, _G.scope.in_(scopes), _G.voided_at.is_(None))
    return changes.session.execute(query.order_by(_G.id)).scalars().all()


def hold_admins(changes: Changes) -> None:
    """Let nobody else change an administrator's grant meanwhile: two could otherwise remove each other."""
    if changes.session.get_bind().dialect.name == "postgresql":
        rows = select(_G.id).where(_G.role == Role.ADMIN.value, _G.voided_at.is_(None)).order_by(_G.id)
        changes.session.execute(rows.with_for_update()).all()
        changes.session.expire_all()


def admins_on(session: Session, day: dt.date) -> frozenset[int]:
    """Enabled accounts that are administrators on a day."""
    accounts = table_of(Account).c
    query = (
        select(_G.account_id)
        .join(table_of(Account), accounts.id == _G.account_id)
        .where(
            _G.role == Role.ADMIN.value,
            _G.voided_at.is_(None),
            _G.valid_from <= day,
            or_(_G.valid_to.is_(None), _G.valid_to >= day),
            accounts.enabled.is_(True),
            accounts.voided_at.is_(None),
        )
    )
    return frozenset(session.execute(query).scalars())


def of_many(session: Session, account_ids: Collection[int]) -> Mapping[int, Sequence[Grant]]:
    """Standing grants of several accounts, in the order they were made."""
    found: dict[int, list[Grant]] = {key: [] for key in account_ids}
    query = select(Grant).where(_G.account_id.in_(found), _G.voided_at.is_(None)).order_by(_G.id)
    for row in session.execute(query).scalars():
        found[row.account_id].append(row)
    return found


def of(session: Session, account_id: int) -> Sequence[Grant]:
    """All standing grants of an account, in the order they were made."""
    query = select(Grant).where(_G.account_id == account_id, _G.voided_at.is_(None)).order_by(_G.id)
    return session.execute(query).scalars().all()


def over(session: Session, building: str, day: dt.date) -> list[str]:
    """User names, each with its scope, of grants over a building or a room of it that run on a day or later."""
    mine = (_G.scope_kind == ScopeKind.BUILDING.value) & (_G.scope == building)
    rooms = (_G.scope_kind == ScopeKind.UNIT.value) & _G.scope.startswith(f"{building}/", autoescape=True)
    accounts = table_of(Account)
    query = (
        select(accounts.c.username, _G.scope)
        .join(accounts, accounts.c.id == _G.account_id)
        .where(_G.voided_at.is_(None), mine | rooms, or_(_G.valid_to.is_(None), _G.valid_to >= day))
    )
    return sorted({f"{username} ({scope})" for username, scope in session.execute(query)})


def held_on(session: Session, account_id: int, day: dt.date) -> tuple[Held, ...]:
    """Roles an account holds on a day."""
    query = select(Grant).where(
        _G.account_id == account_id,
        _G.voided_at.is_(None),
        _G.valid_from <= day,
        or_(_G.valid_to.is_(None), _G.valid_to >= day),
    )
    rows = session.execute(query.order_by(_G.id)).scalars()
    return tuple(
        Held(Role(row.role), ScopeKind(row.scope_kind), row.scope, row.valid_from, row.valid_to) for row in rows
    )
