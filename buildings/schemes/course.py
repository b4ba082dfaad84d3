"""The course of a rating 申报 → 评审 → 公示 → 授牌 → 复评 → 摘牌: which steps there are, and what holds on a day.

Lapsing 过期 is no step: it follows from the last day of the award.
"""

import csv
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from buildings.errors import Conflict, Misconfigured, Word
from buildings.kinds import RatingStatus
from buildings.schemes.catalogue import FOLDER

NEEDS = frozenset({"grade", "note"})
DAY = dt.timedelta(days=1)
BEFORE_AWARD = (RatingStatus.APPLIED, RatingStatus.REVIEW, RatingStatus.NOTICE)
"""Statuses in which nothing was awarded yet, unless a re-review led back to them."""
OPEN = (*BEFORE_AWARD, RatingStatus.REREVIEW)
"""Statuses in which points are still given: on the way to an award, and in the re-review of one."""
ENDED = (RatingStatus.REVOKED, RatingStatus.LAPSED)
"""Statuses of a star that is over."""


@dataclass(frozen=True)
class Transition:
    """A step that may be taken: from where (None = from nothing), to where, by whom, with what."""

    before: RatingStatus | None
    after: RatingStatus
    permission: str
    needs: frozenset[str]


@dataclass(frozen=True)
class Step:
    """A step that was taken, with the day it took effect; an award says the grade and its last day."""

    status: RatingStatus
    on: dt.date
    grade: str | None = None
    valid_until: dt.date | None = None


@dataclass(frozen=True)
class Stated:
    """What the row of a rating says by itself; ``applied_on`` None: a file stated it, and it takes no steps.

    ``recorded_on``: when the row was recorded as it is; an end that it tells without a day lies no later.
    """

    status: str
    grade: str | None = None
    applied_on: dt.date | None = None
    granted_on: dt.date | None = None
    valid_until: dt.date | None = None
    revoked_on: dt.date | None = None
    recorded_on: dt.date | None = None

    @property
    def end_untold(self) -> bool:
        """Whether it says that the star is over, and not since when."""
        untold = self.valid_until if self.status == RatingStatus.LAPSED else None
        return self.status in ENDED and untold is None and self.revoked_on is None


@dataclass(frozen=True)
class Standing:
    """Where a rating stands on a day; ``had``: something was awarded by then, on ``awarded_on`` if that is known.

    ``valid_until``: the last day of the award; of one that was revoked the last day it held, None if it did on no day.
    ``undated``: a file states the star and not since when, or its end and not that day, so that it may hold on the day,
    and may not. ``end_untold``: it is over, and nothing says since when.
    """

    status: RatingStatus
    grade: str | None = None
    awarded_on: dt.date | None = None
    valid_until: dt.date | None = None
    holds: bool = False
    had: bool = False
    undated: bool = False
    end_untold: bool = False

    @property
    def may_hold(self) -> bool:
        """Whether it holds, or nothing says that it does not."""
        return self.holds or self.undated


@cache
def transitions() -> tuple[Transition, ...]:
    """All of them, in the order of ``transitions.csv``; Misconfigured when it is wrong."""
    name = "transitions.csv"
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    try:
        found = tuple(_transition(row) for row in rows)
    except (KeyError, ValueError) as error:
        raise Misconfigured("wrong_parameter", file=name, parameter="transitions", reason=str(error)) from error
    return found


def _transition(row: dict[str, str]) -> Transition:
    needs = frozenset(row["needs"].split())
    if needs - NEEDS:
        raise ValueError(f"needs: {' '.join(sorted(NEEDS))}")
    before = RatingStatus(row["before"]) if row["before"] else None
    return Transition(before, RatingStatus(row["after"]), row["permission"], needs)


def transition(before: RatingStatus | None, after: RatingStatus) -> Transition:
    """The transition between two statuses; Conflict names those there are."""
    known = [one for one in transitions() if one.before is before]
    found = next((one for one in known if one.after is after), None)
    if found is None:
        raise Conflict(
            "no_such_step", before=_word(before), after=_word(after), known=tuple(_word(k.after) for k in known)
        )
    return found


