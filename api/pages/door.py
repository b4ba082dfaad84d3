"""Signing in and out, and the purpose a tax officer states; the cookie is out of reach of scripts."""

from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.auth import COOKIE, WhoNow
from api.dependencies import LanguageNow
from api.house import HouseNow
from api.pages import html
from api.permissions import requires
from buildings.access.principals import Via
from buildings.access.roles import Permission
from buildings.errors import DomainError, Forbidden, NotSignedIn, TooMany
from buildings.words import Language, label, sentence
from buildings.workflows import doors

router = APIRouter(include_in_schema=False)
FORM_SITES: Final = {"same-origin", "none"}  # of Sec-Fetch-Site: our own page, or an address typed in
MOST: Final = 200
SEE_OTHER, REFUSED, LATER = 303, 401, 429


def local(address: str) -> str:
    """The address if it lies on this site, else the start page: a link must not lead away after signing in."""
    parts = urlsplit(address)
    fine = address.startswith("/") and not address.startswith(("//", "/\\")) and not (parts.scheme or parts.netloc)
    return address if fine and "\\" not in address and address.isprintable() else "/"


def own_form(request: Request) -> None:
    """Forbidden when another site's page sent the form, so that nobody is signed in as somebody else."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if (site is not None and site not in FORM_SITES) or (
        origin is not None and urlsplit(origin).netloc != request.headers.get("host")
    ):
        raise Forbidden("csrf")


@router.get("/sign-in")
def ask(language: LanguageNow, back: Annotated[str, Query(max_length=MOST)] = "/") -> HTMLResponse:
    """The form."""
    return _form(language, local(back))


def _form(language: Language, back: str, said: str = "", status: int = 200) -> HTMLResponse:
    return HTMLResponse(html.render("sign_in.html", language, back=back, said=said), status)


@router.post("/sign-in", dependencies=[Depends(own_form)])
def sign_in(
    request: Request,
    house: HouseNow,
    language: LanguageNow,
    username: Annotated[str, Form(max_length=MOST)],
    password: Annotated[str, Form(max_length=MOST)],
    back: Annotated[str, Form(max_length=MOST)] = "/",
) -> Response:
    """Sign in, or say that it did not work; which of name and password was wrong is not told."""
    address = request.client.host if request.client else ""
    try:
        token, _ = doors.sign_in(house.engine, username, password, address=address)
    except (NotSignedIn, TooMany) as error:
        return _form(language, local(back), _said(error, language), LATER if isinstance(error, TooMany) else REFUSED)
    answer = RedirectResponse(local(back), SEE_OTHER)
    answer.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=request.url.scheme == "https")
    return answer


def _said(error: DomainError, language: Language) -> str:
    return sentence(error, language)


@router.post("/sign-out", dependencies=[Depends(requires(Permission.SEE_FIGURES))])
def sign_out(request: Request, house: HouseNow, who: WhoNow) -> Response:
    """End the session; the cookie goes."""
    token = request.cookies.get(COOKIE)
    if token is not None and who.via is Via.SESSION:
        doors.sign_out(house.engine, token, who.actor)
    answer = RedirectResponse("/", SEE_OTHER)
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer


@router.post("/purpose", dependencies=[Depends(requires(Permission.SEE_ENTERPRISE_TAX))])
def purpose(house: HouseNow, who: WhoNow, stated: Annotated[str, Form(max_length=MOST)] = "") -> Response:
    """What a tax officer looks for from now on; empty ends the looking."""
    doors.state_purpose(house.engine, who, stated)
    return RedirectResponse("/", SEE_OTHER)


def badge(who: WhoNow, language: Language) -> dict[str, object]:
    """What the head of a page says of who is signed in."""
    roles = "、".join(label("role", role.value, language) for role in sorted(who.roles))
    return {
        "signed_in": who.via is Via.SESSION,
        "user": who.name,
        "user_roles": roles,
        "csrf": who.csrf or "",
        "purpose": who.purpose or "",
        "asks_purpose": who.account_id is not None and who.may(Permission.SEE_ENTERPRISE_TAX),
    }
