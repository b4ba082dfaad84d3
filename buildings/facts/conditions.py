"""What is recorded of buildings' condition and hands at a month's end: renovations, stars ever had, owners, keepers.

Two records tell a renovation: upgrade projects with their stages, and what sources say of the building (its status, a
renovation as an event). A building is under renovation, or was renovated, when either says so.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from sqlalchemy import Select, func, select

from buildings.facts import frames, projects
from buildings.facts.frames import STAR, Moment, texts
from buildings.facts.kernel.inputs import FAR_DAY, MIN_DAY
from buildings.facts.reading import DayNumber, number, rows, standing, table
from buildings.kinds import BuildingStatus, ManagementMode
from buildings.portfolio import UNKNOWN, ConditionFrame, Flags, Floats, Texts
from buildings.quantities import day_number, day_of
from buildings.register.tables.buildings import BuildingEvent
from buildings.register.tables.owners import Management, Ownership
from buildings.register.tables.ratings import Rating
from buildings.register.tables.units import Unit, UnitArea
from buildings.stages import Project

UNIFIED: Final = (ManagementMode.PURCHASE, ManagementMode.UNIFIED_LEASE, ManagementMode.CUSTODY)
WHOLE_PPM: Final = 1_000_000


def conditions(moment: Moment) -> ConditionFrame:
    """The frame of a month's end, buildings in the order of the moment.

    No rating scheme that tells hardware from the rest is on record yet: ``hardware_share`` is NaN everywhere.
    """
    count = len(moment.position)
    found = projects.listed(moment.session, moment.position)
    earliest, latest = _renovated(moment, found)
    shares, unified = _hands(moment)
    return ConditionFrame(
        renovated_earliest=earliest,
        renovated_latest=latest,
        renovating=_renovating(moment, found),
        ever_starred=_ever_starred(moment),
        hardware_share=np.full(count, np.nan),
        owner_share=shares,
        unified=unified,
    )


def _renovated(moment: Moment, found: Sequence[Project]) -> tuple[Texts, Texts]:
    """First and last day the last major renovation may have ended on, of those certainly done by the month's end."""
    days = texts(None for _ in moment.position), texts(None for _ in moment.position)
    own = table(BuildingEvent)
    statement = select(own.c.building_id, number(own.c.latest), number(own.c.earliest)).where(
        standing(own), own.c.kind == "renovation", own.c.stage == "done", DayNumber(own.c.latest) <= moment.day
    )
    told = [(moment.position.get(key), last, first) for key, last, first in rows(moment.session, statement)]
    done = [(one.place, one.works.done) for one in found if one.works.done is not None]
    told += [
        (place, day_number(span.last), UNKNOWN if span.first is None else day_number(span.first))
        for place, span in done
        if day_number(span.last) <= moment.day
    ]
    for place, last, first in sorted((place, *edges) for place, *edges in told if place is not None):
        days[0][place] = None if first == UNKNOWN else day_of(first).isoformat()
        days[1][place] = day_of(last).isoformat()
    return days


def _renovating(moment: Moment, found: Sequence[Project]) -> Flags:
    """Whether works are under way at the month's end, by a project or by the building's status."""
    flags = np.array([one == BuildingStatus.UNDER_RENOVATION for one in frames.status(moment)], dtype=bool)
    flags[[one.place for one in found if one.works.under_way(day_of(moment.day))]] = True
    return flags


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


def _on_the_day(moment: Moment, cls: Any, *columns: Any) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401
    """Unit and columns of the rows of a dated table of units that hold on the day."""
    own = table(cls)
    statement: Select[Any] = select(own.c.unit_id, *columns).where(
        standing(own),
        func.coalesce(DayNumber(own.c.valid_from), MIN_DAY) <= moment.day,
        func.coalesce(DayNumber(own.c.valid_to), FAR_DAY) >= moment.day,
    )
    yield from rows(moment.session, statement)


def _hands(moment: Moment) -> tuple[Floats, Flags]:
    """The largest owner's share of each building's area, where all is known; and whether one hand runs most of it.

    Shares weigh by the areas of the units that stand on the day.
    """
    area, home = table(UnitArea).c, table(Unit)
    units = {
        unit: moment.position[building]
        for unit, building in rows(moment.session, select(home.c.id, home.c.building_id).where(standing(home)))
        if building in moment.position
    }
    dm2 = {unit: size for unit, size in _on_the_day(moment, UnitArea, number(area.area_dm2)) if unit in units}
    whole: dict[int, int] = defaultdict(int)
    held: dict[int, dict[object, int]] = defaultdict(lambda: defaultdict(int))
    open_ = {units[unit] for unit, size in dm2.items() if size == UNKNOWN}
    for unit, size in dm2.items():
        whole[units[unit]] += max(size, 0)
    owned = table(Ownership).c
    told: dict[int, int] = defaultdict(int)
    for unit, firm, name, ppm in _on_the_day(
        moment, Ownership, number(owned.enterprise_id), owned.owner_name, owned.share_ppm
    ):
        if unit in dm2 and dm2[unit] != UNKNOWN:
            held[units[unit]][name if firm == UNKNOWN else firm] += dm2[unit] * ppm
            told[unit] += ppm
    open_ |= {units[unit] for unit in dm2 if told[unit] < WHOLE_PPM}
    run: dict[int, int] = defaultdict(int)
    for unit, mode in _on_the_day(moment, Management, table(Management).c.mode):
        if unit in dm2 and mode in UNIFIED:
            run[units[unit]] += max(dm2[unit], 0)
    shares, unified = np.full(len(moment.position), np.nan), np.zeros(len(moment.position), dtype=bool)
    for place, size in whole.items():
        if size and place not in open_:
            shares[place] = max(held[place].values(), default=0) / (size * WHOLE_PPM)
        unified[place] = size > 0 and run[place] * 2 >= size
    return shares, unified
