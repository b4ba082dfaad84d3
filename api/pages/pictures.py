"""改造照片: the pictures of one upgrade project side by side, for who sees projects."""

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from api.auth import WhoNow
from api.dependencies import LanguageNow
from api.house import HouseNow
from api.pages import html
from api.permissions import requires
from api.routers import Router
from api.routes.projects import BASE
from api.tenancy import Code
from buildings.access.roles import Permission
from buildings.kinds import LinkKind
from buildings.words import label
from buildings.workflows import projects

router = Router(prefix="/projects", include_in_schema=False, dependencies=[Depends(requires(Permission.SEE_PROJECTS))])


@router.get("/{code}")
def pictures(request: Request, house: HouseNow, who: WhoNow, language: LanguageNow, code: Code) -> HTMLResponse:
    """Before, during and after the works; what lies elsewhere is linked, never fetched."""
    found = projects.read(house.engine, who, code, house.origin)
    groups = [
        (label("project_link", kind.value, language), [one for one in found["photos"] if one["when"] == kind.value])
        for kind in LinkKind
        if kind is not LinkKind.DOCUMENT
    ]
    stage = "—" if found["stage"] is None else label("project_stage", found["stage"], language)
    context = {"project": found, "stage": stage, "groups": groups, "address": f"{BASE}/{code}/photos"}
    made = html.page(request, "project.html", language, **context)
    made.headers["cache-control"] = "no-store"
    return made
