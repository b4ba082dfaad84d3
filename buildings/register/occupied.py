"""What a change does to past days: space taken, by whom and for how much, compared within months or up to a day."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any, Final

from buildings.quantities import first_day, last_day
from buildings.register.tables.units import Outage


@dataclass(frozen=True)
class Stay:
    """Space of a unit that is taken from one day to another (None = open); no area = the whole.

    Of a lease its kind, and its enterprise or reported party; ``rent`` is fen and their unit.
    """

    unit_id: int
    first: dt.date
    last: dt.date | None
    dm2: int | None
    kind: str = ""
    enterprise: int | None = None
    reported: object = None  # its key; what is reported, where nothing is written yet
    rent: tuple[object, ...] = ()


_TERMS: Final = ("kind", "enterprise_id", "reported_party_id", "rent_fen", "rent_unit")


def of_lease(lease: Any, parts: Iterable[Any]) -> list[Stay]:  # noqa: ANN401 - records or plain rows
    """What a lease takes, by whom, for how much: what the ledger and the rents of a month follow from."""
    terms = lease.kind, lease.enterprise_id, lease.reported_party_id, (lease.rent_fen, lease.rent_unit)
    found = []
    for part in parts:
        ends = [day for day in (part.ends_on, lease.ended_early_on) if day is not None]
        found.append(Stay(part.unit_id, part.starts_on, min(ends, default=None), part.area_dm2, *terms))
    return found


def planned(lease: Any, values: Mapping[str, Any], report: object, parts: Iterable[Any]) -> list[Stay]:  # noqa: ANN401 - a plain row
    """The same of a lease that is not written yet; a tenant that is newly reported is nobody known."""
    after = {name: values.get(name, getattr(lease, name, None)) for name in (*_TERMS, "ended_early_on")}
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


def cut(stays: Iterable[Stay], begin: dt.date | None, end: dt.date) -> Counter[Stay]:
    """The stays as far as they lie between two days (None = from the beginning); two alike are two."""
    found: Counter[Stay] = Counter()
    for one in stays:
        first = one.first if begin is None else max(one.first, begin)
        last = end if one.last is None else min(one.last, end)
        if first <= last:
            found[replace(one, first=first, last=last)] += 1
    return found


def since(day: dt.date | None, months: Collection[int]) -> int | None:
    """The first of the months that has days from a day on (None = from the beginning)."""
    return next((month for month in sorted(months) if day is None or last_day(month) >= day), None)
