"""Lines of the smaller workbooks: manual splits, upgrade projects, score sheets."""

from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class SplitRow:
    """A line of 手工分摊; ``building_code`` None is 区外."""

    taxpayer_code: str
    month_from: int
    month_to: int
    building_code: str | None
    weight: int
    reason: str


@dataclass(slots=True, kw_only=True)
class ProjectRow:
    """A line of 改造项目台账; days as numbers, money in fen."""

    building_code: str
    title: str
    funding_mode: str | None = None
    one_hand: str | None = None
    scope_of_works: str | None = None
    contractor: str | None = None
    planned_investment: int | None = None
    actual_investment: int | None = None
    planned_on: int | None = None
    approved_on: int | None = None
    started_plan: int | None = None
    started_on: int | None = None
    finished_plan: int | None = None
    finished_on: int | None = None
    accepted_on: int | None = None
    cancelled_on: int | None = None
    source: str | None = None


@dataclass(slots=True)
class ScoreRow:
    """A line of 星级评分表; days as numbers."""

    building_code: str
    granted_on: int
    item: str
    points: int | None
    answer: str | None
    assessed_on: int
    assessed_by: str
    evidence: str | None
    scheme: str = "star@gulou-proposed-2026"
    link: str | None = None
