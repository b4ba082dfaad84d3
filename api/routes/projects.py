"""改造项目: one upgrade project, recorded, changed, its stages set."""

from dataclasses import asdict
from typing import Any, Final

from fastapi import Depends, Response

from api.auth import WhoNow
from api.deeds import Write, WriteNow, done, etag
from api.dependencies import LookingNow, MonthNow
from api.house import HouseNow
from api.models.answers import answers
from api.models.projects import EffectSeen, Project
from api.models.tenancy import Voided
from api.permissions import requires
from api.routers import Router
from api.tenancy import Code
from buildings.access.roles import Permission
from buildings.database.changes import Changes
from buildings.workflows import figures, project_effects, projects
from buildings.workflows.deeds import Done
from buildings.workflows.lease_shapes import Reasoned
from buildings.workflows.project_shapes import ProjectChange, ProjectNew, StageSaid

BASE: Final = "/api/v1/upgrade-projects"
CREATED: Final = 201
router = Router(prefix=BASE, tags=["projects"])
READS = [Depends(requires(Permission.SEE_PROJECTS))]
WRITES = [Depends(requires(Permission.RECORD_PROJECTS))]


@router.get("/{code}", dependencies=READS, **answers(Project))
def read_upgrade_project(house: HouseNow, who: WhoNow, code: Code, response: Response) -> dict[str, Any]:
    """One project with its stages, who pays, links and pictures; its ETag is what a change is made upon."""
    found = projects.read(house.engine, who, code, house.origin)
    response.headers["etag"] = etag(int(found["version"]))
    return found


@router.get("/{code}/effect", dependencies=READS, **answers(EffectSeen))
def read_upgrade_project_effect(looking: LookingNow, month: MonthNow, who: WhoNow, code: Code) -> dict[str, Any]:
    """What changed over the works, less what changed meanwhile in peers that were not upgraded."""
    figures.note_look(looking.engine, month, looking.audience, what=f"{BASE}/{code}/effect", actor=who.actor)
    return asdict(project_effects.told(looking.engine, code, month, looking.audience, looking.origin))


@router.post("", status_code=CREATED, dependencies=WRITES, **answers(Project, status=CREATED))
def create_upgrade_project(write: WriteNow, asked: ProjectNew) -> Response:
    """A new project of a building in one's scope; a building has one under way at a time."""

    def make(changes: Changes) -> Done:
        code = projects.create(changes, write.deed.who, asked)
        return answer(write, changes, code, status=CREATED, location=f"{BASE}/{code}")

    return write(make, "project_create")


@router.patch("/{code}", dependencies=WRITES, **answers(Project))
def change_upgrade_project(write: WriteNow, code: Code, asked: ProjectChange) -> Response:
    """Change what is said of a project; what is left out stays."""

    def change(changes: Changes) -> Done:
        projects.change(changes, write.deed.who, code, write.upon, asked)
        return answer(write, changes, code)

    return write(change, "project_change")


@router.post("/{code}/stages", dependencies=WRITES, **answers(Project))
def set_upgrade_project_stage(write: WriteNow, code: Code, asked: StageSaid) -> Response:
    """One stage as it is known now, in place of what was known of it."""

    def change(changes: Changes) -> Done:
        projects.set_stage(changes, write.deed.who, code, write.upon, asked)
        return answer(write, changes, code)

    return write(change, "project_stage")


@router.post("/{code}/void", dependencies=WRITES, **answers(Voided))
def void_upgrade_project(write: WriteNow, code: Code, asked: Reasoned) -> Response:
    """It was recorded by mistake; nothing is deleted."""

    def change(changes: Changes) -> Done:
        projects.void(changes, write.deed.who, code, write.upon, asked.reason)
        return done({"code": code, "voided": True})

    return write(change, "project_void")


def answer(write: Write, changes: Changes, code: str, *, status: int = 200, location: str | None = None) -> Done:
    """The project as it stands now; nothing is written where nothing changed."""
    content = projects.seen(changes.session, write.deed.who, code, str(changes.origin))
    idle = not changes.wrote
    made = done(content, status=status, version=int(content["version"]), location=location)
    return Done(made.answer, idle=idle)
