"""产权与管理: whose a building is and who runs it, read once and answered for any day."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from sqlalchemy import select
from sqlmodel import Session

from buildings.facts.kernel.inputs import FAR_DAY, MIN_DAY
from buildings.facts.reading import number, rows, standing, table
from buildings.kinds import ManagementMode
from buildings.portfolio import UNKNOWN, Flags, Floats, Ints
from buildings.register.tables.owners import Management, Ownership
from buildings.register.tables.units import Unit, UnitArea

UNIFIED: Final = (ManagementMode.PURCHASE, ManagementMode.UNIFIED_LEASE, ManagementMode.CUSTODY)
WHOLE_PPM: Final = 1_000_000
Range = tuple[Floats, Floats]
"""Least and most of something, by building."""
UNNAMED: Final = -1
"""Hands of units whose hand is not named count down from here: no key is so low."""


@dataclass(frozen=True)
class Dated:
    """Rows of a dated table of units: position of the unit, first and last day, a value, and a second one."""

    unit: Ints
    first: Ints
    last: Ints
    value: Ints
    second: Ints

    def on(self, day: int) -> "Dated":
        """Those that hold on a day."""
        now = np.flatnonzero((self.first <= day) & (self.last >= day))
        return Dated(self.unit[now], self.first[now], self.last[now], self.value[now], self.second[now])


@dataclass(frozen=True)
class Hands:
    """Units of the buildings with their areas (dm²), owners (number, share in millionths) and who runs them for those.

    Managers are (manager, whether as one hand: a unit that its owner keeps, or nobody manages, is known to be of none).
    Who runs a unit and is not named may be anybody: for the least each such unit has a hand of its own, for the most
    they all are of one hand, whichever that is. A unit of which nothing is recorded counts for the most alone.
    """

    buildings: int
    building: Ints  # of each unit
    areas: Dated
    owners: Dated
    managers: Dated

    def on(self, day: int) -> tuple[Range, Range]:
        """Of each building's area, least and most that its largest owner holds, and that one hand runs."""
        sized = self.areas.on(day)
        area = np.zeros(len(self.building), np.int64)  # of each unit; 0 where there is none on the day
        stands, known = np.zeros(len(area), bool), np.zeros(len(area), bool)
        stands[sized.unit] = True
        known[sized.unit] = sized.value != UNKNOWN
        area[sized.unit] = np.where(sized.value == UNKNOWN, 0, np.maximum(sized.value, 0))
        return self._held(day, stands, known, area), self._run(day, stands, known, area)

    def _held(self, day: int, stands: Flags, known: Flags, area: Ints) -> Range:
        """What the largest owner holds: all that nobody is known to own may be his. NaN where no unit stands."""
        owned, count = self.owners.on(day), self.buildings
        here = np.flatnonzero(stands[owned.unit])
        unit, owner, share = owned.unit[here], owned.value[here], owned.second[here]
        told, largest = np.zeros(len(area), np.int64), np.zeros(count)
        np.add.at(told, unit, share)
        pair, place = np.unique(np.stack([self.building[unit], owner]), axis=1, return_inverse=True)
        np.maximum.at(largest, pair[0], np.bincount(place.reshape(-1), area[unit] * share, pair.shape[1]))
        whole = np.bincount(self.building, area, count) * WHOLE_PPM
        untold = np.bincount(self.building[stands], (area * (WHOLE_PPM - told))[stands], count)
        units, unsized, open_ = (
            np.bincount(self.building[which], minlength=count)
            for which in (stands, stands & ~known, stands & (told < WHOLE_PPM))
        )
        sized = (unsized == 0) & (whole > 0)
        least, most = np.zeros(count), np.ones(count)
        least[sized], most[sized] = largest[sized] / whole[sized], (largest + untold)[sized] / whole[sized]
        least[(np.bincount(pair[0], minlength=count) == 1) & (open_ == 0)] = 1  # one owns it all, whatever its size
        least[units == 0] = most[units == 0] = np.nan
        return least, most

    def _run(self, day: int, stands: Flags, known: Flags, area: Ints) -> Range:
        """Least and most of each building's area that one hand runs. NaN where no unit stands."""
        run = self.managers.on(day)
        one_hand = np.flatnonzero((run.second == 1) & stands[run.unit])
        unit, hand = np.unique(np.stack([run.unit[one_hand], run.value[one_hand]]), axis=1)
        untold = stands.copy()
        untold[run.unit] = False
        anybody = np.flatnonzero(untold)
        alone = _Held.of(self, unit, np.where(hand == UNKNOWN, UNNAMED - unit, hand), known, area)
        one = _Held.of(self, np.append(unit, anybody), np.append(hand, np.full(len(anybody), UNKNOWN)), known, area)
        found = np.zeros(self.buildings), np.zeros(self.buildings)
        whole = np.bincount(self.building, area, self.buildings)
        of_unknown = np.bincount(self.building[stands & ~known], minlength=self.buildings)
        np.maximum.at(found[0], alone.home, alone.shares(whole, of_unknown)[0])
        most = one.with_unnamed(self.buildings)
        np.maximum.at(found[1], most.home, most.shares(whole, of_unknown)[1])
        units = np.bincount(self.building[stands], minlength=self.buildings)
        for end in found:
            end[units == 0] = np.nan
        return found


