"""Units and tenancies of a SQLite register cut into rows over which the area stands still."""

import datetime as dt
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

FAR = "9999-12-31"
NEAR = "1900-01-01"
ORIGIN = "demonstration"
_DAY = dt.timedelta(days=1)


class Piece(NamedTuple):
    """A unit while its area stands still; days as ISO text, area in dm² or None."""

    first: str
    last: str
    dm2: int | None
    lettable: int


class Unit(NamedTuple):
    """A unit with its pieces."""

    building: str
    pieces: list[Piece]


def _shift(day: str, days: int) -> str:
    return (dt.date.fromisoformat(day) + days * _DAY).isoformat()


def _covered(first: str, last: str, areas: list[Piece]) -> list[Piece]:
    """The unit's life in pieces; days without a dated area are of unknown area."""
    pieces, at = [], first
    for area in sorted(areas):
        begin, end = max(area.first, at), min(area.last, last)
        if begin > end:
            continue
        if at < begin:
            pieces.append(Piece(at, _shift(begin, -1), None, 1))
        pieces.append(Piece(begin, end, area.dm2, area.lettable))
        if end == FAR:
            return pieces
        at = _shift(end, 1)
    if at <= last:
        pieces.append(Piece(at, last, None, 1))
    return pieces


def read(file: sqlite3.Connection) -> dict[int, Unit]:
    """All units of the demonstration by key."""
    areas: dict[int, list[Piece]] = defaultdict(list)
    found = file.execute(
        f"""
        select unit_id, coalesce(valid_from, '{NEAR}'), coalesce(valid_to, '{FAR}'), area_dm2, lettable
        from unit_areas where voided_at is null
        """  # noqa: S608 - constants
    )
    for key, *piece in found:
        areas[key].append(Piece(*piece))
    lives = file.execute(
        f"""
        select u.id, b.code, coalesce(u.valid_from, '{NEAR}'), coalesce(u.valid_to, '{FAR}') from units u
        join buildings b on b.id = u.building_id where u.voided_at is null and b.origin = '{ORIGIN}'
        """  # noqa: S608 - constants
    )
    return {key: Unit(code, _covered(first, last, areas[key])) for key, code, first, last in lives}


def _m2(dm2: int | None) -> str | None:
    return None if dm2 is None else f"{dm2 // 100}.{dm2 % 100:02d}"


def units(file: sqlite3.Connection) -> Iterator[tuple[object, ...]]:
    """Building, unit, area, whether it can be let, first and last day."""
    for key, unit in read(file).items():
        for piece in unit.pieces:
            yield unit.building, key, _m2(piece.dm2), piece.lettable, piece.first, piece.last


def tenancy(file: sqlite3.Connection) -> Iterator[tuple[object, ...]]:
    """Party, building, unit, whether the unit can be let, kind, first and last day, area held."""
    known = read(file)
    found = file.execute(
        f"""
        select coalesce(l.enterprise_id, r.enterprise_id, -l.reported_party_id), p.unit_id, l.kind, p.starts_on,
            min(coalesce(p.ends_on, '{FAR}'), coalesce(l.ended_early_on, '{FAR}')), p.area_dm2
        from lease_units p join leases l on l.id = p.lease_id
        left join reported_parties r on r.id = l.reported_party_id
        where p.voided_at is null and l.voided_at is null order by p.id
        """  # noqa: S608 - constants
    )
    for party, key, kind, first, last, dm2 in found:
        unit = known[key]
        for piece in unit.pieces:
            begin, end = max(first, piece.first), min(last, piece.last)
            if begin <= end:
                held = piece.dm2 if dm2 is None else dm2
                counts = int(piece.lettable and piece.dm2 is not None)
                yield party, unit.building, key, counts, kind, begin, end, _m2(held)
