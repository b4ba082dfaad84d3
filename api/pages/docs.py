"""Pages for people who program: the API drawn from its description, and how landlords begin."""

import datetime as dt
from typing import Final

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from api.auth import WhoNow
from api.dependencies import LanguageNow
from api.pages import html
from api.permissions import requires
from api.routers import Router
from buildings.access import clock
from buildings.access.roles import Permission
from buildings.quantities import first_day, last_day, month_of
from buildings.words import Language

router = Router(prefix="/docs", include_in_schema=False, dependencies=[Depends(requires(Permission.SEE_FIGURES))])
EXAMPLES: Final = (
    "key.sh",
    "units.sh",
    "report.sh",
    "end.sh",
    "program.txt",
    "sheet.sh",
    "sheet.txt",
    "hook.sh",
    "receiver.txt",
)


@router.get("")
def docs(request: Request, who: WhoNow, language: LanguageNow) -> HTMLResponse:
    """Every operation of the API, to read and to try."""
    return html.page(request, "docs.html", language, csrf=who.csrf or "")


@router.get("/landlords")
def landlords(request: Request, language: LanguageNow) -> HTMLResponse:
    """How a landlord reports tenancy: by curl, by Python, by spreadsheet. A test runs what the page shows."""
    address = str(request.base_url).rstrip("/")
    return html.page(request, "landlords.html", language, examples=examples(address, language, clock.today()))


def examples(address: str, language: Language, day: dt.date) -> dict[str, str]:
    """The programs of the page, for this server and near this day."""
    month = month_of(day) + 1
    days = {
        "starts": first_day(month),
        "ends": last_day(month + 23),
        "last": last_day(month + 5),
        "renewed": last_day(month + 35),
    }
    return {name: html.render(f"examples/{name}", language, address=address, **days) for name in EXAMPLES}
