"""Tenants as reported; the enterprises they are, for staff."""

from typing import Any

from fastapi import Depends, Response

from api.auth import WhoNow
from api.deeds import WriteNow
from api.house import HouseNow
from api.models.answers import answers
from api.models.tenancy import Checks, PartiesItem
from api.permissions import requires
from api.routers import Router
from api.tenancy import Code, carry_out, changed, one
from buildings.access.roles import Permission
from buildings.workflows import tenancy, tenancy_checks
from buildings.workflows import tenancy_verbs as verbs
from buildings.workflows.room_shapes import TenantChange, TenantLink

router = Router(prefix="/api/v1/parties", tags=["tenancy"])
STAFF = [Depends(requires(Permission.CORRECT_TENANCY))]


@router.get("/{code}", dependencies=[Depends(requires(Permission.SEE_TENANCY))], **answers(PartiesItem))
def read_party(house: HouseNow, who: WhoNow, code: Code, response: Response) -> dict[str, Any]:
    """One tenant as reported; its ETag is what a change is made upon."""
    return one(house, who, "party", code, response)


@router.patch("/{code}", dependencies=[Depends(requires(Permission.REPORT_TENANCY))], **answers(PartiesItem))
def change_party(write: WriteNow, code: Code, asked: TenantChange) -> Response:
    """Correct the name or code that a tenant gave."""
    return carry_out(write, verbs.TENANT_CHANGE, code, asked, write.upon)


@router.post("/{code}/link", dependencies=STAFF, **changed(PartiesItem))
def link_party(write: WriteNow, code: Code, asked: TenantLink) -> Response:
    """Say which enterprise a reported tenant is, or that it is not known; facts follow."""
    return carry_out(write, verbs.TENANT_LINK, code, asked, write.upon)


@router.get("/{code}/checks", dependencies=STAFF, **answers(Checks))
def check_party(house: HouseNow, who: WhoNow, code: Code) -> dict[str, Any]:
    """What the register knows of the code and name as given; of tax to tax officers with a purpose, logged."""
    return {"items": tenancy_checks.of_party(house.engine, tenancy.asker(who), code, house.origin), "next": None}
