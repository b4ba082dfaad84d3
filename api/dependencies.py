"""What every route leans on: the engine, the audience that looks, the language, disclosed figures."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from fastapi import Depends, Query, Request

from buildings.audience import Audience
from buildings.database.engine import Engine
from buildings.disclosure.figures import Figures
from buildings.quantities import parse_month
from buildings.words import Language
from buildings.workflows import figures as figures_workflow


@dataclass(frozen=True)
class Looking:
    """Who looks at what: the database, the audience, the origin of the data shown."""

    engine: Engine
    audience: Audience
    origin: str


def looking_of(request: Request) -> Looking:
    """The looking party of a request; without accounts it is the one the server was started for."""
    found: Looking = request.app.state.looking
    return found


def language_of(request: Request) -> Language:
    """Language asked for by ``?lang=``, else the one the browser prefers, else Chinese."""
    asked = request.query_params.get("lang")
    if asked is None:
        first = request.headers.get("accept-language", "zh").split(",")[0].strip().lower()
        asked = "en" if first.startswith("en") else "zh"
    return "en" if asked == "en" else "zh"


LookingNow = Annotated[Looking, Depends(looking_of)]
LanguageNow = Annotated[Language, Depends(language_of)]


def month_of_request(
    looking: LookingNow,
    month: Annotated[str | None, Query(max_length=7, description="YYYY-MM; latest unless said")] = None,
) -> int:
    """Month asked for, the latest with figures unless said; InvalidValue for another form, NotFound for others."""
    wanted = parse_month(month) if month else None
    return figures_workflow.month_or_latest(looking.engine, looking.origin, wanted)


MonthNow = Annotated[int, Depends(month_of_request)]


def figures_now(looking: LookingNow, month: MonthNow) -> Figures:
    """Disclosed figures of the month for who looks; kept until the record changes."""
    return _figures(looking, month, figures_workflow.version(looking.engine))


@lru_cache(maxsize=8)
def _figures(looking: Looking, month: int, _version: int) -> Figures:
    return figures_workflow.figures(looking.engine, month, looking.audience, looking.origin)


FiguresNow = Annotated[Figures, Depends(figures_now)]
