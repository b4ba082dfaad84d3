"""All months with figures at once: what the gate judges together, since whoever sees one month may see them all."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from buildings.facts import horizon
from buildings.facts.snapshot import MONTHS, snapshot
from buildings.portfolio import ByMonth, Ints, Portfolio


class UpTo(Mapping[str, Ints]):
    """Facts of a longer window, cut after one of its months."""

    def __init__(self, whole: Portfolio, month: int) -> None:
        self._whole, self._months = whole, month - whole.first + 1

    def __iter__(self) -> Iterator[str]:
        """Names of the columns."""
        return iter(self._whole.facts)

    def __len__(self) -> int:
        """Number of columns."""
        return len(self._whole.facts)

    def __getitem__(self, name: str) -> Ints:
        """A column over the months up to the cut."""
        column: Ints = self._whole.facts[name][: self._months]
        return column

    def at(self, name: str, month: int) -> Ints:
        """One column of one month."""
        if isinstance(self._whole.facts, ByMonth):
            return self._whole.facts.at(name, month)
        found: Ints = self[name][month - self._whole.first]
        return found


def between(session: Session, origin: str, first: int, last: int) -> Iterator[Portfolio]:
    """A portfolio as at each of some months, oldest first, over the facts of the whole horizon up to it.

    They are read once for all of them, from the oldest month that any of them looks back to.
    """
    begin = horizon.covered(session)
    shared: dict[str, Any] = {}
    newest = snapshot(session, last, origin, max(begin[0] if begin else first, first - MONTHS + 1), shared)
    for month in range(first, last):
        one = snapshot(session, month, origin, newest.first, shared)
        yield replace(one, facts=UpTo(newest, month))
    yield newest


def months(session: Session, origin: str) -> tuple[Portfolio, ...]:
    """A portfolio as at each month since the first tax file, oldest first, over the facts of the whole horizon."""
    on_offer = horizon.months(session, origin)
    filed = [month for month, has_file, _ in on_offer if has_file]
    if not filed:
        return ()
    first, last = on_offer[-1][0], on_offer[0][0]
    shared: dict[str, Any] = {}
    newest = snapshot(session, last, origin, first, shared)
    earlier = (snapshot(session, month, origin, first, shared) for month in range(min(filed), last))
    return (*(replace(one, facts=UpTo(newest, one.month)) for one in earlier), newest)
