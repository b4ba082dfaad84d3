"""分类与专业: decisions on a building's policy type and specialty; none is overwritten, each holds until the next."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlmodel import Session

from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.errors import Conflict, InvalidValue
from buildings.kinds import PolicyType, Specialty, TypeKind
from buildings.quantities import SHANGHAI
from buildings.register import locks, projects, records
from buildings.register.tables.buildings import Building
from buildings.register.tables.types import BuildingType

__all__ = ["BuildingType"]

VALUES: Final[Mapping[str, tuple[str, ...]]] = {
    TypeKind.POLICY_TYPE: tuple(one.value for one in PolicyType),
    TypeKind.SPECIALTY: tuple(one.value for one in Specialty),
}
_T: Final = table_of(BuildingType).c


def state(changes: Changes, row: Building, kind: str, value: str) -> bool:
    """What a source says without a day, as far back as is known; whether anything changed. Claims name the source."""
    locks.hold(changes, buildings=[row.key])
    _check(kind, value)
    same = next((one for one in of_building(changes.session, row.key, kind) if one.valid_from is None), None)
    if same is not None:
        return records.update(changes, same, {"value": value})
    records.create(changes, BuildingType, {"building_id": row.key, "kind": kind, "value": value})
    return True


def decide(changes: Changes, row: Building, kind: str, value: str, since: dt.date, **more: Any) -> BuildingType:  # noqa: ANN401
    """A person's decision that holds from a day on (``reason``, ``basis``).

    It may begin before a later decision of the same value: that value held longer than was known.

    Raises
    ------
    InvalidValue
        A value that is none of the kind, a day that is yet to come, or that certainly lies before the building stood.
    Conflict
        A decision of that very day stands (take it out first), or the value holds on the day already.
    """
    locks.hold(changes, buildings=[row.key])
    _check(kind, value)
    today = changes.at.astimezone(SHANGHAI).date()
    if since > today:
        raise InvalidValue("type_ahead", value=since, today=today, pointer="/valid_from")
    completed = None if value == PolicyType.NEW_BUILD else projects.stood_from(changes.session, row.key)
    if completed is not None and since < completed:
        said = {"code": row.code, "day": since, "completed": completed}
        raise InvalidValue("type_before_completion", **said, pointer="/valid_from")
    known = of_building(changes.session, row.key, kind)
    if any(one.valid_from == since for one in known):
        raise Conflict("type_decided", code=row.code, day=since, pointer="/valid_from")
    held = on_day(known, since)
    if held is not None and held.value == value:
        raise Conflict("type_holds", code=row.code, day=held.valid_from or "—", pointer="/value")
    given = {"building_id": row.key, "kind": kind, "value": value, "valid_from": since, "decided_by": changes.actor}
    return records.create(changes, BuildingType, given | more)


def void(changes: Changes, row: BuildingType, reason: str) -> None:
    """Take out a decision that was wrong; what held before it holds again."""
    locks.hold(changes, buildings=[row.building_id])
    records.void(changes, row, reason)


def of_building(session: Session, building_id: int, kind: str | None = None) -> Sequence[BuildingType]:
    """Standing decisions of a building, of one kind or all, by first day."""
    wanted = [_T.building_id == building_id, *([] if kind is None else [_T.kind == kind])]
    found = session.execute(records.standing(BuildingType, *wanted)).scalars().all()
    return sorted(found, key=_order)


def on_day(known: Sequence[BuildingType], day: dt.date) -> BuildingType | None:
    """The decision of one kind that holds on a day."""
    return max((one for one in known if one.valid_from is None or one.valid_from <= day), key=_order, default=None)


def _order(one: BuildingType) -> tuple[dt.date, int]:
    return one.valid_from or dt.date.min, one.id or 0


def _check(kind: str, value: str) -> None:
    if kind not in VALUES:
        raise InvalidValue(field="kind", value=kind)
    if value not in VALUES[TypeKind(kind)]:
        raise InvalidValue("type_value", value=value, right=VALUES[TypeKind(kind)], pointer="/value")
