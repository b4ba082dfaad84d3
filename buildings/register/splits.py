"""手工分摊: a person decides where a taxpayer's tax of some months belongs; periods of one taxpayer never overlap."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.errors import Conflict, InvalidValue
from buildings.quantities import format_month
from buildings.register import locks, records
from buildings.register.tables.taxes import ManualSplit, ManualSplitPart, Taxpayer

__all__ = ["ManualSplit", "ManualSplitPart", "of", "parts_of", "record", "void"]

_S, _P = table_of(ManualSplit).c, table_of(ManualSplitPart).c
Weights = Mapping[int | None, int]
"""Weight by building key; None = outside the district."""


def record(changes: Changes, taxpayer: Taxpayer, months: tuple[int, int], weights: Weights, reason: str) -> ManualSplit:
    """A split for the months from–to (both included). The very same period is changed, any other overlap refused."""
    first, last = months
    _check(first, last, weights, reason)
    locks.hold(changes, taxpayers=[taxpayer.key])
    same = None
    for row in of(changes.session, taxpayer):
        if (row.month_from, row.month_to) == (first, last):
            same = row
        elif row.month_from <= last and first <= row.month_to:
            shown = {"first": format_month(row.month_from), "last": format_month(row.month_to)}
            raise Conflict("split_overlaps", code=taxpayer.code, **shown)
    values = {"taxpayer_id": taxpayer.key, "month_from": first, "month_to": last, "reason": reason}
    changed = True
    if same is None:
        same = records.create(changes, ManualSplit, values)
    else:
        changed = records.update(changes, same, values)
    if _set_parts(changes, same, weights) or changed:
        _spoil(changes, taxpayer, weights)
    return same


def void(changes: Changes, row: ManualSplit, reason: str, version: int | None = None) -> None:
    """Take a split back: the rules apply again."""
    parts = parts_of(changes.session, row)
    records.void(changes, row, reason, version)
    for part in parts:
        records.void(changes, part, reason)
    taxpayer = changes.session.get_one(Taxpayer, row.taxpayer_id)
    _spoil(changes, taxpayer, {part.building_id: part.weight for part in parts})


def of(session: Session, taxpayer: Taxpayer) -> Sequence[ManualSplit]:
    """Standing splits of a taxpayer."""
    return session.execute(records.standing(ManualSplit, _S.taxpayer_id == taxpayer.key)).scalars().all()


def parts_of(session: Session, row: ManualSplit) -> Sequence[ManualSplitPart]:
    """Standing weights of a split."""
    return session.execute(records.standing(ManualSplitPart, _P.split_id == row.key)).scalars().all()


def _check(first: int, last: int, weights: Weights, reason: str) -> None:
    if first > last:
        raise InvalidValue("days_backwards", first=format_month(first), last=format_month(last))
    if not weights:
        raise InvalidValue(field="weight", value=None)
    for weight in weights.values():
        if weight <= 0:
            raise InvalidValue(field="weight", value=weight)
    if not reason.strip():
        raise InvalidValue("reason_missing")


def _set_parts(changes: Changes, row: ManualSplit, weights: Weights) -> bool:
    wanted = dict(weights)
    changed = False
    for part in parts_of(changes.session, row):
        weight = wanted.pop(part.building_id, None)
        if weight is None:
            records.void(changes, part, "no longer part of the split")
            changes.buildings |= {part.building_id} - {None}  # type: ignore[arg-type]
            changed = True
        else:
            changed = records.update(changes, part, {"weight": weight}) or changed
    for building, weight in wanted.items():
        records.create(changes, ManualSplitPart, {"split_id": row.key, "building_id": building, "weight": weight})
    return changed or bool(wanted)


def _spoil(changes: Changes, taxpayer: Taxpayer, weights: Weights) -> None:
    changes.taxpayers.add(taxpayer.key)
    changes.buildings |= {building for building in weights if building is not None}
