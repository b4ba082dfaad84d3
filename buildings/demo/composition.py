"""What firms pay and when: columns by trade, and how the year falls over its months."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from buildings.demo.model import Firm
from buildings.tables import tax_columns

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

KEYS: Final = tuple(column.key for column in tax_columns() if column.kind != "total")
COUNTS: Final = np.array([column.counts_as_tax for column in tax_columns() if column.kind != "total"])
PLACE: Final = {key: place for place, key in enumerate(KEYS)}
RETAINED: Final = {"zzs": 0.25, "qysds": 0.20, "grsds": 0.20}
"""Columns some rows deliver retained amounts for, and the part that stays: half of the local share."""

_USUAL: Final = {"zzs": 0.44, "qysds": 0.35, "grsds": 0.16, "yhs": 0.025}
_BY_TRADE: Final = {
    "B": {"zzs": 0.35, "qysds": 0.35, "grsds": 0.1, "yhs": 0.02, "zys": 0.15},
    "C": {"zzs": 0.5, "qysds": 0.33, "grsds": 0.12, "yhs": 0.03, "hjbhs": 0.004},
    "D": {"zzs": 0.45, "qysds": 0.42, "grsds": 0.08, "yhs": 0.02, "gjzdslgcjsjjsr": 0.02},
    "E": {"zzs": 0.52, "qysds": 0.25, "grsds": 0.16, "yhs": 0.04, "hjbhs": 0.003},
    "F": {"zzs": 0.55, "qysds": 0.28, "grsds": 0.1, "yhs": 0.05, "xfs": 0.03},
    "I": {"zzs": 0.38, "qysds": 0.27, "grsds": 0.32, "yhs": 0.02},
    "J": {"zzs": 0.3, "qysds": 0.48, "grsds": 0.19, "yhs": 0.02, "ccs": 0.03},
    "K": {"zzs": 0.4, "qysds": 0.22, "grsds": 0.1, "yhs": 0.03, "tdzzs": 0.18, "qs": 0.06},
    "M": {"zzs": 0.38, "qysds": 0.27, "grsds": 0.32, "yhs": 0.02},
    "R": {"zzs": 0.42, "qysds": 0.27, "grsds": 0.26, "yhs": 0.02, "whsyjsf": 0.02},
}
_OWNER: Final = {"zzs": 0.28, "qysds": 0.16, "grsds": 0.05, "yhs": 0.02, "fcs": 0.40, "cztdsys": 0.06}
_BANK: Final = {"zzs": 0.33, "qysds": 0.53, "grsds": 0.11, "yhs": 0.02}
_MONTHLY: Final = (1.30, 0.85, 0.95, 1.02, 0.97, 0.97, 1.02, 0.94, 0.97, 1.02, 0.98, 1.01)
_QUARTERLY: Final = (3.2, 0, 0, 2.9, 0, 0, 3.0, 0, 0, 2.9, 0, 0)
_INCOME: Final = (3.4, 0, 0, 2.6, 1.7, 0, 2.2, 0, 0, 2.1, 0, 0)  # prepayment 1/4/7/10, settlement in May
_HALF_YEARLY: Final = (0, 0, 0, 6, 0, 0, 0, 0, 0, 6, 0, 0)
_SEASONS: Final = {
    "qysds": _INCOME,
    "yhs": _QUARTERLY,
    "fcs": _HALF_YEARLY,
    "cztdsys": _HALF_YEARLY,
    "hjbhs": _QUARTERLY,
}
_SOMETIMES: Final = {"tdzzs": 0.06, "qs": 0.05, "xfs": 0.3, "ccs": 0.4, "zys": 0.5, "swbmfmsr": 0.01}
_NO_PROFIT: Final = 0.22
_YEAR: Final = 12


def _mix(firm: Firm) -> dict[str, float]:
    if firm.trait_owner and not firm.central_income_tax:
        return _OWNER
    if firm.central_income_tax:
        return _BANK
    return _BY_TRADE.get(firm.trait_trade, _USUAL)


def shares(firms: list[Firm], draw: np.random.Generator) -> Floats:
    """Part of a firm's year in each column, shape (firms, columns); rows add up to 1."""
    table = np.zeros((len(firms), len(KEYS)))
    for row, firm in enumerate(firms):
        for key, part in _mix(firm).items():
            table[row, PLACE[key]] = part
    table *= np.exp(draw.normal(0, 0.4, table.shape))
    table[draw.random(len(firms)) < _NO_PROFIT, PLACE["qysds"]] = 0
    banks = np.array([firm.central_income_tax for firm in firms])
    table[banks, PLACE["qysds"]] = np.maximum(table[banks, PLACE["qysds"]], _BANK["qysds"])
    total: Floats = table.sum(axis=1, keepdims=True)
    return table / total


def seasons(months: list[int], small: Bools) -> Floats:
    """Weight of each month, shape (firms, columns, months), mean 1 over a year; small firms file VAT by quarter."""
    at = [month % _YEAR for month in months]
    table = np.empty((len(KEYS), len(months)))
    for key, place in PLACE.items():
        table[place] = np.array(_SEASONS.get(key, _MONTHLY))[at]
    whole = np.repeat(table[None], len(small), axis=0)
    whole[small, PLACE["zzs"]] = np.array(_QUARTERLY)[at]
    return whole


def filed(shape: tuple[int, int, int], draw: np.random.Generator) -> Bools:
    """Which cells are filed at all, shape (firms, columns, months)."""
    chances = np.array([_SOMETIMES.get(key, 0.94) for key in KEYS])
    found: Bools = draw.random(shape) < chances[None, :, None]
    return found
