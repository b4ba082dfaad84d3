"""Upgrade flags: the ranked list, one building's answers with their evidence, and when they changed."""

from typing import Literal

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from api.models.figures import IMPRINT, Figure, Imprint, Strict

Answer = Literal["not_due", "watch", "due", "cannot_tell"]
JUDGED = "that verdicts of tax are judged without what is hidden from this audience; null: nothing is hidden by tax"
MEASURE: JsonDict = {
    "measure": "vacancy_rate", "label": "空置率", "unit": "ratio", "worse": "high", "value": 0.34, "watch": 0.3,
    "due": 0.3, "clear": 0.27, "margin": 0.04,
}  # fmt: skip


class Rule(Strict):
    """What a rule is."""

    rule: str = Field(examples=["vacancy"])
    label: str
    version: str
    derives_from: Literal["public", "tenancy", "identity", "tax"]
    inputs: list[str] = Field(description="what it reads, by slugs of metrics and recorded facts")
    metric: str = Field(description="the metric of `/api/v1/buildings` that holds its verdict")


class Measure(Strict):
    """A figure against its thresholds; null where there is none."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [MEASURE]})

    measure: str
    label: str
    unit: str
    worse: Literal["high", "low"] = Field(description="on which side of the threshold it is worse")
    value: float | None
    watch: float | None
    due: float | None
    clear: float | None
    margin: float | None = Field(description="how far beyond the watch threshold; negative: not reached")


class Running(Strict):
    """Month-ends running at which each condition held, or how many it takes."""

    watch: int
    due: int
    clear: int


class Peers(Strict):
    """The group a building was compared with."""

    group: str = Field(examples=["specialty:finance", "star:4", "district"])
    label: str


class FlagAnswer(Strict):
    """One rule's answer for a building. Where it is hidden nothing else of it stands."""

    rule: str
    label: str
    version: str
    derives_from: Literal["public", "tenancy", "identity", "tax"]
    state: Literal["shown", "unknown", "hidden", "not_applicable"]
    verdict: Answer | None
    since: str | None = Field(description="month in which the present verdict began")
    former: Answer | None = Field(description="verdict a month before")
    guarded: bool | None = Field(description="the rule does not apply")
    guards: list[str] = Field(description="for what reasons: `young`, `renovating`, `not_operating` …")
    missing: list[str] = Field(description="inputs that are not known")
    peers: Peers | None
    measures: list[Measure]
    running: Running | None
    takes: Running
    said: str = Field(description="the answer in a sentence, with what would clear it")


class Span(Strict):
    """Months, both included, with the same verdict."""

    rule: str
    verdict: Answer
    first: str = Field(pattern=r"^\d{4}-\d\d$")
    last: str = Field(pattern=r"^\d{4}-\d\d$")


class Reach(Strict):
    """From which month to which, both included, a timeline is told; null: nothing is kept. What is outside is not."""

    first: str | None = Field(examples=["2024-11"])
    until: str | None = Field(examples=["2026-10"])
    whole: bool = Field(description="it reaches the month asked for; false: later months are not kept or do not stand")
    said: str = Field(description="the same in a sentence")


class BuildingFlags(Imprint):
    """All answers for a building, and how they came about."""

    code: str
    name: str
    flags: list[FlagAnswer]
    judged: str | None = Field(description=JUDGED)
    timeline: list[Span]
    timeline_of: Reach


class WithoutUpside(Strict):
    """Codes of buildings due or on watch without an upside that is shown: none is ranked as if it had none.

    A building whose verdict is hidden is not among them: that it is due or on watch at all is not told.
    """

    unknown: list[str] = Field(description="it cannot be told")
    hidden: list[str] = Field(description="this audience may not be told")
    not_applicable: list[str] = Field(description="the question does not arise")


class FlagList(Imprint):
    """Buildings that are due or on watch, ranked; those whose verdict is hidden come last."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [IMPRINT]})

    rules: list[Rule]
    buildings: list[dict[str, Figure | str | list[str] | None]] = Field(description="due first, each by tax upside")
    without_upside: WithoutUpside
    judged: str | None = Field(description=JUDGED)
    moves: list[dict[str, Figure | str | list[str] | None]] = Field(description="verdicts that changed in the month")


class Mover(Strict):
    """A building of which a rule would say something else."""

    code: str
    name: str
    rule: str
    now: Answer
    then: Answer


class Counts(Strict):
    """How many buildings in scope a rule has by verdict."""

    rule: str
    now: dict[str, int]
    then: dict[str, int]
    hidden: int = Field(description="buildings whose verdict is hidden")


class RuleTrial(Imprint):
    """Other thresholds tried: who would move. Nothing is written."""

    settings: dict[str, float]
    counts: list[Counts]
    moved: list[Mover]


class BudgetLine(Strict):
    """A building with its cost and its tax upside."""

    code: str
    name: str
    cost_fen: int
    gain_fen: int
    gain_months: int = Field(description="months with a tax file, of the twelve the gain is told from; 12 = a year")


class BudgetCut(Imprint):
    """The list cut to a budget."""

    budget_fen: int
    cost_fen: int = Field(description="of what is chosen")
    gain_fen: int = Field(description="tax upside of what is chosen")
    gain_months: int | None = Field(description="the fewest months behind a gain that is chosen; null: nothing is")
    chosen: list[BudgetLine]
    left: list[BudgetLine] = Field(description="with a cost, not chosen")
    uncosted: list[str] = Field(description="buildings with an upside and no known cost")
    ungained: WithoutUpside = Field(description="buildings that took no part for want of an upside")
