"""What the kernel reads: the register's rows as plain int64 arrays.

Days count from 1970-01-01, both ends belong; "no first day" is ``MIN_DAY``, "no last day" (and "never") ``FAR_DAY``.
Areas are dm², money fen, months year × 12 + month − 1. ``UNKNOWN`` marks an unknown number. Buildings are numbered in
code-point order of their codes, so that a smaller number wins a tie; other nouns are numbered as they come. All arrays
of one class have one length.
"""

from dataclasses import dataclass

import numpy as np

from buildings.portfolio import Flags, Ints
from buildings.quantities import FAR_DAY

MIN_DAY = -719_162
"""0001-01-01."""

SECTIONS = "ABCDEFGHIJKLMNOPQRST?"
"""GB/T 4754-2017 sections by number; the last one stands for unknown."""

__all__ = ["FAR_DAY", "MIN_DAY", "SECTIONS"]


@dataclass(frozen=True)
class Buildings:
    """Keys and origins, in order of the codes."""

    id: Ints
    origin: Ints  # column of Inputs.files


@dataclass(frozen=True)
class Periods:
    """Days (or months) from ``first`` to ``last`` of an ``owner`` (number), with a value."""

    owner: Ints
    first: Ints
    last: Ints
    value: Ints

    def at(self, day: int) -> Ints:
        """Rows that hold on a day."""
        return np.flatnonzero((self.first <= day) & (self.last >= day))


@dataclass(frozen=True)
class Units:
    """Rooms with their life, dated areas and outages."""

    building: Ints
    first: Ints
    last: Ints
    areas: Periods  # owner: unit; value: dm² or UNKNOWN
    lettable: Flags  # of each area
    outages: Periods  # owner: unit; value: dm², UNKNOWN = the whole unit


@dataclass(frozen=True)
class Leases:
    """Contracts. ``party``: +enterprise id, −reported party id."""

    party: Ints
    own: Flags
    signed: Ints  # FAR_DAY: not signed
    breaks: Ints  # FAR_DAY: none
    early: Ints  # last day after an early end; FAR_DAY: none
    rent12: Ints  # fen per m² and year, or UNKNOWN
    renews: Ints  # number of the lease it renews, −1 = none


@dataclass(frozen=True)
class Parts:
    """What a lease takes of a unit."""

    unit: Ints
    lease: Ints
    first: Ints
    last: Ints
    dm2: Ints  # UNKNOWN = the whole unit


@dataclass(frozen=True)
class Columns:
    """File columns: whether they count as tax, and the district's estimated share per month."""

    key: tuple[str, ...]
    counts: Flags
    central: Flags  # estimated at nothing for taxpayers whose income tax is all central
    numerator: Ints  # (months, columns)
    denominator: Ints  # (months, columns)


@dataclass(frozen=True)
class Taxes:
    """Rows of the current files, with the taxpayers they name."""

    month: Ints
    taxpayer: Ints  # number
    column: Ints  # number
    fen: Ints
    retained: Ints  # UNKNOWN = not delivered
    taxpayers: Ints  # keys of the numbered taxpayers
    central: Flags  # of each taxpayer
    links: Periods  # owner: taxpayer; value: enterprise id


@dataclass(frozen=True)
class Splits:
    """Manual splits: periods in months, and their weights."""

    periods: Periods  # owner: taxpayer number; value unused
    split: Ints  # of each weight
    building: Ints  # number; −1 = outside the district
    weight: Ints


@dataclass(frozen=True)
class Inputs:
    """Everything, for the months ``first`` … ``last``."""

    first: int
    last: int
    files: Flags  # (months, origins): a file of that origin is current
    committed_months: Ints  # (months,)
    lookback_months: Ints  # (months,)
    newly_arrived_months: Ints  # (months,)
    buildings: Buildings
    operation: Periods  # owner: building; days in operation
    units: Units
    leases: Leases
    parts: Parts
    classes: Periods  # owner: enterprise id; value: number of SECTIONS
    columns: Columns
    taxes: Taxes
    splits: Splits


def no_periods() -> Periods:
    """Not one period."""
    none = np.zeros(0, np.int64)
    return Periods(none, none, none, none)
