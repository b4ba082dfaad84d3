"""Pages for people who program: the API drawn from its description, and how landlords begin."""

from typing import Final

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from api.auth import WhoNow
from api.dependencies import LanguageNow
from api.pages import html
from api.permissions import requires
from buildings.access.roles import Permission

router = APIRouter(prefix="/docs", include_in_schema=False, dependencies=[Depends(requires(Permission.SEE_FIGURES))])
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""What the page may load: this server's own files; no script or style stands in the page itself."""


@router.get("")
def docs(who: WhoNow, language: LanguageNow) -> HTMLResponse:
    """Every operation of the API, to read and to try."""
    return _page("docs.html", language, csrf=who.csrf or "")


def _page(name: str, language: LanguageNow, **context: object) -> HTMLResponse:
    return HTMLResponse(html.render(name, language, **context), headers={"content-security-policy": POLICY})
