"""The whole demonstration district, drawn from a seed."""

from buildings.demo import projects, scores, stock, taxes
from buildings.demo.firms import Firms
from buildings.demo.layout import Layout
from buildings.demo.leases import Schedule
from buildings.demo.model import District, Firm, House, Room, Slot, Stay
from buildings.demo.names import Names
from buildings.demo.plan import YEAR, Plan
from buildings.demo.rows import SplitRow
from buildings.demo.stays import Stays
from buildings.demo.tenants import Tenants, own_strata

_STRANGERS = 950
_UNLISTED = 70
_SPLITS = 9


def draw(plan: Plan) -> District:
    """Everything the workbooks of a plan hold."""
    names = Names(plan.chance("names"))
    houses = stock.draw(plan, names)
    firms = Firms(plan, names)
    layout = Layout(plan, houses, firms)
    stays = Stays(plan, houses, layout.slots).all
    Tenants(plan, houses, layout.slots, stays, firms)
    own_strata(plan, houses, layout.rooms, layout.slots, stays, firms.all)
    strangers = [firms.stranger() for _ in range(plan.share(_STRANGERS))]
    for _ in range(plan.share(_UNLISTED)):
        firms.unlisted()
    _outages(plan, houses, layout.rooms, layout.slots, stays)
    months = taxes.draw(plan, houses, layout.slots, stays, firms.all)
    return District(
        houses=houses,
        rooms=sorted(layout.rooms, key=lambda room: (room.building_code, room.floor_order, room.label)),
        firms=[firm for firm in firms.all if not firm.trait_reported],
        leases=Schedule(plan, houses, layout.rooms, layout.slots).rows(stays, firms.all),
        projects=projects.draw(plan, houses),
        scores=scores.draw(plan, houses),
        splits=_splits(plan, houses, firms.all, strangers),
        taxes=months,
        cases=plan.cases,
    )


def _outages(plan: Plan, houses: list[House], rooms: list[Room], slots: list[Slot], stays: list[Stay]) -> None:
    """Whole rooms out of service where nobody sits from then on."""
    chance = plan.chance("outages")
    by_label = {(room.building_code, room.label): room for room in rooms}
    last: dict[int, int] = {}
    for stay in stays:
        last[stay.slot] = max(last.get(stay.slot, 0), stay.last(plan.end + YEAR))
    for number, slot in enumerate(slots):
        label, part = slot.units[0]
        left = last.get(number, plan.begin)
        free = slot.vacant and slot.fixed is None and part is None and slot.area and left < plan.end - 60
        if not free or not chance.hit(0.05) or slot.window != (None, None):
            continue  # a room that was split or joined is not there all the time
        room = by_label[houses[slot.house].code, label or ""]
        room.outage_from = left + chance.randint(5, 40)
        room.outage_to = None if chance.hit(0.5) else room.outage_from + chance.randint(40, 500)
        room.outage_reason = chance.choice(("整体装修", "消防整改", "设备更换"))
        plan.note("outage", f"{room.building_code}/{room.label}")


def _splits(plan: Plan, houses: list[House], firms: list[Firm], strangers: list[int]) -> list[SplitRow]:
    """Headquarters whose tax somebody divides by hand, partly or wholly outside the district."""
    chance = plan.chance("splits")
    rows: list[SplitRow] = []
    for number, position in enumerate(chance.sample(strangers, min(len(strangers), plan.share(_SPLITS) + 2))):
        firm = firms[position]
        code = firm.taxpayer_code or firm.uscc or firm.trait_code_given or ""
        start = max(plan.first_month, plan.last_month - chance.randint(5, 20))
        targets: list[str | None] = [house.code for house in chance.sample(houses, 2) if house.room_register]
        if number % 2 == 0:
            targets.append(None)
        if number == 0:
            targets = [None]
        reason = "总部汇总缴纳（示范）"
        end = plan.last_month + 12 if chance.hit(0.6) else plan.last_month - 1
        rows += [
            SplitRow(
                taxpayer_code=code,
                month_from=min(start, end),
                month_to=end,
                building_code=target,
                weight=chance.randint(1, 9),
                reason=reason,
            )
            for target in targets
        ]
        plan.note("manual_split", code)
        if None in targets:
            plan.note("outside_the_district", code)
    return rows
