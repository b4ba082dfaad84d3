"""Preconditions answered from facts of the register: yes, no, or not to be told."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from buildings.kinds import Answer
from buildings.quantities import last_day, month_of
from buildings.schemes.scheme import Fact, Precondition, Scheme


@dataclass(frozen=True)
class Facts:
    """What the register says of a building on a day; None = not known. Completion lies between two days."""

    day: dt.date
    office_m2: Fraction | None = None
    completed_earliest: dt.date | None = None
    completed_latest: dt.date | None = None
    in_use: Answer = Answer.UNKNOWN


def answered(scheme: Scheme, facts: Facts) -> Mapping[str, Answer]:
    """Answers to the preconditions that facts answer."""
    return {one.slug: _answer(one, facts) for one in scheme.preconditions if one.fact is not Fact.STATED}


def _answer(asked: Precondition, facts: Facts) -> Answer:
    if asked.fact is Fact.IN_USE:
        return facts.in_use
    least = asked.at_least or Fraction(0)
    if asked.fact is Fact.OFFICE_AREA:
        if facts.office_m2 is None:
            return Answer.UNKNOWN
        return Answer.YES if facts.office_m2 >= least else Answer.NO
    return _completed(facts, int(least))


def _completed(facts: Facts, months: int) -> Answer:
    if facts.completed_latest is not None and after_months(facts.completed_latest, months) <= facts.day:
        return Answer.YES
    if facts.completed_earliest is not None and after_months(facts.completed_earliest, months) > facts.day:
        return Answer.NO
    return Answer.UNKNOWN


def after_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; the month's last day where there is no such day."""
    last = last_day(month_of(day) + months)
    return last.replace(day=min(day.day, last.day))
