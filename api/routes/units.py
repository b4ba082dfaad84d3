"""Rooms: read one, name, measure, split, join; new ones; what is said of buildings."""

from typing import Any

from fastapi import Depends, Response

from api.auth import WhoNow
from api.deeds import WriteNow
from api.house import HouseNow
from api.models.answers import answers
from api.models.tenancy import BuildingsItem, ChangedRoom, Room
from api.permissions import requires
from api.routers import Router
from api.tenancy import Code, carry_out, changed, one
from buildings.access.roles import Permission
from buildings.workflows import tenancy_verbs as verbs
from buildings.workflows.room_shapes import BuildingChange, Join, RoomArea, RoomChange, RoomNew, Split

router = Router(prefix="/api/v1", tags=["tenancy"])
READS = [Depends(requires(Permission.SEE_TENANCY))]
WRITES = [Depends(requires(Permission.REPORT_TENANCY))]


@router.get("/units/{code}", dependencies=READS, **answers(Room))
def read_unit(house: HouseNow, who: WhoNow, code: Code, response: Response) -> dict[str, Any]:
    """One room with its dated areas and outages; its ETag is what a change is made upon."""
    return one(house, who, "unit", code, response)


@router.post("/units", dependencies=WRITES, **changed(Room, status=201))
def create_unit(write: WriteNow, asked: RoomNew) -> Response:
    """A new room of a building; a landlord's becomes a proposal, and staff's where months with tax knew it."""
    return carry_out(write, verbs.UNIT_CREATE, "", asked)


@router.patch("/units/{code}", dependencies=WRITES, **changed(Room))
def change_unit(write: WriteNow, code: Code, asked: RoomChange) -> Response:
    """Name, floor, first and last day of a room; a change of its days may become a proposal."""
    return carry_out(write, verbs.UNIT_CHANGE, code, asked, write.upon)


@router.post("/units/{code}/area", dependencies=WRITES, **changed(Room))
def measure_unit(write: WriteNow, code: Code, asked: RoomArea) -> Response:
    """Area, use and lettable for a period; a landlord's becomes a proposal, and staff's where tax goes by the area."""
    return carry_out(write, verbs.UNIT_AREA, code, asked, write.upon)


@router.post("/units/{code}/split", dependencies=WRITES, **changed(ChangedRoom))
def split_unit(write: WriteNow, code: Code, asked: Split) -> Response:
    """New rooms instead of one from a day on; one that does not keep the area may become a proposal."""
    return carry_out(write, verbs.UNIT_SPLIT, code, asked, write.upon)


@router.post("/units:join", dependencies=WRITES, **changed(ChangedRoom, status=201))
def join_units(write: WriteNow, asked: Join) -> Response:
    """One room instead of several from a day on; one that does not keep the area may become a proposal."""
    return carry_out(write, verbs.UNIT_JOIN, asked.units[0].unit, asked, asked.units[0].version)


@router.get("/register/buildings/{code}", dependencies=READS, **answers(BuildingsItem))
def read_register_building(house: HouseNow, who: WhoNow, code: Code, response: Response) -> dict[str, Any]:
    """What the register knows of a building; its ETag is what a change is made upon."""
    return one(house, who, "building", code, response)


@router.patch("/register/buildings/{code}", dependencies=WRITES, **changed(BuildingsItem))
def change_register_building(write: WriteNow, code: Code, asked: BuildingChange) -> Response:
    """What is said of a building; its operator's becomes a proposal, and staff's of its use where tax is on record."""
    return carry_out(write, verbs.BUILDING_CHANGE, code, asked, write.upon)
