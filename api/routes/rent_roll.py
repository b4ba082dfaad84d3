"""The rent roll as a workbook: down to be filled in, up to be previewed and written."""

from typing import Annotated, Any, Final

from fastapi import Depends, Query, Request, Response

from api import rolls, sending
from api.auth import WhoNow
from api.deeds import WriteNow
from api.dependencies import LanguageNow, LookingNow
from api.house import HouseNow
from api.models.answers import XLSX, answers
from api.models.rent_roll import RentRollAnswer
from api.openapi import problem
from api.permissions import requires
from api.routers import Router
from api.uploads import UploadNow, described
from buildings.access import clock
from buildings.access.roles import Permission
from buildings.register.views import values
from buildings.reports import rent_roll
from buildings.workflows import rent_roll_out
from buildings.workflows.roll_answer import Wanted

router = Router(prefix="/api/v1", tags=["tenancy"])
_FILE: Final[dict[str, Any]] = {
    "response_model": None,
    "responses": {
        200: {
            "content": {XLSX: {"schema": {"type": "string", "format": "binary"}}},
            "description": "the workbook",
            "headers": {"ETag": {"schema": {"type": "string"}, "description": "for If-None-Match"}},
        },
        304: {"description": "Not Modified: what If-None-Match names is current"},
        404: problem(404),
        413: problem(413),
    },
    "response_class": Response,
}


@router.get("/rent-roll", dependencies=[Depends(requires(Permission.SEE_TENANCY))], **_FILE)
def read_rent_roll(
    request: Request,
    house: HouseNow,
    who: WhoNow,
    looking: LookingNow,
    as_of: Annotated[str | None, Query(max_length=20, description="YYYY-MM-DD; today unless said")] = None,
    building: Annotated[str | None, Query(max_length=2000, description="codes of buildings, parted by commas")] = None,
) -> Response:
    """Leases that run or begin from a day on and rooms that stand empty on it, as a workbook to be filled in."""
    day = clock.today() if as_of is None else values.day("as_of", as_of)
    wanted = [] if building is None else [values.clean("building", code) for code in building.split(",")]
    with rent_roll_out.opened(house.engine, who, house.origin, day, wanted) as desk:
        held = sending.known(request, desk.state)
        if held is not None:
            return held
        roll, state = desk.roll(), desk.state
    name = rent_roll.file_name(day, looking.audience.slug, roll.mark)
    packed = sending.pack(rent_roll.xlsx_file(roll), XLSX)
    return sending.send(request, packed, state, sending.attached(name))


@router.post(
    "/rent-roll",
    dependencies=[Depends(requires(Permission.REPORT_TENANCY))],
    openapi_extra={"requestBody": described()},
    **answers(RentRollAnswer),
)
def write_rent_roll(
    upload: UploadNow,
    write: WriteNow,
    language: LanguageNow,
    reason: Annotated[
        str | None, Query(min_length=1, max_length=500, description="why closed months change: these become proposals")
    ] = None,
    difference: Annotated[
        str | None, Query(max_length=64, description="`difference` of a preview: refused when it is another by now")
    ] = None,
) -> Response:
    """What a rent roll says otherwise than the register: previewed by `dry_run=true`, else written, all or nothing."""
    why = reason or upload.fields.get("reason", "").strip() or None
    wanted = Wanted(why, difference, language, write.deed.dry_run)
    return rolls.carry_out(write, upload, wanted)
