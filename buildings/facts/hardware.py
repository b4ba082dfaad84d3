"""硬件: the share of the points for hardware that the award of a valid star stands on."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from sqlalchemy import select
from sqlmodel import Session

from buildings.facts.reading import among, number, rows, standing, table
from buildings.facts.stars import STAR, Star
from buildings.portfolio import UNKNOWN
from buildings.quantities import day_number
from buildings.register.tables.ratings import RatingScore
from buildings.schemes import catalogue
from buildings.schemes.scheme import Scheme

CATEGORY: Final = "hardware"


def shares(session: Session, stars: Mapping[int, Star]) -> Mapping[int, float]:
    """Share by building, of those whose star was scored in full for hardware; others are not in it.

    What is scored after an award, for the next one, does not change it.
    """
    given = _given(session, stars)
    found = {}
    for building, star in stars.items():
        scheme = catalogue.known(STAR, star.version)
        share = None if scheme is None else _share(scheme, given.get(star.rating, {}))
        if share is not None:
            found[building] = share
    return found


def _share(scheme: Scheme, points: Mapping[str, int]) -> float | None:
    items = scheme.of_category(CATEGORY)
    if not items or any(one.slug not in points for one in items):
        return None
    return sum(points[one.slug] for one in items) / sum(one.points for one in items)


def _given(session: Session, stars: Mapping[int, Star]) -> Mapping[int, dict[str, int]]:
    """Points by rating and item that were assessed by the day of the award, the latest of each."""
    awarded = {star.rating: day_number(star.standing.awarded_on or dt.date.max) for star in stars.values()}
    own = table(RatingScore)
    statement = select(own.c.rating_id, own.c.item, number(own.c.points), number(own.c.assessed_on)).where(
        standing(own), among(own.c.rating_id, awarded)
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for rating, item, points, on in sorted(rows(session, statement.order_by(own.c.id)), key=lambda row: row[3]):
        if on == UNKNOWN or on <= awarded[rating]:
            found[rating][item] = points
    return {
        rating: {item: points for item, points in scored.items() if points != UNKNOWN}
        for rating, scored in found.items()
    }
