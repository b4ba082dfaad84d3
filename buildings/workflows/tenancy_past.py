"""What somebody does not change alone: closed months a landlord; space behind known tax who reads tax by the gate."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from buildings.database.work import Session
from buildings.errors import Word
from buildings.quantities import format_month, last_day
from buildings.register import months, occupied, parties, taxes
from buildings.register.occupied import Stay


@dataclass(frozen=True)
class Why:
    """Why a change waits for somebody else: a slug, and the month it touches."""

    slug: str
    month: int | None = None

    @property
    def said(self) -> str:
        """The month as people write it; empty for the others."""
        return "" if self.month is None else format_month(self.month)

    @property
    def what(self) -> Word:
        """What is touched, as it stands in a sentence."""
        return Word(self.slug, self.said)


UNIT_AREA: Final = Why("unit_area")
BUILDING: Final = Why("building_attribute")
TAXED: Final = "taxed_month"
"""Only who sees enterprise tax decides: else a building's tax before and after tells what the one tenant paid."""


@dataclass(frozen=True)
class Past:
    """Closed months, or everything up to the last month with tax; nothing at all for who may change it alone."""

    closed: frozenset[int] = frozenset()
    taxed: int | None = None
    linked: Callable[[Any], bool] = bool  # whether a reported party is known to be an enterprise

    def differs(self, before: Iterable[Stay], after: Iterable[Stay]) -> Why | None:
        """Why a change of stays waits."""
        old, new = list(before), list(after)
        month = occupied.touched(old, new, self.closed)
        if month is not None:
            return Why("closed_month", month)
        if self.taxed is not None and self._behind_tax(old) != self._behind_tax(new):
            return Why(TAXED, self.taxed)
        return None

    def _behind_tax(self, stays: Iterable[Stay]) -> frozenset[Stay]:
        """What the tax on record may go by: space of known enterprises, whatever its rent."""
        assert self.taxed is not None  # noqa: S101 - asked before
        cut = occupied.cut(stays, None, last_day(self.taxed))
        return frozenset(replace(one, rent=()) for one in cut if self._is_known(one))

    def _is_known(self, stay: Stay) -> bool:
        _, enterprise, reported = stay.who
        return enterprise is not None or (reported is not None and self.linked(reported))

    def since(self, day: dt.date | None) -> Why | None:
        """Why something that holds from a day on (None = from the beginning) waits."""
        month = occupied.since(day, self.closed)
        if month is not None:
            return Why("closed_month", month)
        if self.taxed is not None and (day is None or day <= last_day(self.taxed)):
            return Why(TAXED, self.taxed)
        return None


FREE: Final = Past()


def of_landlord(session: Session) -> Past:
    """Closed months."""
    return Past(closed=months.closed(session))


def of_gated(session: Session, origin: str) -> Past:
    """Everything that the tax on record was attributed by, for staff who do not see enterprise tax."""
    return Past(taxed=taxes.last_month(session, origin), linked=partial(parties.linked, session))
