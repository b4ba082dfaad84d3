"""Space out of service."""

from typing import Any

from fastapi import Depends, Response

from api.auth import WhoNow
from api.deeds import WriteNow
from api.house import HouseNow
from api.models.answers import answers
from api.models.tenancy import OutagesItem, Voided
from api.permissions import requires
from api.routers import Router
from api.tenancy import Code, carry_out, changed, one
from buildings.access.roles import Permission
from buildings.workflows import tenancy_verbs as verbs
from buildings.workflows.lease_shapes import LeaseEnd, Reasoned
from buildings.workflows.room_shapes import OutageNew

router = Router(prefix="/api/v1/outages", tags=["tenancy"])
WRITES = [Depends(requires(Permission.REPORT_TENANCY))]


@router.get("/{code}", dependencies=[Depends(requires(Permission.SEE_TENANCY))], **answers(OutagesItem))
def read_outage(house: HouseNow, who: WhoNow, code: Code, response: Response) -> dict[str, Any]:
    """One outage; its ETag is what a change is made upon."""
    return one(house, who, "outage", code, response)


@router.post("", dependencies=WRITES, **changed(OutagesItem, status=201))
def create_outage(write: WriteNow, asked: OutageNew) -> Response:
    """Take space out of service."""
    return carry_out(write, verbs.OUTAGE_CREATE, "", asked)


@router.post("/{code}/end", dependencies=WRITES, **changed(OutagesItem))
def end_outage(write: WriteNow, code: Code, asked: LeaseEnd) -> Response:
    """Put space back into service after a day."""
    return carry_out(write, verbs.OUTAGE_END, code, asked, write.upon)


@router.post("/{code}/void", dependencies=WRITES, **changed(Voided))
def void_outage(write: WriteNow, code: Code, asked: Reasoned) -> Response:
    """It never was out of service; nothing is deleted."""
    return carry_out(write, verbs.OUTAGE_VOID, code, asked, write.upon)
