"""规划目标: plan targets with their progress."""

from dataclasses import asdict
from typing import Any, Final

from fastapi import Depends

from api.auth import WhoNow
from api.dependencies import LookingNow, MonthNow
from api.models.answers import answers
from api.models.targets import PlanTargets
from api.permissions import requires
from api.routers import Router
from buildings.access.roles import Permission
from buildings.workflows import figures, plan_targets

PATH: Final = "/api/v1/plan-targets"
router = Router(tags=["projects"])


@router.get(PATH, dependencies=[Depends(requires(Permission.SEE_PROJECTS))], **answers(PlanTargets))
def list_plan_targets(looking: LookingNow, month: MonthNow, who: WhoNow) -> dict[str, Any]:
    """The plan's targets in force at a month's end: how many count, which, and when they are met at this pace."""
    figures.note_look(looking.engine, month, looking.audience, what=PATH, actor=who.actor)
    return asdict(plan_targets.told(looking.engine, month, looking.audience, looking.origin))
