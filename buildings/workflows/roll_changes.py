"""What a rent roll says of a lease otherwise than the register: value by value, and as the row that writes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from buildings.register import codes
from buildings.workflows.roll_sheet import Group, Line

COLUMNS: Final[Mapping[str, str]] = {  # names of the API, and the file's fields
    "landlord": "landlord",
    "number": "number",
    "kind": "kind",
    "enterprise": "enterprise_code",
    "tenant": "party_name",
    "tenant_code": "party_code",
    "room": "unit_label",
    "area_m2": "area",
    "starts_on": "starts_on",
    "ends_on": "ends_on",
    "ended_early_on": "ended_early_on",
    "signed_on": "signed_on",
    "break_on": "break_on",
    "rent_fen": "rent",
    "rent_unit": "rent_unit",
    "renewal_of": "renewal_of",
}
ACTIONS: Final = ("new", "renewed", "changed", "ended", "resumed")


@dataclass(frozen=True)
class Change:
    """One value that becomes another, of a field of the API: in which row; areas in m², rents in fen."""

    row: int
    name: str
    before: Any
    after: Any


@dataclass
class Saying:
    """What the file says of one lease. ``said`` is the row of a roll that writes it, ``lines`` those of its units.

    ``met`` are the parts (keys) that rows speak of, ``unseen`` rooms that it takes when the writer does not see them.
    """

    group: Group
    changes: list[Change] = field(default_factory=list)
    said: dict[str, Any] = field(default_factory=dict)
    lines: list[Line | None] = field(default_factory=list)
    met: set[int] = field(default_factory=set)
    unseen: set[int] = field(default_factory=set)

    @property
    def action(self) -> str:
        """What becomes of the lease: one of ``ACTIONS``, or "" for nothing."""
        if not self.changes:
            return ""
        if self.group.key is None:
            return "renewed" if self.said.get("renewal_of") else "new"
        ended = [one.after for one in self.changes if one.name == "ended_early_on"]
        if not ended:
            return "changed"
        return "resumed" if ended == [None] else "ended"


def tell(saying: Saying, line: Line, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Note the values that differ, in the order of the columns."""
    for name in COLUMNS:
        if name in after and before.get(name) != after[name]:
            saying.changes.append(Change(line.number, name, before.get(name), after[name]))


def space(line: Line) -> dict[str, Any]:
    """What a row says of its part of the lease."""
    record = line.record
    days = {name: record[name] for name in ("starts_on", "ends_on")}
    return {"room": room(record["building_code"], record["unit_label"]), "area_m2": m2(record["area"]), **days}


def room(building: str, label: str | None) -> str:
    """A room as people find it in the file."""
    return building if label is None else f"{building} {label}"


def m2(dm2: int | None) -> float | None:
    """Square metres; None = the whole room."""
    return None if dm2 is None else dm2 / 100


def unit(line: Line) -> dict[str, Any]:
    """The part of a lease that a row says."""
    said = space(line)
    return {"unit": codes.code(codes.UNIT, line.unit), **{name: said[name] for name in SPACE}}


SPACE: Final = ("starts_on", "ends_on", "area_m2")
