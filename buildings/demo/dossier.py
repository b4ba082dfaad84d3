"""What a building register says besides size: dates, status, stars, policy type, specialty, place."""

import datetime as dt
from typing import Final

from buildings.datum import gcj02_to_bd09, to_gcj02
from buildings.demo import places
from buildings.demo.draws import Chance, clip
from buildings.demo.model import House
from buildings.demo.plan import YEAR, Plan
from buildings.quantities import day_number, day_of

_STARS: Final = (("5", 4), ("4", 9), ("3", 11))
_STAR_DAYS: Final = 3 * YEAR
_LEANING: Final = {
    "belt_west": ("research", "research", "none"),
    "belt_east": ("finance", "intermediary", "media", "none"),
    "core": ("finance", "intermediary", "none"),
}
_ORDINARY: Final = ("none", "none", "none", "intermediary", "research")
_OLD_YEARS: Final = 14
_NEW_YEARS: Final = 3
_FINE: Final = 0.8
_RARE: Final = 0.04


def fill(plan: Plan, houses: list[House], zones: list[str]) -> None:
    """Fill everything of the register that is not an area; the order of ``zones`` is that of the houses."""
    chance = plan.chance("dossier")
    for house, zone in zip(houses, zones, strict=True):
        _life(plan, house, chance)
        house.specialty = chance.choice(_LEANING.get(zone, _ORDINARY)) if chance.hit(0.8) else None
        if house.trait_role == "bank":
            house.specialty = "finance"
        if not house.aliases and chance.hit(0.1):
            house.aliases = [house.name.removeprefix("示范·") + "（旧称）"]
    _stars(plan, houses)
    for house in houses:
        house.policy_type = _policy(plan, house, chance)
    _places(plan, houses)


def _life(plan: Plan, house: House, chance: Chance) -> None:
    today = day_of(plan.end)
    if house.trait_role in ("under_construction", "planned"):
        house.status = house.trait_role
        house.completed_stage = "started" if house.trait_role == "under_construction" else "planned"
        house.completed_earliest = plan.end + chance.randint(120, 700)
        house.completed_latest = house.completed_earliest + 180
        return
    if house.trait_role in ("under_renovation", "closed"):
        house.status = "under_renovation" if house.trait_role == "under_renovation" else "closed"
        house.status_from = plan.end - chance.randint(70, 300)
    if house.trait_role == "opened":
        house.status_from = plan.end - chance.randint(60, max(61, min(540, 30 * plan.months)))
        house.completed_earliest = house.completed_latest = house.status_from - chance.randint(20, 90)
        house.completed_stage = "done"
        return
    age = clip(chance.gauss(15 - 3.0 * house.trait_quality, 6), 1, 34)
    done = dt.date(today.year - round(age), chance.randint(1, 12), chance.randint(1, 28))
    _completion(house, done, chance)
    if age > _OLD_YEARS and chance.hit(0.22):
        house.renovated_on = plan.end - chance.randint(200, 8 * YEAR)


def _completion(house: House, done: dt.date, chance: Chance) -> None:
    """Completion as sources know it: a day, a year, 'before …', or not at all."""
    known = chance.random()
    if known < _RARE:
        return
    house.completed_stage = "done"
    if known < 2 * _RARE:
        house.completed_latest = day_number(done)
    elif known < 6 * _RARE:
        house.completed_earliest = day_number(dt.date(done.year, 1, 1))
        house.completed_latest = day_number(dt.date(done.year, 12, 31))
    else:
        house.completed_earliest = house.completed_latest = day_number(done)


