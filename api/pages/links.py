"""Where pages lead: only to places of this site, in the language at hand."""

from typing import Final
from urllib.parse import quote, urlencode, urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse

from buildings.words import Language

START: Final = "/"
SIGN_IN: Final = "/sign-in"
_LONGEST: Final = 500
SEE_OTHER: Final = 303


def local(address: str | None) -> str:
    """The address if it is a path of this site that one may be led to after signing in; else the start page."""
    wanted = address or START
    parts = urlsplit(wanted) if wanted.isprintable() and wanted.isascii() else None
    if parts is None or len(wanted) > _LONGEST or parts.scheme or parts.netloc:
        return START
    inside = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted
    return wanted if inside and not wanted.startswith((SIGN_IN, "/sign-out")) else START


def here(request: Request) -> str:
    """The page of a request, to come back to."""
    query = f"?{request.url.query}" if request.url.query else ""
    return local(quote(request.url.path) + query) if request.method == "GET" else START


def said_in(address: str, language: Language) -> str:
    """The address in a language."""
    path, _, query = address.partition("#")[0].partition("?")
    kept = [one for one in query.split("&") if one and not one.startswith("lang=")]
    return f"{path}?{'&'.join([*kept, f'lang={language}'])}"


def to(address: str, language: Language) -> RedirectResponse:
    """Lead on after a form."""
    return RedirectResponse(said_in(address, language), SEE_OTHER)


def to_sign_in(request: Request, language: Language) -> RedirectResponse:
    """Lead to the door and back here."""
    return RedirectResponse(sign_in(here(request), language), SEE_OTHER)


def sign_in(back_to: str, language: Language) -> str:
    """Address of the door."""
    return f"{SIGN_IN}?{urlencode({'next': back_to, 'lang': language})}"
