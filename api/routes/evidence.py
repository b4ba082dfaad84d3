"""Evidence files: certificates, photos and sheets, up and down."""

from typing import Annotated, Any, Final

from fastapi import Depends, Query, Response

from api import sending
from api.auth import WhoNow
from api.deeds import WriteNow, done
from api.house import HouseNow
from api.models.answers import answers
from api.models.evidence import EvidenceAnswer
from api.permissions import requires
from api.routers import Router
from api.tenancy import Code
from api.uploads import sent
from buildings.access.roles import Permission
from buildings.database.changes import Changes
from buildings.operations.evidence import KINDS, Sent
from buildings.workflows import evidence_files
from buildings.workflows.deeds import Done

BASE: Final = "/api/v1/evidence"
router = Router(tags=["ratings"])
_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
_TAKEN: Final = {"required": True, "content": {"application/octet-stream": _BINARY}}  # the bytes tell their kind
_GIVEN: Final[dict[str, Any]] = {
    "response_model": None,
    "responses": {200: {"content": dict.fromkeys(KINDS.values(), _BINARY), "description": "the file as it came"}},
    "response_class": Response,
}


@router.post(
    BASE,
    status_code=201,
    dependencies=[Depends(requires(Permission.RECORD_RATINGS))],
    openapi_extra={"requestBody": _TAKEN},
    **answers(EvidenceAnswer, status=201),
)
def add_evidence(
    write: WriteNow,
    content: Annotated[bytes, Depends(sent)],
    building: Annotated[str, Query(min_length=1, max_length=40, description="code of the building it is about")],
    name: Annotated[str, Query(min_length=1, max_length=200, description="name of the file")],
    of_tax: Annotated[bool, Query(description="it shows tax: for tax officers alone")] = False,
) -> Response:
    """Keep a file: its whole body, of a kind that its first bytes tell; a picture must decode to its end."""
    file = evidence_files.checked(Sent(name, content, of_tax))

    def add(changes: Changes) -> Done:
        row = evidence_files.add(changes, write.deed.who, building, file)
        said = evidence_files.described(row, building)
        return done(said, status=201, location=f"{BASE}/{said['code']}")

    return write(add, evidence_files.ADD)


@router.get(f"{BASE}/{{code}}", dependencies=[Depends(requires(Permission.SEE_RATINGS))], **_GIVEN)
def read_evidence(house: HouseNow, who: WhoNow, code: Code) -> Response:
    """The file as it came, to be saved and never shown by the browser itself."""
    found = evidence_files.given(house.engine, who, code, house.origin)
    headers = sending.attached(found.name) | {"x-content-type-options": "nosniff"}
    return Response(found.content, media_type=found.media_type, headers=headers)
