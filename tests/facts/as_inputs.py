"""Plain rows as the kernel's arrays."""

import datetime as dt
from collections.abc import Iterable

import numpy as np

from buildings.facts.kernel import inputs as kernel
from buildings.portfolio import UNKNOWN, Ints
from tests.facts.plain import District

EPOCH = dt.date(1970, 1, 1).toordinal()


def ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), np.int64)


def first(day: dt.date | None) -> int:
    return kernel.MIN_DAY if day is None else day.toordinal() - EPOCH


def last(day: dt.date | None) -> int:
    return kernel.FAR_DAY if day is None else day.toordinal() - EPOCH


def known(value: int | None) -> int:
    return UNKNOWN if value is None else value


def as_inputs(district: District) -> kernel.Inputs:
    months = district.last - district.first + 1
    order = sorted(district.buildings, key=lambda building: building.code)
    number = {building.id: place for place, building in enumerate(order)}
    states = [(number[one.id], *span) for one in order for span in one.operation]
    files = np.zeros((months, 1), bool)
    files[[month - district.first for month in district.files], 0] = True
    return kernel.Inputs(
        first=district.first,
        last=district.last,
        files=files,
        committed_months=np.full(months, district.committed_months),
        lookback_months=np.full(months, district.lookback),
        newly_arrived_months=np.full(months, district.newly_arrived),
        buildings=kernel.Buildings(ints(one.id for one in order), ints(0 for _ in order)),
        operation=kernel.Periods(
            ints(state[0] for state in states),
            ints(first(state[1]) for state in states),
            ints(last(state[2]) for state in states),
            ints(1 for _ in states),
        ),
        units=_units(district, number),
        leases=_leases(district),
        parts=_parts(district),
        classes=kernel.Periods(
            ints(one.enterprise for one in district.classes),
            ints(first(one.first) for one in district.classes),
            ints(last(one.last) for one in district.classes),
            ints(kernel.SECTIONS.index(one.section) for one in district.classes),
        ),
        columns=_columns(district, months),
        taxes=_taxes(district),
        splits=_splits(district, number),
    )


def _units(district: District, number: dict[int, int]) -> kernel.Units:
    units = district.units
    areas = [(place, area) for place, unit in enumerate(units) for area in unit.areas]
    outages = [(place, outage) for place, unit in enumerate(units) for outage in unit.outages]
    return kernel.Units(
        building=ints(number[unit.building] for unit in units),
        first=ints(first(unit.first) for unit in units),
        last=ints(last(unit.last) for unit in units),
        areas=kernel.Periods(
            ints(place for place, _ in areas),
            ints(first(area.first) for _, area in areas),
            ints(last(area.last) for _, area in areas),
            ints(known(area.dm2) for _, area in areas),
        ),
        lettable=np.array([area.lettable for _, area in areas], bool),
        outages=kernel.Periods(
            ints(place for place, _ in outages),
            ints(first(outage.first) for _, outage in outages),
            ints(last(outage.last) for _, outage in outages),
            ints(known(outage.dm2) for _, outage in outages),
        ),
    )


def _leases(district: District) -> kernel.Leases:
    leases = district.leases
    place = {lease.id: at for at, lease in enumerate(leases)}
    parties = []
    for lease in leases:
        party = lease.enterprise
        if party is None:
            assert lease.reported is not None
            party = district.reported[lease.reported]
            party = -lease.reported if party is None else party
        parties.append(party)
    return kernel.Leases(
        party=ints(parties),
        own=np.array([lease.own for lease in leases], bool),
        signed=ints(last(lease.signed) for lease in leases),
        breaks=ints(last(lease.breaks) for lease in leases),
        early=ints(last(lease.early) for lease in leases),
        rent12=ints(UNKNOWN if lease.rent is None else lease.rent * (365 if lease.per_day else 12) for lease in leases),
        renews=ints(-1 if lease.renews is None else place[lease.renews] for lease in leases),
    )


def _parts(district: District) -> kernel.Parts:
    units = {unit.id: at for at, unit in enumerate(district.units)}
    leases = {lease.id: at for at, lease in enumerate(district.leases)}
    return kernel.Parts(
        unit=ints(units[part.unit] for part in district.parts),
        lease=ints(leases[part.lease] for part in district.parts),
        first=ints(first(part.first) for part in district.parts),
        last=ints(last(part.last) for part in district.parts),
        dm2=ints(known(part.dm2) for part in district.parts),
    )


def _columns(district: District, months: int) -> kernel.Columns:
    columns = district.columns
    return kernel.Columns(
        key=tuple(column.key for column in columns),
        counts=np.array([column.counts for column in columns], bool),
        central=np.array([column.central for column in columns], bool),
        numerator=np.tile(ints(column.share.numerator for column in columns), (months, 1)),
        denominator=np.tile(ints(column.share.denominator for column in columns), (months, 1)),
    )


def _taxes(district: District) -> kernel.Taxes:
    keys = sorted(district.taxpayers)
    columns = [column.key for column in district.columns]
    taxes = district.taxes
    return kernel.Taxes(
        month=ints(tax.month for tax in taxes),
        taxpayer=ints(keys.index(tax.taxpayer) for tax in taxes),
        column=ints(columns.index(tax.column) for tax in taxes),
        fen=ints(tax.fen for tax in taxes),
        retained=ints(known(tax.retained) for tax in taxes),
        taxpayers=ints(keys),
        central=np.array([district.taxpayers[key] for key in keys], bool),
        links=kernel.Periods(
            ints(keys.index(link.taxpayer) for link in district.links),
            ints(first(link.first) for link in district.links),
            ints(last(link.last) for link in district.links),
            ints(link.enterprise for link in district.links),
        ),
    )


def _splits(district: District, number: dict[int, int]) -> kernel.Splits:
    keys = sorted(district.taxpayers)
    parts = [(place, part) for place, split in enumerate(district.splits) for part in split.parts]
    return kernel.Splits(
        kernel.Periods(
            ints(keys.index(split.taxpayer) for split in district.splits),
            ints(split.first for split in district.splits),
            ints(split.last for split in district.splits),
            ints(0 for _ in district.splits),
        ),
        ints(place for place, _ in parts),
        ints(-1 if part[0] is None else number[part[0]] for _, part in parts),
        ints(part[1] for _, part in parts),
    )
