"""What audit entries wrote, as lines of text that are the same whenever and on whichever engine they are read."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, Select, Table, inspect, literal, select, union_all
from sqlmodel import Session

from buildings.database.base import SUFFIX
from buildings.database.naming import METADATA

ENTRIES: Final = "audit_entries"
BROUGHT: Final = "tax_payments"
"""Rows that came with a record (a delivered tax file) and carry no version of their own."""

_BRINGS: Final = "tax_files"
_AT_ONCE: Final = 5_000


class Line(NamedTuple):
    """One version of one record: the entry that wrote it, its surrogate key and version, its values as text."""

    entry: int
    key: int
    version: int
    text: bytes


def records() -> list[str]:
    """Tables of records, by name."""
    return sorted(name for name, table in METADATA.tables.items() if name + SUFFIX in METADATA.tables and _told(table))


def _told(table: Table) -> bool:
    return "audit_id" in table.c and "version" in table.c


def names() -> list[str]:
    """Everything that a seal covers: entries, versions of records, and what came with them."""
    return [ENTRIES, *records(), BROUGHT]


def columns(name: str) -> tuple[str, ...]:
    """Columns of a table, in the order of their names."""
    return tuple(sorted(METADATA.tables[name].columns.keys()))


def strangers(session: Session) -> list[str]:
    """Tables of records of this database that this process does not know: nobody could seal them."""
    there = set(inspect(session.connection()).get_table_names())
    return sorted(name for name in there if name + SUFFIX in there and name not in {*records(), BROUGHT})


def lines(session: Session, name: str, covered: Sequence[str], first: int, last: int) -> Iterator[Line]:
    """What the entries from first to last wrote to a table, by entry, key and version; read in portions.

    A version is the same line whether it stands or was superseded: when that happened is no part of it.
    """
    if name == ENTRIES:
        table = METADATA.tables[name]
        query = select(table.c.id, table.c.id, literal(0), *_covered(table, covered)).order_by(table.c.id)
        yield from _read(session, query.where(table.c.id.between(first, last)))
    elif name == BROUGHT:
        yield from _brought(session, covered, first, last)
    else:
        found = [
            select(table.c.audit_id, table.c.id, table.c.version, *_covered(table, covered)).where(
                table.c.audit_id.between(first, last)
            )
            for table in (METADATA.tables[name], METADATA.tables[name + SUFFIX])
        ]
        both = union_all(*found).subquery("written")
        in_order = select(both).order_by(*tuple(both.c)[:3])
        yield from _read(session, in_order)


def _covered(table: Table, covered: Sequence[str]) -> list[Any]:
    """Columns under names of their own, which a union keeps; null for one that is no longer there."""
    return [
        (table.c[name] if name in table.c else literal(None)).label(f"value_{number}")
        for number, name in enumerate(covered)
    ]


def _read(session: Session, query: Select[Any]) -> Iterator[Line]:
    for row in session.connection().execute(query, execution_options={"yield_per": _AT_ONCE}):
        yield Line(row[0], row[1], row[2], written(row[3:]))


def _brought(session: Session, covered: Sequence[str], first: int, last: int) -> Iterator[Line]:
    """One line for each delivery, with the digest of all its rows; they stand, or were superseded together."""
    files = [METADATA.tables[name] for name in (_BRINGS, _BRINGS + SUFFIX)]
    delivered = union_all(
        *(
            select(one.c.audit_id, one.c.id, one.c.month).where(one.c.version == 1, one.c.audit_id.between(first, last))
            for one in files
        )
    )
    for entry, key, month in sorted(session.connection().execute(delivered).all()):
        digest = hashlib.sha256()
        for table in (METADATA.tables[BROUGHT], METADATA.tables[BROUGHT + SUFFIX]):
            query = (
                select(*_covered(table, covered))
                .where(table.c.month == month, table.c.file_id == key)
                .order_by(table.c.taxpayer_id, _bytewise(session, table.c.column_key))
            )
            found = session.connection().execute(query, execution_options={"yield_per": _AT_ONCE})
            for portion in found.partitions():  # many at once: there may be a million of them
                digest.update(written([tuple(row) for row in portion])[1:-1] + b",")
        yield Line(entry, key, 1, written([key, digest.hexdigest()]))


def _bytewise(session: Session, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Text in the order of its bytes, whatever the collation of the database."""
    return column.collate("C") if session.get_bind().dialect.name == "postgresql" else column


def written(values: Sequence[object]) -> bytes:
    """Values as canonical JSON: instants and days in ISO, places as hexadecimal WKB, floats as Python writes them."""
    return _encode(list(values)).encode()


def plain(value: object) -> object:
    """A value as JSON has it."""
    return value if value is None or isinstance(value, str | int | float | list | dict) else _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, BaseGeometry):
        return str(shapely.to_wkb(value, hex=True, byte_order=1))
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(type(value).__name__)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_plain).encode
