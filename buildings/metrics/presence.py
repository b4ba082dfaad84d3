"""Who is there: occupiers, net inflow 净流入企业, registered here 属地注册率 and paying tax here 属地纳税率."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from buildings.kinds import Answer, Derives
from buildings.metrics import industries, sections, unmeasured
from buildings.metrics.metric import ALL_LEVELS, Metric, Parts, Unit, Window
from buildings.metrics.once import once
from buildings.metrics.windows import filed, known, months, operation, or_zero
from buildings.portfolio import UNKNOWN, Flags, Ints, Portfolio


@dataclass(frozen=True)
class Residents:
    """Enterprises present in a building at the month's end; rows (building, enterprise) in the order of enterprises.

    ``dm2`` what they hold; ``registered`` and ``paying`` 1 yes, 0 no, UNKNOWN cannot tell; ``arrived`` newly.
    Reported parties without a link are residents of whom nothing can be told.
    """

    building: Ints
    party: Ints
    dm2: Ints
    registered: Ints
    paying: Ints
    arrived: Flags


@once
def residents(portfolio: Portfolio) -> Residents:
    """Residents of the reporting month."""
    table = portfolio.occupancies
    here = np.flatnonzero((table["month"] == portfolio.month - portfolio.first) & (table["present"] == 1))
    party = table["party"][here].astype(np.int64)
    here = here[np.argsort(party, kind="stable")]
    party = table["party"][here].astype(np.int64)
    answers = table["registered"][here]
    registered = np.where(answers == Answer.YES.value, 1, np.where(answers == Answer.NO.value, 0, UNKNOWN))
    paying = table["paying"][here].astype(np.int64)
    if not filed(portfolio, months(Window.ROLLING_12, portfolio.month)):
        paying = np.full(len(here), UNKNOWN)
    dm2 = table["let_dm2"][here].astype(np.int64) + table["own_dm2"][here].astype(np.int64)
    linked = party > 0
    return Residents(
        table["building"][here].astype(np.int64),
        party,
        dm2,
        np.where(linked, registered, UNKNOWN),
        np.where(linked, paying, UNKNOWN),
        table["newly_arrived"][here].astype(bool),
    )


def _registration(who: Residents) -> tuple[Flags, Flags]:
    counted = who.registered != UNKNOWN
    return counted, counted & (who.registered == 1)


def _paying(who: Residents) -> tuple[Flags, Flags]:
    counted = (who.paying != UNKNOWN) & ~who.arrived
    return counted, counted & (who.paying == 1)


Question = Callable[[Residents], tuple[Flags, Flags]]


def _sum(portfolio: Portfolio, who: Residents, wanted: Flags, weight: Ints) -> Ints:
    sums = np.zeros(len(portfolio.buildings), dtype=np.int64)
    np.add.at(sums, who.building[wanted], weight[wanted])
    return sums


def rate(question: Question, by_area: bool) -> Callable[[Portfolio], Parts]:
    """Yes ÷ (yes + no) of a building's residents, by count or by area held."""

    def parts(portfolio: Portfolio) -> Parts:
        who = residents(portfolio)
        counted, yes = question(who)
        weight = who.dm2 if by_area else np.ones(len(who.party), dtype=np.int64)
        runs, applicable = operation(portfolio)
        sure = runs & ~unmeasured.at_month_end(portfolio) if by_area else runs
        above, below = (np.where(sure, _sum(portfolio, who, wanted, weight), 0) for wanted in (yes, counted))
        return Parts(above, below, sure, applicable)

    return parts


