"""产权: who owns a unit, in which shares, and who manages it, dated."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from buildings.database.base import Record
from buildings.database.work import Changes
from buildings.errors import Conflict, InvalidValue
from buildings.register import locks, periods, records
from buildings.register.tables.owners import Management, Ownership
from buildings.register.tables.units import Unit

__all__ = ["Management", "Ownership", "Share", "carry", "manage", "own"]

WHOLE_PPM = 1_000_000


@dataclass(frozen=True)
class Share:
    """A share of a unit, in parts per million, of an enterprise or of somebody known by name only."""

    enterprise_id: int | None = None
    owner_name: str | None = None
    share_ppm: int = WHOLE_PPM


def own(
    changes: Changes,
    unit: Unit,
    shares: Sequence[Share],
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
) -> bool:
    """Let these be the owners of a unit for a period, instead of whoever was; whether anything changed."""
    if sum(share.share_ppm for share in shares) > WHOLE_PPM or any(share.share_ppm <= 0 for share in shares):
        raise InvalidValue("shares_over_whole", label=unit.label)
    if any(share.enterprise_id is None and not share.owner_name for share in shares):
        raise InvalidValue(field="owner_name", value=None)
    locks.hold(changes, units=[unit.key])
    owner, span = {"unit_id": unit.key}, (valid_from, valid_to)
    standing = [
        row for row in periods.of(changes, Ownership, owner) if periods.overlap((row.valid_from, row.valid_to), span)
    ]
    held = sorted((str(row.enterprise_id), row.owner_name or "", row.share_ppm) for row in standing)
    wanted = sorted((str(share.enterprise_id), share.owner_name or "", share.share_ppm) for share in shares)
    if held == wanted and all((row.valid_from, row.valid_to) == span for row in standing):
        return False
    periods.clear(changes, Ownership, owner, span)
    for share in shares:
        dates = {"valid_from": valid_from, "valid_to": valid_to}
        records.create(changes, Ownership, owner | vars(share) | dates)
    changes.buildings.add(unit.building_id)
    return True


def manage(
    changes: Changes,
    unit: Unit,
    mode: str,
    *,
    manager_id: int | None = None,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
) -> bool:
    """Management mode of a unit for a period; whether anything changed."""
    locks.hold(changes, units=[unit.key])
    values = {"mode": mode, "manager_id": manager_id, "valid_from": valid_from, "valid_to": valid_to}
    return periods.put(changes, Management, {"unit_id": unit.key}, values)


def carry(changes: Changes, olds: Sequence[Unit], new: Unit, on: dt.date) -> None:
    """Let a room that replaces others from a day on have their owners and managers; Conflict when these differ."""
    for cls in (Ownership, Management):
        rests = [[_rest(row, on) for row in periods.of(changes, cls, {"unit_id": old.key})] for old in olds]
        kept = [sorted((one for one in rest if one), key=repr) for rest in rests]
        if any(one != kept[0] for one in kept):
            raise Conflict("owners_differ", label="、".join(old.label for old in olds))
        for values in kept[0]:
            records.create(changes, cls, {**values, "unit_id": new.key})


def _rest(row: Any, on: dt.date) -> dict[str, Any] | None:  # noqa: ANN401 - a row of owners or managers
    """What a row says of the days from one on; None when it says nothing."""
    if row.valid_to is not None and row.valid_to < on:
        return None
    values: dict[str, Any] = row.model_dump(exclude={*Record.model_fields, "unit_id"})
    return values | {"valid_from": on if row.valid_from is None else max(row.valid_from, on)}
