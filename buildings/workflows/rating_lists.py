"""Ratings of many buildings at once: where they stand on a day, and which are to be reviewed again soon."""

import datetime as dt
from dataclasses import dataclass

from buildings.access.principals import Principal
from buildings.access.roles import Permission
from buildings.database import work
from buildings.database.engine import Engine
from buildings.kinds import RatingStatus
from buildings.register import assessments, rating_facts, ratings
from buildings.register.tables.buildings import Building
from buildings.schemes import catalogue, course
from buildings.schemes.answers import after_months
from buildings.schemes.course import Standing
from buildings.workflows import rating_scope


@dataclass(frozen=True)
class Row:
    """A rating on a day.

    ``days_left``: to the last day of its award, ``days_over``: since that day, whether it is over or kept by a
    re-review; None: nothing was awarded, without end, or it cannot be told.
    """

    code: str
    building: str
    name: str
    scheme: str
    scheme_version: str
    standing: Standing
    days_left: int | None
    days_over: int | None


def listed(engine: Engine, who: Principal, origin: str, day: dt.date, known_at: dt.datetime | None = None) -> list[Row]:
    """Ratings on a day by code of the building: those that are public, and staff's others within reach.

    As recorded at an instant for staff alone: a mistake that was taken out is no star to the public.
    """
    wanted = [
        one
        for one, home in _rows(engine, origin, day, known_at)
        if (known_at is None and rating_scope.public(one.standing))
        or rating_scope.reaches(who, Permission.SEE_RATINGS, home)
    ]
    return sorted(wanted, key=lambda one: (one.building, one.code))


def unevidenced(engine: Engine, who: Principal, origin: str, day: dt.date) -> dict[str, int]:
    """How many items have points that lean on no evidence, by code of each assessment under way within reach.

    Items of categories that derive from tax are left out, whoever asks: nobody need be logged for a look.
    """
    found = {}
    with work.reading(engine) as session:
        for row, home, now in ratings.everything(session, origin, day):
            scheme = catalogue.known(row.scheme, row.scheme_version)
            if now is None or scheme is None or not is_open(now):
                continue
            if rating_scope.reaches(who, Permission.SEE_RATINGS, home):
                items = [scheme.by_slug.get(item) for item in rating_facts.unevidenced(session, row, day)]
                bare = [one for one in items if one is not None and one.category not in scheme.of_tax]
                found[assessments.code_of(row)] = len(bare)
    return found


def is_open(now: Standing) -> bool:
    """Whether points are still given."""
    return not now.undated and now.status in course.OPEN


def rereviews(engine: Engine, who: Principal, origin: str, day: dt.date) -> list[Row]:
    """Awards within reach that end in the lead time of their scheme, and re-reviews not decided; soonest first.

    A rating of a file has the lead time of its family's version in force.
    """
    found = [
        one
        for one, home in _rows(engine, origin, day)
        if one.standing.holds and _due(one, day) and rating_scope.reaches(who, Permission.SEE_RATINGS, home)
    ]
    return sorted(found, key=lambda one: (one.days_left or -(one.days_over or 0), one.building, one.code))


def _rows(engine: Engine, origin: str, day: dt.date, known_at: dt.datetime | None = None) -> list[tuple[Row, Building]]:
    found = []
    with work.reading(engine) as session:
        for row, home, now in ratings.everything(session, origin, day, known_at):
            if now is not None:
                code, scheme = assessments.code_of(row), (row.scheme, row.scheme_version)
                found.append((Row(code, home.code, home.name, *scheme, now, *days_to(now, day)), home))
    return found


def days_to(now: Standing, day: dt.date) -> tuple[int | None, int | None]:
    """Days left to the last day of an award, and days since it; never both."""
    if now.valid_until is None or now.undated:
        return None, None
    left = (now.valid_until - day).days
    return (left, None) if left >= 0 else (None, -left)


def _due(one: Row, day: dt.date) -> bool:
    if one.standing.status is not RatingStatus.GRANTED:
        return True
    scheme = catalogue.known(one.scheme, one.scheme_version) or catalogue.current(one.scheme, day)
    until = one.standing.valid_until
    return until is not None and scheme is not None and until <= after_months(day, scheme.rereview_lead_months)
