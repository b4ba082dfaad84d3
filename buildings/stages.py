"""Stages of an upgrade project 改造项目: their order, and what their days say of when works ran and were done."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from buildings.errors import Conflict, InvalidValue, Word
from buildings.kinds import ProjectStage
from buildings.quantities import decimal_of

ORDER: Final = tuple(stage.value for stage in ProjectStage if stage is not ProjectStage.CANCELLED)
STARTED, FINISHED, ACCEPTED, CANCELLED = (
    stage.value
    for stage in (ProjectStage.STARTED, ProjectStage.FINISHED, ProjectStage.ACCEPTED, ProjectStage.CANCELLED)
)

DONE: Final = (FINISHED, ACCEPTED)
WORKS: Final = (STARTED, *DONE)
INVESTMENT: Final = ("planned_investment_fen", "actual_investment_fen")
_RANKS: Final = {stage: rank for rank, stage in enumerate((*ORDER, CANCELLED))}


@dataclass(frozen=True)
class Step:
    """What is known of one stage: the day it is planned for, and between which days it was reached.

    ``latest`` None = not reached, as far as is known; ``earliest`` None = some day up to the latest. Equal = that day.
    """

    stage: str
    planned_on: dt.date | None = None
    earliest: dt.date | None = None
    latest: dt.date | None = None


@dataclass(frozen=True)
class Span:
    """Some day between two, both included; ``first`` None = any day up to the last."""

    first: dt.date | None
    last: dt.date


@dataclass(frozen=True)
class Works:
    """When works of a project began, ended (finished or cancelled), were done; None = not, as far as is known.

    ``announced``: by when any stage was certainly reached; None = none has a day.
    """

    began: Span | None
    ended: Span | None
    done: Span | None
    announced: dt.date | None = None

    def under_way(self, day: dt.date) -> bool:
        """Whether works certainly went on at a day's end: begun by then, and not over."""
        return self.began is not None and self.began.last <= day < _sure_end(self)

    def may_be_under_way(self, day: dt.date) -> bool:
        """Whether works may have gone on at a day's end, and may not: some day they began or ended on is not known."""
        return not self.under_way(day) and self.may_touch(day, day) and (self.ended is None or self.ended.last > day)

    def done_since(self, day: dt.date) -> dt.date | None:
        """First day of a span over a day's end, of works that certainly began: they go on, or were done in it."""
        if self.began is None or self.began.last > day or self.done is None or self.done.first is None:
            return None
        return self.done.first if self.done.first <= day < self.done.last else None

    @property
    def ahead(self) -> bool:
        """Whether they may still begin: neither begun nor called off."""
        return self.began is None and self.ended is None

    def ahead_on(self, day: dt.date) -> bool:
        """Whether the project was there by a day, and its works had neither certainly begun nor been called off.

        A project of which no stage has a day is there whenever one asks.
        """
        if self.announced is not None and self.announced > day:
            return False
        return not any(one is not None and one.last <= day for one in (self.began, self.ended))

    def may_touch(self, first: dt.date, last: dt.date) -> bool:
        """Whether works may have gone on at any time between two days, both included."""
        if self.began is None or (self.began.first is not None and self.began.first > last):
            return False
        return self.ended is None or self.ended.last >= first


@dataclass(frozen=True)
class Project:
    """A project as what computes needs it; ``place``: position of its building; ``one_hand``: how it unites owners."""

    place: int
    code: str
    title: str
    works: Works
    one_hand: str | None = None


Steps = Mapping[str, Step]


def works(steps: Steps) -> Works:
    """What stages say of works: what was finished or accepted began, whether that day is known or not."""
    began, finished, accepted, cancelled = (
        _span(steps.get(stage)) for stage in (STARTED, FINISHED, ACCEPTED, CANCELLED)
    )
    done = finished or (None if accepted is None else Span(None, accepted.last))
    if done is not None and done.first is None and began is not None:
        done = Span(began.first, done.last)
    if began is None and done is not None:
        began = Span(None, done.last)
    days = [one.latest for one in steps.values() if one.latest is not None]
    return Works(began, done or cancelled, done, min(days, default=None))


def _span(step: Step | None) -> Span | None:
    return None if step is None or step.latest is None else Span(step.earliest, step.latest)


def reached(steps: Steps, day: dt.date) -> str | None:
    """The furthest stage that was certainly reached by a day; None = none on record."""
    found = [one for one in (*ORDER, CANCELLED) if one in steps and _by(steps[one], day)]
    return found[-1] if found else None


def _by(step: Step, day: dt.date) -> bool:
    return step.latest is not None and step.latest <= day


