"""Rooms and days of a lease row by row: each row changes one part of it or adds one; none takes one away."""

from collections.abc import Callable, Sequence
from typing import Any

from buildings.register import codes
from buildings.register.views import rent_roll
from buildings.workflows.roll_changes import COLUMNS, SPACE, Saying, m2, room, space, tell, unit
from buildings.workflows.roll_sheet import Line, Sheet

Fits = Callable[[Line, Any], bool]


def compare(sheet: Sheet, found: Saying) -> None:
    """Note what differs, and say all parts of the lease anew when anything does."""
    pairs = _pairs(sheet, found.group.lines, found.group.parts)
    found.met = {row.part_id for _, row in pairs if row is not None}
    before = len(found.changes)
    for line, row in pairs:
        said = {name: value for name, value in space(line).items() if sheet.book.has(COLUMNS[name])}
        if row is not None and line.unit == row.unit_id:
            said.pop("room", None)
        tell(found, line, {} if row is None else _seen(row), said)
    if len(found.changes) > before:
        found.said["units"] = _units(sheet, found, pairs)


def _seen(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a row of the view
    label = None if row.undivided else row.room
    days = {"starts_on": row.starts_on, "ends_on": row.ends_on}
    return {"room": room(row.building, label), "area_m2": m2(row.area_dm2), **days}


def _units(sheet: Sheet, found: Saying, pairs: Sequence[tuple[Line, Any]]) -> list[dict[str, Any]]:
    """All parts as they will be: those that no row speaks of as they stand, unseen ones too."""
    by_part = {row.part_id: line for line, row in pairs if row is not None}
    seen = {row.part_id for row in found.group.parts}
    units = []
    for held in sheet.standing.parts[found.group.key or 0]:
        line = by_part.get(held.id)
        kept = {"starts_on": held.starts_on, "ends_on": held.ends_on, "area_m2": m2(held.area_dm2)}
        kept["unit"] = codes.code(codes.UNIT, held.unit_id)
        if line is not None:
            silent = {name for name in SPACE if not sheet.book.has(COLUMNS[name])}
            kept = unit(line) | {name: kept[name] for name in silent}
        elif held.id not in seen:
            found.unseen.add(held.unit_id)
        found.lines.append(line)
        units.append(kept)
    more = [line for line, row in pairs if row is None]
    found.lines += more
    return units + [unit(line) for line in more]


def _pairs(sheet: Sheet, lines: Sequence[Line], parts: Sequence[Any]) -> list[tuple[Line, Any]]:
    """Each row with the part it speaks of, or None where it takes more space.

    The same room and first day; else the only one left in the room; else the only one left at all. Beside what runs or
    comes, what ended before today is met by its days alone.
    """
    left = {row.part_id: row for row in parts}
    found: dict[int, Any] = {}
    _pair(lines, left, found, lambda line, row: line.part == (row.unit_id, row.starts_on))
    day = sheet.asker.day
    current = {key for key, row in left.items() if (last := rent_roll.last_of(row)) is None or last >= day}
    if current or len(left) < len(parts):
        left = {key: row for key, row in left.items() if key in current}
    _pair(lines, left, found, lambda line, row: line.unit == row.unit_id)
    _pair(lines, left, found, lambda _, __: True)
    return [(line, found.get(line.number)) for line in lines]


def _pair(lines: Sequence[Line], left: dict[int, Any], found: dict[int, Any], fits: Fits) -> None:
    """Pair what fits each other and nothing else."""
    for line in lines:
        if line.number in found:
            continue
        rows = [row for row in left.values() if fits(line, row)]
        if len(rows) == 1 and sum(fits(one, rows[0]) for one in lines if one.number not in found) == 1:
            found[line.number] = left.pop(rows[0].part_id)
