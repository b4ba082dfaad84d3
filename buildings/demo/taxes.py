"""From tenants to tax files: who pays in which month, scaled to the published totals."""

import numpy as np
from numpy.typing import NDArray

from buildings.demo import calibration, filing, payments
from buildings.demo.calibration import LOOKBACK, Seats
from buildings.demo.composition import Bools
from buildings.demo.model import Firm, House, Slot, Stay, TaxMonth
from buildings.demo.payments import Payers
from buildings.demo.plan import Plan

Ints = NDArray[np.int64]
_LONG_GONE = 8
_MONTH_DAYS = 30.4


def draw(plan: Plan, houses: list[House], slots: list[Slot], stays: list[Stay], firms: list[Firm]) -> list[TaxMonth]:
    """All tax files, oldest first; hard cases are noted from the newest."""
    found = calibration.seats(plan, slots, stays, len(firms))
    active = _active(plan, firms, found)
    payers = _payers(firms, found, active)
    cells = payments.amounts(plan, payers)
    known = [stay for stay in stays if _identified(firms[stay.firm])]
    linked = calibration.seats(plan, slots, known, len(firms))
    here = np.full(len(firms), -1)
    here[payers.positions] = np.arange(len(payers.positions))
    mine = here[linked.firm] >= 0
    linked = Seats(
        here[linked.firm[mine]], linked.house[mine], linked.weights[mine], linked.firm_weights[payers.positions]
    )
    cells *= calibration.scales(plan, houses, linked, cells, payers.house)[:, None, None]
    newest_first = [filing.file(plan, payers.firms, cells, place) for place in reversed(range(plan.months))]
    return newest_first[::-1]


def _identified(firm: Firm) -> bool:
    """Whether the register can find the firm by the code it pays under."""
    return not firm.trait_reported and (firm.uscc is not None or firm.taxpayer_code is not None)


def _active(plan: Plan, firms: list[Firm], found: Seats) -> Bools:
    """Months in which a firm pays: while it rents, some months after it left, always if it never rented."""
    months = np.arange(plan.months + LOOKBACK)
    seen = np.maximum.accumulate(np.where(found.firm_weights > 0, months, -(10**6)), axis=1)
    lag = np.array([firm.trait_lag for firm in firms])
    since = (months - seen)[:, LOOKBACK:]
    rents_ever = np.zeros(len(firms), dtype=np.bool_)
    rents_ever[found.firm] = True
    active: Bools = (since <= lag[:, None]) | ~rents_ever[:, None]
    _note(plan, firms, since, active)
    return active


def _note(plan: Plan, firms: list[Firm], since: Ints, active: Bools) -> None:
    for position, firm in enumerate(firms):
        if not (firm.trait_pays and _identified(firm)):
            continue
        gap = int(since[position, -1])
        if active[position, -1] and gap > LOOKBACK:
            plan.note("never_leased" if gap > _LONG_GONE * 1_000 else "left_earlier", firm.code)
        elif active[position, -1] and gap > 0:
            plan.note("pays_after_leaving", firm.code)


def _payers(firms: list[Firm], found: Seats, active: Bools) -> Payers:
    positions = np.array(
        [
            position
            for position, firm in enumerate(firms)
            if firm.trait_pays and (firm.taxpayer_code or firm.uscc or firm.trait_code_given)
        ]
    )
    used = (found.firm_weights > 0).sum(axis=1)
    area_m2 = found.firm_weights.sum(axis=1) / np.maximum(used, 1) / _MONTH_DAYS / 100
    house = np.full(len(firms), -1)
    order = np.argsort(found.weights.sum(axis=1), kind="stable")
    house[found.firm[order]] = found.house[order]  # the last written is the one with the largest weight
    return Payers(
        [firms[position] for position in positions], positions, area_m2[positions], house[positions], active[positions]
    )
