"""Rating schemes, assessments and evidence files as they come in and go out."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.models.accounts import Code, Strict, Text
from buildings.kinds import Answer
from buildings.schemes.scheme import Kind, Status, Words

Slug = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Note = Annotated[str, StringConstraints(min_length=1, max_length=2_000, strip_whitespace=True)]
Link = Annotated[str, StringConstraints(max_length=2_000, pattern=r"^https?://\S+$")]
Stage = Literal["applied", "review", "notice", "granted", "rereview", "revoked", "lapsed"]


class SchemeHead(Strict):
    """One version of a scheme."""

    scheme: str
    version: str
    kind: Kind
    status: Status
    title: Words
    notice: Words | None = Field(description="to be said wherever the scheme is used")
    valid_from: dt.date
    valid_to: dt.date | None


class SchemeList(Strict):
    """All versions of all schemes."""

    items: list[SchemeHead]


class NewRating(Strict):
    """A building that applies; under the version in force on the day unless one is named."""

    building: Annotated[Code, Field(min_length=1)]
    scheme: Slug = "star"
    version: Slug | None = None
    applied_on: dt.date | None = Field(None, description="today unless said")
    assessor: Text | None = None


class FindingBody(Strict):
    """Points of an item, or an answer to a veto or precondition; neither: looked at, and cannot be told."""

    slug: Slug
    points: Annotated[int, Field(strict=True, ge=0, le=100_000)] | None = None
    answer: Answer | None = None
    evidence: Note | None = None
    link: Link | None = None
    file: Annotated[str, StringConstraints(max_length=20)] | None = Field(None, description="`code` of a file")


class AssessorFindings(Strict):
    """What an assessor found, recorded whole or not at all."""

    findings: Annotated[list[FindingBody], Field(min_length=1, max_length=200)]
    assessed_on: dt.date | None = Field(None, description="today unless said")


class FillFrom(Strict):
    """The month whose figures fill the items that are filled."""

    month: Annotated[str, StringConstraints(max_length=20)]


class NewStep(Strict):
    """A step: which needs what stands in the table of transitions."""

    status: Stage
    effective_on: dt.date | None = Field(None, description="today unless said; not before the last step's")
    grade: Slug | None = Field(None, description="of a public notice")
    note: Note | None = Field(None, description="reason of a revocation, appeal, objection; ground of an unsure grade")


class RatingHead(Strict):
    """A rating as it stands on a day."""

    code: str
    building: str
    scheme: str
    scheme_version: str
    scheme_status: Status | None
    scheme_notice: Words | None
    body: str | None
    status: Stage | None
    grade: str | None
    awarded_on: dt.date | None
    valid_until: dt.date | None
    holds: bool
    undated: bool = Field(
        description="a file states it without its first day, or its end without that day: it may hold"
    )
    days_left: int | None = Field(description="to the last day of the award; null: over, without end, or unknown")
    days_over: int | None = Field(description="since the last day of an award that lapsed, was revoked or is reviewed")


class RatingList(Strict):
    """Ratings of a building on a day."""

    building: str
    as_of: dt.date
    known_at: dt.datetime | None = Field(description="as recorded at this instant; null = now")
    items: list[RatingHead]


class StepAnswer(Strict):
    """A step that was taken."""

    status: Stage
    effective_on: dt.date
    grade: str | None
    valid_until: dt.date | None
    note: str | None
    taken_by: str
    recorded_at: dt.datetime


class SpanAnswer(Strict):
    """From the fewest to the most points; `suppressed`: hidden, since they derive from tax."""

    low: int | None
    high: int | None
    suppressed: bool


class CategoryAnswer(SpanAnswer):
    """Points of a category."""

    slug: str
    of: int
    minimum: int


class _Finding(Strict):
    slug: str
    evidence: str | None
    link: str | None
    file: str | None
    assessed_on: dt.date | None
    assessed_by: str | None
    evidenced: bool | None = Field(description="false: no words, no link and no file; null: nothing was found")


class ItemAnswer(_Finding):
    """Points of an item; null and not suppressed: missing, which is no zero."""

    category: str
    of: int
    points: int | None
    suppressed: bool


class QuestionAnswer(_Finding):
    """A veto or precondition."""

    answer: Answer


class PointsAnswer(Strict):
    """Points and the range of grades; null and not suppressed: no grade."""

    total: SpanAnswer
    least: str | None
    most: str | None
    suppressed: bool
    unevidenced: list[str] = Field(description="items whose points lean on no evidence")
    categories: list[CategoryAnswer]
    items: list[ItemAnswer]
    answers: list[QuestionAnswer]


class RatingAnswer(RatingHead):
    """A rating with all that belongs to it; `points` null: a file stated it."""

    version: int
    as_of: dt.date
    beside: list[str] = Field(description="other ratings of the building in the family that hold, or may, on the day")
    assessor: str | None
    applied_on: dt.date | None
    filled_month: str | None
    steps: list[StepAnswer]
    points: PointsAnswer | None


class DueRating(Strict):
    """A rating that is to be reviewed again; `days_over`: by how many days it is overdue."""

    code: str
    building: str
    name: str
    scheme: str
    scheme_version: str
    status: Stage
    grade: str | None
    valid_until: dt.date | None
    days_left: int | None
    days_over: int | None


class DueRatings(Strict):
    """Ratings to be reviewed again, the soonest first."""

    as_of: dt.date
    items: list[DueRating]


class RaiseAnswer(Strict):
    """An item with points to gain; `missing`: never scored, so that it may have them already."""

    slug: str
    category: str
    title: Words
    gain: int
    effort: float = Field(description="person-months, as the scheme estimates")
    per_effort: float
    missing: bool


class WhatIfAnswer(Strict):
    """What is missing for a grade; null under `suppressed`: hidden, since it derives from tax."""

    code: str
    scheme: str
    scheme_version: str
    grade: str
    as_of: dt.date
    scheme_notice: Words | None
    suppressed: bool
    reached: bool | None
    lacking: int | None
    enough: list[str] | None = Field(description="items that suffice with the least effort; null: nothing does")
    obstacles: list[str]
    open: list[str] = Field(description="vetoes and preconditions of which it cannot be told")
    items: list[RaiseAnswer]
