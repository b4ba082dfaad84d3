"""Who asks: from the key or cookie of a request to a principal; and that a change by cookie was meant."""

import hmac
from typing import Annotated
from urllib.parse import unquote

from fastapi import Depends, Request

from api import limits
from api.house import House, HouseNow
from buildings.access import purposes
from buildings.access.principals import Principal, Via
from buildings.errors import Forbidden, NotSignedIn
from buildings.workflows import recall
from buildings.workflows.recall import Pulse

COOKIE = "louyu_session"
SAFE = {"GET", "HEAD", "OPTIONS"}
CSRF_HEADER = "x-csrf-token"
PURPOSE_HEADER = "louyu-purpose"


def who_asks(request: Request, house: HouseNow) -> Principal:
    """The principal of a request, counted against its limit; nobody for a cookie that ended.

    NotSignedIn for a key that does not stand, TooMany for who asks too often.
    """
    try:
        who = _who(request, house)
    except NotSignedIn:
        limits.spend(request, None)
        raise
    limits.spend(request, who)
    request.state.who = who
    return who


def pulse_of(request: Request, house: House) -> Pulse:
    """State of the database at the beginning of a request: read once for all that is asked of it."""
    found: Pulse | None = getattr(request.state, "pulse", None)
    if found is None:
        found = request.state.pulse = recall.pulse(house.engine)
    return found


def _who(request: Request, house: House) -> Principal:
    pulse = pulse_of(request, house)
    bearer = request.headers.get("authorization")
    if bearer is not None:
        kind, _, text = bearer.partition(" ")
        if kind.lower() != "bearer":
            raise NotSignedIn("wrong_key")
        purpose = purposes.stated(unquote(request.headers.get(PURPOSE_HEADER, "")))
        return recall.by_key(house.engine, text.strip(), pulse, purpose=purpose)
    token = request.cookies.get(COOKIE)
    found = None if token is None else recall.by_session(house.engine, token, pulse)
    return found or nobody(house, pulse)


def nobody(house: House, pulse: Pulse) -> Principal:
    """Somebody without an account: sees what this server shows to everybody."""
    return Principal(actor="nobody", standing=house.standing_at(pulse))


WhoNow = Annotated[Principal, Depends(who_asks)]


async def meant(request: Request, who: WhoNow) -> None:
    """Forbidden for a change that a foreign page may have sent along with the cookie, or that a key may only read."""
    if request.method in SAFE:
        return
    if who.read_only:
        raise Forbidden("read_only_key")
    if who.via is not Via.SESSION:
        return
    sent = request.headers.get(CSRF_HEADER)
    if sent is None and request.headers.get("content-type", "").startswith(
        ("application/x-www-form-urlencoded", "multipart/form-data")
    ):
        form = await request.form()
        value = form.get("csrf")
        sent = value if isinstance(value, str) else None
    if who.csrf is None or not hmac.compare_digest((sent or "").encode(), who.csrf.encode()):
        raise Forbidden("csrf")
