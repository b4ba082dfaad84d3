"""The audit as people read it: who did what when, and what each entry wrote, with before and after."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import and_, func, literal, or_, select, union_all
from sqlmodel import Session

from buildings.access import canonical
from buildings.database.base import SUFFIX
from buildings.database.entries import AuditEntry
from buildings.database.naming import METADATA

BOOKKEEPING: Final = frozenset({"id", "version", "recorded_at", "audit_id"})
SECRETS: Final = frozenset({"sha256", "secret", "url"})  # a receiver's address may hold its token
"""Columns whose values nobody is shown."""

Values = Mapping[str, Any]
_E = AuditEntry.__table__.c  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Wanted:
    """Which entries: of an account's name or an actor as written, of an action, between two instants."""

    account: str | None = None
    action: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None


@dataclass(frozen=True)
class Version:
    """A version that an entry wrote. ``fields`` are those that differ from the version before."""

    table: str
    key: int
    version: int
    before: Values | None
    after: Values

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of what differs; of a new record all that is known."""
        before = self.before or {}
        return tuple(sorted(name for name, value in self.after.items() if value != before.get(name)))

    @property
    def action(self) -> str:
        """created, changed or voided."""
        if self.before is None:
            return "created"
        gone = self.before["voided_at"] is None and self.after["voided_at"] is not None
        return "voided" if gone else "changed"


def entries(session: Session, wanted: Wanted, *, below: int | None, most: int) -> Sequence[AuditEntry]:
    """Entries, newest first, from below a number."""
    query = select(AuditEntry).order_by(_E.id.desc()).limit(most)
    if below is not None:
        query = query.where(_E.id < below)
    if wanted.account is not None:
        name = wanted.account
        query = query.where(
            or_(_E.actor.in_([name, f"user:{name}"]), _E.actor.startswith(f"key:{name}/", autoescape=True))
        )
    if wanted.action is not None:
        query = query.where(_E.action == wanted.action)
    if wanted.since is not None:
        query = query.where(_E.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(_E.at <= wanted.until)
    return session.execute(query).scalars().all()


def written(session: Session, numbers: Collection[int]) -> dict[int, dict[str, int]]:
    """How many versions each entry wrote, by table."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    parts = [
        select(literal(name).label("name"), table.c.audit_id, func.count().label("many"))
        .where(table.c.audit_id.in_(numbers))
        .group_by(table.c.audit_id)
        for name in canonical.records()
        for table in (METADATA.tables[name], METADATA.tables[name + SUFFIX])
    ]
    for name, number, many in session.execute(union_all(*parts)):
        counts[number][name] = counts[number].get(name, 0) + many
    return {number: dict(sorted(found.items())) for number, found in counts.items()}


def versions(session: Session, number: int, table: str, *, above: tuple[int, int], most: int) -> list[Version]:
    """What an entry wrote to one table, by key and version, from above a place; each with the version before."""
    now, past = METADATA.tables[table], METADATA.tables[table + SUFFIX]
    names = [column.name for column in now.columns]
    both = union_all(*(select(*(one.c[name] for name in names)).where(one.c.audit_id == number) for one in (now, past)))
    found = both.subquery("written")
    key, version = found.c.id, found.c.version
    later = or_(key > above[0], and_(key == above[0], version > above[1]))
    rows = session.execute(select(found).where(later).order_by(key, version).limit(most)).mappings().all()
    earlier = {
        (row["id"], row["version"]): row
        for row in session.execute(select(past).where(past.c.id.in_([row["id"] for row in rows]))).mappings()
    }
    return [
        Version(
            table,
            row["id"],
            row["version"],
            _values(earlier.get((row["id"], row["version"] - 1)), names),
            _values(row, names) or {},
        )
        for row in rows
    ]


def _values(row: Mapping[Any, Any] | None, names: Sequence[str]) -> Values | None:
    if row is None:
        return None
    return {name: canonical.plain(row[name]) for name in names if name not in BOOKKEEPING}
