"""Figures of a month: one cell, one row, one level, and what each metric is."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

FIGURE: JsonDict = {"value": 0.1288, "state": "shown", "unit": "ratio"}
HIDDEN: JsonDict = {"value": None, "state": "hidden", "suppressed": True}
IMPRINT: JsonDict = {
    "month": "2026-10",
    "audience": "promoter",
    "origin": "real",
    "demonstration": False,
    "closed": False,
    "data_date": "2026-11-03T01:30:00+00:00",
}
ROW: JsonDict = {
    "code": "GL-0001",
    "name": "某某大厦",
    "subdistrict": "350102005",
    "use": "office",
    "figures": {"vacancy_rate": FIGURE, "tax_12": HIDDEN},
    "counted": {},
    "left_out": {},
}


class Strict(BaseModel):
    """An answer that holds nothing else."""

    model_config = ConfigDict(extra="forbid")


class Figure(Strict):
    """One figure of one row. A value that is not shown is null and ``state`` says why."""

    model_config = ConfigDict(json_schema_extra={"examples": [FIGURE, HIDDEN]})

    value: int | float | None = Field(description="fen and counts are whole, areas m² with two decimals, rates 0–1")
    state: Literal["shown", "unknown", "hidden", "not_applicable"] = Field(description="hidden = 保密 ＊")
    unit: str | None = Field(None, description="fen, m2, count, ratio, points, change, yuan_per_m2 …")
    suppressed: bool | None = Field(None, description="true where the value is hidden")
    coverage: float | None = Field(None, description="覆盖率: share of the occupied area that the value stands on")
    months: int | None = Field(None, description="months with data in the window")
    low: float | None = Field(None, description="least it can be, where unknown")
    high: float | None = Field(None, description="most it can be, where unknown")
    estimated: bool | None = Field(None, description="估算: some of it is estimated")


class Imprint(Strict):
    """What every answer with figures says of itself."""

    month: str = Field(pattern=r"^\d{4}-\d\d$", examples=["2026-10"])
    audience: str = Field(description="whose view this is", examples=["promoter"])
    origin: Literal["real", "demonstration"]
    demonstration: bool = Field(description="示范数据: everything is fictional")
    closed: bool = Field(description="封账: the month is closed")
    data_date: str = Field(description="newest change the figures know; empty for none")


class Row(BaseModel):
    """One building, zone, sub-district, industry or the district; further fields are its public facts."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [ROW]})

    code: str
    name: str
    figures: dict[str, Figure] = Field(description="by metric; see `/api/v1/metrics`")
    counted: dict[str, int] = Field(description="buildings that a roll-up stands on, by metric")
    left_out: dict[str, int] = Field(description="buildings left out as unknown, by metric")


class LevelRows(Imprint):
    """All rows of one level."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [IMPRINT | {"level": "building", "rows": [ROW]}]}
    )

    level: Literal["building", "zone", "subdistrict", "industry", "district"]
    rows: list[Row]


class ZoneRows(LevelRows):
    """Zones, and what makes their overlapping rows add up."""

    reconciliation: list[dict[str, Figure | str | list[str] | None]] = Field(
        description="Σ by primary zone + in no zone + place unknown = district"
    )
    overlaps: list[dict[str, Figure | str | list[str] | None]] = Field(description="buildings in several zones")


class OneRow(Row, Imprint):
    """One row under its imprint."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [IMPRINT | ROW]})


class Metric(Strict):
    """What a figure is."""

    slug: str = Field(examples=["vacancy_rate"])
    label: str
    unit: str
    window: str = Field(description="period: the month, its end, year to date, twelve months …")
    derives_from: Literal["public", "tenancy", "identity", "tax"]
    definition: str = Field(description="口径")


class MetricList(Imprint):
    """Every metric in display order."""

    metrics: list[Metric]


class Month(Strict):
    """One month with figures."""

    month: str = Field(pattern=r"^\d{4}-\d\d$", examples=["2026-10"])
    has_tax_file: bool
    closed: bool


class MonthList(Strict):
    """MonthList with figures, newest first."""

    months: list[Month]


class AuditEntry(Strict):
    """One entry of the audit."""

    entry: int
    at: datetime
    actor: str = Field(examples=["user:wang", "key:wang/abcdefghij", "cli:clerk"])
    action: str
    purpose: str | None = Field(description="of a look at enterprise tax")
    details: dict[str, object] | None = Field(description="null where they are not for who asks")
    wrote: dict[str, int] = Field(description="versions of records written, by table")
    seal: int | None = Field(description="number of the seal over it; null = not sealed yet")


class AuditEntries(Strict):
    """A page of the audit, newest first."""

    items: list[AuditEntry]
    next: str | None = Field(description="cursor of the next page")


class AuditVersion(Strict):
    """One version of a record that an entry wrote."""

    table: str
    key: int
    code: str | None
    version: int
    action: Literal["created", "changed", "voided"]
    fields: list[str] = Field(description="what differs from the version before")
    values_shown: bool
    before: dict[str, object] | None
    after: dict[str, object] | None


class AuditPage(AuditEntry):
    """One entry with a page of what it wrote."""

    items: list[AuditVersion]
    next: str | None