def distinct(question: Question) -> Callable[[Portfolio, Flags], Parts]:
    """The same by count for sets of buildings (rows, n): an enterprise in two buildings of a set counts once."""

    def over(portfolio: Portfolio, member: Flags) -> Parts:
        who = residents(portfolio)
        counted, yes = question(who)
        runs, _ = operation(portfolio)
        above, below = np.zeros((2, len(member)), dtype=np.int64)
        for row, buildings in enumerate(member):
            inside = np.flatnonzero((buildings & runs)[who.building] & counted)
            party = who.party[inside]
            firsts = inside[np.diff(party, prepend=UNKNOWN) != 0]
            above[row], below[row] = yes[firsts].sum(), len(firsts)
        return Parts(above, below, np.full(len(member), True))

    return over


def _count(name: str) -> Callable[[Portfolio], Parts]:
    def parts(portfolio: Portfolio) -> Parts:
        runs, applicable = operation(portfolio)
        return Parts(np.where(runs, or_zero(portfolio.at(name)), 0), None, runs, applicable)

    return parts


def _held(portfolio: Portfolio) -> Parts:
    table = portfolio.occupancies
    here = np.flatnonzero(table["month"] == portfolio.month - portfolio.first)
    held = np.zeros(len(portfolio.buildings), dtype=np.int64)
    for name in ("let_dm2", "own_dm2"):
        np.add.at(held, table["building"][here].astype(np.int64), table[name][here].astype(np.int64))
    runs, applicable = operation(portfolio)
    sure = runs & ~unmeasured.at_month_end(portfolio)
    return Parts(np.where(sure, held, 0), None, sure, applicable)


def _present(portfolio: Portfolio, month: int) -> int:
    table = portfolio.occupancies
    there = (table["month"] == month - portfolio.first) & (table["present"] == 1)
    party = table["party"][there].astype(np.int64)
    return len(np.unique(party[party > 0]))


def _net_inflow(portfolio: Portfolio) -> Parts:
    """One row; known when the month before lies in the facts. All buildings, linked enterprises only."""
    before = portfolio.month - 1
    sure = bool(before >= portfolio.first and known(portfolio.at("operating", before)).any())
    change = _present(portfolio, portfolio.month) - _present(portfolio, before) if sure else 0
    return Parts(np.array([change], dtype=np.int64), None, np.array([sure]))


def _no_building(portfolio: Portfolio) -> Parts:
    never = np.zeros(len(portfolio.buildings), dtype=bool)
    return Parts(np.zeros(len(never), dtype=np.int64), None, never, never)


def _share(slug: str, question: Question, by_area: bool, derives: Derives, window: Window) -> Metric:
    over = None if by_area else distinct(question)
    return Metric(slug, Unit.RATIO, window, derives, rate(question, by_area), better="high", over=over)


TENANTS = Metric("tenants", Unit.COUNT, Window.MONTH_END, Derives.TENANCY, _count("tenants"), better="high")
ENTERPRISES = Metric(
    "enterprises",
    Unit.COUNT,
    Window.MONTH_END,
    Derives.TENANCY,
    _count("parties"),
    better="high",
    levels=(*ALL_LEVELS, "industry"),
    rows={"industry": industries.at_month_end("enterprises")},
)
HELD_AREA = Metric(
    "held_area",
    Unit.DM2,
    Window.MONTH_END,
    Derives.TENANCY,
    _held,
    levels=("industry",),
    rows={"industry": sections.held},
)
NET_INFLOW = Metric(
    "net_inflow",
    Unit.COUNT,
    Window.MONTH,
    Derives.TENANCY,
    _no_building,
    better="high",
    levels=("district",),
    rows={"district": _net_inflow},
)
REGISTERED_RATE = _share("registered_rate", _registration, False, Derives.IDENTITY, Window.MONTH_END)
REGISTERED_RATE_AREA = _share("registered_rate_area", _registration, True, Derives.IDENTITY, Window.MONTH_END)
TAXPAYING_RATE = _share("taxpaying_rate", _paying, False, Derives.TAX, Window.ROLLING_12)
TAXPAYING_RATE_AREA = _share("taxpaying_rate_area", _paying, True, Derives.TAX, Window.ROLLING_12)
