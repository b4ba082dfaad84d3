"""What may be said of leases, rooms and tenants when they are written; nothing else may be sent along."""

import datetime as dt
import re
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from buildings.errors import InvalidValue
from buildings.kinds import LeaseKind, RentUnit
from buildings.quantities import hundredths

MOST_ROWS: Final = 5_000
MOST_PARTS: Final = 200
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_FIRST, _LAST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
_CLEAN: Final = r"^[^\x00-\x1f\x7f\u2028\u2029]*$"


def _iso(value: object) -> object:
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("a day is written YYYY-MM-DD")
    return value


def _two_decimals(value: float) -> float:
    try:
        hundredths(value)
    except InvalidValue as error:
        raise ValueError("at most two decimals") from error
    return value


def said(most: int, **more: Any) -> Any:  # noqa: ANN401 - annotations of a type
    """Text of some length without control characters."""
    return StringConstraints(min_length=1, max_length=most, strip_whitespace=True, pattern=_CLEAN, **more)


Day = Annotated[dt.date, Field(ge=_FIRST, le=_LAST), BeforeValidator(_iso)]
Area = Annotated[float, Field(gt=0, le=10_000_000, strict=True), AfterValidator(_two_decimals)]
Name = Annotated[str, said(200)]
Short = Annotated[str, said(60)]
Code = Annotated[str, said(40)]
Fen = Annotated[int, Field(ge=0, le=10**12, strict=True, description="whole fen per m² and `rent_unit`")]
Reason = Annotated[
    str | None,
    said(500),
    Field(description="needed where a change becomes a proposal: why it is asked for"),
]


def unset(**more: Any) -> Any:  # noqa: ANN401 - a field of any type
    """A field that may be left out and is then left as it is, but is never null."""
    return Field(default_factory=lambda: None, **more)


class Strict(BaseModel):
    """Nothing else may be sent."""

    model_config = ConfigDict(extra="forbid")

    def sent(self, *names: str) -> dict[str, Any]:
        """Those of the fields that were sent, by name."""
        return {name: getattr(self, name) for name in names if name in self.model_fields_set}


class LeasePart(Strict):
    """What a lease takes of a room; both days are occupied."""

    unit: Annotated[Code, Field(description="`code` of the room", examples=["U-0000012"])]
    starts_on: Day
    ends_on: Day | None = Field(None, description="null: open end")
    area_m2: Area | None = Field(None, description="null: the whole room")


class Tenant(Strict):
    """Who rents: as reported, by name and code as given; staff may name an enterprise instead."""

    name: Name | None = None
    code: Short | None = Field(None, description="as given by the tenant; nothing is looked up")
    enterprise: Code | None = Field(None, description="staff only: `code` of the enterprise")


class Contract(Strict):
    """What a contract says beside who and where."""

    number: Short | None = Field(None, description="the landlord's own lease number")
    landlord: Name | None = Field(None, description="staff only; a landlord's is that of his account")
    signed_on: Day | None = None
    break_on: Day | None = None
    rent_fen: Fen | None = None
    rent_unit: RentUnit | None = None


class LeaseNew(Contract):
    """A new lease."""

    reason: Reason = None
    kind: LeaseKind = LeaseKind.LET
    tenant: Tenant
    units: list[LeasePart] = Field(min_length=1, max_length=MOST_PARTS)
    renewal_of: Code | None = Field(None, description="`code` of the lease that this one continues")


class _Change(Contract):
    kind: LeaseKind = unset()
    tenant: Tenant = unset()
    units: list[LeasePart] = unset(min_length=1, max_length=MOST_PARTS)


class LeaseChange(_Change):
    """What changes; what is left out stays. ``units`` replaces all parts of the lease."""

    reason: Reason = None


class LeaseEnd(Strict):
    """An early end."""

    last_on: Day = Field(description="last day of occupation; before the first: it never began")
    reason: Reason = None


class LeaseResume(Strict):
    """The early end is taken back."""

    reason: Reason = None


class LeaseRenewal(Contract):
    """The lease that continues another: same tenant, rooms and areas."""

    starts_on: Day | None = Field(None, description="the day after the old one ends unless said")
    ends_on: Day | None = Field(description="null: open end")
    units: list[Code] | None = Field(None, min_length=1, max_length=MOST_PARTS, description="only these rooms")
    reason: Reason = None


class Reasoned(Strict):
    """Why."""

    reason: Annotated[str, said(500)]


class RollRow(_Change):
    """A lease of many: changed where its code or number stands already, else made."""

    code: Code | None = Field(None, description="`code` of a lease that stands")
    version: Annotated[int, Field(ge=1, strict=True)] | None = Field(
        None, description="the version it was read in: refused when it moved on; without it, what stands gives way"
    )
    ended_early_on: Day | None = Field(
        None, description="last day after an early end (before the first: it never began); null: no early end"
    )
    renewal_of: Short | None = Field(
        None, description="`code` of the lease that this one continues, or its number (that of another row, too)"
    )


class Roll(Strict):
    """Up to 5 000 leases at once: all of them, or none."""

    rows: list[RollRow] = Field(min_length=1, max_length=MOST_ROWS)
