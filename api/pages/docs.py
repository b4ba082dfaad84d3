"""Pages for people who program: the API drawn from its description, and how landlords begin."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from api.auth import WhoNow
from api.dependencies import LanguageNow
from api.pages import html
from api.permissions import requires
from buildings.access.roles import Permission

router = APIRouter(prefix="/docs", include_in_schema=False, dependencies=[Depends(requires(Permission.SEE_FIGURES))])


@router.get("")
def docs(request: Request, who: WhoNow, language: LanguageNow) -> HTMLResponse:
    """Every operation of the API, to read and to try."""
    return html.page(request, "docs.html", language, csrf=who.csrf or "")
