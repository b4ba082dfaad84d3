"""What is recorded of buildings' condition and hands at a month's end: renovations, stars ever had, owners, keepers."""

from typing import Final

import numpy as np
from sqlalchemy import select

from buildings.facts import hands, hardware, stars
from buildings.facts.frames import Moment, texts
from buildings.facts.reading import DayNumber, number, rows, standing, table
from buildings.portfolio import UNKNOWN, ConditionFrame, Flags, Floats, Texts
from buildings.quantities import day_of, last_day
from buildings.register.tables.buildings import BuildingEvent

_HANDS: Final = "hands"


def conditions(moment: Moment) -> ConditionFrame:
    """The frame of a month's end, buildings in the order of the moment."""
    earliest, latest = _renovated(moment)
    shares, unified = _hands(moment)
    return ConditionFrame(earliest, latest, *_starred(moment), shares, unified)


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


def _starred(moment: Moment) -> tuple[Flags, Floats]:
    """Whether each building was ever awarded a star; the hardware share of the one that holds, NaN without any."""
    day, position = last_day(moment.month), moment.position
    once, share = np.zeros(len(position), dtype=bool), np.full(len(position), np.nan)
    held, ever = stars.held_and_ever(moment.session, day)
    once[[position[key] for key in ever if key in position]] = True
    for key, value in hardware.shares(moment.session, {k: one for k, one in held.items() if k in position}).items():
        share[position[key]] = value
    return once, share


def _hands(moment: Moment) -> tuple[Floats, Flags]:
    """The largest owner's share of each building's area, where all is known; and whether one hand runs most of it.

    Shares weigh by the areas of the units that stand on the day.
    """
    if _HANDS not in moment.shared:
        moment.shared[_HANDS] = hands.recorded(moment.session, moment.position)
    found: tuple[Floats, Flags] = moment.shared[_HANDS].on(moment.day)
    return found
