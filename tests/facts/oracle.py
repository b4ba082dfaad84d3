"""The facts, day by day and one at a time: plain loops and fractions, no code shared with the kernel.

Slow on purpose. Every figure is written down from the contract's sentence, not from the way the kernel gets there.
"""

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.facts.plain import Area, Building, District, Lease, Part, Unit

Row = dict[str, Any]
Table = dict[tuple[Any, ...], Row]


def month_days(month: int) -> list[dt.date]:
    year, index = divmod(month, 12)
    return [dt.date(year, index + 1, day + 1) for day in range(calendar.monthrange(year, index + 1)[1])]


def last_day(month: int) -> dt.date:
    return month_days(month)[-1]


def runs(first: dt.date | None, last: dt.date | None, day: dt.date) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


@dataclass
class Holding:
    """What one part of a lease takes of a unit on a day."""

    part: Part
    lease: Lease
    unit: Unit
    party: int
    dm2: int | None


class Oracle:
    """Answers questions about days of a district."""

    def __init__(self, district: District) -> None:
        self.district = district
        self.units = {unit.id: unit for unit in district.units}
        self.leases = {lease.id: lease for lease in district.leases}
        self.months = range(district.first, district.last + 1)

    def area(self, unit: Unit, day: dt.date) -> Area:
        for area in unit.areas:
            if runs(area.first, area.last, day):
                return area
        return Area(None, None, None)

    def party(self, lease: Lease) -> int:
        if lease.enterprise is not None:
            return lease.enterprise
        assert lease.reported is not None
        linked = self.district.reported[lease.reported]
        return -lease.reported if linked is None else linked

    def first(self, part: Part) -> dt.date:
        unit = self.units[part.unit]
        return part.first if unit.first is None else max(part.first, unit.first)

    def last(self, part: Part) -> dt.date | None:
        ends = (part.last, self.leases[part.lease].early, self.units[part.unit].last)
        return min((day for day in ends if day is not None), default=None)

    def begins(self, part: Part) -> bool:
        last = self.last(part)
        return last is None or self.first(part) <= last

    def holdings(self, unit: Unit, day: dt.date) -> Iterator[Holding]:
        if not runs(unit.first, unit.last, day):
            return
        for part in self.district.parts:
            if part.unit == unit.id and self.begins(part) and runs(self.first(part), self.last(part), day):
                lease = self.leases[part.lease]
                dm2 = self.area(unit, day).dm2 if part.dm2 is None else part.dm2
                yield Holding(part, lease, unit, self.party(lease), dm2)

    def out(self, unit: Unit, day: dt.date) -> int:
        whole = self.area(unit, day).dm2
        assert whole is not None
        return sum(
            whole if outage.dm2 is None else outage.dm2
            for outage in unit.outages
            if runs(outage.first, outage.last, day)
        )

    def operates(self, building: Building, day: dt.date) -> bool:
        return any(runs(first, last, day) for first, last in building.operation)

    def lettable(self, building: Building, day: dt.date) -> list[Unit]:
        return [
            unit
            for unit in self.district.units
            if unit.building == building.id and runs(unit.first, unit.last, day) and self.area(unit, day).lettable
        ]

    # occupancies

    def occupancies(self) -> Table:
        table: Table = {}
        for month in self.months:
            for day in month_days(month):
                for unit in self.district.units:
                    self._hold(table, unit, month, day)
        return table

    def _hold(self, table: Table, unit: Unit, month: int, day: dt.date) -> None:
        held = list(self.holdings(unit, day))
        for party in {holding.party for holding in held}:
            row = table.setdefault((unit.building, month, party), self._nothing())
            mine = [holding for holding in held if holding.party == party]
            row["unit_days"] += 1
            row["unknown_unit_days"] += any(holding.dm2 is None for holding in mine)
            row["dm2_days"] += sum(holding.dm2 or 0 for holding in mine)
            if day == last_day(month):
                row["present"] = 1
                in_ledger = self.area(unit, day).lettable and self.area(unit, day).dm2 is not None
                for holding in mine:
                    row["own_dm2" if holding.lease.own else "let_dm2"] += holding.dm2 or 0
                    if in_ledger and not holding.lease.own:
                        row["ledger_let_dm2"] += holding.dm2 or 0

    @staticmethod
    def _nothing() -> Row:
        names = ("let_dm2", "own_dm2", "ledger_let_dm2", "dm2_days", "unit_days", "unknown_unit_days", "present")
        return dict.fromkeys(names, 0)

    # ledger

    def ledger(self, building: Building, month: int) -> Row:
        row: Row = defaultdict(int)
        for day in month_days(month):
            if self.operates(building, day):
                row["operated"] = 1
                self._average(row, building, day)
        end = last_day(month)
        row["operating"] = int(self.operates(building, end))
        for unit in self.lettable(building, end):
            self._unit_at_end(row, unit, end)
        everyone = [
            holding
            for unit in self.district.units
            if unit.building == building.id
            for holding in self.holdings(unit, end)
        ]
        row["parties"] = len({holding.party for holding in everyone})
        row["tenants"] = len({holding.party for holding in everyone if not holding.lease.own})
        self._terms(row, building, end)
        return row

    def _average(self, row: Row, building: Building, day: dt.date) -> None:
        for unit in self.lettable(building, day):
            dm2 = self.area(unit, day).dm2
            if dm2 is None:
                row["unknown_unit_days"] += 1
                continue
            row["occupied_dm2_days"] += sum(holding.dm2 or 0 for holding in self.holdings(unit, day))
            row["serviceable_dm2_days"] += dm2 - self.out(unit, day)

    def _unit_at_end(self, row: Row, unit: Unit, end: dt.date) -> None:
        held = list(self.holdings(unit, end))
        dm2 = self.area(unit, end).dm2
        row["units"] += 1
        row["units_occupied"] += bool(held)
        if dm2 is None:
            row["units_unknown"] += 1
            row["units_unknown_taken"] += bool(held)
            return
        let = sum(holding.dm2 or 0 for holding in held if not holding.lease.own)
        own = sum(holding.dm2 or 0 for holding in held if holding.lease.own)
        out = self.out(unit, end)
        row["lettable_dm2"] += dm2
        row["let_dm2"] += let
        row["own_dm2"] += own
        row["out_dm2"] += out
        signed = self._signed(unit, dm2, end, [holding.part for holding in held])
        if signed:
            row["committed_dm2"] += min(signed, dm2 - let - own - out)

    def _signed(self, unit: Unit, dm2: int, day: dt.date, running: list[Part]) -> int:
        """Area of leases signed by the day that begin within the horizon and take space that is free today."""
        month = day.year * 12 + day.month - 1
        horizon = last_day(month + self.district.committed_months)
        total = 0
        for part in self.district.parts:
            lease = self.leases[part.lease]
            if part.unit != unit.id or not self.begins(part) or lease.signed is None or lease.signed > day:
                continue
            if not day < self.first(part) <= horizon:
                continue
            renews = any(lease.renews == other.lease for other in running)
            follows = any((last := self.last(other)) is not None and last < self.first(part) for other in running)
            if not renews and not follows:
                total += dm2 if part.dm2 is None else part.dm2
        return total

    # when leases end

    def _terms(self, row: Row, building: Building, end: dt.date) -> None:
        tenants: dict[int, int] = defaultdict(int)
        open_leases = set()
        for unit in self.lettable(building, end):
            if self.area(unit, end).dm2 is None:
                continue
            given: dict[int, int] = defaultdict(int)
            for holding in self.holdings(unit, end):
                if holding.lease.own:
                    continue
                assert holding.dm2 is not None
                tenants[holding.party] += holding.dm2
                self._rent(row, holding)
                for dm2, last, breaks in self._continued(holding.part, holding.dm2, end, given):
                    if last is None and dm2:
                        open_leases.add(holding.lease.id)
                    self._settle(row, end, (dm2, last, breaks))
        row["open_ended_leases"] = len(open_leases)
        sizes = sorted(tenants.values(), reverse=True)
        row["largest_dm2"], row["largest5_dm2"] = sum(sizes[:1]), sum(sizes[:5])

    def _rent(self, row: Row, holding: Holding) -> None:
        if holding.lease.rent is not None:
            row["rented_dm2"] += holding.dm2
            row["rent_dm2_fen12"] += (holding.dm2 or 0) * holding.lease.rent * (365 if holding.lease.per_day else 12)

    def _settle(self, row: Row, end: dt.date, portion: tuple[int, dt.date | None, dt.date | None]) -> None:
        dm2, last, breaks = portion
        if last is None:
            row["open_ended_dm2"] += dm2
            return
        row["walt_dm2"] += dm2
        row["walt_dm2_days"] += dm2 * (last - end).days
        row["walt_break_dm2_days"] += dm2 * ((last if breaks is None else min(breaks, last)) - end).days
        month = end.year * 12 + end.month - 1
        for name, step in (("ends_3_dm2", 3), ("ends_6_dm2", 6), ("ends_12_dm2", 12), ("ends_24_dm2", 24)):
            if last <= last_day(month + step):
                row[name] += dm2
                return
        row["ends_later_dm2"] += dm2

    def _continued(
        self, part: Part, dm2: int, day: dt.date, given: dict[int, int]
    ) -> list[tuple[int, dt.date | None, dt.date | None]]:
        """Shares of the area with their last day and the break in force, signed renewals continuing them."""
        lease, last = self.leases[part.lease], self.last(part)
        breaks = lease.breaks if lease.breaks is not None and lease.breaks > day else None
        shares = []
        for later in sorted(self.district.parts, key=lambda other: (self.first(other), other.id)):
            signed = self.leases[later.lease].signed
            if self.leases[later.lease].renews != lease.id or later.unit != part.unit or not self.begins(later):
                continue
            if signed is None or signed > day or self.first(later) <= max(day, self.first(part)):
                continue
            whole = self.area(self.units[part.unit], day).dm2 or 0
            taken = min(dm2, (whole if later.dm2 is None else later.dm2) - given[later.id])
            if taken <= 0:
                continue
            given[later.id] += taken
            dm2 -= taken
            for share, until, broken in self._continued(later, taken, day, given):
                ends = None if last is None or until is None else max(last, until)
                days = [date for date in (breaks, broken) if date is not None]
                shares.append((share, ends, min(days, default=None)))
        return [*shares, (dm2, last, breaks)] if dm2 else shares
