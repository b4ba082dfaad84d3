"""File columns with the district's share of each month, from the list of columns and the dated parameters."""

import hashlib
from fractions import Fraction
from functools import cache

import numpy as np

from buildings import parameters, tables
from buildings.facts.kernel.inputs import Columns
from buildings.portfolio import Ints
from buildings.quantities import last_day

COMMITTED = "committed.horizon_months"
LOOKBACK = "attribution.lookback_months"
NEWLY_ARRIVED = "residence.newly_arrived_months"


def keys() -> tuple[str, ...]:
    """File columns in the order of the list, without the total."""
    return tuple(column.key for column in tables.tax_columns() if column.kind != "total")


@cache
def columns(first: int, last: int) -> Columns:
    """Columns with their shares in each of the months ``first`` … ``last``."""
    listed = [column for column in tables.tax_columns() if column.kind != "total"]
    shares = [[_share(column.key, month) for column in listed] for month in range(first, last + 1)]
    return Columns(
        key=tuple(column.key for column in listed),
        counts=np.array([column.counts_as_tax for column in listed], bool),
        central=np.array([column.central_for_banks for column in listed], bool),
        numerator=np.array([[share.numerator for share in row] for row in shares], np.int64),
        denominator=np.array([[share.denominator for share in row] for row in shares], np.int64),
    )


def _share(key: str, month: int) -> Fraction:
    """The district's part of a column: local share, or the one for columns without a source, × the district's part."""
    day = last_day(month)
    local = parameters.find(f"retained.local_share.{key}", day)
    local = local or parameters.resolve("retained.unsourced_local_share", day)
    return parameters.resolve("retained.district_share", day).value * local.value


@cache
def months_of(slug: str, first: int, last: int) -> Ints:
    """A whole-number parameter in each of the months."""
    found = [int(parameters.resolve(slug, last_day(month)).value) for month in range(first, last + 1)]
    return np.array(found, np.int64)


def fingerprint(first: int, last: int) -> str:
    """Of everything the facts take from files of this project: when it changes, kept facts are stale."""
    found = columns(first, last)
    arrays = [found.counts, found.central, found.numerator, found.denominator]
    arrays += [months_of(slug, first, last) for slug in (COMMITTED, LOOKBACK, NEWLY_ARRIVED)]
    content = [" ".join(found.key).encode(), *(array.tobytes() for array in arrays)]
    return hashlib.sha256(b"\n".join(content)).hexdigest()
