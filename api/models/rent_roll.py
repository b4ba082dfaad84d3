"""What is answered to a rent roll that comes back."""

from pydantic import Field

from api.models.tenancy import Strict


class SheetFile(Strict):
    """The file as it came."""

    name: str
    sha256: str
    rows: int


class RollCounts(Strict):
    """How many leases each of it concerns; ``empty`` and ``absent`` count rows."""

    new: int
    renewed: int = Field(description="new leases that continue another one")
    changed: int
    ended: int = Field(description="ended early")
    resumed: int = Field(description="the early end is taken back")
    proposed: int = Field(description="must be decided first: they touch a closed month, or tax on record")
    unchanged: int
    empty: int = Field(description="rows of rooms that nothing is said of")
    absent: int = Field(description="rows that stand and that the file leaves out: they stay")


class RollChange(Strict):
    """A value that becomes another: in which row and column of the sheet, under which name in this API."""

    row: int
    column: str
    field: str
    before: str | int | float | None
    after: str | int | float | None


class RollLease(Strict):
    """What becomes of a lease; code, version and proposal are null on trial where they do not stand yet."""

    rows: list[int] = Field(description="rows of the sheet, as a spreadsheet counts them")
    action: str = Field(description="new, renewed, changed, ended or resumed")
    code: str | None
    version: int | None
    number: str | None
    tenant: str | None
    room: str
    proposed: bool
    proposal: str | None
    changes: list[RollChange]


class RollAbsent(Strict):
    """A row that a download of today has and the file leaves out; nothing is deleted."""

    code: str
    number: str | None
    tenant: str | None
    room: str
    starts_on: str
    ends_on: str | None


class RollNote(Strict):
    """What was read otherwise than it is written."""

    row: int | None
    column: str
    detail: str


class RentRollAnswer(Strict):
    """The difference between a rent roll and the register: with ``dry_run`` what would change, else what did."""

    file: SheetFile
    difference: str = Field(description="stands for what the file does; sent as ``difference=`` it must still do it")
    dry_run: bool
    counts: RollCounts
    leases: list[RollLease]
    absent: list[RollAbsent] = Field(description="up to 200 of them")
    notes: list[RollNote]
