"""What is answered to a rent roll, tried or written: lease by lease, what is left out, what was read differently."""

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from buildings.register.views import rent_roll
from buildings.words import Language
from buildings.workflows.roll_changes import ACTIONS, COLUMNS, Change, Saying, room
from buildings.workflows.roll_sheet import Sheet
from buildings.workflows.tenancy_doing import Made

MOST_ABSENT: Final = 200
MOST_NOTES: Final = 50
PROPOSED: Final = "proposed"
Json = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """What is asked with a file: why closed months change, and what its preview said it does (None: no matter)."""

    reason: str | None = None
    difference: str | None = None
    language: Language = "zh"
    dry_run: bool = False


@dataclass
class Written:
    """What became of each saying (by its ``id``): code and version of the lease, or the proposal that it is for now."""

    leases: dict[int, tuple[str, int]] = field(default_factory=dict)
    proposals: dict[int, str] = field(default_factory=dict)
    made: list[Made] = field(default_factory=list)


def told(sayings: Sequence[Saying], done: Written) -> list[Saying]:
    """Those of which anything became."""
    return [one for one in sayings if id(one) in done.leases or id(one) in done.proposals]


def absent(sheet: Sheet, sayings: Sequence[Saying]) -> list[Json]:
    """Rows that a download of today has, of the buildings that the file speaks of, and that the file leaves out."""
    met = {key for one in sayings for key in one.met}
    named = set(sheet.book.column("building_code")) - {None}
    rows = rent_roll.current(sheet.session, sheet.sight, named) if named else ()
    left = [row for row in rows if row.part_id not in met]
    left.sort(key=lambda row: (row.building, row.room, row.starts_on, row.code))
    return [
        {
            **{name: getattr(row, name) for name in ("code", "number", "tenant")},
            "room": room(row.building, None if row.undivided else row.room),
            "starts_on": row.starts_on.isoformat(),
            "ends_on": plain(rent_roll.last_of(row)),
        }
        for row in left
    ]


def of(sheet: Sheet, sayings: Sequence[Saying], left: Sequence[Json], done: Written, wanted: Wanted) -> Json:
    """The whole answer; codes and versions of what does not stand yet are null on trial."""
    book, some = sheet.book, told(sayings, done)
    count = Counter(_action(one, done) for one in some)
    counts = {name: count[name] for name in (*ACTIONS, PROPOSED)}
    counts |= {"unchanged": len(sayings) - len(some), "empty": sheet.empty, "absent": len(left)}
    return {
        "file": {"name": book.name, "sha256": book.sha256, "rows": len(book.rows)},
        "difference": digest(sayings, done),
        "dry_run": wanted.dry_run,
        "counts": counts,
        "leases": [_lease(sheet, one, done, wanted) for one in some],
        "absent": list(left[:MOST_ABSENT]),
        "notes": [
            {"row": one.row, "column": one.column, "detail": one.reason(wanted.language)}
            for one in book.log.notes[:MOST_NOTES]
        ],
    }


def digest(sayings: Sequence[Saying], done: Written) -> str:
    """Stands for what a file does: the same as long as it does the same."""
    said = [[_action(one, done), [list(vars(each).values()) for each in one.changes]] for one in told(sayings, done)]
    return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()[:32]


def _action(one: Saying, done: Written) -> str:
    return PROPOSED if id(one) in done.proposals else one.action


def _lease(sheet: Sheet, one: Saying, done: Written, wanted: Wanted) -> Json:
    record = one.group.first.record
    known = one.group.parts[0].code if one.group.parts else None
    code, version = done.leases.get(id(one), (known, None))
    return {
        "rows": [line.number for line in one.group.lines],
        "action": one.action,
        "code": known if wanted.dry_run else code,
        "version": None if wanted.dry_run else version,
        "number": record["number"],
        "tenant": record["party_name"] or record["enterprise_code"],
        "room": room(record["building_code"], record["unit_label"]),
        "proposed": id(one) in done.proposals,
        "proposal": None if wanted.dry_run else done.proposals.get(id(one)),
        "changes": [_change(sheet, each) for each in one.changes],
    }


def _change(sheet: Sheet, one: Change) -> Json:
    column = sheet.book.header(COLUMNS[one.name])
    return {"row": one.row, "column": column, "field": one.name, "before": plain(one.before), "after": plain(one.after)}


def plain(value: Any) -> Any:  # noqa: ANN401 - a value of JSON
    """A day as JSON has it; everything else as it is."""
    return value.isoformat() if isinstance(value, dt.date) else value
