"""Upgrade flags: who is due, why, since when."""

from functools import partial
from typing import Annotated, Any

from fastapi import Depends, Path, Response

from api import kept
from api.dependencies import FiguresNow, LanguageNow, LookingNow
from api.kept import Ask
from api.models.answers import answers
from api.models.answers import kept as kept_by_clients
from api.models.flags import BuildingFlags, FlagList
from api.permissions import requires
from api.routers import Router
from buildings.access.roles import Permission
from buildings.disclosure import flag_shapes, plain
from buildings.disclosure.figures import Figures
from buildings.disclosure.upgrade import judged_said
from buildings.quantities import format_month
from buildings.words import Language
from buildings.workflows import timelines

router = Router(prefix="/api/v1", tags=["flags"], dependencies=[Depends(requires(Permission.SEE_FIGURES))])
AskNow = Annotated[Ask, Depends(kept.asks)]


@router.get("/flags", **kept_by_clients(FlagList))
def list_flags(ask: AskNow, language: LanguageNow) -> Response:
    """Buildings due for upgrade or on watch, ranked by tax upside; what moved this month; what the rules are."""
    return ask.answer(("flags", language), partial(_list, language))


def _list(language: Language, figures: Figures) -> Any:  # noqa: ANN401 - packed
    return kept.as_json(flag_shapes.lists(figures, language))


@router.get("/buildings/{code}/flags", **answers(BuildingFlags))
def read_flags(
    figures: FiguresNow, looking: LookingNow, language: LanguageNow, code: Annotated[str, Path(max_length=40)]
) -> dict[str, Any]:
    """Every rule's answer for a building with its evidence, and when and why it came and went."""
    table = figures.tables["building"]
    at = table.row_of(code)
    told = timelines.timeline(looking.engine, figures, at)
    return {
        **plain.imprint(figures),
        "code": code,
        "name": table.names[at],
        "flags": flag_shapes.building(figures, at, language),
        "judged": judged_said(figures.audience, language),
        "timeline": [
            {
                "rule": one.rule,
                "verdict": flag_shapes.verdict_of(one.verdict),
                "first": format_month(one.first),
                "last": format_month(one.last),
            }
            for one in told.spans
        ],
        "timeline_of": told.reach.plain(language),
    }
