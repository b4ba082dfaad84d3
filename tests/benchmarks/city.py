"""A synthetic city of 5 000 buildings as numpy columns: the size M of the benchmarks. Deterministic; nobody's data.

Days count from 1970-01-01, areas are dm², money fen. −1 in a column stands for "nothing" and becomes NULL.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from buildings import tables
from buildings.kinds import BuildingUse
from buildings.quantities import day_number, first_day, last_day

Ints = NDArray[np.int64]
Texts = NDArray[np.str_]
Table = Mapping[str, Ints | Texts]

LAST = 2025 * 12 + 11
MONTHS = 24
NONE = -1
"""NULL."""
REGULAR = ("zzs", "grsds", "cswhjss", "yhs", "jyffj")
REFUNDS = 0.01


@dataclass(frozen=True)
class Size:
    """How large a city is drawn."""

    buildings: int = 5_000
    units: int = 130_000
    enterprises: int = 120_000
    zones: int = 200
    subdistricts: int = 100
    months: int = MONTHS


@dataclass(frozen=True)
class Shares:
    """Of the units: vacant, and let twice in the time; of the enterprises: in several buildings, moved, never there.

    One firm in nine was in more than one building, as in the demonstration, so that S and M differ in size alone.
    """

    vacant: float = 0.14
    turnover: float = 0.14
    several: float = 0.067
    moved: float = 0.045
    absent: float = 0.04


@dataclass(frozen=True)
class City:
    """Rows of the register by table, and the tax of each month."""

    size: Size
    tables: Mapping[str, Table]

    @property
    def months(self) -> range:
        """Months with a tax file."""
        return range(LAST - self.size.months + 1, LAST + 1)

    def taxes(self) -> Iterator[tuple[int, Table]]:
        """Tax rows of month after month, in the order of the primary key."""
        for month in self.months:
            yield month, _month_taxes(self.size, month)


def draw(size: Size | None = None) -> City:
    """The city of a size; the same every time."""
    size = size or Size()
    chance = np.random.default_rng(20251231)
    units = _units(chance, size)
    found = _buildings(chance, size, units)
    found |= _enterprises(chance, size) | _places(chance, size)
    found |= {"units": units, "unit_areas": _unit_areas(units)} | _tenancy(chance, size, units)
    return City(size, found)


def _day(month: int) -> int:
    return day_number(first_day(month))


def _names(pattern: str, count: int) -> Texts:
    return np.array([pattern.format(number) for number in range(1, count + 1)])


def _units(chance: np.random.Generator, size: Size) -> dict[str, Ints | Texts]:
    building = np.sort(np.concatenate([np.arange(size.buildings), chance.integers(0, size.buildings, size.units)]))
    building = (
        building[: size.units] if len(building) == size.units else np.sort(chance.permutation(building)[: size.units])
    )
    return {
        "id": np.arange(1, size.units + 1),
        "building_id": building + 1,
        "label": _names("{:06d}", size.units),
        "area": chance.integers(4_000, 40_000, size.units),
    }


def _unit_areas(units: Table) -> Table:
    count = len(units["id"])
    return {"id": np.arange(1, count + 1), "unit_id": units["id"], "area_dm2": units["area"]}


def _buildings(chance: np.random.Generator, size: Size, units: Table) -> dict[str, Table]:
    count = size.buildings
    key = np.arange(1, count + 1)
    lettable = np.bincount(units["building_id"].astype(np.int64), units["area"].astype(np.float64), count + 1)[1:]
    uses = np.array([BuildingUse.OFFICE.value, BuildingUse.MIXED_USE.value, BuildingUse.OTHER.value])
    opened = chance.integers(day_number(first_day(2000 * 12)), _day(LAST - size.months - 24), count)
    late = chance.random(count) < 0.01
    opened[late] = chance.integers(_day(LAST - size.months), _day(LAST), int(late.sum()))
    kinds = (("gross", 1.3), ("office", 1.1))
    return {
        "buildings": {
            "id": key,
            "code": _names("SF-{:05d}", count),
            "name": _names("示范大厦{:05d}", count),
            "subdistrict_code": np.array([f"SD-{one:03d}" for one in chance.integers(1, size.subdistricts + 1, count)]),
            "use": uses[chance.choice(3, count, p=[0.85, 0.1, 0.05])],
        },
        "building_states": {"id": key, "building_id": key, "valid_from": opened},
        "building_areas": {
            "id": np.arange(1, 2 * count + 1),
            "building_id": np.tile(key, 2),
            "kind": np.repeat([kind for kind, _ in kinds], count),
            "area_dm2": np.concatenate([(lettable * factor).astype(np.int64) for _, factor in kinds]),
        },
    }


def _places(chance: np.random.Generator, size: Size) -> dict[str, Table]:
    """Sub-districts, zones (squares, for form's sake) and recorded memberships: 0 to 3 zones for a building."""
    zone = np.arange(1, size.zones + 1)
    several = chance.choice(4, size.buildings, p=[0.1, 0.6, 0.2, 0.1])
    building = np.repeat(np.arange(1, size.buildings + 1), several)
    pairs = np.unique(building * (size.zones + 1) + chance.integers(1, size.zones + 1, len(building)))
    kinds = np.where(zone == 1, "core", np.where(zone % 3 == 0, "belt", "cluster"))
    return {
        "subdistricts": {
            "id": np.arange(1, size.subdistricts + 1),
            "code": _names("SD-{:03d}", size.subdistricts),
            "name": _names("示范街道{:03d}", size.subdistricts),
        },
        "zones": {
            "id": zone,
            "code": _names("Z{:03d}", size.zones),
            "name": _names("示范片区{:03d}", size.zones),
            "kind": kinds,
        },
        "zone_memberships": {
            "id": np.arange(1, len(pairs) + 1),
            "building_id": pairs // (size.zones + 1),
            "zone_id": pairs % (size.zones + 1),
        },
    }


def _enterprises(chance: np.random.Generator, size: Size) -> dict[str, Table]:
    count = size.enterprises
    key = np.arange(1, count + 1)
    known = chance.random(count) < 0.97
    linked = key[chance.random(count) < 0.99]
    sections = np.array(list("ABCDEFGHIJKLMNOPQRST"))
    return {
        "enterprises": {
            "id": key,
            "code": _names("E-{:06d}", count),
            "name": _names("示范企业{:06d}", count),
        },
        "industry_classes": {
            "id": np.arange(1, int(known.sum()) + 1),
            "enterprise_id": key[known],
            "section": sections[chance.integers(0, 20, int(known.sum()))],
        },
        "registrations": {
            "id": key,
            "enterprise_id": key,
            "in_district": np.array(["yes", "no", "unknown"])[chance.choice(3, count, p=[0.6, 0.3, 0.1])],
        },
        "taxpayers": {"id": key, "code": _names("SF{:016d}", count), "name": _names("示范企业{:06d}", count)},
        "taxpayer_links": {"id": np.arange(1, len(linked) + 1), "taxpayer_id": linked, "enterprise_id": linked},
    }


@dataclass(frozen=True)
class _Stays:
    """Who holds which unit (its number) from one day to another."""

    enterprise: Ints
    unit: Ints
    first: Ints
    last: Ints

    @classmethod
    def joined(cls, several: list["_Stays"]) -> "_Stays":
        names = ("enterprise", "unit", "first", "last")
        return cls(*(np.concatenate([getattr(one, name) for one in several]) for name in names))


def _tenancy(chance: np.random.Generator, size: Size, units: Table) -> dict[str, Table]:
    stays = _renewed(chance, _stays(chance, size), size)
    stay = stays[0]
    count = len(stay.unit)
    key = np.arange(1, count + 1)
    whole = units["area"].astype(np.int64)[stay.unit]
    part = np.where(stays[2], whole // 2, NONE)
    return {
        "leases": {
            "id": key,
            "code": _names("L-{:07d}", count),
            "kind": np.where(stay.enterprise % 13 == 0, "owner_occupied", "let"),
            "enterprise_id": stay.enterprise,
            "number": _names("{:07d}", count),
            "signed_on": stay.first - 30,
            "rent_fen": chance.integers(4_000, 20_000, count),
            "renewal_of": np.where(stays[1] >= 0, stays[1] + 1, NONE),
        },
        "lease_units": {
            "id": key,
            "lease_id": key,
            "unit_id": stay.unit + 1,
            "starts_on": stay.first,
            "ends_on": stay.last,
            "area_dm2": part,
        },
    }


def _stays(chance: np.random.Generator, size: Size) -> _Stays:
    """Units let through, units let twice; firms in one building, in two or three, moved, come, gone."""
    shares = Shares()
    unit, firm = chance.permutation(size.units), chance.permutation(size.enterprises) + 1
    unit = unit[int(size.units * shares.vacant) :]
    twice, once = np.split(unit, [int(size.units * shares.turnover)])
    firm = firm[int(size.enterprises * shares.absent) :]
    several, moved, rest = np.split(
        firm, np.cumsum([int(size.enterprises * one) for one in (shares.several, shares.moved)])
    )
    gone, come, alone = np.split(rest, [len(twice) - len(moved), 2 * (len(twice) - len(moved))])
    holders = np.concatenate([several, several, several[: len(several) // 6], alone])[: len(once)]
    horizon = _day(LAST - size.months - 11), day_number(last_day(LAST))
    change = chance.integers(*horizon, len(twice))
    change[: len(moved)].sort()  # so that a firm comes into its next unit about when it leaves the one before
    back, on = (chance.integers(200, 2_000, len(once)) for _ in range(2))
    through = _Stays(
        holders,
        once[: len(holders)],
        (horizon[0] - back)[: len(holders)],
        np.where(chance.random(len(once)) < 0.1, NONE, horizon[1] - 60 + on)[: len(holders)],
    )
    # a firm that moves leaves the unit before it on a round of units, so hardly ever within one building
    before = _Stays(np.concatenate([moved, gone]), twice, change - chance.integers(400, 2_000, len(twice)), change - 1)
    later = np.concatenate([np.roll(twice[: len(moved)], 1), twice[len(moved) :]])
    begins = np.concatenate([np.roll(change[: len(moved)], 1), change[len(moved) :]])
    wait = chance.integers(0, 60, len(twice))
    after = _Stays(
        np.concatenate([moved, come]),
        later,
        begins + wait,
        np.where(chance.random(len(twice)) < 0.1, NONE, begins + wait + chance.integers(400, 2_000, len(twice))),
    )
    return _Stays.joined([through, before, after])


def _renewed(chance: np.random.Generator, stays: _Stays, size: Size) -> tuple[_Stays, Ints, NDArray[np.bool_]]:
    """The stays with three in ten cut into a lease and its renewal; which lease each renews; who takes half a unit."""
    count = len(stays.unit)
    cut = chance.integers(_day(LAST - size.months), _day(LAST), count)
    half = chance.random(count) < 0.12
    open_ended = stays.last == NONE
    chosen = np.flatnonzero((chance.random(count) < 0.3) & (stays.first < cut) & (open_ended | (stays.last > cut)))
    last = stays.last.copy()
    last[chosen] = cut[chosen]
    first_leases = _Stays(stays.enterprise, stays.unit, stays.first, last)
    renewals = _Stays(stays.enterprise[chosen], stays.unit[chosen], cut[chosen] + 1, stays.last[chosen])
    renews = np.concatenate([np.full(count, NONE), chosen])
    return _Stays.joined([first_leases, renewals]), renews, np.concatenate([half, half[chosen]])


def _month_taxes(size: Size, month: int) -> Table:
    """Five columns for each taxpayer and, for half of them, a sixth; one payment in a hundred is a refund of VAT."""
    chance = np.random.default_rng(month)
    keys = np.array([column.key for column in tables.tax_columns() if column.kind != "total"])
    others = np.array([number for number, key in enumerate(keys) if key not in REGULAR])
    regular = np.array([keys.tolist().index(key) for key in REGULAR])
    payer = np.arange(1, size.enterprises + 1)
    sixth = payer[chance.random(size.enterprises) < 0.5]
    taxpayer = np.concatenate([np.repeat(payer, len(regular)), sixth])
    column = np.concatenate([np.tile(regular, size.enterprises), chance.choice(others, len(sixth))])
    fen = np.maximum(chance.lognormal(12, 1.5, len(taxpayer)).astype(np.int64), 1)
    refund = (column == regular[0]) & (chance.random(len(taxpayer)) < REFUNDS * 5)
    fen[refund] = -fen[refund]
    order = np.lexsort((keys[column], taxpayer))
    return {"taxpayer_id": taxpayer[order], "column_key": keys[column[order]], "amount_fen": fen[order]}