def _word(status: RatingStatus | None) -> Word:
    return Word(f"rating_{status or 'nothing'}")


def stands(said: Stated, steps: Sequence[Step], day: dt.date) -> Standing | None:
    """Where a rating stands on a day: by its steps, or by the days that a file states of it; None before the first.

    A star whose first day a file does not state may hold until its last day, and is over after it. One that the row
    calls over without a day is over from when that was recorded, and may hold before. One that is under way, since
    whenever, is no star.
    """
    if said.applied_on is not None:
        return standing(steps, day)
    if said.granted_on is not None and (day < said.granted_on or not said.end_untold):
        return standing(imported(said.granted_on, said.grade, said.valid_until, said.revoked_on), day)
    return _untold(said, day)


def _untold(said: Stated, day: dt.date) -> Standing:
    """Where a rating stands of which a file does not state the first day, or not the end."""
    status, granted = RatingStatus(said.status), said.granted_on
    if status in BEFORE_AWARD:
        return Standing(status, said.grade)
    if said.end_untold and said.recorded_on is not None and day >= said.recorded_on:
        grade = None if status is RatingStatus.REVOKED else said.grade
        return Standing(status, grade, granted, had=True, end_untold=True)
    last = _last(said.valid_until, said.revoked_on)
    if last is None or day <= last:
        status = RatingStatus.GRANTED if status in ENDED else status
        return Standing(status, said.grade, granted, said.valid_until, had=granted is not None, undated=True)
    if said.revoked_on is not None and day >= said.revoked_on:
        return Standing(RatingStatus.REVOKED, None, None, last, had=True)
    return Standing(RatingStatus.LAPSED, said.grade, granted, last, had=True)


def standing(steps: Sequence[Step], day: dt.date) -> Standing | None:
    """Where the steps (in the order they were recorded) leave a rating on a day; None before the first.

    An award holds to its last day; one that an appeal gives back is as old as it was. A re-review that began by then
    keeps it until it is decided.
    """
    taken = [one for one in sorted(steps, key=lambda one: one.on) if one.on <= day]
    if not taken:
        return None
    award: Step | None = None
    former: Step | None = None
    over: dt.date | None = None
    kept = False
    for one in taken:
        if one.status is RatingStatus.GRANTED:
            given_back = former is not None and one.valid_until == former.valid_until
            award, kept = former if given_back else one, False
        elif one.status is RatingStatus.REVOKED:
            if award is not None:
                over = _last(None if kept else award.valid_until, one.on)
                over = None if over is not None and over < award.on else over
            former, award, kept = award, None, False
        elif one.status is RatingStatus.REREVIEW:
            kept = award is not None and _lasts(award, one.on)
    status = taken[-1].status
    if award is None:
        since = None if former is None else former.on
        return Standing(status, taken[-1].grade, since, over, had=former is not None)
    holds = kept or _lasts(award, day)
    status = status if holds else RatingStatus.LAPSED
    return Standing(status, award.grade, award.on, award.valid_until, holds, had=True)


def _last(until: dt.date | None, revoked: dt.date | None) -> dt.date | None:
    """The last day of an award that lapses or is revoked, whichever comes first."""
    ends = [*([] if until is None else [until]), *([] if revoked is None else [revoked - DAY])]
    return min(ends, default=None)


def _lasts(award: Step, day: dt.date) -> bool:
    return award.valid_until is None or day <= award.valid_until


def imported(
    granted_on: dt.date | None, grade: str | None, valid_until: dt.date | None, revoked_on: dt.date | None
) -> list[Step]:
    """The course of a rating of which only the days are known, as a file states them."""
    if granted_on is None:
        return []
    steps = [Step(RatingStatus.GRANTED, granted_on, grade, valid_until)]
    return steps if revoked_on is None else [*steps, Step(RatingStatus.REVOKED, revoked_on)]
