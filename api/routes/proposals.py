"""Proposals of landlords: read one, withdraw it; staff check, accept, reject."""

from typing import Any

from fastapi import Depends, Response

from api.auth import WhoNow
from api.deeds import WriteNow
from api.house import HouseNow
from api.models.answers import answers
from api.models.tenancy import Checks, ProposalsItem
from api.permissions import requires
from api.routers import Router
from api.tenancy import Code, answered, one
from buildings.access.roles import Permission
from buildings.workflows import proposals, tenancy, tenancy_checks
from buildings.workflows.room_shapes import Acceptance, Nothing, Rejection

router = Router(prefix="/api/v1/proposals", tags=["tenancy"])
STAFF = [Depends(requires(Permission.CORRECT_TENANCY))]


@router.get("/{code}", dependencies=[Depends(requires(Permission.SEE_TENANCY))], **answers(ProposalsItem))
def read_proposal(house: HouseNow, who: WhoNow, code: Code, response: Response) -> dict[str, Any]:
    """One proposal: reason, difference, where it stands."""
    return one(house, who, "proposal", code, response)


@router.get("/{code}/checks", dependencies=STAFF, **answers(Checks))
def check_proposal(house: HouseNow, who: WhoNow, code: Code) -> dict[str, Any]:
    """What the register knows of the tenant in it; of tax to tax officers with a purpose, logged."""
    return {"items": tenancy_checks.of_proposal(house.engine, tenancy.asker(who), code, house.origin), "next": None}


@router.post("/{code}/accept", dependencies=STAFF, **answers(ProposalsItem))
def accept_proposal(write: WriteNow, code: Code, asked: Acceptance) -> Response:
    """Do what was proposed, in one's own name; refused when its subject moved on or it is no longer possible."""
    who, upon = write.deed.who, write.upon
    return answered(
        write, lambda changes: proposals.accept(changes, who, code, upon, asked.decision), "accept_proposal"
    )


@router.post("/{code}/reject", dependencies=STAFF, **answers(ProposalsItem))
def reject_proposal(write: WriteNow, code: Code, asked: Rejection) -> Response:
    """Let it be, and say why."""
    who, upon = write.deed.who, write.upon
    return answered(
        write, lambda changes: proposals.reject(changes, who, code, upon, asked.decision), "reject_proposal"
    )


@router.post("/{code}/withdraw", dependencies=[Depends(requires(Permission.REPORT_TENANCY))], **answers(ProposalsItem))
def withdraw_proposal(write: WriteNow, code: Code, asked: Nothing) -> Response:
    """Take one's own proposal back."""
    del asked
    who, upon = write.deed.who, write.upon
    return answered(write, lambda changes: proposals.withdraw(changes, who, code, upon), "withdraw_proposal")