@dataclass(frozen=True)
class _Held:
    """What each hand runs in each building: the area, and units of unknown area."""

    home: Ints
    hand: Ints
    area: Floats | Ints
    open: Floats | Ints

    @classmethod
    def of(cls, hands: Hands, unit: Ints, hand: Ints, known: Flags, area: Ints) -> "_Held":
        """Summed over the units."""
        pair, place = np.unique(np.stack([hands.building[unit], hand]), axis=1, return_inverse=True)
        place = place.reshape(-1)
        sums = (np.bincount(place, each, pair.shape[1]) for each in (area[unit], ~known[unit]))
        return cls(pair[0], pair[1], *sums)

    def with_unnamed(self, buildings: int) -> "_Held":
        """Each named hand with what is run by hands that are not named: they may all be that one."""
        named = self.hand != UNKNOWN
        more = (
            each + named * np.bincount(self.home[~named], each[~named], buildings)[self.home]
            for each in (self.area, self.open)
        )
        return _Held(self.home, self.hand, *more)

    def shares(self, whole: Floats | Ints, of_unknown: Ints) -> Range:
        """Least and most of its building that each may be: what is of unknown area may be any part of it."""
        every, unknown = whole[self.home], of_unknown[self.home]
        share = np.divide(self.area, every, out=np.zeros(len(self.home)), where=every > 0)
        entire = (self.open == unknown) & (self.area == every)
        least = np.where(entire, 1.0, np.where(self.open < unknown, 0.0, share))
        return least, np.where(entire | (self.open > 0), 1.0, share)


def recorded(session: Session, position: Mapping[int, int]) -> Hands:
    """What is recorded of the buildings at some positions."""
    home = table(Unit)
    units = {
        unit: position[building]
        for unit, building in rows(session, select(home.c.id, home.c.building_id).where(standing(home)))
        if building in position
    }
    places = {unit: place for place, unit in enumerate(units)}
    owned, area = table(Ownership).c, table(UnitArea).c
    owners = _dated(session, Ownership, places, number(owned.enterprise_id), owned.owner_name, owned.share_ppm)
    known: dict[object, int] = {}
    named = [
        (*row[:3], known.setdefault(row[4] if row[3] == UNKNOWN else row[3], len(known)), row[5]) for row in owners
    ]
    modes = _dated(session, Management, places, table(Management).c.mode, number(table(Management).c.manager_id))
    return Hands(
        len(position),
        np.array(list(units.values()), np.int64),
        _columns([(*row, 0) for row in _dated(session, UnitArea, places, number(area.area_dm2))]),
        _columns(named),
        _columns([(*row[:3], row[4], int(row[3] in UNIFIED)) for row in modes]),
    )


def _dated(session: Session, cls: Any, places: Mapping[int, int], *columns: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401
    """(position of the unit, first day, last day, columns…) of a dated table of units."""
    own = table(cls)
    statement = select(
        own.c.unit_id, number(own.c.valid_from, MIN_DAY), number(own.c.valid_to, FAR_DAY), *columns
    ).where(standing(own))
    return [(places[unit], *rest) for unit, *rest in rows(session, statement) if unit in places]


def _columns(found: list[tuple[Any, ...]]) -> Dated:
    return Dated(*np.array(found, np.int64).reshape(-1, 5).T)
