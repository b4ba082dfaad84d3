"""What may be tried with the flags, by those who see figures of tax: other thresholds, and a budget."""

from typing import Annotated, Any

from fastapi import Depends, Query

from api import writing
from api.dependencies import FiguresNow, LookingNow, MonthNow
from api.models.answers import answers
from api.models.flags import BudgetCut, RuleTrial
from api.permissions import requires
from api.routers import Router
from buildings.access.roles import Permission
from buildings.disclosure import flag_shapes, plain
from buildings.workflows import budgets, rule_trials

router = Router(prefix="/api/v1", tags=["flags"], dependencies=[Depends(requires(Permission.SEE_TAX))])


@router.get("/flag-trials", **answers(RuleTrial))
def try_flags(
    looking: LookingNow,
    month: MonthNow,
    figures: FiguresNow,
    set: Annotated[  # noqa: A002 - the name of the parameter
        str, Query(min_length=3, max_length=600, description="e.g. `vacancy.share=0.25,ageing.due_years=15`")
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


@router.get("/flag-budgets", **answers(BudgetCut))
def cut_flags(
    looking: LookingNow,
    figures: FiguresNow,
    budget_fen: Annotated[int, Query(ge=0, le=10**15, description="fen")],
    costs: Annotated[str, Query(max_length=6000, description="fen by code, e.g. `GL-0001=500000000`")] = "",
) -> dict[str, Any]:
    """The choice with the greatest tax upside within a budget, exact; costs of planned projects unless said."""
    said = writing.settings_of([one for one in costs.split(",") if one.strip()], "cost_form")
    found = budgets.cut(looking.engine, figures, budget_fen, {code: writing.fen(text) for code, text in said.items()})
    return {
        **plain.imprint(figures),
        "budget_fen": found.budget,
        "cost_fen": found.cost,
        "gain_fen": found.gain,
        "gain_months": found.months,
        "chosen": [_line(one) for one in found.chosen],
        "left": [_line(one) for one in found.left],
        "uncosted": list(found.uncosted),
        "ungained": flag_shapes.by_name(found.ungained),
    }


def _line(one: budgets.Line) -> dict[str, Any]:
    amounts = {"cost_fen": one.cost, "gain_fen": one.gain, "gain_months": one.months}
    return {"code": one.code, "name": one.name, **amounts}
