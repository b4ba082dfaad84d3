"""Star ratings that hold on a day, by building: from the steps each took, or the days a file stated."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlmodel import Session

from buildings.facts.reading import number, rows, standing, table
from buildings.kinds import RatingStatus
from buildings.portfolio import UNKNOWN
from buildings.quantities import SHANGHAI, day_of
from buildings.register.tables.ratings import Rating, RatingStep
from buildings.schemes import course
from buildings.schemes.course import Standing, Stated, Step

STAR: Final = "star"
"""The family of schemes whose ratings are stars; its versions stand side by side."""


@dataclass(frozen=True)
class Star:
    """A rating of the family as it stands on a day."""

    rating: int
    building: int
    version: str
    standing: Standing


@dataclass(frozen=True)
class Recorded:
    """What is on record by a day, by building: the star that holds (the one awarded last), and who else ever had one.

    ``maybe``: a file states a star and not since when, and it may hold, may be still to come, or may be over; or it
    states that one is over and not since when.
    """

    held: Mapping[int, Star]
    ever: frozenset[int]
    maybe: frozenset[int]


def holding(session: Session, day: dt.date) -> Mapping[int, Star]:
    """The star that holds on a day by building; the one awarded last where several do."""
    return recorded(session, day).held


def recorded(session: Session, day: dt.date) -> Recorded:
    """Stars on record by a day; one whose last day is over was had, since whenever."""
    held: list[Star] = []
    ever: set[int] = set()
    maybe: set[int] = set()
    for rating, building, version, said, steps in _courses(session):
        now = course.stands(said, steps, day)
        if now is None:
            continue
        if now.holds:
            held.append(Star(rating, building, version, now))
        if now.had:
            ever.add(building)
        if now.undated:
            maybe.add(building)
    held.sort(key=lambda star: (star.standing.awarded_on or dt.date.min, star.rating))
    return Recorded({star.building: star for star in held}, frozenset(ever), frozenset(maybe))


def _courses(session: Session) -> Iterator[tuple[int, int, str, Stated, list[Step]]]:
    """Rating, building, version, what the row says and the steps of each rating of the family."""
    own, taken = table(Rating), _steps(session)
    days = (own.c.applied_on, own.c.granted_on, own.c.valid_until, own.c.revoked_on)
    columns = (own.c.id, own.c.building_id, own.c.scheme_version, own.c.recorded_at, own.c.status, own.c.grade)
    found = select(*columns, *days).where(standing(own), own.c.scheme == STAR)
    for key, building, version, recorded_at, *told in session.connection().execute(found):
        said = Stated(*(*told, recorded_at.astimezone(SHANGHAI).date()))
        yield key, building, version, said, taken[key]


def _steps(session: Session) -> Mapping[int, list[Step]]:
    own = table(RatingStep)
    statement = select(
        own.c.rating_id, own.c.status, number(own.c.effective_on), own.c.grade, number(own.c.valid_until)
    ).where(standing(own))
    found: dict[int, list[Step]] = defaultdict(list)
    for rating, status, on, grade, until in rows(session, statement.order_by(own.c.id)):
        found[rating].append(Step(RatingStatus(status), day_of(on), grade, _day(until)))
    return found


def _day(numbered: int) -> dt.date | None:
    return None if numbered == UNKNOWN else day_of(numbered)
