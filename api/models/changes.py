"""The feed of changes."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class ChangeEvent(BaseModel):
    """One change of one thing; read the thing itself to see what it is now."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "id": 812,
                    "at": "2026-11-03T01:30:00+00:00",
                    "kind": "lease",
                    "action": "changed",
                    "code": "L-0000012",
                    "version": 3,
                    "building": "GL-0001",
                    "units": ["U-0000034"],
                }
            ]
        },
    )

    id: int = Field(description="grows in the order in which changes became true")
    at: datetime
    kind: Literal["building", "lease", "outage", "party", "proposal", "unit"]
    action: str = Field(description="created, changed, ended, voided …")
    code: str
    version: int | None
    building: str | None
    units: list[str] = Field(description="rooms it concerns, as far as they are yours")


class ChangeFeed(BaseModel):
    """Events after one."""

    model_config = ConfigDict(extra="forbid")

    items: list[ChangeEvent]
    next: int = Field(description="`since` of the next request, also when there is nothing new")
    more: bool = Field(description="whether more is waiting: ask again at once")
