"""Leases: read one, report, change, end, renew, void; many at once."""

from typing import Any

from fastapi import Depends, Response

from api.auth import WhoNow
from api.deeds import WriteNow
from api.house import HouseNow
from api.models.answers import answers
from api.models.tenancy import LeasesItem, RollAnswer, Voided
from api.permissions import requires
from api.routers import Router
from api.tenancy import Code, answered, carry_out, changed, one
from buildings.access.roles import Permission
from buildings.workflows import tenancy_roll
from buildings.workflows import tenancy_verbs as verbs
from buildings.workflows.lease_shapes import LeaseChange, LeaseEnd, LeaseNew, LeaseRenewal, LeaseResume, Reasoned, Roll

router = Router(prefix="/api/v1", tags=["tenancy"])
READS = [Depends(requires(Permission.SEE_TENANCY))]
WRITES = [Depends(requires(Permission.REPORT_TENANCY))]


@router.get("/leases/{code}", dependencies=READS, **answers(LeasesItem))
def read_lease(house: HouseNow, who: WhoNow, code: Code, response: Response) -> dict[str, Any]:
    """One lease; its ETag is what a change is made upon."""
    return one(house, who, "lease", code, response)


@router.post("/leases", dependencies=WRITES, **changed(LeasesItem, status=201))
def create_lease(write: WriteNow, asked: LeaseNew) -> Response:
    """A new lease."""
    return carry_out(write, verbs.LEASE_CREATE, "", asked)


@router.patch("/leases/{code}", dependencies=WRITES, **changed(LeasesItem))
def change_lease(write: WriteNow, code: Code, asked: LeaseChange) -> Response:
    """Change what is said of a lease; what is left out stays."""
    return carry_out(write, verbs.LEASE_CHANGE, code, asked, write.upon)


@router.post("/leases/{code}/end", dependencies=WRITES, **changed(LeasesItem))
def end_lease(write: WriteNow, code: Code, asked: LeaseEnd) -> Response:
    """Let a lease end early."""
    return carry_out(write, verbs.LEASE_END, code, asked, write.upon)


@router.post("/leases/{code}/resume", dependencies=WRITES, **changed(LeasesItem))
def resume_lease(write: WriteNow, code: Code, asked: LeaseResume) -> Response:
    """Take an early end back."""
    return carry_out(write, verbs.LEASE_RESUME, code, asked, write.upon)


@router.post("/leases/{code}/renew", dependencies=WRITES, **changed(LeasesItem, status=201))
def renew_lease(write: WriteNow, code: Code, asked: LeaseRenewal) -> Response:
    """A new lease that continues this one."""
    return carry_out(write, verbs.LEASE_RENEW, code, asked, write.upon)


@router.post("/leases/{code}/void", dependencies=WRITES, **changed(Voided))
def void_lease(write: WriteNow, code: Code, asked: Reasoned) -> Response:
    """Take a lease out that was recorded by mistake; nothing is deleted."""
    return carry_out(write, verbs.LEASE_VOID, code, asked, write.upon)


@router.post("/leases:bulk", dependencies=WRITES, **answers(RollAnswer))
def write_leases(write: WriteNow, asked: Roll) -> Response:
    """Up to 5 000 leases, all or none; changed where their code or number stands already, else made."""
    who = write.deed.who
    return answered(write, lambda changes: tenancy_roll.write(changes, who, asked), "lease_roll")
