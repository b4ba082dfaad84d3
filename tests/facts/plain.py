"""A district as plain rows, the way a person would list them: what the oracle reads, and what both ways start from."""

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction

Day = dt.date | None


@dataclass
class Column:
    key: str
    counts: bool
    share: Fraction
    central: bool = False


@dataclass
class Building:
    id: int
    code: str
    operation: list[tuple[Day, Day]] = field(default_factory=list)


@dataclass
class Area:
    first: Day
    last: Day
    dm2: int | None
    lettable: bool = True


@dataclass
class Outage:
    first: dt.date
    last: Day
    dm2: int | None


@dataclass
class Unit:
    id: int
    building: int
    first: Day = None
    last: Day = None
    areas: list[Area] = field(default_factory=list)
    outages: list[Outage] = field(default_factory=list)


@dataclass
class Lease:
    id: int
    enterprise: int | None
    reported: int | None = None
    own: bool = False
    signed: Day = None
    breaks: Day = None
    early: Day = None
    rent: int | None = None
    per_day: bool = False
    renews: int | None = None


@dataclass
class Part:
    id: int
    lease: int
    unit: int
    first: dt.date
    last: Day = None
    dm2: int | None = None


@dataclass
class Link:
    taxpayer: int
    enterprise: int
    first: Day = None
    last: Day = None


@dataclass
class Class:
    enterprise: int
    section: str
    first: Day = None
    last: Day = None


@dataclass
class Tax:
    month: int
    taxpayer: int
    column: str
    fen: int
    retained: int | None = None


@dataclass
class Split:
    taxpayer: int
    first: int
    last: int
    parts: list[tuple[int | None, int]]  # building (None = outside), weight


@dataclass
class District:
    first: int
    last: int
    columns: list[Column]
    files: list[int] = field(default_factory=list)
    buildings: list[Building] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    enterprises: list[int] = field(default_factory=list)
    reported: dict[int, int | None] = field(default_factory=dict)
    leases: list[Lease] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    taxpayers: dict[int, bool] = field(default_factory=dict)  # key -> income tax all central
    links: list[Link] = field(default_factory=list)
    classes: list[Class] = field(default_factory=list)
    taxes: list[Tax] = field(default_factory=list)
    splits: list[Split] = field(default_factory=list)
    committed_months: int = 12
    newly_arrived: int = 3
    lookback: int = 3


def default_columns() -> list[Column]:
    """Three taxes and a fee, with the shares of the assumed defaults."""
    return [
        Column("zzs", counts=True, share=Fraction(1, 4)),
        Column("qysds", counts=True, share=Fraction(1, 5), central=True),
        Column("yhs", counts=True, share=Fraction(1, 4)),
        Column("jyffj", counts=False, share=Fraction(1, 4)),
    ]
