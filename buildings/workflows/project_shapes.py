"""What may be said of an upgrade project when it is written; nothing else may be sent along."""

import re
from typing import Annotated, Final, Literal

from pydantic import Field, ValidationError

from buildings.errors import InvalidValue
from buildings.kinds import FundingMode, LinkKind, OneHand, ProjectStage
from buildings.stages import Step
from buildings.workflows.lease_shapes import Code, Day, Name, Strict, said, unset

MOST_LINES: Final = 100
_URL: Final = re.compile(r"https?://[^\s/?#@]+(?:[/?#]\S*)?", re.ASCII)
Sum = Annotated[int, Field(ge=0, le=10**15, strict=True, description="whole fen")]
Text = Annotated[str, said(2_000)]
Url = Annotated[str, said(500)]


class StageSaid(Strict):
    """One stage, as it is known now: what is left out is not known. ``reached_on`` is a day known exactly."""

    stage: ProjectStage
    planned_on: Day | None = None
    reached_on: Day | None = Field(None, description="the very day; else the earliest and latest it may have been")
    reached_earliest: Day | None = Field(None, description="null: any day up to the latest")
    reached_latest: Day | None = Field(None, description="null: not reached, as far as is known")
    note: Annotated[str | None, said(500)] = None

    def step(self) -> Step:
        """The days of it; InvalidValue when the day itself and a span are both given."""
        if self.reached_on is None:
            return Step(self.stage.value, self.planned_on, self.reached_earliest, self.reached_latest)
        if self.reached_earliest is not None or self.reached_latest is not None:
            raise InvalidValue("stage_day_twice", pointer="/reached_on")
        return Step(self.stage.value, self.planned_on, self.reached_on, self.reached_on)


class Funder(Strict):
    """Who pays how much."""

    funder: Name
    amount_fen: Sum | None = Field(None, description="null: not known")


class LinkSaid(Strict):
    """A picture or a document where it already lies; what is left out of a known one stays."""

    kind: LinkKind
    url: Annotated[Url, Field(description="http or https", examples=["https://files.example/before.jpg"])]
    taken_on: Day | None = Field(None, description="day a picture was taken; null: not known")
    caption: Annotated[str | None, said(200)] = None

    def checked(self) -> str:
        """The address; InvalidValue for another form."""
        return address(self.url)


class PhotoSaid(Strict):
    """A picture of the works: an evidence file of the building (JPEG, PNG or WebP), or its address elsewhere."""

    when: Literal["before", "during", "after"] = Field(description="改造前、改造中、改造后")
    file: Annotated[str | None, said(20)] = Field(
        None, description="`code` of an evidence file", examples=["F-0000001"]
    )
    url: Annotated[Url | None, Field(description="http or https")] = None
    taken_on: Day | None = Field(None, description="null: not known")
    caption: Annotated[str | None, said(200)] = None

    def checked(self) -> None:
        """InvalidValue when both or neither of file and address are given, or the address has another form."""
        if (self.file is None) == (self.url is None):
            raise InvalidValue("photo_one_place", pointer="/file")
        if self.url is not None:
            address(self.url)


def photo_said(**typed: object) -> PhotoSaid:
    """What was typed of a picture; InvalidValue names the first thing that is wrong."""
    try:
        return PhotoSaid.model_validate({name: value for name, value in typed.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidValue(field=str(first["loc"][0]), value=first.get("input")) from error


def address(url: str) -> str:
    """An address as it may be recorded; InvalidValue for another form."""
    if not _URL.fullmatch(url):
        raise InvalidValue("link_form", pointer="/url")
    return url


class _Said(Strict):
    funding_mode: FundingMode | None = None
    one_hand: OneHand | None = Field(None, description="strata: how it was brought into one hand")
    scope_of_works: Text | None = None
    contractor: Name | None = None
    planned_investment_fen: Sum | None = None
    actual_investment_fen: Sum | None = None
    source: Name | None = Field(None, description="where this is known from")


class ProjectNew(_Said):
    """A new upgrade project; what is left out is not known."""

    building: Annotated[Code, Field(examples=["GL-0001"])]
    title: Name
    stages: list[StageSaid] = Field(default_factory=list, max_length=len(ProjectStage))
    funding: list[Funder] = Field(default_factory=list, max_length=MOST_LINES)
    links: list[LinkSaid] = Field(default_factory=list, max_length=MOST_LINES)


class ProjectChange(_Said):
    """What changes; what is left out stays. ``funding`` and ``links`` replace all that were there."""

    title: Name = unset()
    funding: list[Funder] = unset(max_length=MOST_LINES)
    links: list[LinkSaid] = unset(max_length=MOST_LINES)


SAID: Final = ("title", *_Said.model_fields)
"""Fields that stand in the project itself."""
