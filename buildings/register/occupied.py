"""What a change does to the days of closed months: space taken, by whom and for how much, compared month by month."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Final

from buildings.quantities import first_day, last_day
from buildings.register.tables.units import Outage


@dataclass(frozen=True)
class Stay:
    """Space of a unit that is taken from one day to another (None = open); no area = the whole.

    ``who`` is what kind of lease, which enterprise, which reported party; ``rent`` fen and their unit.
    """

    unit_id: int
    first: dt.date
    last: dt.date | None
    dm2: int | None
    who: tuple[Any, ...] = ()
    rent: tuple[object, ...] = ()


_WHO: Final = ("kind", "enterprise_id", "reported_party_id")
_RENT: Final = ("rent_fen", "rent_unit")


def of_lease(lease: Any, parts: Iterable[Any]) -> list[Stay]:  # noqa: ANN401 - records or plain rows
    """What a lease takes, by whom, for how much: what the ledger and the rents of a month follow from."""
    who, rent = (tuple(getattr(lease, name) for name in names) for names in (_WHO, _RENT))
    found = []
    for part in parts:
        ends = [day for day in (part.ends_on, lease.ended_early_on) if day is not None]
        found.append(Stay(part.unit_id, part.starts_on, min(ends, default=None), part.area_dm2, who, rent))
    return found


def planned(lease: Any, values: Mapping[str, Any], report: object, parts: Iterable[Any]) -> list[Stay]:  # noqa: ANN401 - a plain row
    """The same of a lease that is not written yet; a tenant that is newly reported is nobody known."""
    after = {name: values.get(name, getattr(lease, name, None)) for name in (*_WHO, *_RENT, "ended_early_on")}
    if report is not None:
        after |= {"enterprise_id": None, "reported_party_id": report}
    return of_lease(SimpleNamespace(**after), parts)


def of_outage(outage: Outage) -> Stay:
    """What an outage takes."""
    return Stay(outage.unit_id, outage.starts_on, outage.ends_on, outage.area_dm2)


def touched(before: Iterable[Stay], after: Iterable[Stay], months: Collection[int]) -> int | None:
    """The first of the months on whose days the two differ."""
    old, new = list(before), list(after)
    days = [(month, first_day(month), last_day(month)) for month in sorted(months)]
    return next((month for month, begin, end in days if cut(old, begin, end) != cut(new, begin, end)), None)


def cut(stays: Iterable[Stay], begin: dt.date | None, end: dt.date) -> frozenset[Stay]:
    """The stays as far as they lie between two days (None = from the beginning)."""
    found = set()
    for one in stays:
        first = one.first if begin is None else max(one.first, begin)
        last = end if one.last is None else min(one.last, end)
        if first <= last:
            found.add(Stay(one.unit_id, first, last, one.dm2, one.who, one.rent))
    return frozenset(found)


def since(day: dt.date | None, months: Collection[int]) -> int | None:
    """The first of the months that has days from a day on (None = from the beginning)."""
    return next((month for month in sorted(months) if day is None or last_day(month) >= day), None)
