"""Kept facts: derived from the register, rebuilt at will, read by every report, map and list.

All areas are dm² (0.01 m²), all money fen, all days whole; ``party`` is +enterprise id, or −reported party id while
unlinked. A fact row exists only where there is something to say: no occupancy, no row; nothing but zeros, no row.

Every table is kept by month first, because reports, maps and lists read a month, or a few, of all buildings. Some
buildings' rows are found by naming the months too (``store.of_buildings``).
"""

from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from buildings.database.base import table_args
from buildings.database.types import Key, Slug, Whole

NO_ROWID = table_args(sqlite_with_rowid=False)


def _key() -> Any:  # noqa: ANN401 - as SQLModel's Field
    return Field(primary_key=True, sa_type=Key, sa_column_kwargs={"autoincrement": False})


def _integer(default: int | None = 0) -> Any:  # noqa: ANN401 - as SQLModel's Field
    return Field(default=default, sa_type=Whole, nullable=default is None)


class Occupancy(SQLModel, table=True):
    """Party × building × month: space held in all units, lettable or not; weighs in attribution and coverage."""

    __tablename__ = "fact_occupancies"
    __table_args__ = table_args(
        Index(
            "ix_fact_occupancies_open",
            "month",
            sqlite_where=text("unknown_unit_days > 0"),
            postgresql_where=text("unknown_unit_days > 0"),
        ),
        sqlite_with_rowid=False,
    )

    month: int = _key()
    building_id: int = _key()
    party: int = _key()
    let_dm2: int = _integer()  # at the month's end
    own_dm2: int = _integer()  # at the month's end
    ledger_let_dm2: int = _integer()  # of let_dm2, in lettable units: concentration stands on it
    dm2_days: int = _integer()  # let + own over the month
    unit_days: int = _integer()  # days × units held, area known or not
    unknown_unit_days: int = _integer()  # of unit_days, where the area is unknown
    present: bool = False  # holds anything at the month's end, area known or not
    paying: int | None = _integer(None)  # tax of the rolling 12 months is positive (1, 0); None: no taxpayer is linked
    newly_arrived: bool = False  # present at no month's end so many months before, nor at any earlier


class Attribution(SQLModel, table=True):
    """Taxpayer × building × month: sums over file columns of the exact splits."""

    __tablename__ = "fact_attributions"
    __table_args__ = NO_ROWID

    month: int = _key()
    building_id: int = _key()
    taxpayer_id: int = _key()
    enterprise_id: int | None = Field(default=None, sa_type=Key)  # linked at the month's end
    tax_fen: int = _integer()
    retained_fen: int = _integer()
    fee_fen: int = _integer()  # fees, fines and funds: shown apart
    rule: str = Field(sa_type=Slug)  # manual, single, area, days, earlier (nearest earlier month)
    retained_estimated: bool = False


class Unattributed(SQLModel, table=True):
    """Taxpayer × month × column × reason: what belongs to no building. Kept for fees too."""

    __tablename__ = "fact_unattributed"
    __table_args__ = NO_ROWID

    month: int = _key()
    taxpayer_id: int = _key()
    column_key: str = Field(primary_key=True, sa_type=Slug)
    reason: str = Field(primary_key=True, sa_type=Slug)
    amount_fen: int = _integer()
    retained_fen: int = _integer()
    retained_estimated: bool = False


class BuildingMonthTax(SQLModel, table=True):
    """Building × month × file column: exact splits of every column, fees included."""

    __tablename__ = "fact_building_month_taxes"
    __table_args__ = NO_ROWID

    month: int = _key()
    building_id: int = _key()
    column_key: str = Field(primary_key=True, sa_type=Slug)
    amount_fen: int = _integer()
    retained_fen: int = _integer()
    retained_estimated: bool = False


