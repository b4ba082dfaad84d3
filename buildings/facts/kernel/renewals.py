"""How signed renewals continue the area of running leases.

A signed renewal continues the smaller of the two areas, on the same unit, whatever the gap, until it runs itself.
Where several renew one lease they continue it in the order in which they begin, each at most with its own area,
whatever it renews: parts take of it in the order in which they were recorded. Few leases are renewed at once, so this
walks them one by one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from buildings.facts.kernel.arrays import Calendar, match
from buildings.facts.kernel.inputs import FAR_DAY, Inputs, Parts
from buildings.facts.kernel.segments import Segments
from buildings.portfolio import UNKNOWN, Ints


@dataclass(frozen=True)
class Portions:
    """Let area whose last day is settled, over the months [start, stop)."""

    building: Ints
    lease: Ints
    start: Ints
    stop: Ints
    dm2: Ints
    last: Ints
    breaks: Ints  # it can be broken then; FAR_DAY: never


Row = tuple[int, int, int, int, int, int, int]


def portions(inputs: Inputs, months: Calendar, parts: Parts, let: Segments) -> Portions:
    """Portions of the segments held at month ends."""
    start, stop = months.held(let.first, let.last)
    walk = _Walk(inputs, months, parts, let, (start, stop))
    renewed = np.isin(let.part, np.fromiter(walk.successors, np.int64, len(walk.successors)))
    plain = np.flatnonzero(~renewed & (start < stop))
    rows = np.array(list(walk.rows(np.flatnonzero(renewed & (start < stop)))), np.int64).reshape(-1, 7)
    lease = let.lease[plain]
    columns = (
        let.building[plain], lease, start[plain], stop[plain], let.dm2[plain],
        parts.last[let.part[plain]], inputs.leases.breaks[lease],
    )  # fmt: skip
    return Portions(*(np.concatenate([column, rows[:, index]]) for index, column in enumerate(columns)))


def successors(inputs: Inputs, parts: Parts) -> dict[int, list[int]]:
    """Parts that renew a part on its unit, signed and begun later, in the order in which they begin."""
    leases = inputs.leases
    count = len(leases.party)
    renews = leases.renews[parts.lease]
    later = np.flatnonzero((renews >= 0) & (leases.signed[parts.lease] < FAR_DAY) & (parts.first <= parts.last))
    key = parts.unit * count + parts.lease
    order = np.argsort(key, kind="stable")
    wanted = parts.unit[later] * count + renews[later]
    begins, ends = np.searchsorted(key[order], wanted, "left"), np.searchsorted(key[order], wanted, "right")
    row, place = match(np.arange(0, 2 * len(later), 2), np.stack([begins, ends], axis=1).reshape(-1))
    found: dict[int, list[int]] = {}
    pairs = zip(order[place].tolist(), later[row].tolist(), strict=True)
    first = parts.first
    for old, new in sorted(pairs, key=lambda pair: (first[pair[1]], pair[1])):
        if first[new] > first[old]:
            found.setdefault(old, []).append(new)
    return found


class _Walk:
    """Walks renewed leases, unit by unit."""

    def __init__(self, inputs: Inputs, months: Calendar, parts: Parts, let: Segments, span: tuple[Ints, Ints]) -> None:
        self.successors = successors(inputs, parts)
        self._months = months
        self._ends = months.ends.tolist()
        self._unit, self._first, self._last = parts.unit, parts.first, parts.last
        self._dm2, self._lease = parts.dm2, parts.lease
        self._signed, self._breaks = inputs.leases.signed, inputs.leases.breaks
        self._let, self._span = let, span

    def rows(self, chosen: Ints) -> Iterator[Row]:
        """Portions of the chosen segments; those of one unit share what renews them.

        Of a unit and not of a lease: a renewal to come of one lease may itself be renewed by what renews another.
        """
        together: dict[int, list[int]] = {}
        for segment in chosen.tolist():
            together.setdefault(int(self._unit[self._let.part[segment]]), []).append(segment)
        for segments in together.values():
            yield from self._in_unit(segments)

    def _in_unit(self, segments: list[int]) -> Iterator[Row]:
        cuts = sorted(self._cuts(segments))
        start, stop = self._span
        for begin, end in pairwise(cuts):
            used: dict[int, int] = {}
            for segment in segments:
                if start[segment] <= begin < stop[segment]:
                    building, lease = int(self._let.building[segment]), int(self._let.lease[segment])
                    part, dm2 = int(self._let.part[segment]), int(self._let.dm2[segment])
                    whole = int(self._let.piece_dm2[segment])
                    chain = _Chain(self, self._ends[begin], whole, used)
                    for area, last, breaks in chain.follow(part, dm2, -FAR_DAY, FAR_DAY):
                        yield building, lease, begin, end, area, last, breaks

    def _cuts(self, segments: list[int]) -> set[int]:
        """Months at which anything about these segments' continuation may change."""
        start, stop = self._span
        cuts = {int(edge[segment]) for segment in segments for edge in (start, stop)}
        days: set[int] = set()
        todo = [int(self._let.part[segment]) for segment in segments]
        while todo:
            part = todo.pop()
            lease = self._lease[part]
            days |= {int(self._signed[lease]), int(self._first[part]), int(self._breaks[lease])}
            todo += self.successors.get(part, ())
        low, high = min(cuts), max(cuts)
        found = np.searchsorted(self._months.ends, sorted(days), "left").tolist()
        return cuts | {cut for cut in found if low < cut < high}


@dataclass(frozen=True)
class _Chain:
    """Follows one area on one day; ``used`` is what each renewal has already given."""

    walk: _Walk
    day: int
    whole: int
    used: dict[int, int]

    def follow(self, part: int, dm2: int, last: int, breaks: int) -> Iterator[tuple[int, int, int]]:
        """(area, last day, break day) of each share of the area."""
        walk = self.walk
        last = max(last, int(walk._last[part]))  # noqa: SLF001 - one object in two halves
        own_break = int(walk._breaks[walk._lease[part]])  # noqa: SLF001
        if own_break > self.day:
            breaks = min(breaks, own_break)
        for later in walk.successors.get(part, ()):
            if walk._signed[walk._lease[later]] <= self.day < walk._first[later]:  # noqa: SLF001
                area = int(walk._dm2[later])  # noqa: SLF001
                free = (self.whole if area == UNKNOWN else area) - self.used.get(later, 0)
                taken = min(dm2, free)
                if taken > 0:
                    self.used[later] = self.used.get(later, 0) + taken
                    yield from self.follow(later, taken, last, breaks)
                    dm2 -= taken
        if dm2 > 0:
            yield dm2, last, breaks
