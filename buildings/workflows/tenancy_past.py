"""What somebody may not change alone: a landlord closed months, areas and buildings; who sees tax by the gate the past.

Whoever sees figures that derive from tax, and not enterprise tax itself, would otherwise learn what one tenant paid:
change which buildings, space or tenants stand behind a figure, and look again.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from buildings.errors import Word
from buildings.quantities import format_month, last_day
from buildings.register import occupied
from buildings.register.occupied import Stay


@dataclass(frozen=True)
class Cause:
    """Why a change waits for somebody else: a slug, and the month it touches."""

    slug: str
    month: int | None = None

    @property
    def said(self) -> str:
        """The month as people write it; empty for the others."""
        return "" if self.month is None else format_month(self.month)

    @property
    def word(self) -> Word:
        """What is touched, as it stands in a sentence; of a month."""
        return Word(self.slug, self.said)


CLOSED, UNIT_AREA, BUILDING, TAXED = "closed_month", "unit_area", "building_attribute", "taxed_month"
CAUSES: Final = (CLOSED, UNIT_AREA, BUILDING, TAXED)


@dataclass(frozen=True)
class Taken:
    """Space that leases take, before and after: by whom, and for how much."""

    before: Sequence[Stay]
    after: Sequence[Stay]


@dataclass(frozen=True)
class Idle(Taken):
    """Space out of service, before and after."""


@dataclass(frozen=True)
class Since:
    """Something that holds from a day on (None = from the beginning)."""

    first: dt.date | None


class Room(Since):
    """A room comes, goes, or is measured."""


class Succession(Since):
    """Rooms give way to others of the same area together."""


class Link(Since):
    """It is said which enterprise a tenant is, who rents from a day on."""


@dataclass(frozen=True)
class Described:
    """What is said of a building; ``use`` when it decides whether the building counts."""

    use: bool


Act = Taken | Since | Described


@dataclass(frozen=True)
class Past:
    """What somebody may not change alone: ``closed`` months as a landlord, everything up to a ``taxed`` month."""

    closed: frozenset[int] | None = None
    taxed: int | None = None

    def why(self, act: Act) -> Cause | None:
        """Why a change waits for somebody else; None = it does not."""
        if self.taxed is not None and _moves_tax(act, last_day(self.taxed)):
            return Cause(TAXED, self.taxed)  # first, since fewer may decide it
        return None if self.closed is None else _of_landlord(act, self.closed)


def _of_landlord(act: Act, closed: frozenset[int]) -> Cause | None:
    """A split or join that keeps the sum takes nothing and gives nothing, but in closed months."""
    match act:
        case Taken():
            month = occupied.touched(act.before, act.after, closed)
        case Succession():
            month = occupied.since(act.first, closed)
        case Room():
            return Cause(UNIT_AREA)
        case Described():
            return Cause(BUILDING)
        case _:
            return None
    return None if month is None else Cause(CLOSED, month)


def _moves_tax(act: Act, last: dt.date) -> bool:
    """Whether figures that derive from tax up to a day may change: tax goes by space, and shares and sums by rooms."""
    match act:
        case Idle() | Succession():
            return False
        case Taken():
            return _space(act.before, last) != _space(act.after, last)
        case Since():
            return act.first is None or act.first <= last
        case Described():
            return act.use


def _space(stays: Sequence[Stay], last: dt.date) -> Counter[Stay]:
    """Space up to a day, whatever its rent."""
    return Counter(replace(stay, rent=()) for stay in occupied.cut(stays, None, last).elements())
