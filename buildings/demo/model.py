"""What the demonstration district is made of; field names are those of ``data/mappings/louyu``.

Areas are dm², days are numbers since 1970-01-01, rents are fen, None is unknown. Names that begin with ``trait_``
steer the drawing and never reach a workbook.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from buildings.demo.rows import ProjectRow, ScoreRow, SplitRow

EMPTY = np.iinfo(np.int64).min
"""An empty cell of a tax file."""


@dataclass(slots=True, kw_only=True)
class House:
    """A line of 楼宇台账."""

    code: str
    name: str
    aliases: list[str] = field(default_factory=list)
    complex_code: str | None = None
    address: str | None = None
    subdistrict_code: str | None = None
    use: str = "office"
    status: str = "in_operation"
    status_from: int | None = None
    completed_earliest: int | None = None
    completed_latest: int | None = None
    completed_stage: str | None = None
    renovated_on: int | None = None
    floors_above: int | None = None
    floors_below: int | None = None
    gross_area: int | None = None
    office_area: int | None = None
    lettable_declared: int | None = None
    land_area: int | None = None
    area_from: int | None = None
    lon: float | None = None
    lat: float | None = None
    datum: str | None = None
    accuracy_m: int | None = None
    point_source: str | None = None
    policy_type: str | None = None
    specialty: str | None = None
    star: str | None = None
    granted_on: int | None = None
    valid_until: int | None = None
    zones: list[str] = field(default_factory=list)
    room_register: bool = True
    operator_code: str | None = None
    source: str = "示范数据（生成）"
    trait_role: str = "typical"
    trait_quality: float = 0.0
    trait_vacancy: float = 0.24
    trait_lettable: int = 0
    trait_landlord: str = ""
    trait_owner: int | None = None


@dataclass(slots=True, kw_only=True)
class Room:
    """A line of 房间台账."""

    building_code: str
    label: str
    floor_label: str
    floor_order: int
    area: int | None
    use: str = "办公"
    lettable: bool = True
    valid_from: int | None = None
    valid_to: int | None = None
    outage_area: int | None = None
    outage_from: int | None = None
    outage_to: int | None = None
    outage_reason: str | None = None
    owner_code: str | None = None
    owner_name: str | None = None
    management: str | None = None
    manager_code: str | None = None


@dataclass(slots=True, kw_only=True)
class Firm:
    """A line of 企业台账, or (``trait_reported``) a tenant known only as its landlord reported it."""

    code: str
    name: str
    uscc: str | None
    uscc_override_reason: str | None = None
    kind: str = "company"
    in_district: str | None = None
    registered_from: int | None = None
    section: str | None = None
    division: str | None = None
    industry_from: int | None = None
    former_names: list[str] = field(default_factory=list)
    central_income_tax: bool = False
    taxpayer_code: str | None = None
    trait_reported: bool = False
    trait_trade: str = "L"
    trait_pays: bool = True
    trait_lag: int = 1
    trait_code_given: str | None = None
    trait_owner: bool = False


@dataclass(slots=True, kw_only=True)
class LeaseRow:
    """A line of 租赁台账: one unit of one lease."""

    landlord: str
    number: str | None
    kind: str
    building_code: str
    unit_label: str | None
    enterprise_code: str | None
    party_name: str | None
    party_code: str | None
    area: int | None
    starts_on: int
    ends_on: int | None
    ended_early_on: int | None
    signed_on: int | None
    break_on: int | None
    rent: int | None
    rent_unit: str | None
    renewal_of: str | None


@dataclass(slots=True)
class Slot:
    """Space that is let as one: units of a building, each whole (area None) or a part."""

    house: int
    units: list[tuple[str | None, int | None]]
    area: int
    landlord: str
    window: tuple[int | None, int | None] = (None, None)
    fixed: int | None = None
    kind: str = "let"
    vacant: bool = False
    unknown: bool = False


@dataclass(slots=True)
class Term:
    """One lease of a stay: first day, last agreed day (None = open), early end."""

    starts_on: int
    ends_on: int | None
    ended_early_on: int | None = None
    area_share: float = 1.0


@dataclass(slots=True)
class Stay:
    """One tenant's leases of a slot, one renewing the other."""

    slot: int
    terms: list[Term]
    firm: int = -1

    @property
    def first(self) -> int:
        """First day of occupation."""
        return self.terms[0].starts_on

    def last(self, forever: int) -> int:
        """Last day of occupation; ``forever`` for an open end."""
        term = self.terms[-1]
        if term.ended_early_on is not None:
            return term.ended_early_on
        return forever if term.ends_on is None else term.ends_on


@dataclass(slots=True)
class TaxMonth:
    """A month's file: row names and fen per (row, column of the file); EMPTY is an empty cell."""

    month: int
    codes: list[str]
    names: list[str]
    amounts: NDArray[np.int64]
    retained: NDArray[np.int64]


@dataclass(slots=True)
class District:
    """Everything the workbooks hold, and where to find each hard case."""

    houses: list[House]
    rooms: list[Room]
    firms: list[Firm]
    leases: list[LeaseRow]
    projects: list[ProjectRow]
    scores: list[ScoreRow]
    splits: list[SplitRow]
    taxes: list[TaxMonth]
    cases: dict[str, list[str]]
