"""What every route leans on: the engine, the audience that looks, the language, disclosed figures."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated

from fastapi import Depends, Query, Request

from api.auth import WhoNow, pulse_of
from api.house import HouseNow
from buildings.audience import Audience
from buildings.database.engine import Engine
from buildings.disclosure.figures import Figures
from buildings.quantities import parse_month
from buildings.settings import settings
from buildings.words import Language
from buildings.workflows import figures as figures_workflow
from buildings.workflows import recall
from buildings.workflows.figures import Beside


@dataclass(frozen=True)
class Looking:
    """Who looks at what: the database, the audience, the origin of the data shown."""

    engine: Engine
    audience: Audience
    origin: str


def looking_of(request: Request, house: HouseNow, who: WhoNow) -> Looking:
    """The looking party of a request: the audience that the roles of who asks make up."""
    audience = recall.audience(house.engine, who, pulse_of(request, house))
    return Looking(house.engine, audience, house.origin)


def language_of(request: Request) -> Language:
    """Language asked for by ``?lang=``; programs may ask by header; else the first language of screens.

    Pages are Chinese first whatever the browser prefers: English is a switch on the page.
    """
    asked = request.query_params.get("lang")
    if asked is None and request.url.path.startswith("/api/"):
        asked = request.headers.get("accept-language", "").split(",")[0].strip().lower()[:2]
    if asked in ("zh", "en"):
        return "en" if asked == "en" else "zh"
    return settings().language


async def _language(request: Request) -> Language:  # no thread is needed for it
    return language_of(request)


LookingNow = Annotated[Looking, Depends(looking_of)]
LanguageNow = Annotated[Language, Depends(_language)]


def month_of_request(
    looking: LookingNow,
    month: Annotated[str | None, Query(max_length=20, description="YYYY-MM; latest unless said")] = None,
) -> int:
    """Month asked for, the latest with figures unless said; InvalidValue for another form, NotFound for others."""
    wanted = parse_month(month) if month else None
    return figures_workflow.month_or_latest(looking.engine, looking.origin, wanted)


MonthNow = Annotated[int, Depends(month_of_request)]


def beside_now(looking: LookingNow, month: MonthNow, who: WhoNow, request: Request) -> Beside:
    """Disclosed figures of the month for who looks, with the real register's; kept until the record changes."""
    return beside_of(looking, month, who.actor, request.url.path)


def beside_of(looking: Looking, month: int, actor: str, what: str) -> Beside:
    """The same; a look at enterprise tax is logged with its purpose, every time, before anything is shown."""
    figures_workflow.note_look(looking.engine, month, looking.audience, what=what, actor=actor)
    return figures_of(looking, month)


def figures_of(looking: Looking, month: int) -> Beside:
    """The same for a look that was logged already."""
    unnamed = replace(looking, audience=replace(looking.audience, purpose=None))
    return _beside(unnamed, month, figures_workflow.version(looking.engine))


@lru_cache(maxsize=16)
def _beside(looking: Looking, month: int, _version: str) -> Beside:
    return figures_workflow.beside(looking.engine, month, looking.audience, looking.origin)


def warm(looking: Looking) -> None:
    """Make what the start page needs first: the newest month's figures, kept for the first who asks."""
    if figures_workflow.months(looking.engine, looking.origin):
        figures_of(looking, figures_workflow.month_or_latest(looking.engine, looking.origin, None))


BesideNow = Annotated[Beside, Depends(beside_now)]


def figures_now(beside: BesideNow) -> Figures:
    """Disclosed figures of the month for who looks."""
    return beside.figures


FiguresNow = Annotated[Figures, Depends(figures_now)]