def faults(steps: Steps, known: Steps, today: dt.date, completed: dt.date | None) -> Iterator[tuple[str, InvalidValue]]:
    """What cannot be true of stages as they will stand, each with its stage, in their order.

    Only what differs from what is ``known`` of them is judged; ``completed``: first day the building can have been.
    Half a span, days that run backwards, a stage reached in the future, a day planned for a cancellation, a stage
    before the one before it (planned and reached days apart), one that was cancelled after it was finished, works
    certainly before their building was completed.
    """
    other = {stage for stage, step in steps.items() if step != known.get(stage)}
    for stage in (*ORDER, CANCELLED):
        try:
            if stage in other:
                _alone(steps[stage], today)
                _beside_home(steps[stage], completed)
            for former in (one for one in (*ORDER, CANCELLED)[: _RANKS[stage]] if other & {one, stage}):
                _in_order(steps.get(former), steps.get(stage))
        except InvalidValue as error:
            yield stage, error


def check(steps: Steps, known: Steps, today: dt.date, completed: dt.date | None = None) -> None:
    """InvalidValue for the first of the ``faults``."""
    for _, error in faults(steps, known, today, completed):
        raise error


def _alone(step: Step, today: dt.date) -> None:
    stage = word(step.stage)
    if step.stage == CANCELLED and step.planned_on is not None:
        raise InvalidValue("cancellation_planned", pointer="/planned_on")
    if step.latest is None:
        if step.earliest is not None:
            raise InvalidValue("stage_half_said", stage=stage, pointer="/reached_latest")
        return
    if step.earliest is not None and step.earliest > step.latest:
        raise InvalidValue("days_backwards", first=step.earliest, last=step.latest, pointer="/reached_latest")
    if step.latest > today:
        raise InvalidValue("stage_to_come", stage=stage, day=step.latest, today=today, pointer="/reached_latest")


def _beside_home(step: Step, completed: dt.date | None) -> None:
    """An upgrade may be thought of and approved while its building is still going up; works may not begin."""
    if completed is None or step.latest is None or step.stage not in WORKS or step.latest >= completed:
        return
    said = {"stage": word(step.stage), "day": step.latest, "completed": completed}
    raise InvalidValue("stage_before_completion", **said, pointer="/reached_latest")


def _in_order(former: Step | None, later: Step | None) -> None:
    """A stage comes after each of those before it, however many lie between, and a cancellation after no finish."""
    if former is None or later is None:
        return
    if later.stage == CANCELLED and former.stage in DONE and former.latest is not None and later.latest is not None:
        raise InvalidValue("cancelled_when_done", stage=word(former.stage), pointer="/stage")
    days = [(former.planned_on, later.planned_on), (former.earliest, later.latest)]
    for before, after in days:
        if before is not None and after is not None and after < before:
            said = {"stage": word(later.stage), "day": after, "former": word(former.stage), "former_day": before}
            raise InvalidValue("stage_before_former", **said, pointer="/stage")


@dataclass(frozen=True)
class Money:
    """What is invested in a project, and how much of it is known to be paid, in fen."""

    planned_investment_fen: int | None
    actual_investment_fen: int | None
    funding_fen: int


def money(invested: Mapping[str, int | None], funding: Iterable[int | None]) -> Money:
    """The money of a project; of what is paid the known amounts count."""
    planned, actual = (invested[name] for name in INVESTMENT)
    return Money(planned, actual, sum(fen for fen in funding if fen is not None))


def check_money(said: Money, known: Money | None = None) -> None:
    """Refuse funding above the larger of the investments that are known, unless all is as it is ``known`` to be."""
    invested = {name: getattr(said, name) for name in INVESTMENT if getattr(said, name) is not None}
    if said == known or not invested or said.funding_fen <= max(invested.values()):
        return
    name = max(invested, key=lambda one: int(invested[one]))
    told = {"funding": f"{decimal_of(said.funding_fen):,.2f}", "investment": f"{decimal_of(invested[name]):,.2f}"}
    raise InvalidValue("funding_above_investment", which=Word(name), **told, pointer="/funding")


def word(stage: str) -> Word:
    """A stage as sentences name it."""
    return Word(f"stage_{stage}")


def moved(works: Works, known: Works) -> bool:
    """Whether works begin or end otherwise than is known of them."""
    return (works.began, works.ended) != (known.began, known.ended)


def apart(mine: Works, other: Works, *, code: str, building: str) -> None:
    """Refuse works that certainly went on in one building at the same time as others; Conflict names the other."""
    if mine.began is None or other.began is None:
        return
    begin, end = max(mine.began.last, other.began.last), min(_sure_end(mine), _sure_end(other))
    if begin < end:
        raise Conflict("project_under_way", code=code, building=building, day=begin)


def _sure_end(found: Works) -> dt.date:
    """Until when works certainly went on."""
    if found.ended is None:
        return dt.date.max
    return dt.date.min if found.ended.first is None else found.ended.first
