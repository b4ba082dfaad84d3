"""Rooms of a building: floors, labels, areas that add up, rooms that cannot be let, split and joined rooms."""

from dataclasses import dataclass
from typing import Final

from buildings.demo.draws import Chance, clip, portions
from buildings.demo.model import House, Room
from buildings.demo.plan import Plan

DESKS: Final = "集群注册"
_AVERAGE_M2: Final = (430, 750)
_FEWEST: Final = 8
_MOST: Final = 95
_SHOPS_UP_TO: Final = 3
_SPARE: Final = (("物业用房", 60, 260), ("消防控制室", 30, 80), ("职工食堂", 200, 600))


@dataclass(frozen=True)
class Style:
    """How a building names its floors."""

    ground: str
    fourth: str

    def floor(self, order: int) -> str:
        """Label of a floor above ground."""
        return {1: self.ground, 4: self.fourth}.get(order, str(order))


def lettable(house: House, chance: Chance) -> list[Room]:
    """Rooms that can be let; their areas add up to the building's lettable area exactly."""
    style = Style(chance.choice(("1", "1", "G")), chance.choice(("4", "4", "3A")))
    count = round(clip(house.trait_lettable / 100 / chance.between(*_AVERAGE_M2), _FEWEST, _MOST))
    floors = min(house.floors_above or 1, count)
    on_floor = portions(count, [chance.between(0.7, 1.3) for _ in range(floors)])
    weights = [
        chance.between(0.45, 1.6) / max(on_floor[floor], 1) for floor in range(floors) for _ in range(on_floor[floor])
    ]
    areas = iter(portions(house.trait_lettable, weights))
    rooms = []
    for order, number in enumerate(on_floor, 1):
        name = style.floor(order)
        prefix = f"{order:02d}" if name == str(order) else name
        shop = order <= _SHOPS_UP_TO and (house.use == "mixed_use" or (order == 1 and chance.hit(0.5)))
        rooms += [
            Room(
                building_code=house.code,
                label=f"{prefix}{place:02d}",
                floor_label=name,
                floor_order=order,
                area=next(areas),
                use="商业" if shop else "办公",
            )
            for place in range(1, number + 1)
        ]
    return rooms


def spare(house: House, chance: Chance) -> list[Room]:
    """Rooms outside the lettable area."""
    rooms = []
    for number, (use, low, high) in enumerate(_SPARE[: chance.choice((1, 1, 2, 3))], 1):
        below = bool(house.floors_below)
        rooms.append(
            Room(
                building_code=house.code,
                label=f"{'B1' if below else '01'}-W{number}",
                floor_label="B1" if below else "1",
                floor_order=-1 if below else 1,
                area=chance.randint(low * 100, high * 100),
                use=use,
                lettable=False,
            )
        )
    return rooms


def desks(house: House) -> Room:
    """The desk addresses of a cluster registration: no area at all."""
    return Room(
        building_code=house.code,
        label=DESKS,
        floor_label="2",
        floor_order=2,
        area=0,
        use=DESKS,
        lettable=False,
    )


def _part(room: Room, label: str, area: int, day: int) -> Room:
    return Room(
        building_code=room.building_code,
        label=label,
        floor_label=room.floor_label,
        floor_order=room.floor_order,
        area=area,
        use=room.use,
        valid_from=day,
    )


def split(plan: Plan, room: Room, day: int, chance: Chance) -> list[Room]:
    """End a room the day before and begin two that share its area."""
    area = room.area or 0
    first = round(area * chance.between(0.35, 0.65))
    room.valid_to = day - 1
    plan.note("room_split", f"{room.building_code}/{room.label}")
    return [_part(room, f"{room.label}A", first, day), _part(room, f"{room.label}B", area - first, day)]


def join(plan: Plan, one: Room, two: Room, day: int) -> Room:
    """End two rooms the day before and begin one that has both areas."""
    one.valid_to = two.valid_to = day - 1
    plan.note("room_join", f"{one.building_code}/{one.label}")
    return _part(one, f"{one.label}-{two.label[-2:]}", (one.area or 0) + (two.area or 0), day)
