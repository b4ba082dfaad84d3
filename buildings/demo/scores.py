"""Score sheets of the demonstration's stars: most of them whole, some with an item nobody could tell, some lost."""

from collections.abc import Iterator
from typing import Final

from buildings.demo.draws import Chance, clip
from buildings.demo.model import House
from buildings.demo.plan import Plan
from buildings.demo.rows import ScoreRow
from buildings.schemes import catalogue
from buildings.schemes.scheme import Item

FAMILY, VERSION = "star", "gulou-proposed-2026"
_SHARES: Final = {"3": 0.66, "4": 0.79, "5": 0.92}
"""Share of the points that a building of a star has, more or less."""

_LOST, _UNTOLD = 0.12, 0.10
_EVIDENCE: Final = ("现场查验记录", "设备台账", "物业服务合同", "照片与平面图")


def draw(plan: Plan, houses: list[House]) -> list[ScoreRow]:
    """Scores of every star that has a day of award, by building code and in the order of the scheme."""
    chance = plan.chance("scores")
    found: list[ScoreRow] = []
    for house in sorted(houses, key=lambda house: house.code):
        if house.star is None or house.granted_on is None or chance.hit(_LOST):
            continue
        found += _sheet(house, house.star, house.granted_on, chance)
    return found


def _sheet(house: House, star: str, granted_on: int, chance: Chance) -> Iterator[ScoreRow]:
    """What was scored by hand on one day before the award; what figures fill is not in it."""
    scheme = catalogue.find(FAMILY, VERSION)
    day, group = granted_on - chance.randint(20, 90), f"示范评审{chance.randint(1, 5)}组"
    leaning = {one.slug: _SHARES[star] + chance.gauss(0, 0.1) for one in scheme.categories}
    items = [one for one in scheme.items if one.filling is None]
    untold = chance.choice(items).slug if chance.hit(_UNTOLD) else None
    for one in items:
        points = None if one.slug == untold else _points(one, leaning[one.category], chance)
        evidence = chance.choice(_EVIDENCE) if points is not None and chance.hit(0.9) else None
        yield ScoreRow(house.code, granted_on, one.title.zh, points, None, day, group, evidence)
    for veto in scheme.vetoes:
        yield ScoreRow(house.code, granted_on, veto.title.zh, None, "no", day, group, "部门函询回复")


def _points(item: Item, leaning: float, chance: Chance) -> int:
    return round(item.points * clip(leaning + chance.gauss(0, 0.06), 0.3, 1.0))
