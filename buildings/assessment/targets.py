"""Progress towards plan targets: which buildings count at a month's end, and when a target is met at this pace."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from buildings.metrics.windows import YEAR
from buildings.portfolio import Flags, Portfolio
from buildings.quantities import last_day
from buildings.stages import Project, Span

FARTHEST: Final = 100 * YEAR
"""Months ahead from which on a pace says nothing."""


@dataclass(frozen=True)
class Count:
    """Buildings that count, (n,). ``outside`` would count but are not in scope; ``unsure`` may or may not count.

    ``known`` False = nothing of the kind is on record at all, so that it cannot be told.
    """

    buildings: Flags
    outside: Flags
    unsure: Flags
    known: bool

    @property
    def number(self) -> int | None:
        """How many certainly count; None = cannot be told."""
        return int(self.buildings.sum()) if self.known else None

    @property
    def most(self) -> int | None:
        """How many count if all do of which it is not sure; None = cannot be told."""
        return int((self.buildings | self.unsure).sum()) if self.known else None


class Course(StrEnum):
    """Where the pace of the last twelve months leads."""

    REACHED = "reached"
    MONTH = "month"
    NEVER = "not_at_this_pace"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Pace:
    """Where it leads, and in which month it gets there."""

    course: Course
    month: int | None = None


def pace(least: int, now: int | None, before: int | None, month: int) -> Pace:
    """When a count gets there if it goes on as in the twelve months up to ``month``.

    ``before`` is the count twelve months before; the month told is the first by whose end the target is met.
    """
    if now is None:
        return Pace(Course.UNKNOWN)
    if now >= least:
        return Pace(Course.REACHED)
    if before is None:
        return Pace(Course.UNKNOWN)
    gained = now - before
    if gained <= 0:
        return Pace(Course.NEVER)
    ahead = -(-(least - now) * YEAR // gained)  # in whole months, rounded up
    return Pace(Course.NEVER) if ahead > FARTHEST else Pace(Course.MONTH, month + ahead)


def course(least: int, now: Count, before: Count | None, month: int) -> Pace:
    """The pace of two counts, told where it is the same whoever counts of those of whom it is not sure."""
    past = (None, None) if before is None else (before.most, before.number)
    slowest, fastest = (pace(least, *ends, month) for ends in zip((now.number, now.most), past, strict=True))
    return slowest if slowest == fastest else Pace(Course.UNKNOWN)


def starred(portfolio: Portfolio) -> Count:
    """Buildings with a valid star; cannot be told where no star was ever on record.

    One whose star a file states without its first day may count, and may not.
    """
    found = np.array([star is not None for star in portfolio.buildings.star], dtype=bool)
    ever, maybe = portfolio.condition.ever_starred, portfolio.condition.maybe_starred
    return _scoped(portfolio, found, maybe & ~found, known=bool((ever | maybe).any()))


def upgraded(portfolio: Portfolio, projects: tuple[Project, ...]) -> Count:
    """Buildings with an upgrade that is certainly done by the month's end; cannot be told without any project."""
    done, unsure = (np.zeros(len(portfolio.buildings), dtype=bool) for _ in range(2))
    day = last_day(portfolio.month)
    for one in projects:
        span: Span | None = one.works.done
        if span is not None and span.last <= day:
            done[one.place] = True
        elif span is not None and (span.first is None or span.first <= day):
            unsure[one.place] = True
    return _scoped(portfolio, done, unsure & ~done, known=bool(projects))


def _scoped(portfolio: Portfolio, found: Flags, unsure: Flags, *, known: bool) -> Count:
    inside = portfolio.buildings.in_scope
    return Count(found & inside, found & ~inside, unsure & inside, known)
