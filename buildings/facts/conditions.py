"""What is recorded of buildings' condition and hands at a month's end: renovations, stars ever had, owners, keepers."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from sqlalchemy import Select, func, select

from buildings.facts import hardware, stars
from buildings.facts.frames import Moment, texts
from buildings.facts.kernel.inputs import FAR_DAY, MIN_DAY
from buildings.facts.reading import DayNumber, number, rows, standing, table
from buildings.kinds import ManagementMode
from buildings.portfolio import UNKNOWN, ConditionFrame, Flags, Floats, Texts
from buildings.quantities import day_of, last_day
from buildings.register.tables.buildings import BuildingEvent
from buildings.register.tables.owners import Management, Ownership
from buildings.register.tables.units import Unit, UnitArea

UNIFIED: Final = (ManagementMode.PURCHASE, ManagementMode.UNIFIED_LEASE, ManagementMode.CUSTODY)
WHOLE_PPM: Final = 1_000_000


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
