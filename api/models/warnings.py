"""Early warnings: events of a month with their reasons, and when those of a building stood."""

from typing import Literal

from pydantic import Field

from api.models.figures import Imprint, Strict
from api.models.flags import Reach

What = Literal["raised", "standing", "ended", "cannot_tell"]


class WarningCounts(Strict):
    """Buildings in scope."""

    raised: int
    standing: int
    ended: int
    cannot_tell: int
    hidden: int = Field(description="of which this audience may not be told")


class WarningKind(Strict):
    """What a warning is, and how many there are this month."""

    warning: str = Field(examples=["tax_fall"])
    label: str
    version: str
    derives_from: Literal["public", "tenancy", "identity", "tax"]
    inputs: list[str]
    counts: WarningCounts


class WarningMeasure(Strict):
    """A figure against the threshold at which the warning is raised and the one at which it ends; none: it has none."""

    measure: str
    label: str
    unit: str
    worse: Literal["high", "low"] = Field(description="on which side of the threshold it is worse")
    value: float | None
    watch: float | None
    clear: float | None


class WarningAmount(Strict):
    """A figure that belongs to the reasons, as far as this audience is shown it."""

    metric: str = Field(examples=["occupancy_rate"])
    label: str
    unit: str
    value: float


class WarningEvent(Strict):
    """A warning of a building in the month."""

    warning: str
    label: str
    event: What
    since: str = Field(
        description="month in which it was raised; of one that ended, or cannot be told, this one", examples=["2026-10"]
    )
    told: bool = Field(description="false: this month it cannot be told; `standing` goes on meanwhile")
    missing: list[str]
    measures: list[WarningMeasure]
    beside: list[WarningAmount] = Field(description="amounts that belong to the reasons")
    said: str = Field(description="the reasons in a sentence")


class BuildingWarningEvent(WarningEvent):
    """A warning with its building."""

    code: str
    name: str


class WarningList(Imprint):
    """Events of a month."""

    warnings: list[WarningKind]
    events: list[BuildingWarningEvent]


class WarningSpan(Strict):
    """Months, both included, in which a warning stood; ``last`` null: it stands in the month asked for."""

    warning: str
    first: str
    last: str | None


class BuildingWarnings(Imprint):
    """Warnings of a building this month, and when they stood."""

    code: str
    name: str
    warnings: list[WarningEvent]
    timeline: list[WarningSpan]
    timeline_of: Reach