def _stars(plan: Plan, houses: list[House]) -> None:
    chance = plan.chance("stars")
    able = [house for house in houses if house.trait_role in ("typical", "single_tenant", "bank", "owner_occupied")]
    able.sort(key=lambda house: (-house.trait_quality - 0.6 * chance.random(), house.code))
    grades = [star for star, count in _STARS for _ in range(plan.share(count))]
    lapsed = plan.share(2)
    for place, house in enumerate(able[: len(grades) + lapsed]):
        late = place >= len(grades)
        house.star = "3" if late else grades[place]
        age = _STAR_DAYS + chance.randint(30, 400) if late else chance.randint(20, _STAR_DAYS - 200)
        if lapsed <= place < 2 * lapsed:
            age = _STAR_DAYS - chance.randint(20, 170)
            plan.note("star_lapses_soon", house.code)
        if late:
            plan.note("star_lapsed", house.code)
        house.granted_on = plan.end - age
        house.valid_until = house.granted_on + _STAR_DAYS - 1


def _policy(plan: Plan, house: House, chance: Chance) -> str | None:
    built = house.completed_latest
    if built is None:
        return "upgrade" if chance.hit(0.5) else None
    if house.star is not None:
        return "model"
    if plan.end - built < _NEW_YEARS * YEAR:
        return "new_build"
    if plan.end - built > _OLD_YEARS * YEAR and house.trait_quality < _FINE and house.renovated_on is None:
        return "upgrade"
    return "cluster" if chance.hit(0.8) else None


def _places(plan: Plan, houses: list[House]) -> None:
    chance = plan.chance("places")
    ordinary = [house for house in houses if house.trait_role == "typical" and house.complex_code is None]
    chance.shuffle(ordinary)
    for house in (ordinary.pop() for _ in range(plan.share(3))):
        house.lon, house.lat = places.on_an_edge(chance)
        plan.note("point_on_edge", house.code)
    for house in (ordinary.pop() for _ in range(plan.share(4))):
        house.lon, house.lat = places.near_an_edge(chance)
        plan.note("point_near_edge", house.code)
    placeless = {ordinary.pop().code for _ in range(plan.share(8))}
    _record_zones(plan, ordinary)
    for house in houses:
        _record_place(plan, house, chance, known=house.code not in placeless)
    for house in ordinary[-2 * plan.share(3) :]:
        _shift(plan, house, chance.choice(("gcj02", "bd09")))


def _record_zones(plan: Plan, ordinary: list[House]) -> None:
    """A few buildings are recorded in the core although their point lies elsewhere."""
    outside = [house for house in ordinary if places.far_from_core(house.lon or 0.0, house.lat or 0.0)]
    for house in outside[: plan.share(4)]:
        house.zones = ["core"]
        plan.note("recorded_zone", house.code)
    for house in ordinary[plan.share(4) :]:
        if places.in_overlap(house.lon or 0.0, house.lat or 0.0):
            plan.note("overlapping_zones", house.code)


def _shift(plan: Plan, house: House, datum: str) -> None:
    """Deliver a point in the datum of a street map."""
    if house.lon is None or house.lat is None:
        return
    lon, lat = to_gcj02(house.lon, house.lat)
    if datum == "bd09":
        lon, lat = gcj02_to_bd09(lon, lat)
    house.lon, house.lat, house.datum = round(float(lon), 6), round(float(lat), 6), datum
    plan.note("other_datum", house.code)


def _record_place(plan: Plan, house: House, chance: Chance, *, known: bool) -> None:
    likely = places.likely_subdistricts(house.lon or 0.0, house.lat or 0.0)
    house.subdistrict_code = likely[1] if chance.hit(0.06) else likely[0]
    house.datum = "cgcs2000" if chance.hit(0.08) else "wgs84"
    house.accuracy_m = chance.choice((10, 15, 20, 25, 30, 40, 50, 60))
    house.point_source = "示范坐标（生成）"
    if known:
        return
    house.lon = house.lat = house.datum = house.accuracy_m = house.point_source = None
    plan.note("place_unknown", house.code)
    if "subdistrict_unknown" not in plan.cases:
        house.subdistrict_code = None
        plan.note("subdistrict_unknown", house.code)
