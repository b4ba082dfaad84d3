"""File columns with the district's share of each month, from the list of columns and the dated parameters."""

from fractions import Fraction
from functools import cache

import numpy as np

from buildings import parameters, tables
from buildings.facts.kernel.inputs import Columns
from buildings.portfolio import Ints
from buildings.quantities import last_day

CENTRAL_COLUMNS = frozenset({"qysds"})
"""企业所得税 of big state banks, policy banks and oil majors is all central; 个人所得税 of their staff is shared."""


def keys() -> tuple[str, ...]:
    """File columns in the order of the list, without the total."""
    return tuple(column.key for column in tables.tax_columns() if column.kind != "total")


@cache
def columns(first: int, last: int) -> Columns:
    """Columns with their shares in each of the months ``first`` … ``last``."""
    listed = [column for column in tables.tax_columns() if column.kind != "total"]
    shares = [[_share(column.local_share, month) for column in listed] for month in range(first, last + 1)]
    return Columns(
        key=tuple(column.key for column in listed),
        counts=np.array([column.counts_as_tax for column in listed], bool),
        central=np.array([column.key in CENTRAL_COLUMNS for column in listed], bool),
        numerator=np.array([[share.numerator for share in row] for row in shares], np.int64),
        denominator=np.array([[share.denominator for share in row] for row in shares], np.int64),
    )


def _share(local: str, month: int) -> Fraction:
    """The district's part of a column: local share × the district's part of it."""
    day = last_day(month)
    district = parameters.resolve("retained.district_share", day).value
    return district * (Fraction(local) if local else parameters.resolve("retained.unsourced_local_share", day).value)


@cache
def months_of(slug: str, first: int, last: int) -> Ints:
    """A whole-number parameter in each of the months."""
    found = [int(parameters.resolve(slug, last_day(month)).value) for month in range(first, last + 1)]
    return np.array(found, np.int64)
