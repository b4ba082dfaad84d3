"""Accounts for administrators: people and machines, their roles and scopes, and the keys of machines."""

import re
from typing import Annotated, Any, Final

from fastapi import Depends, Path, Query, Response

from api.deeds import WriteNow, done, etag
from api.house import HouseNow
from api.models.accounts import (
    AccountAnswer,
    AccountChange,
    AccountPage,
    Move,
    NewAccount,
    NewGrant,
    PasswordAnswer,
    Withdrawal,
)
from api.models.answers import answers
from api.permissions import requires
from api.routers import Router
from buildings.access.accounts import Account, AccountBase
from buildings.access.grants import Grant, Held, code_of
from buildings.access.outside import parted, subject_of
from buildings.access.roles import Permission
from buildings.audience import Role
from buildings.database.changes import Changes
from buildings.errors import InvalidValue
from buildings.workflows import accounts
from buildings.workflows.accounts import AccountSeen
from buildings.workflows.deeds import Done

BASE: Final = "/api/v1/accounts"
router = Router(prefix=BASE, tags=["accounts"], dependencies=[Depends(requires(Permission.MANAGE_ACCOUNTS))])
Username = Annotated[str, Path(max_length=40)]
Code = Annotated[str, Path(max_length=20, description="`code` of the grant")]
Named: Final = re.compile(r"[a-z0-9._-]{1,40}")


def shape(seen: AccountSeen) -> dict[str, Any]:
    """An account with its roles as JSON."""
    row = seen.account
    return {
        "username": row.username,
        "name": row.name,
        "kind": row.kind,
        "enabled": row.enabled,
        "outside": parted(row.subject),
        "password": seen.password,
        "version": row.version,
        "grants": [_grant(one) for one in seen.grants],
    }


def _grant(row: Grant) -> dict[str, Any]:
    return {
        "code": code_of(row),
        "version": row.version,
        "role": row.role,
        "scope_kind": row.scope_kind,
        "scope": row.scope,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": None if row.valid_to is None else row.valid_to.isoformat(),
        "reason": row.reason,
    }


def _answer(changes: Changes, row: Account, *, status: int = 200) -> Done:
    location = f"{BASE}/{row.username}" if status == 201 else None  # noqa: PLR2004 - created
    content = shape(accounts.seen(changes.session, row))
    return done(content, status=status, version=row.version, location=location)


@router.get("", **answers(AccountPage))
def list_accounts(
    house: HouseNow,
    limit: Annotated[int, Query(ge=1, le=200, description="accounts of a page")] = 50,
    cursor: Annotated[str | None, Query(max_length=40, description="`next` of the page before")] = None,
) -> dict[str, Any]:
    """All accounts by name, with their roles."""
    if cursor is not None and not Named.fullmatch(cursor):
        raise InvalidValue(field="cursor", value=cursor)
    found = accounts.listed(house.engine, after=cursor or "", most=limit + 1)
    items = [shape(one) for one in found[:limit]]
    return {"items": items, "next": items[-1]["username"] if len(found) > limit else None}


@router.post("", status_code=201, **answers(AccountAnswer, status=201))
def create_account(write: WriteNow, asked: NewAccount) -> Response:
    """A new account, without a role and without a way in."""
    base = AccountBase(username=asked.username, name=asked.name, kind=asked.kind.value)
    return write(lambda changes: _answer(changes, accounts.create(changes, base), status=201), "create_account")


@router.get("/{username}", **answers(AccountAnswer))
def read_account(house: HouseNow, username: Username, response: Response) -> dict[str, Any]:
    """One account with its roles."""
    found = accounts.one(house.engine, username)
    response.headers["etag"] = etag(found.account.version)
    return shape(found)


@router.patch("/{username}", **answers(AccountAnswer))
def change_account(write: WriteNow, username: Username, asked: AccountChange) -> Response:
    """Rename, disable, enable an account, or link it to an outside sign-in; a disabled one is signed out everywhere."""

    def change(changes: Changes) -> Done:
        row = accounts.change(changes, username, write.upon, name=asked.name, enabled=asked.enabled)
        if "outside" in asked.model_fields_set:
            named = asked.outside
            subject = None if named is None else subject_of(named.issuer, named.subject)
            row = accounts.link(changes, username, None, subject)
        return _answer(changes, row)

    return write(change, "change_account")


@router.post("/{username}/password", **answers(PasswordAnswer))
def set_password(write: WriteNow, username: Username) -> Response:
    """A temporary password, shown this once: to be changed at the next sign-in. Sessions of the account end."""

    def change(changes: Changes) -> Done:
        said = {"username": username, "password": accounts.set_password(changes, username), "temporary": True}
        return Done(done(said).answer, kept=done({**said, "password": None}).answer)

    return write(change, "set_password")


@router.post("/{username}/grants", status_code=201, **answers(AccountAnswer, status=201))
def grant_role(write: WriteNow, username: Username, asked: NewGrant) -> Response:
    """Give a role in a scope."""
    held = Held(asked.role, asked.scope_kind, asked.scope, asked.valid_from, asked.valid_to)

    def change(changes: Changes) -> Done:
        accounts.grant(changes, username, held, asked.reason, by=write.deed.who)
        return _answer(changes, accounts.named(changes.session, username), status=201)

    return write(change, "grant_role")


@router.post("/{username}/grants/{code}/withdraw", **answers(AccountAnswer))
def withdraw_role(write: WriteNow, username: Username, code: Code, asked: Withdrawal) -> Response:
    """Let a role end: at once, or with a day. If-Match is the version of the grant."""

    def change(changes: Changes) -> Done:
        row = accounts.withdraw(changes, username, code, write.upon, last=asked.last, reason=asked.reason)
        return _answer(changes, row)

    return write(change, "withdraw_role")


@router.post("/{username}/grants/{code}/move", **answers(AccountAnswer))
def move_scope(write: WriteNow, username: Username, code: Code, asked: Move) -> Response:
    """Let a role go on in another scope: the end of one grant and the beginning of the other are one change."""
    to = Held(Role.PUBLIC, asked.scope_kind, asked.scope, asked.valid_from, asked.valid_to)  # its role is the grant's

    def change(changes: Changes) -> Done:
        by = write.deed.who
        return _answer(changes, accounts.move(changes, username, code, write.upon, to=to, reason=asked.reason, by=by))

    return write(change, "move_scope")
