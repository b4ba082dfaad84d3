"""What is recorded of buildings' condition and hands at a month's end: renovations, stars ever had, owners, keepers."""

from typing import Final

import numpy as np
from sqlalchemy import select

from buildings.facts import hands
from buildings.facts.frames import STAR, Moment, texts
from buildings.facts.reading import DayNumber, number, rows, standing, table
from buildings.portfolio import UNKNOWN, ConditionFrame, Flags, Floats, Texts
from buildings.quantities import day_of
from buildings.register.tables.buildings import BuildingEvent
from buildings.register.tables.ratings import Rating

_HANDS: Final = "hands"


def conditions(moment: Moment) -> ConditionFrame:
    """The frame of a month's end, buildings in the order of the moment.

    No rating scheme that tells hardware from the rest is on record yet: ``hardware_share`` is NaN everywhere.
    """
    count = len(moment.position)
    earliest, latest = _renovated(moment)
    shares, unified = _hands(moment)
    return ConditionFrame(earliest, latest, _ever_starred(moment), np.full(count, np.nan), shares, unified)


def _renovated(moment: Moment) -> tuple[Texts, Texts]:
    """First and last day the last major renovation may have ended on, of those certainly done by the month's end."""
    days = texts(None for _ in moment.position), texts(None for _ in moment.position)
    own = table(BuildingEvent)
    statement = select(own.c.building_id, number(own.c.latest), number(own.c.earliest)).where(
        standing(own), own.c.kind == "renovation", own.c.stage == "done", DayNumber(own.c.latest) <= moment.day
    )
    for key, last, first in sorted(rows(moment.session, statement)):
        place = moment.position.get(key)
        if place is not None:
            days[0][place] = None if first == UNKNOWN else day_of(first).isoformat()
            days[1][place] = day_of(last).isoformat()
    return days


def _ever_starred(moment: Moment) -> Flags:
    own = table(Rating)
    statement = select(own.c.building_id).where(
        standing(own), own.c.scheme == STAR, DayNumber(own.c.granted_on) <= moment.day
    )
    found = np.zeros(len(moment.position), dtype=bool)
    found[[place for (key,) in rows(moment.session, statement) if (place := moment.position.get(key)) is not None]] = (
        True
    )
    return found


def _hands(moment: Moment) -> tuple[Floats, Flags]:
    """The largest owner's share of each building's area, where all is known; and whether one hand runs most of it.

    Shares weigh by the areas of the units that stand on the day.
    """
    if _HANDS not in moment.shared:
        moment.shared[_HANDS] = hands.recorded(moment.session, moment.position)
    found: tuple[Floats, Flags] = moment.shared[_HANDS].on(moment.day)
    return found
