"""What somebody may not change alone: a landlord closed months, areas and buildings; other staff what tax goes by.

Staff who see tax by the gate would otherwise learn what one tenant paid: change its space, and look again.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from buildings.database.work import Session
from buildings.errors import Word
from buildings.quantities import format_month, last_day
from buildings.register import months, occupied, rolls, taxes
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


class Past:
    """Of who changes everything alone. Each asks why a change waits; days are the first one that it is about."""

    def know(self, reported: Collection[object]) -> None:
        """Look up at once what will be asked of these reported parties."""

    def leases(self, before: Iterable[Stay], after: Iterable[Stay]) -> Cause | None:
        """Space that is taken, by whom and for how much."""
        del before, after
        return None

    def outage(self, before: Iterable[Stay], after: Iterable[Stay]) -> Cause | None:
        """Space out of service."""
        del before, after
        return None

    def room(self) -> Cause | None:
        """A new room, the days of one, its use or whether it is to let."""
        return None

    def area(self, first: dt.date | None) -> Cause | None:
        """Another area, from a day on (None = from the beginning)."""
        del first
        return None

    def succession(self, first: dt.date) -> Cause | None:
        """A split or join that keeps the sum."""
        del first
        return None

    def building(self) -> Cause | None:
        """What is said of a building."""
        return None

    def link(self, first: dt.date | None) -> Cause | None:
        """Which enterprise a tenant is, who rents from a day on (None = nothing)."""
        del first
        return None


@dataclass(frozen=True)
class OfLandlord(Past):
    """Waits for staff. A split or join that keeps the sum takes nothing and gives nothing but in closed months."""

    closed: frozenset[int]

    def leases(self, before: Iterable[Stay], after: Iterable[Stay]) -> Cause | None:
        """A change in a closed month."""
        month = occupied.touched(before, after, self.closed)
        return None if month is None else Cause(CLOSED, month)

    outage = leases

    def room(self) -> Cause | None:
        """Always."""
        return Cause(UNIT_AREA)

    def area(self, first: dt.date | None) -> Cause | None:
        """Always."""
        del first
        return Cause(UNIT_AREA)

    def succession(self, first: dt.date) -> Cause | None:
        """From a closed month on."""
        month = occupied.since(first, self.closed)
        return None if month is None else Cause(CLOSED, month)

    def building(self) -> Cause | None:
        """Always."""
        return Cause(BUILDING)


Space = tuple[int, dt.date, dt.date | None, int | None, str, int]


@dataclass(frozen=True)
class OfGated(Past):
    """Waits for a tax officer: what the tax on record, up to its last month, was attributed by."""

    session: Session
    taxed: int
    firms: dict[int, int | None] = field(default_factory=dict)  # enterprises of reported parties, as far as asked

    def leases(self, before: Iterable[Stay], after: Iterable[Stay]) -> Cause | None:
        """Space of known enterprises, whatever its rent."""
        old, new = (occupied.cut(stays, None, last_day(self.taxed)) for stays in (before, after))
        self.know({stay.reported for stay in old | new})
        return None if self._space(old) == self._space(new) else Cause(TAXED, self.taxed)

    def area(self, first: dt.date | None) -> Cause | None:
        """Firms in several buildings share their tax by areas."""
        return Cause(TAXED, self.taxed) if first is None or first <= last_day(self.taxed) else None

    def link(self, first: dt.date | None) -> Cause | None:
        """Tax goes to where a tenant is once it is known who pays it."""
        return None if first is None else self.area(first)

    def know(self, reported: Collection[object]) -> None:
        """Look up which enterprises reported parties are; one that is not written yet is none."""
        wanted = {key for key in reported if isinstance(key, int)} - self.firms.keys()
        if wanted:
            self.firms.update(rolls.firms(self.session, wanted))

    def _space(self, stays: Iterable[Stay]) -> frozenset[Space]:
        found = set()
        for stay in stays:
            firm = stay.enterprise or self.firms.get(stay.reported if isinstance(stay.reported, int) else 0)
            if firm is not None:
                found.add((stay.unit_id, stay.first, stay.last, stay.dm2, stay.kind, firm))
        return frozenset(found)


FREE: Final = Past()


def of(session: Session, origin: str, *, as_staff: bool, gated: bool) -> Past:
    """What somebody may not change alone, who asks as staff or as a landlord and sees tax by the gate or in full."""
    if not as_staff:
        return OfLandlord(months.closed(session))
    taxed = taxes.last_month(session, origin) if gated else None
    return FREE if taxed is None else OfGated(session, taxed)
