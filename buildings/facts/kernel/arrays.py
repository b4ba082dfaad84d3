"""Building blocks: intervals spread over months, joins, largest values. Grids are (months, rows)."""

from dataclasses import dataclass

import numpy as np

from buildings.portfolio import Flags, Ints

_GAP = 1 << 23  # wider than all days there are, so that groups shifted by it never meet
_SMALL = 1 << 16
_FIRST_MONTH = 1970 * 12


def month_numbers(days: Ints) -> Ints:
    """Month number of each day."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + _FIRST_MONTH


@dataclass(frozen=True)
class Calendar:
    """First and last days of the months of a horizon."""

    first: int
    starts: Ints
    ends: Ints

    @property
    def lengths(self) -> Ints:
        """Days of each month."""
        return self.ends - self.starts + 1

    def __len__(self) -> int:
        """Number of months."""
        return len(self.starts)

    def held(self, first: Ints, last: Ints) -> tuple[Ints, Ints]:
        """Months [start, stop) at whose ends a period runs."""
        start = np.searchsorted(self.ends, first, "left")
        return start, np.maximum(start, np.searchsorted(self.ends, last, "right"))


def calendar(first: int, last: int) -> Calendar:
    """The months ``first`` … ``last``."""
    edges = np.arange(first - _FIRST_MONTH, last - _FIRST_MONTH + 2).astype("datetime64[M]").astype("datetime64[D]")
    days = edges.astype(np.int64)
    return Calendar(first, days[:-1], days[1:] - 1)


def spread(shape: tuple[int, int], rows: Ints, months: tuple[Ints, Ints], value: Ints | int) -> Ints:
    """Grid of the sums of ``value`` over the months [start, stop) of each row."""
    length, width = shape
    grid = np.zeros((length + 1) * width, np.int64)
    start, stop = months
    np.add.at(grid, start * width + rows, value)
    np.subtract.at(grid, stop * width + rows, value)
    table = grid.reshape(length + 1, width)[:-1]
    return np.cumsum(table, axis=0, out=table)


def spread_days(months: Calendar, width: int, rows: Ints, days: tuple[Ints, Ints], value: Ints | int) -> Ints:
    """Grid of the sums of ``value`` × days of each row's period within each month; periods outside count nothing."""
    first, last = (np.clip(day, months.starts[0], months.ends[-1]) for day in days)
    value = np.where((days[0] <= months.ends[-1]) & (days[1] >= months.starts[0]), value, 0)
    start = np.searchsorted(months.ends, first, "left")
    end = np.searchsorted(months.ends, last, "left")
    grid = spread((len(months), width), rows, (start, end + 1), value)
    grid *= months.lengths[:, None]
    flat = grid.reshape(-1)
    np.subtract.at(flat, start * width + rows, value * (first - months.starts[start]))
    np.subtract.at(flat, end * width + rows, value * (months.ends[end] - last))
    return grid


def disjoint(key: Ints, first: Ints, last: Ints) -> tuple[Ints, Ints, Ints]:
    """Positions, first and last of periods cut so that those of one key never overlap; the earlier keeps the days."""
    order = np.lexsort((last, first, key))
    if not len(order):
        return order, first, last
    key, first, last = key[order], first[order], last[order]
    shift = np.cumsum(np.concatenate(([0], np.diff(key) != 0))) * _GAP
    reached = np.maximum.accumulate(last + shift)
    first = np.maximum(first, np.concatenate(([np.iinfo(np.int64).min], reached[:-1] + 1)) - shift)
    left = first <= last
    return order[left], first[left], last[left]


def pointers(key: Ints, size: int) -> Ints:
    """Where the rows of each key 0 … size−1 begin in a sorted column; one more entry for the end."""
    return np.searchsorted(key, np.arange(size + 1))


def stable_order(key: Ints, size: int) -> Ints:
    """Order by a key below ``size``, equal keys as they came; small keys are sorted by counting."""
    return np.argsort(key.astype(np.uint16) if size <= _SMALL else key, kind="stable")


def match(keys: Ints, begins: Ints) -> tuple[Ints, Ints]:
    """Positions (left, right) of all pairs of equal keys; the right side is sorted, ``begins`` its pointers."""
    counts = begins[keys + 1] - begins[keys]
    left = np.repeat(np.arange(len(keys)), counts)
    offsets = np.cumsum(counts) - counts
    return left, np.arange(len(left)) - np.repeat(offsets - begins[keys], counts)


def latest(shape: tuple[int, int], rows: Ints, months: tuple[Ints, Ints], value: Ints) -> Ints:
    """Grid with the value that holds in each month, −1 where none does; where two overlap the earlier one stands."""
    order, start, last = disjoint(rows, months[0], months[1] - 1)
    return spread(shape, rows[order], (start, last + 1), value[order] + 1) - 1


def total_by(grid: Ints | Flags, begins: Ints) -> Ints:
    """Sums of a grid's columns within consecutive groups given by pointers; (months, groups)."""
    filled = np.flatnonzero(np.diff(begins))
    result = np.zeros((len(grid), len(begins) - 1), np.int64)
    if len(filled):
        result[:, filled] = np.add.reduceat(grid, begins[filled], axis=1, dtype=np.int64)
    return result


def largest_by(grid: Ints, begins: Ints, count: int) -> Ints:
    """The ``count`` largest values (descending, missing ones 0) of each group of columns; (months, groups, count)."""
    sizes = np.diff(begins)
    result = np.zeros((len(grid), len(sizes), count), np.int64)
    padded = np.concatenate([grid, np.zeros((len(grid), 1), np.int64)], axis=1)
    width = count
    while np.any(sizes):
        chosen = np.flatnonzero((sizes > 0) & (sizes <= width))
        if len(chosen):
            steps = np.arange(width)[None, :]
            columns = np.where(steps < sizes[chosen, None], begins[chosen, None] + steps, grid.shape[1])
            values = padded[:, columns.reshape(-1)].reshape(len(grid), len(chosen), width)
            top = values if width == count else np.partition(values, width - count, axis=2)[:, :, width - count :]
            result[:, chosen] = -np.sort(-top, axis=2)
            sizes = np.where(sizes <= width, 0, sizes)
        width *= 2
    return result


def rolling(grid: Ints, months: int) -> Ints:
    """Sums over the given number of months ending in each month."""
    sums = np.cumsum(grid, axis=0, dtype=np.int64)
    sums[months:] -= sums[:-months].copy()
    return sums


def year_to_date(grid: Ints, first: int) -> Ints:
    """Sums from January to each month; ``first`` is the month number of the first row."""
    sums = np.cumsum(grid, axis=0, dtype=np.int64)
    before = np.arange(len(grid)) - (np.arange(len(grid)) + first) % 12 - 1  # row of the December before
    known = before >= 0
    result = sums.copy()
    result[known] -= sums[before[known]]
    return result
