"""What is recorded of buildings' condition and hands at a month's end: renovations, stars ever had, owners, keepers.

Two records tell a renovation: upgrade projects with their stages, and what sources say of the building (its status, a
renovation as an event). A building is under renovation, or was renovated, when either says so.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from sqlalchemy import select

from buildings.facts import frames, hands, hardware, projects, stars
from buildings.facts.frames import Moment, texts
from buildings.facts.hands import Range
from buildings.facts.reading import number, rows, standing, table
from buildings.kinds import BuildingStatus
from buildings.portfolio import UNKNOWN, ConditionFrame, Flags, Floats, Texts
from buildings.quantities import day_number, day_of, last_day
from buildings.register.tables.buildings import BuildingEvent
from buildings.stages import Project

_HANDS: Final = "hands"


def conditions(moment: Moment) -> ConditionFrame:
    """The frame of a month's end, buildings in the order of the moment."""
    found = projects.listed(moment.session, moment.position)
    done = _renovations(moment, found)
    earliest, latest = _renovated(moment, done)
    ever, maybe, hardware_share = _starred(moment)
    owned, (least, most) = _hands(moment, found)
    renovating = _renovating(moment, found)
    return ConditionFrame(
        renovated_earliest=earliest,
        renovated_latest=latest,
        works_ahead=_ahead(moment, found),
        maybe_renovated=_maybe_renovated(moment, done),
        renovating=renovating,
        maybe_renovating=_maybe_renovating(moment, found) & ~renovating,
        works_done_since=_done_since(moment, found),
        ever_starred=ever,
        maybe_starred=maybe,
        hardware_share=hardware_share,
        owner_share_least=owned[0],
        owner_share_most=owned[1],
        one_hand_least=least,
        one_hand_most=most,
    )


def _renovations(moment: Moment, found: Sequence[Project]) -> list[tuple[int, int, int]]:
    """Place, last and first day (UNKNOWN: not known) of every renovation that is done, the oldest of a place first."""
    own = table(BuildingEvent)
    statement = select(own.c.building_id, number(own.c.latest), number(own.c.earliest)).where(
        standing(own), own.c.kind == "renovation", own.c.stage == "done"
    )
    told = [(moment.position[key], *days) for key, *days in rows(moment.session, statement) if key in moment.position]
    for one in found:
        if (done := one.works.done) is not None:
            first = UNKNOWN if done.first is None else day_number(done.first)
            told.append((one.place, day_number(done.last), first))
    return sorted(told)


def _renovated(moment: Moment, done: Sequence[tuple[int, int, int]]) -> tuple[Texts, Texts]:
    """First and last day the last major renovation may have ended on, of those certainly done by the month's end."""
    days = texts(None for _ in moment.position), texts(None for _ in moment.position)
    for place, last, first in done:
        if UNKNOWN < last <= moment.day:
            days[0][place] = None if first == UNKNOWN else day_of(first).isoformat()
            days[1][place] = day_of(last).isoformat()
    return days


def _maybe_renovated(moment: Moment, done: Sequence[tuple[int, int, int]]) -> Flags:
    """Where a renovation that is done may have ended by the month's end, and may not."""
    flags = np.zeros(len(moment.position), dtype=bool)
    for place, last, first in done:
        flags[place] |= first <= moment.day and not UNKNOWN < last <= moment.day
    return flags


def _starred(moment: Moment) -> tuple[Flags, Flags, Floats]:
    """Whether each building ever had a star, and may have one; the hardware share of the one that holds, else NaN."""
    position = moment.position
    once, maybe = (np.zeros(len(position), dtype=bool) for _ in range(2))
    share = np.full(len(position), np.nan)
    found = stars.recorded(moment.session, last_day(moment.month))
    for flags, keys in ((once, found.ever), (maybe, found.maybe)):
        flags[[position[key] for key in keys if key in position]] = True
    held = {key: one for key, one in found.held.items() if key in position}
    for key, value in hardware.shares(moment.session, held).items():
        share[position[key]] = value
    return once, maybe, share


def _renovating(moment: Moment, found: Sequence[Project]) -> Flags:
    """Whether works are certainly under way at the month's end, by a project or by the building's status."""
    flags = np.array([one == BuildingStatus.UNDER_RENOVATION for one in frames.status(moment)], dtype=bool)
    flags[[one.place for one in found if one.works.under_way(day_of(moment.day))]] = True
    return flags


def _maybe_renovating(moment: Moment, found: Sequence[Project]) -> Flags:
    """Where works of a project may be under way at the month's end, and may not."""
    flags, day = np.zeros(len(moment.position), dtype=bool), day_of(moment.day)
    flags[[one.place for one in found if one.works.may_be_under_way(day)]] = True
    return flags


def _done_since(moment: Moment, found: Sequence[Project]) -> Texts:
    """From which day on works were done that go on otherwise; of several the latest, which says the most."""
    days, day = texts(None for _ in moment.position), day_of(moment.day)
    for one in found:
        first = one.works.done_since(day)
        if first is not None:
            days[one.place] = max(days[one.place] or "", first.isoformat())
    return days


def _ahead(moment: Moment, found: Sequence[Project]) -> Flags:
    """Whether a project stands whose works had neither begun nor been called off by the month's end."""
    flags, day = np.zeros(len(moment.position), dtype=bool), day_of(moment.day)
    flags[[one.place for one in found if one.works.ahead_on(day)]] = True
    return flags


def _hands(moment: Moment, projects: Sequence[Project]) -> tuple[Range, Range]:
    """Least and most of each building's area that the largest owner holds; and that one hand runs.

    Shares weigh by the areas of the units that stand on the day. A project that brought a building into one hand and is
    done says that it is.
    """
    if _HANDS not in moment.shared:
        moment.shared[_HANDS] = hands.recorded(moment.session, moment.position)
    owned, (least, most) = moment.shared[_HANDS].on(moment.day)
    day = day_of(moment.day)
    for one in projects:
        done = one.works.done
        if one.one_hand not in hands.UNIFIED or done is None or (done.first is not None and done.first > day):
            continue
        most[one.place] = 1
        if done.last <= day:
            least[one.place] = 1
    return owned, (least, most)
