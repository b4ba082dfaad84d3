"""Plan targets with their progress."""

from typing import Literal

from pydantic import Field

from api.models.projects import Peer, Strict


class TargetReading(Strict):
    """How far one target is, on one basis; beside a hidden count nothing stands."""

    basis: Literal["month_end", "year", "rolling_12"] = Field(
        description="at the month's end; tax of the last complete year, or of the twelve months"
    )
    state: Literal["shown", "unknown", "hidden"]
    reason: str | None = Field(
        description="why it cannot be told: not_on_record (recorded nowhere), none_on_record (not one so far), no_file"
    )
    count: int | None = Field(description="buildings that certainly count")
    before: int | None = Field(
        description="the count twelve months before; null: not known (some may have counted, and may not), or hidden"
    )
    short: int | None = Field(description="how many are missing at most: if none counts of which it is not sure")
    short_least: int | None = Field(description="how many are missing at least: if all of those count")
    buildings: list[Peer] = Field(description="that count, as far as they may be named")
    outside: list[Peer] = Field(description="that would count but are not in scope")
    unsure: list[Peer] = Field(description="that may or may not count by the month's end")
    partial: bool = Field(description="more count than may be named")
    pace: Literal["reached", "month", "not_at_this_pace", "unknown", "hidden"] = Field(
        description="if it goes on as in the last twelve months; month: met by the end of `pace_month`; "
        "unknown, too, where those decide it that may or may not count"
    )
    pace_month: str | None
    suppressed: bool


class TargetProgress(Strict):
    """One target: so many by then."""

    slug: str = Field(examples=["starred", "tier_100m", "upgraded", "headquarters"])
    value: int
    more_than: bool = Field(description="the value itself does not meet it")
    by: str = Field(description="month by whose end it should be met")
    late: bool = Field(description="that month is over")
    source: str
    readings: list[TargetReading]


class PlanTargets(Strict):
    """The targets in force at a month's end."""

    month: str
    audience: str
    demonstration: bool
    targets: list[TargetProgress]
