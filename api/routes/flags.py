"""Upgrade flags: who is due, why, since when; and a rule tried before it is adopted."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response

from api import kept, writing
from api.dependencies import FiguresNow, LanguageNow, LookingNow, MonthNow
from api.kept import Ask
from api.models.answers import answers
from api.models.answers import kept as kept_by_clients
from api.models.flags import BuildingFlags, FlagList, RuleTrial
from api.permissions import requires
from buildings.access.roles import Permission
from buildings.disclosure import flag_shapes, plain
from buildings.disclosure.figures import Figures
from buildings.errors import NotFound
from buildings.quantities import format_month
from buildings.words import Language
from buildings.workflows import rule_trials, verdicts

router = APIRouter(prefix="/api/v1", tags=["flags"], dependencies=[Depends(requires(Permission.SEE_FIGURES))])
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
    at = next((position for position, known in enumerate(table.codes) if known == code), None)
    if at is None:
        raise NotFound(code=code)
    spans = verdicts.timeline(looking.engine, figures, at)
    return {
        **plain.imprint(figures),
        "code": code,
        "name": table.names[at],
        "flags": flag_shapes.building(figures, at, language),
        "timeline": [
            {
                "rule": one.rule,
                "verdict": flag_shapes.verdict_of(one.verdict),
                "first": format_month(one.first),
                "last": format_month(one.last),
            }
            for one in spans
        ],
    }


@router.get("/flag-trials", dependencies=[Depends(requires(Permission.SEE_TAX))], **answers(RuleTrial))
def try_flags(
    looking: LookingNow,
    month: MonthNow,
    figures: FiguresNow,
    set: Annotated[  # noqa: A002 - the name of the parameter
        str, Query(max_length=600, description="e.g. `vacancy.share=0.25,ageing.due_years=15`")
    ],
) -> dict[str, Any]:
    """Who would enter and who would leave had these thresholds always held; nothing is written."""
    settings = rule_trials.wanted(writing.settings_of([one for one in set.split(",") if one.strip()]))
    trial = rule_trials.tried(looking.engine, month, looking.audience, looking.origin, settings)
    return {
        **plain.imprint(figures),
        "settings": {slug: float(value) for slug, value in settings.items()},
        "counts": [
            {
                "rule": rule,
                **{
                    name: {flag_shapes.verdict_of(v): n for (r, v), n in sorted(found.items()) if r == rule}
                    for name, found in (("now", trial.now), ("then", trial.then))
                },
                "hidden": trial.hidden.get(rule, 0),
            }
            for rule in rule_trials.COLUMNS
        ],
        "moved": [
            {
                "code": one.code,
                "name": one.name,
                "rule": one.rule,
                "now": flag_shapes.verdict_of(one.now),
                "then": flag_shapes.verdict_of(one.then),
            }
            for one in trial.moved
        ],
    }
