"""Upgrade projects of the demonstration: done long ago, done in time to be measured, under way, and not begun."""

from collections.abc import Iterator
from typing import Final

from buildings.demo.draws import Chance
from buildings.demo.model import House
from buildings.demo.plan import YEAR, Plan
from buildings.demo.rows import ProjectRow
from buildings.quantities import day_number, first_day

_MEASURED: Final = 5
_DONE: Final = 3
_WORKS: Final = (
    ("外立面与大堂更新", "外立面清洗、大堂及公共区装修"),
    ("电梯与消防更新", "更换电梯、消防系统整改"),
    ("智慧楼宇改造", "门禁、能耗监测与停车系统"),
    ("空调与节能改造", "更换冷机、照明与幕墙遮阳"),
)
_MONTHS_AGO: Final = 13
"""Works of a month or so that began then have a year of 26 months on either side."""


def draw(plan: Plan, houses: list[House]) -> list[ProjectRow]:
    """About a dozen projects, one in a building, by building code."""
    chance = plan.chance("projects")
    ordinary = [house for house in houses if house.trait_role in ("typical", "strata") and not house.renovated_on]
    chance.shuffle(ordinary)
    under_way = [house for house in houses if house.trait_role == "under_renovation"]
    done = [house for house in houses if house.renovated_on is not None and house.trait_role == "typical"]
    rows = [
        *(_measured(plan, ordinary.pop(), chance) for _ in range(plan.share(_MEASURED))),
        *(_done(house, chance) for house in done[: plan.share(_DONE)]),
        *(_under_way(house, chance) for house in under_way[: plan.share(2)]),
        *_not_begun(plan, ordinary, chance),
    ]
    return sorted(rows, key=lambda row: row.building_code)


def _row(house: House, chance: Chance) -> ProjectRow:
    title, scope = chance.choice(_WORKS)
    strata = house.trait_role == "strata"
    return ProjectRow(
        building_code=house.code,
        title=title,
        funding_mode=chance.choice(("government", "enterprise", "enterprise", "social_capital", None)),
        one_hand=chance.choice(("unified_lease", "custody")) if strata else None,
        scope_of_works=scope,
        contractor=f"示范建设{chance.randint(1, 6)}公司" if chance.hit(0.8) else None,
        planned_investment=chance.randint(80, 900) * 1_000_000 if chance.hit(0.9) else None,
        source="示范数据（生成）",
    )


def _measured(plan: Plan, house: House, chance: Chance) -> ProjectRow:
    """Begun and done within a month, so that a year stands on either side of it."""
    row, begun = _row(house, chance), day_number(first_day(plan.last_month - _MONTHS_AGO))
    row.approved_on = begun - chance.randint(60, 200)
    row.started_on = begun + chance.randint(0, 9)
    row.finished_plan = row.finished_on = row.started_on + chance.randint(20, 48)
    row.accepted_on = row.finished_on + chance.randint(10, 60)
    row.actual_investment = _spent(row, chance)
    return row


def _done(house: House, chance: Chance) -> ProjectRow:
    """The renovation that the building register dates."""
    row = _row(house, chance)
    row.finished_on = house.renovated_on
    if house.renovated_on is not None:
        row.started_on = house.renovated_on - chance.randint(120, YEAR)
    row.actual_investment = _spent(row, chance)
    return row


def _under_way(house: House, chance: Chance) -> ProjectRow:
    """The works for which the building is out of operation."""
    row = _row(house, chance)
    row.started_on = house.status_from
    if house.status_from is not None:
        row.approved_on = house.status_from - chance.randint(30, 200)
        row.finished_plan = house.status_from + chance.randint(400, 900)
    return row


def _not_begun(plan: Plan, houses: list[House], chance: Chance) -> Iterator[ProjectRow]:
    """One approved, one only planned, one given up."""
    approved, planned, gone = (_row(houses.pop(), chance) for _ in range(3))
    approved.approved_on = plan.end - chance.randint(20, 200)
    approved.started_plan = plan.end + chance.randint(30, 300)
    planned.planned_on = plan.end - chance.randint(20, 200)
    gone.approved_on = plan.end - chance.randint(300, 500)
    gone.cancelled_on = plan.end - chance.randint(20, 200)
    yield from (approved, planned, gone)


def _spent(row: ProjectRow, chance: Chance) -> int | None:
    """What was paid in the end, in whole yuan."""
    if row.planned_investment is None:
        return None
    return round(row.planned_investment * chance.between(0.9, 1.25) / 100) * 100
