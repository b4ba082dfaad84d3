"""Yearly tax of every firm spread over columns and months: trends, refunds, settlements; not yet to scale."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from buildings.demo import composition
from buildings.demo.composition import PLACE, Bools, Floats
from buildings.demo.model import Firm
from buildings.demo.names import TRADES
from buildings.demo.plan import Plan

_REFUNDS: Final = 0.004
_SETTLED_BACK: Final = 0.07
_SMALL: Final = 0.22
_DECLINES: Final = 0.09
_MAY: Final = 4
_YEAR: Final = 12
_STRANGER_YUAN: Final = 75_000.0
_SURTAXES: Final = {"cswhjss": 0.07, "jyffj": 0.03, "dfjyfj": 0.02}


@dataclass(frozen=True)
class Payers:
    """Firms that pay, by position in the list of firms, with the space they pay for."""

    firms: list[Firm]
    positions: NDArray[np.int64]
    area_m2: Floats
    house: NDArray[np.int64]
    active: Bools


def amounts(plan: Plan, payers: Payers) -> Floats:
    """Yuan per (firm, column, month), to be scaled per firm; a refund is negative."""
    draw = plan.arrays("payments")
    count, months = len(payers.firms), [plan.first_month + number for number in range(plan.months)]
    rented = payers.house >= 0
    intensity = np.array([TRADES[firm.trait_trade].intensity for firm in payers.firms])
    base = np.where(rented, 260 * np.maximum(payers.area_m2, 8) ** 0.9, _STRANGER_YUAN) * intensity
    base *= np.exp(draw.normal(0, 0.95, count))
    small = (draw.random(count) < _SMALL) & (base < np.median(base) * 3)
    shape = (count, len(composition.KEYS), plan.months)
    table = base[:, None] * composition.shares(payers.firms, draw)
    cells: Floats = table[:, :, None] / _YEAR * composition.seasons(months, small)
    cells *= np.exp(draw.normal(0, 0.22, shape)) * composition.filed(shape, draw)
    cells *= (_trend(plan, payers, draw) * payers.active)[:, None, :]
    _refund(cells, months, draw)
    base_of_surtaxes = np.maximum(cells[:, PLACE["zzs"]] + cells[:, PLACE["xfs"]], 0)
    for key, rate in _SURTAXES.items():
        cells[:, PLACE[key]] = base_of_surtaxes * rate
    return cells


def _trend(plan: Plan, payers: Payers, draw: np.random.Generator) -> Floats:
    """Growth by firm, and decline of everything in some buildings, shape (firms, months); 1 in the last month."""
    yearly = draw.normal(0.075, 0.10, len(payers.firms))
    falling = draw.random(plan.buildings) < _DECLINES
    yearly = np.where((payers.house >= 0) & falling[payers.house], yearly - draw.uniform(0.3, 0.6), yearly)
    ages = (np.arange(plan.months) - plan.months + 1) / _YEAR
    factors: Floats = np.exp(yearly[:, None] * ages[None])
    return factors


def _refund(cells: Floats, months: list[int], draw: np.random.Generator) -> None:
    """VAT carried forward paid back, and income tax settled back in May, in place."""
    vat, income = cells[:, PLACE["zzs"]], cells[:, PLACE["qysds"]]
    back = draw.random(vat.shape) < _REFUNDS
    size = draw.uniform(0.6, 6.0, vat.shape)
    vat[back] *= -size[back]
    may = np.array([month % _YEAR == _MAY for month in months])
    settled = may[None] & (draw.random(income.shape) < _SETTLED_BACK)
    income[settled] *= -draw.uniform(0.1, 0.9)
