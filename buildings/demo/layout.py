"""From buildings to rooms with owners, and to slots: the space that is let as one."""

from typing import Final

from buildings.demo import rooms as room_kinds
from buildings.demo.draws import Chance, portions
from buildings.demo.firms import Firms
from buildings.demo.model import House, Room, Slot
from buildings.demo.plan import Plan
from buildings.demo.stock import UNBUILT

_GROUPS: Final = ((1, 0.66), (2, 0.21), (3, 0.09), (5, 0.04))
_STRATA_GROUPS: Final = ((1, 0.88), (2, 0.12))
_OWN: Final = ("bank", "owner_occupied")
_WHOLE: Final = ("bank", "single_tenant")
_OWN_SHARE: Final = 0.68
_SHARED_FROM: Final = 250_00
_DESKS: Final = (18, 40)
_MANY_OWNERS: Final = 6
_MOST_SLOTS: Final = 200


class Layout:
    """Draws rooms and slots of all buildings."""

    def __init__(self, plan: Plan, houses: list[House], firms: Firms) -> None:
        self.plan, self.houses, self.firms = plan, houses, firms
        self.chance: Chance = plan.chance("layout")
        self.rooms: list[Room] = []
        self.slots: list[Slot] = []
        self._owners: list[int] = []
        for position, house in enumerate(houses):
            self._own(house)
            if house.room_register:
                self._with_rooms(position, house)
            else:
                self._without_rooms(position, house)

    def _own(self, house: House) -> None:
        if self._owners and house.trait_role not in _OWN and self.chance.hit(0.2):
            owner = self.chance.choice(self._owners)
        else:
            owner = self.firms.owner(bank=house.trait_role == "bank")
            if house.trait_role not in _OWN:
                self._owners.append(owner)
        house.trait_owner, house.trait_landlord = owner, self.firms.all[owner].name
        house.operator_code = self.firms.all[owner].code if self.chance.hit(0.7) else None
        if house.trait_role in _OWN:
            self.plan.note("owner_occupier", house.code)
        if house.trait_role in _WHOLE:
            self.plan.note("single_tenant_tower", house.code)

    def _without_rooms(self, position: int, house: House) -> None:
        known = house.lettable_declared is not None
        count = max(4, round(house.trait_lettable / 620_00))
        for area in portions(house.trait_lettable, [self.chance.between(0.4, 1.6) for _ in range(count)]):
            self.slots.append(Slot(position, [(None, area)], area, house.trait_landlord))
        if not known:
            self.plan.note("nothing_known", house.code)

    def _with_rooms(self, position: int, house: House) -> None:
        found = room_kinds.lettable(house, self.chance)
        if house.trait_role == "unknown_unit":
            hidden = self.chance.choice(found)
            self.plan.note("unit_area_unknown", f"{house.code}/{hidden.label}")
        else:
            hidden = None
        whole = house.trait_role in _WHOLE
        taken = len(found) if whole else round(len(found) * _OWN_SHARE) if house.trait_role in _OWN else 0
        self._manage(house, found)
        if taken:
            self._block(position, house, found[:taken])
        rest = found[taken:]
        if house.trait_role == "split":
            rest = self._reshape(position, house, rest, found)
        self._group(position, house, rest, hidden)
        if hidden is not None:
            hidden.area = None
        self._suite(position, house, hidden)
        self.rooms += found
        self._extras(position, house)
        if house.trait_role in UNBUILT:
            for slot in self.slots:
                slot.vacant = slot.vacant or slot.house == position

    def _manage(self, house: House, rooms: list[Room]) -> None:
        """Owner and management of each room; a strata tower has many owners and mostly nobody in charge."""
        owner = self.firms.all[house.trait_owner or 0]
        if house.trait_role != "strata":
            mode = self.chance.choice(("self_held", "self_held", "unified_lease", "custody"))
            for room in rooms:
                room.owner_code, room.management = owner.code, mode
                room.manager_code = None if mode == "self_held" else house.operator_code
            return
        self.plan.note("strata", house.code)
        mode = "custody" if self.chance.hit(0.3) else "none"
        people = max(_MANY_OWNERS, round(len(rooms) * self.chance.between(0.3, 0.9)))
        for room in rooms:
            room.management = mode
            room.manager_code = None if mode == "none" else house.operator_code
            if self.chance.hit(0.12):
                room.owner_code = owner.code
            else:
                number = int(house.code[3:]) * 100 + self.chance.randrange(people)
                room.owner_name = self.firms.names.person(number)

    def _landlord(self, house: House, room: Room) -> str:
        return room.owner_name or house.trait_landlord

    def _block(self, position: int, house: House, rooms: list[Room]) -> None:
        """Space of one occupier: the owner himself, or the one tenant of a tower."""
        own = house.trait_role in _OWN
        occupier = house.trait_owner if own else self.firms.tenant(house)
        area = sum(room.area or 0 for room in rooms)
        units: list[tuple[str | None, int | None]] = [(room.label, None) for room in rooms]
        kind = "owner_occupied" if own else "let"
        if occupier is not None:
            self.firms.all[occupier].trait_pays = True
        self.slots.append(Slot(position, units, area, house.trait_landlord, fixed=occupier, kind=kind))

    def _group(self, position: int, house: House, rooms: list[Room], hidden: Room | None) -> None:
        sizes, shares = zip(*(_STRATA_GROUPS if house.trait_role == "strata" else _GROUPS), strict=True)
        ahead = list(rooms)
        while ahead:
            room = ahead[0]
            size = 1 if room is hidden else self.chance.choices(sizes, shares)[0]
            together, ahead = ahead[:size], ahead[size:]
            if hidden in together[1:]:
                together, ahead = together[:1], [*together[1:], *ahead]
            if len(together) == 1 and room is not hidden and (room.area or 0) > _SHARED_FROM and self.chance.hit(0.14):
                self._share(position, house, room)
                continue
            area = sum(one.area or 0 for one in together)
            units: list[tuple[str | None, int | None]] = [(one.label, None) for one in together]
            slot = Slot(position, units, area, self._landlord(house, room), unknown=room is hidden)
            self.slots.append(slot)

    def _suite(self, position: int, house: House, hidden: Room | None) -> None:
        """The owner's own office, mostly."""
        if house.trait_role in ("strata", *_WHOLE, *_OWN, *UNBUILT) or self.chance.hit(0.35):
            return
        mine = [slot for slot in self.slots[-_MOST_SLOTS:] if slot.house == position and slot.window == (None, None)]
        mine = [slot for slot in mine if len(slot.units) == 1 and (hidden is None or slot.units[0][0] != hidden.label)]
        if mine:
            suite = min(mine, key=lambda slot: slot.area)
            suite.fixed, suite.kind = house.trait_owner, "owner_occupied"

    def _share(self, position: int, house: House, room: Room) -> None:
        """A room that two tenants share, or that is let in part only."""
        area, landlord = room.area or 0, self._landlord(house, room)
        first = round(area * self.chance.between(0.3, 0.6))
        parts = [first]
        if self.chance.hit(0.6):
            parts.append(area - first if self.chance.hit(0.5) else round((area - first) * 0.8))
            self.plan.note("shared_room", f"{house.code}/{room.label}")
        elif self.chance.hit(0.3):
            room.outage_area = round((area - first) * 0.5)
            room.outage_from = self.plan.end - self.chance.randint(30, 400)
            room.outage_to = None if self.chance.hit(0.5) else self.plan.end + self.chance.randint(30, 200)
            room.outage_reason = "部分装修"
            self.plan.note("partial_outage", f"{house.code}/{room.label}")
        self.slots += [Slot(position, [(room.label, part)], part, landlord) for part in parts]

    def _reshape(self, position: int, house: House, rooms: list[Room], found: list[Room]) -> list[Room]:
        """Split two rooms and join two others in the middle of the period; ``found`` receives the new ones."""
        day = self.plan.begin + (self.plan.end - self.plan.begin) * 3 // 5
        old, rest = rooms[1:5], rooms[:1] + rooms[5:]
        new = [
            *room_kinds.split(self.plan, old[0], day, self.chance),
            *room_kinds.split(self.plan, old[1], day, self.chance),
            room_kinds.join(self.plan, old[2], old[3], day),
        ]
        for room in new:
            room.owner_code, room.management = rooms[0].owner_code, rooms[0].management
        found += new
        for room in (*old, *new):
            window = (room.valid_from, room.valid_to)
            self.slots.append(Slot(position, [(room.label, None)], room.area or 0, house.trait_landlord, window))
        return rest

    def _extras(self, position: int, house: House) -> None:
        spare = room_kinds.spare(house, self.chance)
        canteen = spare[-1]
        if self.chance.hit(0.15) and house.trait_role not in (*UNBUILT, *_WHOLE):
            self.slots.append(Slot(position, [(canteen.label, None)], canteen.area or 0, house.trait_landlord))
            self.plan.note("let_though_not_lettable", f"{house.code}/{canteen.label}")
        self.rooms += spare
        if house.trait_role == "desks":
            self.rooms.append(room_kinds.desks(house))
            self.plan.note("desks", house.code)
            for _ in range(self.chance.randint(*_DESKS)):
                desk = Slot(position, [(room_kinds.DESKS, None)], 0, house.trait_landlord)
                desk.vacant = self.chance.hit(0.15)
                self.slots.append(desk)
