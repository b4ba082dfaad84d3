"""改造照片: pictures of an upgrade project, recorded, listed, fetched, taken out."""

from typing import Any, Final

from fastapi import Response

from api import sending
from api.deeds import WriteNow, done
from api.house import HouseNow
from api.models.answers import answers
from api.models.projects import PhotoList, Project
from api.models.tenancy import Voided
from api.routers import Router
from api.routes.projects import BASE, CREATED, READS, WRITES, answer
from api.tenancy import Code
from buildings.database.changes import Changes
from buildings.operations.evidence import KINDS
from buildings.register.photos import PICTURES
from buildings.workflows import project_photos
from buildings.workflows.deeds import Done
from buildings.workflows.lease_shapes import Reasoned
from buildings.workflows.project_shapes import PhotoSaid

PHOTOS: Final = "/{code}/photos"
router = Router(prefix=BASE, tags=["projects"])
_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
_TYPES: Final = [KINDS[kind] for kind in PICTURES]
_GIVEN: Final[dict[str, Any]] = {
    "response_model": None,
    "responses": {200: {"content": dict.fromkeys(_TYPES, _BINARY), "description": "the picture as it came"}},
    "response_class": Response,
}


@router.get(PHOTOS, dependencies=READS, **answers(PhotoList))
def list_upgrade_project_photos(house: HouseNow, code: Code) -> dict[str, Any]:
    """Pictures in the order of the works: before, during, after; seen by who sees the project."""
    return {"project": code, "items": project_photos.listed(house.engine, code, house.origin)}


@router.post(PHOTOS, status_code=CREATED, dependencies=WRITES, **answers(Project, status=CREATED))
def add_upgrade_project_photo(write: WriteNow, code: Code, asked: PhotoSaid) -> Response:
    """A picture: the code of an evidence file of the building (`POST /api/v1/evidence`), or a link."""

    def add(changes: Changes) -> Done:
        made = project_photos.add(changes, write.deed.who, code, write.upon, asked)
        return answer(write, changes, code, status=CREATED, location=f"{BASE}/{code}/photos/{made}")

    return write(add, project_photos.ADD)


@router.get(f"{PHOTOS}/{{photo}}", dependencies=READS, **_GIVEN)
def read_upgrade_project_photo(house: HouseNow, code: Code, photo: Code) -> Response:
    """The picture as it came, to be saved; a link is not fetched for anybody."""
    found = project_photos.given(house.engine, code, photo, house.origin)
    headers = sending.attached(found.name) | {"x-content-type-options": "nosniff"}
    return Response(found.content, media_type=found.media_type, headers=headers)


@router.post(f"{PHOTOS}/{{photo}}/void", dependencies=WRITES, **answers(Voided))
def void_upgrade_project_photo(write: WriteNow, code: Code, photo: Code, asked: Reasoned) -> Response:
    """It was recorded by mistake; the file stays as evidence, and nothing is deleted."""

    def change(changes: Changes) -> Done:
        project_photos.void(changes, write.deed.who, code, write.upon, photo, asked.reason)
        return done({"code": photo, "voided": True})

    return write(change, project_photos.VOID)
