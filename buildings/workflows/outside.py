"""Leaving for a provider of the office (OpenID Connect) and coming back: what is remembered in between."""

import secrets
from functools import partial

from buildings.access import clock, outside
from buildings.access.outside import OutsideSignIn, subject_of
from buildings.access.principals import Principal
from buildings.database import work
from buildings.database.engine import Engine
from buildings.errors import NotSignedIn
from buildings.workflows import doors

__all__ = ["OutsideSignIn", "begin", "come_in", "take"]


def begin(engine: Engine, back_to: str) -> OutsideSignIn:
    """A sign-in that begins: what goes along, what must come back, and what proves that it is the same."""
    row = OutsideSignIn(
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        back_to=back_to,
        began_at=clock.now(),
    )
    work.keeping(engine, partial(outside.begin, row=row))
    return row


def take(engine: Engine, state: str) -> OutsideSignIn:
    """The sign-in that comes back, which can come back once; NotSignedIn when there is none."""
    row: OutsideSignIn | None = work.keeping(engine, partial(outside.take, state=state, now=clock.now()))
    if row is None:
        raise NotSignedIn("sign_in_expired")
    return row


def come_in(engine: Engine, issuer: str, subject: str, *, former: str | None) -> tuple[str, Principal]:
    """Token for the cookie and who it is; NotSignedIn unless an administrator linked an account."""
    return doors.sign_in_outside(engine, subject_of(issuer, subject), former=former)
