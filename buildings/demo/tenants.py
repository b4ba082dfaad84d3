"""Who sits where: every stay gets a firm, new, moving, expanding, or known only as reported."""

import bisect
from collections import Counter
from typing import Final

from buildings.demo.draws import Chance
from buildings.demo.firms import Firms
from buildings.demo.model import Firm, House, Room, Slot, Stay
from buildings.demo.plan import Plan
from buildings.demo.stays import FOREVER
from buildings.quantities import day_of

_MOVE_DAYS: Final = 25
_TRIES: Final = 6
_MOVES: Final = 0.25
_EXPANDS: Final = 0.055
_REPORTED: Final = 0.05
_BANK_FROM: Final = 200_00


class Tenants:
    """Gives firms to stays in the order of their first days, so that a tenant can come from elsewhere."""

    def __init__(self, plan: Plan, houses: list[House], slots: list[Slot], stays: list[Stay], firms: Firms) -> None:
        self.plan, self.houses, self.slots, self.firms = plan, houses, slots, firms
        self.chance: Chance = plan.chance("tenants")
        self._ends: list[tuple[int, int, int]] = []  # last day, firm, house: who may move
        self._active: list[tuple[int, int, int]] = []  # who may expand
        self._moved: set[int] = set()
        for stay in sorted(stays, key=lambda one: (one.first, one.slot)):
            house = slots[stay.slot].house
            if stay.firm < 0:
                stay.firm = self._firm(stay, house)
            self._remember(stay, house)

    def _remember(self, stay: Stay, house: int) -> None:
        firm = self.firms.all[stay.firm]
        slot = self.slots[stay.slot]
        if firm.trait_reported or slot.fixed is not None or firm.kind == "unregistered":
            return
        bisect.insort(self._ends, (stay.last(FOREVER), stay.firm, house))
        self._active.append((stay.last(FOREVER), stay.firm, house))

    def _firm(self, stay: Stay, position: int) -> int:
        house, slot = self.houses[position], self.slots[stay.slot]
        if slot.unknown and stay.first <= self.plan.end <= stay.last(FOREVER):
            return self._beside_unknown(position)
        draw = self.chance.random()
        found = None
        if draw < _REPORTED and slot.area:
            return self.firms.reported(house)
        if draw < _REPORTED + _MOVES:
            found = self._mover(stay, position)
        elif draw < _REPORTED + _MOVES + _EXPANDS:
            found = self._expander(stay, position)
        if found is not None:
            return found
        if house.specialty == "finance" and slot.area > _BANK_FROM and self.chance.hit(0.025):
            return self.firms.bank()
        return self.firms.tenant(house)

    def _beside_unknown(self, position: int) -> int:
        """A firm that sits elsewhere too takes the room whose area nobody knows: its tax cannot be divided."""
        elsewhere = [firm for last, firm, house in self._active if house != position and last > self.plan.end]
        if not elsewhere:
            return self.firms.tenant(self.houses[position])
        firm = self.chance.choice(elsewhere)
        self.firms.all[firm].trait_pays = True
        self.plan.note("area_unknown", self.firms.all[firm].code)
        return firm

    def _mover(self, stay: Stay, position: int) -> int | None:
        """A firm that leaves its old space about now."""
        at = bisect.bisect_left(self._ends, (stay.first - _MOVE_DAYS, -1, -1))
        for last, firm, house in self._ends[at : at + _TRIES]:
            if last > stay.first + _MOVE_DAYS:
                return None
            if firm in self._moved:
                continue
            self._moved.add(firm)
            if day_of(stay.first).day > 1 and self.plan.begin < stay.first <= self.plan.end and house != position:
                self.plan.note("move_mid_month", self.firms.all[firm].code)
            return firm
        return None

    def _expander(self, stay: Stay, position: int) -> int | None:
        """A firm that takes more space while it keeps the old."""
        for _ in range(min(_TRIES, len(self._active))):
            last, firm, house = self.chance.choice(self._active)
            if last > stay.first + _MOVE_DAYS:
                if house != position and last >= self.plan.end >= stay.first and stay.last(FOREVER) >= self.plan.end:
                    self.plan.note("several_buildings", self.firms.all[firm].code)
                return firm
        return None


def own_strata(
    plan: Plan, houses: list[House], rooms: list[Room], slots: list[Slot], stays: list[Stay], firms: list[Firm]
) -> None:
    """In strata towers some firms sit in what they own."""
    chance = plan.chance("strata")
    by_label = {(room.building_code, room.label): room for room in rooms}
    used = Counter(stay.slot for stay in stays)
    for stay in stays:
        slot = slots[stay.slot]
        house, firm = houses[slot.house], firms[stay.firm]
        alone = house.trait_role == "strata" and used[stay.slot] == 1 and len(slot.units) == 1 and slot.fixed is None
        label, part = slot.units[0]
        if not alone or firm.trait_reported or part is not None or not chance.hit(0.35):
            continue
        room = by_label.get((house.code, label or ""))
        if room is not None and room.lettable:
            room.owner_code, room.owner_name = firm.code, None
            slot.kind, slot.landlord = "owner_occupied", firm.name
