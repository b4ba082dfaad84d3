"""What is answered of one lease, room, tenant, outage or proposal."""

import datetime as dt
from typing import Any, Final, get_args

from pydantic import BaseModel, ConfigDict, Field, create_model

from api.models.lists import page_of
from buildings.register.views.catalogue import NOUNS


def _item(slug: str, **more: Any) -> type[BaseModel]:  # noqa: ANN401 - fields of a model
    """The row of a list as a model, with more fields where one thing says more than its row."""
    row: type[BaseModel] = get_args(page_of(NOUNS[slug]).model_fields["items"].annotation)[0]
    return create_model(f"One{row.__name__}", __base__=row, __doc__=row.__doc__, **more) if more else row


LeasesItem: Final = _item("leases")
PartiesItem: Final = _item("parties")
OutagesItem: Final = _item("outages")
ProposalsItem: Final = _item("proposals")
BuildingsItem: Final = _item("register_buildings")


class Strict(BaseModel):
    """Nothing else is answered."""

    model_config = ConfigDict(extra="forbid")


class AreaOfRoom(Strict):
    """Area and use of a room for a period; null days: without a beginning, without an end."""

    area_m2: float | None
    use: str | None
    lettable: bool
    valid_from: dt.date | None
    valid_to: dt.date | None
    source: str | None


class OutageOfRoom(Strict):
    """Space of a room out of service; null area: the whole room."""

    code: str
    starts_on: dt.date
    ends_on: dt.date | None
    area_m2: float | None
    reason: str | None


class Room(Strict):
    """A room whole; ``area_m2``, ``use`` and ``lettable`` are those of today."""

    code: str
    building: str
    building_name: str
    room: str
    floor: str | None
    floor_order: int | None
    implicit: bool
    valid_from: dt.date | None
    valid_to: dt.date | None
    area_m2: float | None
    use: str | None
    lettable: bool
    areas: list[AreaOfRoom]
    outages: list[OutageOfRoom]
    made_of: list[str] = Field(description="codes of the rooms it came from")
    became: list[str] = Field(description="codes of the rooms it was replaced by")
    version: int
    updated_at: dt.datetime


class ChangedRoom(Room):
    """A room with those that came or went with it."""

    others: list[Room] | None = None


class Voided(Strict):
    """What was taken out as recorded by mistake."""

    code: str
    voided: bool


class RollLine(Strict):
    """What became of one row."""

    index: int
    code: str
    action: str = Field(description="created, changed or unchanged")
    version: int


class RollAnswer(Strict):
    """What became of each row, in their order."""

    items: list[RollLine]
    created: int
    changed: int
    unchanged: int


class Check(Strict):
    """One question to the register; null answer: cannot tell."""

    check: str
    answer: str | None
    said: str | None = Field(description="what the register has, e.g. an enterprise")


class Checks(Strict):
    """Questions to the register and their answers, for staff alone."""

    items: list[Check]
    next: None = None