class BuildingMonth(SQLModel, table=True):
    """Building × month, a row for every month of the horizon: ledger at its end, its flows, windows of the gate.

    Ledger columns count lettable units of known area only; ``units_unknown`` says how many lettable units have no area
    (then rates are "cannot tell"), ``units_unknown_taken`` how many of those are occupied. The month's end is reckoned
    whatever the building's status (``operating``); averages only over days in operation. A part that renews its lease's
    area beyond its last day counts with the last day of the renewal. ``tenants`` and ``parties`` count all units.

    Gate columns per window (m month, y year to date, r rolling 12): contributors n, Σ|x|, x₁, x₂ over
    enterprises, x = net per enterprise and window of tax + fees, absolute value, 0 is no contributor; a taxpayer
    without an enterprise is a contributor of its own.
    """

    __tablename__ = "fact_building_months"
    __table_args__ = NO_ROWID

    month: int = _key()
    building_id: int = _key()
    operating: bool = False  # in operation at the month's end
    operated: bool = False  # in operation on any day of the month
    lettable_dm2: int = _integer()
    let_dm2: int = _integer()
    own_dm2: int = _integer()
    out_dm2: int = _integer()
    committed_dm2: int = _integer()
    occupied_dm2_days: int = _integer()  # let + own in lettable units, over the month
    serviceable_dm2_days: int = _integer()  # lettable − out of service, over the month
    units: int = 0  # lettable units at the month's end
    units_occupied: int = 0
    units_unknown: int = 0
    units_unknown_taken: int = 0
    unknown_unit_days: int = 0  # days × lettable units of unknown area: average occupancy cannot be told when > 0
    tenants: int = 0  # parties with let space at the month's end
    parties: int = 0  # parties present at the month's end
    walt_dm2: int = _integer()  # let area with a last day
    walt_dm2_days: int = _integer()  # Σ area × days to expiry (renewals continued)
    walt_break_dm2_days: int = _integer()  # the same to the break day, where there is one
    open_ended_dm2: int = _integer()
    open_ended_leases: int = 0
    ends_3_dm2: int = _integer()  # last day within 3 months after the month's end, and so on; disjoint steps
    ends_6_dm2: int = _integer()
    ends_12_dm2: int = _integer()
    ends_24_dm2: int = _integer()
    ends_later_dm2: int = _integer()
    largest_dm2: int = _integer()  # largest tenant's let area
    largest5_dm2: int = _integer()
    rented_dm2: int = _integer()  # let area with a known rent
    rent_dm2_fen12: int = _integer()  # Σ area × fen per m² and year (month × 12, day × 365)
    tax_fen: int | None = _integer(None)  # None: no file for the month
    retained_fen: int | None = _integer(None)
    fee_fen: int | None = _integer(None)
    retained_estimated: bool = False
    all_dm2_days: int = _integer()  # let + own in all units, lettable or not, of known area, over the month
    covered_dm2_days: int = (
        _integer()
    )  # of that, by occupants with a tax record in the 12-month window ending here; Σ over the window
    coverage_dm2_days: int = _integer()  # Σ all_dm2_days over the same window months
    window_months: int = 0  # months of the 12 ending here with a file in which the building operated
    gate_m_n: int = 0
    gate_m_sum: int = _integer()
    gate_m_x1: int = _integer()
    gate_m_x2: int = _integer()
    gate_y_n: int = 0
    gate_y_sum: int = _integer()
    gate_y_x1: int = _integer()
    gate_y_x2: int = _integer()
    gate_r_n: int = 0
    gate_r_sum: int = _integer()
    gate_r_x1: int = _integer()
    gate_r_x2: int = _integer()


class IndustryMonth(SQLModel, table=True):
    """Building × month × industry (section A–T, '?' = unknown), class valid at that month's end.

    Kept by section within the month: sums of a section over many buildings are read in one go.
    """

    __tablename__ = "fact_industry_months"
    __table_args__ = NO_ROWID

    month: int = _key()
    section: str = Field(primary_key=True, sa_type=Slug)
    building_id: int = _key()
    dm2: int = _integer()  # let + own at the month's end
    dm2_days: int = _integer()
    enterprises: int = 0  # parties present at the month's end
    tax_fen: int = _integer()
    retained_fen: int = _integer()
    fee_fen: int = _integer()


class KeptVerdict(SQLModel, table=True):
    """Month × building × rule: the answer of an upgrade rule with its memory and evidence (``findings.Ruling``).

    ``rule`` "upgrade" is what all rules say together. A row for every rule, building and month that was told.
    """

    __tablename__ = "fact_verdicts"
    __table_args__ = NO_ROWID

    month: int = _key()
    building_id: int = _key()
    rule: str = Field(primary_key=True, sa_type=Slug)
    version: str = Field(sa_type=Slug)  # of the rule
    verdict: int
    former: int  # a month before
    since: int
    level: int
    watch_for: int
    due_for: int
    clear_for: int
    value: float | None = None
    second: float | None = None
    third: float | None = None
    fourth: float | None = None
    edge: float | None = None
    leave: float | None = None
    thin: bool = False
    guard: str = ""
    missing: str = ""
    peers: str = ""


class FactState(SQLModel, table=True):
    """What the facts stand on: first and last month, tax files, a fingerprint of the parameters; and the verdicts."""

    __tablename__ = "fact_states"

    name: str = Field(primary_key=True)
    value: str
