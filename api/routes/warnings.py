"""Early warnings: what was raised, stands or ended, and why."""

from functools import partial
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Response

from api import kept
from api.dependencies import FiguresNow, LanguageNow, LookingNow
from api.kept import Ask
from api.models.answers import answers
from api.models.answers import kept as kept_by_clients
from api.models.warnings import BuildingWarnings, WarningList
from api.permissions import requires
from api.routers import Router
from buildings.access.roles import Permission
from buildings.disclosure import plain, warned
from buildings.disclosure.figures import Figures
from buildings.kinds import Alert, AlertEvent
from buildings.quantities import format_month
from buildings.words import Language
from buildings.workflows import timelines

router = Router(prefix="/api/v1", tags=["warnings"], dependencies=[Depends(requires(Permission.SEE_FIGURES))])
AskNow = Annotated[Ask, Depends(kept.asks)]


@router.get("/warnings", **kept_by_clients(WarningList))
def list_warnings(
    ask: AskNow,
    language: LanguageNow,
    warning: Annotated[Alert | None, Query(description="events of this warning alone")] = None,
    event: Annotated[AlertEvent | None, Query(description="these events alone")] = None,
) -> Response:
    """Early warnings raised, standing or ended in the month, with their reasons; how many cannot be told.

    The counts are those of all warnings, whichever events are asked for. `event=cannot_tell` lists what cannot be told
    with what is missing; a warning that stands meanwhile is `standing` there, and not `told`.
    """
    return ask.answer(("warnings", language, warning or "", event or ""), partial(_list, language, warning, event))


def _list(language: Language, warning: Alert | None, event: AlertEvent | None, figures: Figures) -> Any:  # noqa: ANN401 - packed
    of, only = tuple(Alert) if warning is None else (warning,), warned.HAPPENED if event is None else (event,)
    said = {"warnings": warned.kinds(figures, language), "events": warned.rows(figures, language, of, only)}
    return kept.as_json({**plain.imprint(figures), **said})


@router.get("/buildings/{code}/warnings", **answers(BuildingWarnings))
def read_warnings(
    figures: FiguresNow, looking: LookingNow, language: LanguageNow, code: Annotated[str, Path(max_length=40)]
) -> dict[str, Any]:
    """A building's warnings of the month with their reasons, and the months in which any stood."""
    table = figures.tables["building"]
    at = table.row_of(code)
    told = timelines.stood(looking.engine, figures, at)
    mine = [one for one in warned.events(figures, everywhere=True) if one.at == at]
    return {
        **plain.imprint(figures),
        "code": code,
        "name": table.names[at],
        "warnings": [warned.plain(one, language) for one in mine],
        "timeline": [
            {
                "warning": one.warning,
                "first": format_month(one.first),
                "last": None if one.last is None else format_month(one.last),
            }
            for one in told.spans
        ],
        "timeline_of": told.reach.plain(language),
    }
