"""Coming in and going out: the door for people, and what a tax officer looks for."""

from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from api import demo_accounts
from api.auth import COOKIE, WhoNow
from api.dependencies import LanguageNow
from api.house import House, HouseNow
from api.limits import address_of
from api.pages import html, links
from api.permissions import requires
from api.routers import Router
from api.statuses import status_of, told
from buildings.access.roles import Permission
from buildings.errors import DomainError, Forbidden, NotSignedIn, TooMany
from buildings.settings import settings
from buildings.words import sentence
from buildings.workflows import doors

router = Router(include_in_schema=False)
anybody = Depends(requires(Permission.SEE_FIGURES, at_the_door=True))
Text = Annotated[str, Form()]
MOST_NAME: Final = 200


def from_here(request: Request) -> None:
    """Forbidden for a form that a foreign page sent: it could sign somebody in to an account that is not his."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None and site not in {"same-origin", "none"}:
        raise Forbidden("not_from_here")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise Forbidden("not_from_here")
    if site is None and origin is None:
        raise Forbidden("not_from_here")


from_here.permission = Permission.SEE_FIGURES  # type: ignore[attr-defined]  # anybody may knock


def enter(response: Response, token: str) -> Response:
    """Give the browser its cookie: no script reads it, no foreign page sends it along with a change.

    Lax, not strict: who follows a link from a letter or comes back from an outside sign-in is still known.
    """
    response.set_cookie(COOKIE, token, httponly=True, secure=settings().https, samesite="lax", path="/")
    return response


@router.get("/sign-in", dependencies=[anybody])
def door(
    request: Request,
    house: HouseNow,
    who: WhoNow,
    language: LanguageNow,
    following: Annotated[str, Query(alias="next", max_length=1000)] = links.START,
    username: Annotated[str, Query(max_length=MOST_NAME)] = "",
) -> Response:
    """The door; who is in already is led on."""
    if who.account_id is not None:
        return links.to(links.local(following), language)
    return page(request, house, language, back_to=links.local(following), username=username)


def page(
    request: Request,
    house: House,
    language: LanguageNow,
    *,
    back_to: str = links.START,
    error: DomainError | None = None,
    **context: object,
) -> HTMLResponse:
    """The page of the door, with what went wrong; every way through it leads to ``back_to``."""
    around: dict[str, object] = {
        "back_to": back_to,
        "sign_in": links.sign_in(back_to, language),
        "username": "",
        "said": "" if error is None else sentence(error, language),
        "no_accounts": not doors.has_accounts(house.engine),
        "outside": settings().oidc_name if settings().oidc_issuer else "",
        **demo_accounts.listed(house.engine, language),
    }
    made = html.page(request, "sign_in.html", language, **(around | context))
    if error is not None:
        made.status_code = status_of(error)
        made.headers.update(told(error))
    return made


@router.post("/sign-in", dependencies=[Depends(from_here)])
def sign_in(
    request: Request,
    house: HouseNow,
    language: LanguageNow,
    username: Text = "",
    password: Text = "",
    following: Annotated[str, Form(alias="next")] = links.START,
) -> Response:
    """Come in with a password."""
    back_to, former = links.local(following), request.cookies.get(COOKIE)
    try:
        token, who = doors.sign_in(
            house.engine, username[:MOST_NAME], password, address=address_of(request), former=former
        )
    except (NotSignedIn, TooMany) as error:
        return page(request, house, language, error=error, back_to=back_to, username=username[:MOST_NAME])
    return enter(links.to("/account" if who.temporary else back_to, language), token)


@router.post("/sign-out", dependencies=[anybody])
def sign_out(request: Request, house: HouseNow, who: WhoNow, language: LanguageNow) -> Response:
    """Go out."""
    token = request.cookies.get(COOKIE)
    if token is not None and who.account_id is not None:
        doors.sign_out(house.engine, token, who.actor)
    answer = links.to(links.START, language)
    answer.delete_cookie(COOKIE, httponly=True, secure=settings().https, samesite="lax", path="/")
    return answer


@router.post("/purpose", dependencies=[Depends(requires(Permission.SEE_ENTERPRISE_TAX))])
def state_purpose(
    house: HouseNow,
    who: WhoNow,
    language: LanguageNow,
    purpose: Text = "",
    following: Annotated[str, Form(alias="next")] = links.START,
) -> Response:
    """What a tax officer looks for from now on; nothing ends it."""
    doors.state_purpose(house.engine, who, purpose)
    return links.to(links.local(following), language)
