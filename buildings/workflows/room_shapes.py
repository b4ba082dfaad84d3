"""What may be said of rooms, outages, tenants, buildings and proposals when they are written."""

from typing import Annotated

from pydantic import Field

from buildings.kinds import BuildingUse
from buildings.workflows.lease_shapes import MOST_PARTS, Area, Code, Day, Name, Reason, Short, Strict, said, unset


class RoomNew(Strict):
    """A new room."""

    building: Annotated[Code, Field(examples=["GL-0001"])]
    room: Short
    floor: Short | None = Field(None, description="may be B1, 3A, G")
    floor_order: Annotated[int, Field(ge=-20, le=200, strict=True)] | None = Field(
        None, description="1 = first above ground"
    )
    area_m2: Area | None = Field(None, description="null: unknown")
    use: Short | None = None
    lettable: bool = True
    valid_from: Day | None = None
    valid_to: Day | None = None
    reason: Reason = None


class RoomChange(Strict):
    """What changes of a room; what is left out stays."""

    room: Short = unset()
    floor: Short | None = None
    floor_order: Annotated[int, Field(ge=-20, le=200, strict=True)] | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    reason: Reason = None


class RoomArea(Strict):
    """Area and use of a room for a period; it may become a proposal."""

    area_m2: Area | None = Field(description="null: unknown")
    use: Short | None = None
    lettable: bool = unset()
    valid_from: Day | None = None
    valid_to: Day | None = None
    source: Name | None = None
    reason: Reason = None


class RoomPiece(Strict):
    """One of the rooms that a split makes."""

    room: Short
    area_m2: Area | None = Field(None, description="null: unknown")


class Split(Strict):
    """New rooms instead of one, from a day on."""

    on: Day
    rooms: list[RoomPiece] = Field(min_length=1, max_length=MOST_PARTS)
    reason: Reason = None


class Joined(Strict):
    """A room that is joined, upon a version of it."""

    unit: Code
    version: Annotated[int, Field(ge=1, strict=True, description="the ETag it was read with, without quotes")]


class Join(Strict):
    """One room instead of several of one floor, from a day on."""

    units: list[Joined] = Field(min_length=1, max_length=MOST_PARTS)
    room: Short
    area_m2: Area | None = Field(None, description="null: unknown")
    on: Day
    reason: Reason = None


class OutageNew(Strict):
    """Space that goes out of service; both days count."""

    unit: Code
    starts_on: Day
    ends_on: Day | None = Field(None, description="null: open end")
    area_m2: Area | None = Field(None, description="null: the whole room")
    reason: Reason = None


class TenantChange(Strict):
    """Name and code as the tenant gave them; what is left out stays."""

    name: Name = unset()
    code: Short | None = None


class TenantLink(Strict):
    """Which enterprise a reported tenant is; null: no longer known."""

    enterprise: Code | None
    reason: Reason = None


class BuildingChange(Strict):
    """What is said of a building; what is left out stays. A landlord's becomes a proposal."""

    name: Name = unset()
    aliases: list[Name] = unset(max_length=20)
    address: Name | None = None
    use: BuildingUse = unset()
    floors_above: Annotated[int, Field(ge=0, le=200, strict=True)] | None = None
    floors_below: Annotated[int, Field(ge=0, le=20, strict=True)] | None = None
    reason: Reason = None


class Acceptance(Strict):
    """What staff say to a proposal they accept."""

    decision: Annotated[str | None, said(500)] = None


class Rejection(Strict):
    """Why a proposal is rejected."""

    decision: Annotated[str, said(500)]


class Nothing(Strict):
    """Nothing needs to be said."""
