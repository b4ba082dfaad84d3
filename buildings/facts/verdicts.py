"""What the upgrade rules said, kept by month: how far it stands, read as rulings, written after the month before.

It stands on facts, which say from which month on they changed (``spoil``), and on what is recorded of buildings, which
is told by counts of records and of their versions.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from sqlalchemy import delete, func, select
from sqlmodel import Session

from buildings.database.base import Record
from buildings.facts import horizon, store
from buildings.facts.reading import among, positions, rows, table
from buildings.facts.tables import FactState, KeptVerdict
from buildings.findings import NUMBERS, WORDS, Findings, Ruling
from buildings.portfolio import Ints
from buildings.register.tables.buildings import Building, BuildingArea, BuildingEvent, BuildingState
from buildings.register.tables.enterprises import Registration
from buildings.register.tables.owners import Management, Ownership
from buildings.register.tables.projects import ProjectStep, UpgradeProject
from buildings.register.tables.ratings import Rating, RatingScore, RatingStep
from buildings.register.tables.types import BuildingType
from buildings.register.tables.units import Unit, UnitArea

RECORDS: Final[tuple[type[Record], ...]] = (
    *(Building, BuildingArea, BuildingEvent, BuildingState, BuildingType, Management, Ownership),
    *(ProjectStep, Rating, RatingScore, RatingStep, Registration, Unit, UnitArea, UpgradeProject),
)
"""What rules read besides facts."""

_COLUMNS: Final = tuple(one.name for one in fields(Ruling))
_TABLE: Final = KeptVerdict.__table__  # type: ignore[attr-defined]
_TURN: Final = "verdicts"


@dataclass(frozen=True)
class Ground:
    """What verdicts stand on. ``rules`` tells versions of rules and parameters; ``turn`` counts changes of facts."""

    first: int
    last: int
    records: str
    rules: str
    turn: str

    @property
    def mark(self) -> str:
        """The same for all months that stand."""
        return hashlib.sha256(f"{self.first} {self.records} {self.rules}".encode()).hexdigest()


def ground(session: Session, rules: str, origin: str) -> Ground | None:
    """What verdicts would stand on now; None where there are no facts."""
    span = horizon.covered(session)
    if span is None:
        return None
    counts = [_count(session, cls, origin) for cls in RECORDS]
    return Ground(*span, repr(counts), rules, _say(session, _TURN) or "0")


def _count(session: Session, cls: type[Record], origin: str) -> tuple[int, ...]:
    own = table(cls).c
    sums = func.count(), func.sum(own.audit_id), func.sum(own.version)
    found = session.execute(select(*sums).where(own.origin == str(origin))).one()
    return tuple(int(one or 0) for one in found)


def stands_until(session: Session, origin: str, on: Ground) -> int | None:
    """The last month whose verdicts stand on this ground; None: none does."""
    until, _, mark = (_say(session, f"{_TURN}.{origin}") or "").partition(" ")
    return int(until) if mark == on.mark and int(until) >= on.first else None


def spoil(session: Session, month: int = 0) -> None:
    """Facts of a month have changed, and with them whatever was said of it and of later months."""
    _write(session, _TURN, str(int(_say(session, _TURN) or 0) + 1))
    own = FactState.__table__.c  # type: ignore[attr-defined]
    kept = session.execute(select(own.name, own.value).where(own.name.startswith(f"{_TURN}."))).all()
    for name, value in kept:
        until, _, mark = value.partition(" ")
        _write(session, name, f"{min(int(until), month - 1)} {mark}")
    session.flush()


def keep(
    session: Session, origin: str, on: Ground, ids: Ints, found: Mapping[int, Findings], versions: Mapping[str, str]
) -> bool:
    """Let these months' rulings stand, and none of later months; False when the ground is another by now."""
    now = ground(session, on.rules, origin)
    first, last = min(found), max(found)
    until = stands_until(session, origin, on)
    if now != on or (until is None and first != on.first) or (until is not None and until < first - 1):
        return False
    session.execute(delete(_TABLE).where(_TABLE.c.month >= first, among(_TABLE.c.building_id, ids.tolist())))
    for month, findings in found.items():
        for rule, ruling in findings.items():
            store.insert(session, store.VERDICTS, _rows(month, rule, versions.get(rule, "1"), ids, ruling))
    _write(session, f"{_TURN}.{origin}", f"{last} {on.mark}")
    session.flush()
    return True


def _rows(month: int, rule: str, version: str, ids: Ints, ruling: Ruling) -> Iterator[store.Row]:
    columns = [getattr(ruling, name).tolist() for name in _COLUMNS]
    for at, name in enumerate(_COLUMNS):
        if name in NUMBERS:
            columns[at] = [None if value != value else value for value in columns[at]]  # noqa: PLR0124 - NaN
    for key, *values in zip(ids.tolist(), *columns, strict=True):
        yield (month, key, str(rule), version, *values)


def load(session: Session, ids: Ints, month: int) -> dict[str, Ruling]:
    """Rulings of a month by rule, buildings in the order of ``ids``; those of whom nothing was said cannot be told."""
    statement = select(_TABLE.c.rule, _TABLE.c.building_id, *(_TABLE.c[name] for name in _COLUMNS))
    by_rule: dict[str, list[tuple[Any, ...]]] = {}
    for rule, *values in rows(session, statement.where(_TABLE.c.month == month)):
        by_rule.setdefault(rule, []).append(tuple(values))
    order = np.argsort(ids)
    return {rule: _ruling(ids[order], order, found) for rule, found in sorted(by_rule.items())}


def _ruling(keys: Ints, order: Ints, found: Sequence[tuple[Any, ...]]) -> Ruling:
    key, *columns = zip(*found, strict=True)
    some, place = positions(keys, np.array(key, np.int64))
    blank = Ruling.blank(len(keys))
    for name, column in zip(_COLUMNS, columns, strict=True):
        target = getattr(blank, name)
        if name in WORDS:
            values = np.empty(len(column), object)
            values[:] = column
        elif name in NUMBERS:
            values = np.array([np.nan if one is None else one for one in column], np.float64)
        else:
            values = np.array(column, target.dtype)
        target[order[place]] = values[some]
    return blank


def history(
    session: Session, building: int, of: Collection[str], column: str = "verdict"
) -> list[tuple[int, str, int]]:
    """(month, rule, verdict) of a building for some rules as far as it is kept, oldest first; or another column."""
    own = _TABLE.c
    statement = select(own.month, own.rule, own[column]).where(own.building_id == building, own.rule.in_(sorted(of)))
    return sorted(rows(session, statement))


def _say(session: Session, name: str) -> str | None:
    found = session.get(FactState, name)
    return None if found is None else found.value


def _write(session: Session, name: str, value: str) -> None:
    found = session.get(FactState, name)
    if found is None:
        session.add(FactState(name=name, value=value))
    else:
        found.value = value
