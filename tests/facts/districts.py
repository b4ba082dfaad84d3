"""Small districts made by hypothesis: few nouns, every awkward case, days that like the edges of months."""

import datetime as dt

from hypothesis import strategies as st

from tests.facts.plain import (
    Area,
    Building,
    Class,
    District,
    Lease,
    Link,
    Outage,
    Part,
    Split,
    Tax,
    Unit,
    default_columns,
)

FIRST = 2023 * 12 + 10  # 2023-11
TAX_FIRST = 2024 * 12  # 2024-01
LAST = 2025 * 12 + 1  # 2025-02
HUGE = 10**9  # dm²: products pass 63 bits


def _edges() -> list[dt.date]:
    firsts = [dt.date(month // 12, month % 12 + 1, 1) for month in range(FIRST - 2, LAST + 16)]
    return [*firsts, *(day - dt.timedelta(days=1) for day in firsts)]


days = st.one_of(
    st.sampled_from(_edges()),
    st.dates(dt.date(2023, 9, 1), dt.date(2026, 5, 31)),
)
starts = st.one_of(
    st.just(dt.date(2023, 6, 15)), st.sampled_from(_edges()), st.dates(dt.date(2023, 6, 1), dt.date(2025, 3, 31))
)
areas = st.one_of(
    st.integers(1, 5), st.integers(1, 40_000), st.integers(1, 40_000), st.just(0), st.just(HUGE), st.none()
)
desks = st.just(0)  # nobody has any area: tax goes by unit-days
amounts = st.one_of(st.integers(-7, 7), st.integers(-(10**6), 10**9), st.integers(-(10**15), 10**15), st.just(0))


def span(draw: st.DrawFn, open_chance: st.SearchStrategy[bool]) -> tuple[dt.date | None, dt.date | None]:
    one, two = sorted((draw(days), draw(days)))
    return (None if draw(open_chance) else one), (None if draw(open_chance) else two)


def periods(draw: st.DrawFn, most: int) -> list[tuple[dt.date | None, dt.date | None]]:
    """Up to ``most`` periods that never overlap; the outer ones may be open."""
    edges = sorted(draw(st.lists(days, max_size=2 * most, unique=True)))[: 2 * most]
    if len(edges) % 2:
        edges = edges[:-1]
    found: list[tuple[dt.date | None, dt.date | None]] = [
        (edges[at], edges[at + 1] - dt.timedelta(days=1)) for at in range(0, len(edges), 2)
    ]
    if not found:
        return [(None, None)] if draw(st.booleans()) else []
    if draw(st.booleans()):
        found[-1] = found[-1][0], None
    if draw(st.booleans()):
        found[0] = None, found[0][1]
    return found


def _unit(draw: st.DrawFn, key: int, building: int, sizes: st.SearchStrategy[int | None]) -> Unit:
    unit = Unit(key, building)
    if draw(st.integers(0, 4)) == 0:
        unit.first, unit.last = span(draw, st.booleans())
    if draw(st.integers(0, 3)):
        unit.areas = [Area(None, None, draw(sizes), draw(st.integers(0, 3)) > 0)]
    else:
        unit.areas = [Area(*period, draw(sizes), draw(st.integers(0, 3)) > 0) for period in periods(draw, 2)]
    if draw(st.integers(0, 3)) == 0:
        begin, end = sorted((draw(days), draw(days)))
        whole = draw(st.booleans())
        unit.outages = [Outage(begin, draw(st.sampled_from([end, None])), None if whole else draw(st.integers(1, 9)))]
    return unit


def _lease(draw: st.DrawFn, key: int, district: District) -> Lease:
    lease = Lease(key, draw(st.sampled_from(district.enterprises)))
    if district.reported and draw(st.integers(0, 3)) == 0:
        lease.enterprise, lease.reported = None, draw(st.sampled_from(sorted(district.reported)))
    lease.own = draw(st.integers(0, 3)) == 0
    lease.signed = draw(st.none() | days)
    lease.breaks = draw(st.none() | days)
    if draw(st.integers(0, 3)) == 0:
        lease.early = draw(days)
    if draw(st.booleans()):
        lease.rent, lease.per_day = draw(st.integers(0, 20_000)), draw(st.booleans())
    if key > 1 and draw(st.integers(0, 2)) == 0:
        lease.renews = draw(st.integers(1, key - 1))
    return lease


def _parts(draw: st.DrawFn, district: District, lease: Lease) -> None:
    units = [one.id for one in district.units]
    whole = district.units[0].areas and district.units[0].areas[0].dm2 == 0
    renewed = [one for one in district.parts if one.lease == lease.renews]
    for _ in range(draw(st.integers(1, 3))):
        begin = draw(starts)
        unit = draw(st.sampled_from(units))
        if renewed and draw(st.integers(0, 3)) > 0:
            former: Part = renewed[-1]
            unit, before = former.unit, former.last
            begin = begin if before is None else before + dt.timedelta(days=draw(st.integers(1, 40)))
        end = draw(st.none() | st.integers(0, 900) | st.integers(400, 1200))
        last = None if end is None else begin + dt.timedelta(days=end)
        dm2 = None if whole else draw(st.none() | st.integers(1, 9) | st.integers(1, 30_000))
        district.parts.append(Part(len(district.parts) + 1, lease.id, unit, begin, last, dm2))


def _taxpayers(draw: st.DrawFn, district: District) -> None:
    for key in range(1, draw(st.integers(1, 4)) + 1):
        district.taxpayers[key] = draw(st.integers(0, 4)) == 0
        if draw(st.integers(0, 5)) > 1:
            district.links.append(Link(key, draw(st.sampled_from(district.enterprises))))
        else:
            district.links += [
                Link(key, draw(st.sampled_from(district.enterprises)), *period) for period in periods(draw, 2)
            ]
        if draw(st.integers(0, 4)) == 0:
            begin = draw(st.integers(TAX_FIRST, LAST))
            places = st.lists(
                st.sampled_from([None, *(one.id for one in district.buildings)]), min_size=1, max_size=3, unique=True
            )
            weights = st.integers(1, 7) | st.integers(1, 10**12)
            parts = [(place, draw(weights)) for place in draw(places)]
            district.splits.append(Split(key, begin, begin + draw(st.integers(0, 8)), parts))


def add_taxes(draw: st.DrawFn, district: District, months: list[int]) -> None:
    """Rows of some taxpayers and columns in each of the months."""
    for month in months:
        for taxpayer in district.taxpayers:
            for column in draw(
                st.lists(st.sampled_from(district.columns), min_size=1, max_size=3, unique_by=lambda one: one.key)
            ):
                fen = draw(amounts)
                delivered = draw(st.none() | st.none() | st.integers(-9, 9) | st.just(fen // 3))
                district.taxes.append(Tax(month, taxpayer, column.key, fen, delivered))


@st.composite
def districts(draw: st.DrawFn) -> District:
    """A district of up to four buildings."""
    district = District(FIRST, LAST, default_columns())
    count = draw(st.integers(1, 4))
    codes = draw(st.permutations(["SF-0002", "SF-0001", "SF-0010", "GL-0009"]))
    district.buildings = [
        Building(key, codes[key - 1], periods(draw, 2) if draw(st.integers(0, 2)) == 0 else [(None, None)])
        for key in range(1, count + 1)
    ]
    district.enterprises = list(range(1, draw(st.integers(1, 3)) + 1))
    district.reported = {
        key: draw(st.none() | st.sampled_from(district.enterprises)) for key in range(1, draw(st.integers(0, 2)) + 1)
    }
    for enterprise in district.enterprises:
        district.classes += [Class(enterprise, draw(st.sampled_from("AJT")), *period) for period in periods(draw, 2)]
    sizes = draw(st.sampled_from([areas, areas, areas, desks]))
    for key in range(1, draw(st.integers(1, 6)) + 1):
        district.units.append(_unit(draw, key, draw(st.integers(1, count)), sizes))
    for key in range(1, draw(st.sampled_from([0, 3, 5, 7])) + 1):
        lease = _lease(draw, key, district)
        district.leases.append(lease)
        _parts(draw, district, lease)
    if draw(st.integers(0, 3)) == 0:  # everybody leaves on one day: tax follows for a while
        gone = draw(days)
        for lease in district.leases:
            lease.early = gone
    _taxpayers(draw, district)
    months = draw(st.lists(st.integers(TAX_FIRST, LAST), min_size=draw(st.integers(0, 4)), max_size=6, unique=True))
    district.files = sorted(months)
    add_taxes(draw, district, district.files)
    district.lookback = draw(st.sampled_from([3, 3, 1, 0]))
    district.committed_months = draw(st.sampled_from([12, 12, 3]))
    district.newly_arrived = draw(st.sampled_from([3, 3, 0, 40]))
    return district
