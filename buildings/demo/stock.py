"""The building stock: who stands where, how large, in which role."""

from typing import Final

from buildings.demo import dossier, places
from buildings.demo.codes import building_code
from buildings.demo.draws import Chance, clip
from buildings.demo.model import House
from buildings.demo.names import Names
from buildings.demo.plan import FULL, Plan

ROLES: Final = {  # how many of 272 buildings are out of the ordinary, by what makes them so
    "under_construction": 4,
    "planned": 1,
    "under_renovation": 4,
    "closed": 1,
    "small": 6,
    "other_use": 4,
    "no_area": 5,
    "no_rooms": 11,
    "no_rooms_no_area": 2,
    "unknown_unit": 4,
    "strata": 20,
    "single_tenant": 8,
    "owner_occupied": 6,
    "bank": 4,
    "opened": 5,
    "desks": 3,
    "split": 3,
}
UNBUILT: Final = ("under_construction", "planned")
_OUT_OF_SCOPE: Final = ("closed", "small", "other_use", "under_renovation", *UNBUILT)
_GROSS_M2: Final = 7_000_000
_SMALLEST_M2: Final = 5_100
_LARGEST_M2: Final = 125_000
_VACANCY: Final = 0.232  # parts of shared rooms that nobody takes add to it: 24 % in the end
_SITE_BONUS: Final = {"core": 0.4, "belt_east": 0.5, "belt_west": 0.2, "cluster_core": -0.1}
_ROLE_BONUS: Final = {"bank": 1.3, "single_tenant": 0.9, "owner_occupied": 0.5, "desks": -0.8, "strata": -0.6}
_NO_AREA: Final = ("no_area", "no_rooms_no_area")


def in_scope(house: House) -> bool:
    """Whether a building is meant to count in totals of the last month."""
    return house.trait_role not in _OUT_OF_SCOPE


def draw(plan: Plan, names: Names) -> list[House]:
    """All buildings, without rooms."""
    chance = plan.chance("stock")
    sites = places.scatter(plan.buildings, plan.chance("sites"))
    roles = _roles(plan, chance)
    houses = [
        House(code=building_code(index + 1), name=names.house(), address=names.address(), trait_role=role)
        for index, role in enumerate(roles)
    ]
    for house, (lon, lat, zone) in zip(houses, sites, strict=True):
        house.lon, house.lat = lon, lat
        bonus = _SITE_BONUS.get(zone, -0.35) + _ROLE_BONUS.get(house.trait_role, 0.0)
        house.trait_quality = chance.gauss(0, 1) + bonus
        house.use = "other" if house.trait_role == "other_use" else ("mixed_use" if chance.hit(0.16) else "office")
    _complexes(plan, houses)
    _sizes(plan, houses)
    _vacancies(houses, plan.chance("vacancy"))
    dossier.fill(plan, houses, [zone for _, _, zone in sites])
    for house in houses:
        _hide_areas(plan, house)
    return houses


def _roles(plan: Plan, chance: Chance) -> list[str]:
    special = [role for role, count in ROLES.items() for _ in range(plan.share(count))]
    roles = special + ["typical"] * (plan.buildings - len(special))
    chance.shuffle(roles)
    return roles


def _complexes(plan: Plan, houses: list[House]) -> None:
    """Towers A and B of one complex: neighbours in the list that are otherwise ordinary."""
    pairs = [
        (one, two)
        for one, two in zip(houses[::2], houses[1::2], strict=False)
        if one.trait_role == two.trait_role == "typical"
    ]
    for number, (one, two) in enumerate(pairs[: plan.share(10)], 1):
        base = one.name
        for tower, house in zip("AB", (one, two), strict=True):
            house.name, house.complex_code = f"{base}{tower}座", f"SFZ-{number:03d}"
            house.aliases = [f"{base}{tower}栋"]
            plan.note("complex_towers", house.code)
        two.address, two.trait_quality, two.use = one.address, one.trait_quality, one.use
        if one.lon is not None and one.lat is not None:
            two.lon, two.lat = round(one.lon + 0.0003, 6), round(one.lat + 0.0004, 6)


def _sizes(plan: Plan, houses: list[House]) -> None:
    chance = plan.chance("sizes")
    drawn = [clip(chance.spread(20_500, 0.62) * (1 + 0.12 * house.trait_quality), 5_300, 118_000) for house in houses]
    known = [size for house, size in zip(houses, drawn, strict=True) if house.trait_role not in (*_NO_AREA, "small")]
    scale = _GROSS_M2 * plan.buildings / FULL / sum(known)
    for house, size in zip(houses, drawn, strict=True):
        gross_m2 = clip(size * scale, _SMALLEST_M2, _LARGEST_M2)
        if house.trait_role == "small":
            gross_m2 = chance.between(2_100, 4_700)
        house.gross_area = round(gross_m2) * 100 if chance.hit(0.5) else round(gross_m2 * 100)
        house.trait_lettable = round(house.gross_area * chance.between(0.68, 0.78))
        office_share = chance.between(0.72, 0.95) if house.use == "mixed_use" else chance.between(1.0, 1.06)
        house.office_area = min(house.gross_area, round(house.trait_lettable * office_share))
        plate = clip(chance.gauss(1_450, 300), 750, 2_600) * (1 + min(gross_m2, 80_000) / 120_000)
        house.floors_above = max(3, round(gross_m2 * 0.85 / plate))
        house.floors_below = 0 if gross_m2 < _SMALLEST_M2 else chance.randint(1, 3)
        house.land_area = round(house.gross_area / chance.between(3.8, 9.0))
        house.lettable_declared = house.trait_lettable


def _vacancies(houses: list[House], chance: Chance) -> None:
    """Shares of lettable area that stand empty, about 24 % over all."""
    for house in houses:
        house.trait_vacancy = clip(0.25 - 0.06 * house.trait_quality + chance.gauss(0, 0.08), 0.02, 0.62)
        if house.trait_role == "opened":
            house.trait_vacancy += 0.25
        if house.trait_role in ("single_tenant", "bank"):
            house.trait_vacancy = 0.0
    counted = [house for house in houses if in_scope(house)]
    area = sum(house.trait_lettable for house in counted)
    scale = _VACANCY * area / sum(house.trait_vacancy * house.trait_lettable for house in counted)
    for house in houses:
        house.trait_vacancy = min(house.trait_vacancy * scale, 0.9)


def _hide_areas(plan: Plan, house: House) -> None:
    """What nobody knows stays empty."""
    house.room_register = house.trait_role not in ("no_rooms", "no_rooms_no_area")
    if house.trait_role in _NO_AREA:
        house.gross_area = house.office_area = house.land_area = house.lettable_declared = None
        plan.note("building_without_area", house.code)
    if not house.room_register:
        plan.note("building_without_rooms", house.code)
    if house.trait_role in _OUT_OF_SCOPE:
        plan.note("out_of_scope", house.code)
    if house.trait_role == "opened":
        plan.note("opened_in_period", house.code)
