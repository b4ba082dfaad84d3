"""Signing in by the office's own provider: away with a state, back with a code."""

import hmac
from typing import Annotated, Final

from fastapi import Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from api import provider
from api.auth import COOKIE
from api.dependencies import LanguageNow
from api.house import HouseNow
from api.pages import door, links
from api.permissions import requires
from api.routers import Router
from buildings.access.roles import Permission
from buildings.errors import DomainError, NotSignedIn
from buildings.settings import settings
from buildings.workflows import outside

PATH: Final = "/sign-in/outside"
AWAY: Final = "louyu_away"
"""Cookie of somebody who is away at the provider: only the same browser may come back."""

router = Router(
    prefix=PATH,
    include_in_schema=False,
    dependencies=[Depends(requires(Permission.SEE_FIGURES, at_the_door=True)), Depends(provider.required)],
)
Text = Annotated[str, Query(max_length=4000)]


def _back(request: Request) -> str:
    """Where the provider sends people back to; it knows this address by heart."""
    return (settings().public_url or str(request.base_url)).rstrip("/") + f"{PATH}/back"


@router.get("")
def leave(
    request: Request,
    house: HouseNow,
    language: LanguageNow,
    following: Annotated[str, Query(alias="next", max_length=1000)] = links.START,
) -> Response:
    """Send somebody to the provider."""
    back_to = links.said_in(links.local(following), language)
    try:
        row = outside.begin(house.engine, back_to)
        answer = RedirectResponse(provider.address(row, _back(request)), links.SEE_OTHER)
    except DomainError as error:
        return door.page(request, house, language, error=error, back_to=back_to)
    answer.set_cookie(AWAY, row.state, max_age=600, httponly=True, secure=settings().https, samesite="lax", path=PATH)
    return answer


@router.get("/back")
def back(request: Request, house: HouseNow, language: LanguageNow, state: Text = "", code: Text = "") -> Response:
    """Let somebody in whom the provider vouches for."""
    back_to = links.START
    try:
        if not state or not hmac.compare_digest(request.cookies.get(AWAY, "").encode(), state.encode()):
            raise NotSignedIn("sign_in_expired")
        row = outside.take(house.engine, state)
        back_to = row.back_to
        if not code:  # he thought better of it, or may not come here
            raise NotSignedIn("outside_refused", reason="—")
        found = provider.subject(row, code, _back(request))
        issuer, former = settings().oidc_issuer, request.cookies.get(COOKIE)
        token, _ = outside.come_in(house.engine, issuer, found, former=former)
    except DomainError as error:
        answer: Response = door.page(request, house, language, error=error, back_to=back_to)
    else:
        answer = door.enter(RedirectResponse(back_to, links.SEE_OTHER), token)
    answer.delete_cookie(AWAY, httponly=True, secure=settings().https, samesite="lax", path=PATH)
    return answer
