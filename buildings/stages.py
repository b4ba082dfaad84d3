"""Stages of an upgrade project 改造项目: their order, and what their days say of when works ran and were done."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from buildings.errors import Conflict, InvalidValue, Word
from buildings.kinds import ProjectStage

ORDER: Final = tuple(stage.value for stage in ProjectStage if stage is not ProjectStage.CANCELLED)
STARTED, FINISHED, ACCEPTED, CANCELLED = (
    stage.value
    for stage in (ProjectStage.STARTED, ProjectStage.FINISHED, ProjectStage.ACCEPTED, ProjectStage.CANCELLED)
)

DONE: Final = (FINISHED, ACCEPTED)
WORKS: Final = (STARTED, *DONE)
EVERY: Final = (*ORDER, CANCELLED)
RANKS: Final = {stage: rank for rank, stage in enumerate(EVERY)}


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
    found = [one for one in EVERY if one in steps and _by(steps[one], day)]
    return found[-1] if found else None


def _by(step: Step, day: dt.date) -> bool:
    return step.latest is not None and step.latest <= day


def faults(steps: Steps, known: Steps, today: dt.date, completed: dt.date | None) -> Iterator[tuple[str, InvalidValue]]:
    """What cannot be true of stages as they will stand, each with the stage that makes it so, in their order.

    Only days that differ from what is ``known`` of them are judged; ``completed``: first day the building can have
    been. Half a span, days that run backwards, a stage reached in the future, a day planned for a cancellation, a stage
    before the one before it (planned and reached days apart), one that was cancelled after it was finished, works
    certainly before their building was completed. ``pointer``: which day it is.
    """
    for stage in EVERY:
        found = [_in_order(_Pair.of(steps, one, stage), _Pair.of(known, one, stage)) for one in EVERY[: RANKS[stage]]]
        new = _new(steps.get(stage, Step(stage)), known.get(stage, Step(stage)))
        alone = _alone(new, today) or _beside_home(new, completed)
        found.insert(0, None if alone is None else (stage, alone))
        yield from [one for one in found if one is not None][:1]


def check(steps: Steps, known: Steps, today: dt.date, completed: dt.date | None = None) -> None:
    """InvalidValue for the first of the ``faults``."""
    for _, error in faults(steps, known, today, completed):
        raise error


def _new(said: Step, known: Step) -> Step:
    """What of a stage is not as it is known to be."""
    reached = said.earliest, said.latest
    first, last = (None, None) if reached == (known.earliest, known.latest) else reached
    return Step(said.stage, None if said.planned_on == known.planned_on else said.planned_on, first, last)


def _alone(step: Step, today: dt.date) -> InvalidValue | None:
    stage = word(step.stage)
    if step.stage == CANCELLED and step.planned_on is not None:
        return InvalidValue("cancellation_planned", pointer="/planned_on")
    if step.latest is None:
        if step.earliest is not None:
            return InvalidValue("stage_half_said", stage=stage, pointer="/reached_latest")
        return None
    if step.earliest is not None and step.earliest > step.latest:
        return InvalidValue("days_backwards", first=step.earliest, last=step.latest, pointer="/reached_latest")
    if step.latest > today:
        return InvalidValue("stage_to_come", stage=stage, day=step.latest, today=today, pointer="/reached_latest")
    return None


def _beside_home(step: Step, completed: dt.date | None) -> InvalidValue | None:
    """An upgrade may be thought of and approved while its building is still going up; works may not begin."""
    if completed is None or step.latest is None or step.stage not in WORKS or step.latest >= completed:
        return None
    said = {"stage": word(step.stage), "day": step.latest, "completed": completed}
    return InvalidValue("stage_before_completion", **said, pointer="/reached_latest")


@dataclass(frozen=True)
class _Pair:
    """Two stages, one before the other, however many lie between."""

    former: Step
    later: Step

    @classmethod
    def of(cls, steps: Steps, former: str, later: str) -> "_Pair":
        return cls(steps.get(former, Step(former)), steps.get(later, Step(later)))

    def days(self, *, planned: bool) -> tuple[dt.date | None, dt.date | None]:
        """Of two days that must run forward the first and the second: planned ones, or reached ones."""
        if planned:
            return self.former.planned_on, self.later.planned_on
        return self.former.earliest, self.later.latest


def _in_order(said: _Pair, known: _Pair) -> tuple[str, InvalidValue] | None:
    """A stage comes after each of those before it, and a cancellation after no finish."""
    both = (said.former.latest, said.later.latest)
    done = said.later.stage == CANCELLED and said.former.stage in DONE and None not in both
    if done and both != (known.former.latest, known.later.latest):
        return CANCELLED, InvalidValue("cancelled_when_done", stage=word(said.former.stage), pointer="/stage")
    for pointer, planned in (("/planned_on", True), ("/reached_latest", False)):
        (before, after), stood = said.days(planned=planned), known.days(planned=planned)
        if (before, after) != stood and before is not None and after is not None and after < before:
            moved = said.former if after == stood[1] else said.later
            told = {"stage": word(said.later.stage), "day": after, "former": word(said.former.stage)}
            error = InvalidValue("stage_before_former", **told, former_day=before, pointer=pointer)
            return moved.stage, error
    return None


def word(stage: str) -> Word:
    """A stage as sentences name it."""
    return Word(f"stage_{stage}")


def moved(works: Works, known: Works) -> bool:
    """Whether works begin or end otherwise than is known of them."""
    return (works.began, works.ended) != (known.began, known.ended)


def beside(mine: Works, other: Works) -> dt.date | None:
    """First day on which works certainly went on beside others; None: no such day is known."""
    if mine.began is None or other.began is None:
        return None
    begin, end = max(mine.began.last, other.began.last), min(_sure_end(mine), _sure_end(other))
    return begin if begin < end else None


def apart(mine: Works, other: Works, *, code: str, building: str) -> None:
    """Refuse works that certainly went on in one building at the same time as others; Conflict names the other."""
    day = beside(mine, other)
    if day is not None:
        raise Conflict("project_under_way", code=code, building=building, day=day)


def _sure_end(found: Works) -> dt.date:
    """Until when works certainly went on."""
    if found.ended is None:
        return dt.date.max
    return dt.date.min if found.ended.first is None else found.ended.first
