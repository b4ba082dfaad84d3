"""All months with figures at once: what the gate judges together, since whoever sees one month may see them all."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlmodel import Session

from buildings.facts import horizon
from buildings.facts.snapshot import snapshot
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


def months(session: Session, origin: str) -> tuple[Portfolio, ...]:
    """A portfolio as at each month since the first tax file, oldest first, over the facts of the whole horizon."""
    on_offer = horizon.months(session, origin)
    filed = [month for month, has_file, _ in on_offer if has_file]
    if not filed:
        return ()
    first, last = on_offer[-1][0], on_offer[0][0]
    newest = snapshot(session, last, origin, first)
    earlier = (snapshot(session, month, origin, first) for month in range(min(filed), last))
    return (*(replace(one, facts=UpTo(newest, one.month)) for one in earlier), newest)
