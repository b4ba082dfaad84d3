"""What is answered of one upgrade project."""

import datetime as dt
from typing import Any, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, create_model

from api.models.lists import page_of
from buildings.register.views.projects import UPGRADE_PROJECTS


class Strict(BaseModel):
    """An answer that holds nothing else."""

    model_config = ConfigDict(extra="forbid")


class FunderSeen(Strict):
    """Who pays how much; null: not known."""

    funder: str
    amount_fen: int | None


class LinkSeen(Strict):
    """A picture before or after, or a document."""

    kind: str
    url: str
    taken_on: dt.date | None
    caption: str | None


class PhotoSeen(Strict):
    """A picture of the works: a file that can be fetched under its code, or a link."""

    code: str
    when: Literal["before", "during", "after"]
    taken_on: dt.date | None = Field(description="null: not known")
    caption: str | None
    url: str | None = Field(description="where it lies, if elsewhere")
    file: str | None = Field(description="`code` of the evidence file")
    name: str | None
    media_type: str | None
    size_bytes: int | None
    recorded_by: str | None = Field(description="null: before this was kept")
    recorded_at: dt.datetime


class PhotoList(Strict):
    """Pictures of a project, in the order of the works."""

    project: str
    items: list[PhotoSeen]


def _row_with_funding() -> type[BaseModel]:
    """The row of the list, with what one project says beside it."""
    row: type[BaseModel] = get_args(page_of(UPGRADE_PROJECTS).model_fields["items"].annotation)[0]
    more: dict[str, Any] = {"funding": list[FunderSeen], "links": list[LinkSeen], "photos": list[PhotoSeen]}
    return create_model("UpgradeProject", __base__=row, __doc__="One upgrade project.", **more)


Project: Final = _row_with_funding()


class Peer(Strict):
    """A building that was compared with."""

    code: str
    name: str


class MeasureSeen(Strict):
    """What one measure says; beside a hidden one nothing stands."""

    metric: Literal["occupancy_rate", "tax_yield", "passing_rent"]
    unit: str = Field(description="of all values; of rates the effect is a difference of shares")
    derives_from: str
    state: Literal["shown", "unknown", "hidden"]
    reason: str | None = Field(
        description="why it cannot be told: before_months, after_months (some of the twelve are not known), "
        "before_unmeasured, after_unmeasured (no area or space), before_thin, after_thin (coverage), "
        "before_coverage, after_coverage (not known), too_few (peers)"
    )
    before: float | None = Field(description="the building's own, over twelve months before the works")
    after: float | None = Field(description="the same over twelve months after")
    missing_before: int | None = Field(description="months of the twelve that are not known")
    missing_after: int | None
    group: str | None = Field(description="specialty:…, star:… or district: which peers", examples=["star:4"])
    peers: list[Peer] = Field(description="buildings without works meanwhile that it is compared with")
    peers_before: float | None = Field(description="mean of the peers")
    peers_after: float | None
    effect: float | None = Field(description="own change less the mean change of the peers")
    suppressed: bool


class EffectSeen(Strict):
    """The effect of a project, twelve months before its works against twelve after."""

    code: str
    building: str
    building_name: str
    month: str
    audience: str
    demonstration: bool
    reason: str | None = Field(
        description="why nothing is measured: not_started, not_finished, cancelled, start_unknown, finish_unknown, "
        "too_early (the twelve months after are not over)"
    )
    before: tuple[str, str] | None = Field(description="first and last month before")
    after: tuple[str, str] | None = Field(description="first and last month after")
    measures: list[MeasureSeen]
