"""Coming in: with a password, a key or an outside sign-in; and what somebody who came in is shown."""

import datetime as dt
from collections.abc import Iterable

from buildings import parameters
from buildings.access import accounts, clock, grants, keys, purposes, sessions
from buildings.access.accounts import Account
from buildings.access.grants import Held
from buildings.access.principals import Principal, Via
from buildings.access.sessions import Lasting
from buildings.audience import Audience, Role
from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.work import Changes, Session
from buildings.errors import Conflict, InvalidValue, NotSignedIn
from buildings.register import scopes
from buildings.workflows import passwords

KEY_USE_EVERY = dt.timedelta(minutes=1)


def _number(slug: str) -> int:
    return int(parameters.resolve(slug, clock.today()).value)


def _lasting() -> Lasting:
    return Lasting(
        dt.timedelta(minutes=_number("access.session_idle_minutes")),
        dt.timedelta(hours=_number("access.session_hours")),
    )


def has_accounts(engine: Engine) -> bool:
    """Whether anybody has an account."""
    with work.reading(engine) as session:
        return accounts.any_stands(session)


def sign_in(
    engine: Engine, username: str, password: str, *, address: str, former: str | None = None
) -> tuple[str, Principal]:
    """Token for the cookie and who it is; the session of a ``former`` token in the same browser ends.

    Raises
    ------
    NotSignedIn
        Name or password are wrong, or the account is disabled: which of them is not told.
    TooMany
        The name or the address failed too often; it stays locked for a while.
    """
    row = passwords.proves(engine, username, password, address=address)
    if row is None:
        raise NotSignedIn("wrong_password")
    return _begin(engine, row, former=former)


def change_password(engine: Engine, who: Principal, old: str, new: str, *, address: str) -> tuple[str, Principal]:
    """Somebody's own new password: all sessions of the account end, and a new one begins.

    Raises
    ------
    InvalidValue, TooMany
        The present password is wrong (tried too often it locks, as at the door); the new one is too weak, or the same.
    """
    username = who.username
    row = passwords.proves(engine, username, old, address=address)
    if row is None:
        raise InvalidValue("wrong_old_password")
    if old == new:
        raise InvalidValue("same_password")

    def change(changes: Changes) -> None:
        accounts.set_password(changes, accounts.named(changes.session, username), new)
        sessions.end_all(changes.session, row.key)

    work.run(engine, change, actor=who.actor, action="change_password")
    return _begin(engine, row)


def _begin(engine: Engine, row: Account, *, former: str | None = None) -> tuple[str, Principal]:
    """A new session; NotSignedIn when the account was disabled at this very moment."""
    now = clock.now()

    def start(session: Session) -> str:
        if former is not None:
            sessions.end(session, former)
        sessions.sweep(session, now, _lasting())
        return sessions.begin(session, row.key, now)[0]

    token = work.keeping(engine, start)
    work.run(engine, lambda _: None, actor=f"user:{row.username}", action="sign_in")
    found = by_session(engine, token)
    if found is None:
        raise NotSignedIn("sign_in_expired")
    return token, found


def sign_in_outside(engine: Engine, subject: str, *, former: str | None = None) -> tuple[str, Principal]:
    """Sign in somebody whom a trusted provider vouches for; NotSignedIn unless an account is linked to the subject."""
    with work.reading(engine) as session:
        row = accounts.by_subject(session, subject)
    if row is None or not row.enabled:
        raise NotSignedIn("not_linked", subject=subject)
    return _begin(engine, row, former=former)


def by_session(engine: Engine, token: str) -> Principal | None:
    """Who a cookie's token belongs to, with the roles of today; None when it ended."""
    now = clock.now()
    with work.reading(engine) as session:
        found = sessions.find(session, token, now, _lasting())
        row = None if found is None else session.get(Account, found.account_id)
        if found is None or row is None or not row.enabled or row.voided_at is not None:
            return None
        temporary = accounts.must_change(session, row)
        held = () if temporary else grants.held_on(session, row.key, clock.today())
    if now - found.seen_at >= sessions.SEEN_EVERY:
        work.if_free(engine, lambda session: sessions.seen(session, found.token_sha256, now))
    return Principal(
        actor=f"user:{row.username}",
        held=held,
        account_id=row.key,
        name=row.name,
        via=Via.SESSION,
        temporary=temporary,
        purpose=found.purpose,
        csrf=found.csrf,
        token=found.token_sha256,
    )


def by_key(engine: Engine, text: str, *, purpose: str | None = None) -> Principal:
    """Who a key belongs to; NotSignedIn when it does not stand: which reason is not told."""
    now = clock.now()
    with work.reading(engine) as session:
        key = keys.find(session, text, now)
        row = None if key is None else session.get(Account, key.account_id)
        if key is None or row is None or not row.enabled or row.voided_at is not None:
            raise NotSignedIn("wrong_key")
        held = grants.held_on(session, row.key, clock.today())
        used = keys.last_used(session, key)
    if used is None or now - used >= KEY_USE_EVERY:
        work.if_free(engine, lambda session: keys.note_use(session, key.key, now, KEY_USE_EVERY))
    return Principal(
        actor=f"key:{row.username}/{key.public}",
        held=tuple(one for one in held if not key.roles or one.role in key.roles),
        account_id=row.key,
        name=row.name,
        via=Via.KEY,
        read_only=key.read_only,
        purpose=purpose,
        token=key.public,
    )


def sign_out(engine: Engine, token: str, actor: str) -> None:
    """End a session."""
    work.keeping(engine, lambda session: sessions.end(session, token))
    work.run(engine, lambda _: None, actor=actor, action="sign_out")


def state_purpose(engine: Engine, who: Principal, purpose: str | None) -> None:
    """What a tax officer looks for from now on in this session; each look is logged with it."""
    if who.via is not Via.SESSION or who.token is None:
        raise Conflict("purpose_by_header")
    token, stated = who.token, purposes.stated(purpose or "")
    work.keeping(engine, lambda session: sessions.state_purpose(session, token, stated))
    work.run(engine, lambda _: None, actor=who.actor, action="state_purpose", purpose=stated)


def audience(engine: Engine, who: Principal) -> Audience:
    """What somebody is shown: the union of the roles held today, each within its scope.

    A tax officer without a stated purpose is shown what a promoter is: enterprise tax is never shown for nothing.
    """
    if who.account_id is None:
        return who.shown_as
    roles = set(who.roles) or {Role.PUBLIC}
    if Role.TAX_OFFICER in roles and who.purpose is None:
        roles = roles - {Role.TAX_OFFICER} | {Role.PROMOTER}
    return Audience(
        frozenset(roles),
        _codes(who.held),
        _operated(engine, who.held),
        who.purpose if Role.TAX_OFFICER in roles else None,
    )


def _codes(held: Iterable[Held]) -> frozenset[str]:
    return frozenset(one.scope for one in held if one.role is Role.SUBDISTRICT)


def _operated(engine: Engine, held: tuple[Held, ...]) -> frozenset[str]:
    if not any(one.role is Role.LANDLORD for one in held):
        return frozenset()
    with work.reading(engine) as session:
        return scopes.operated(session, held, clock.today())
