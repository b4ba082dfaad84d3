"""What is wrong with the rows of a roll, said at the cells of the file that brought them."""

import re
from collections.abc import Sequence
from typing import Any, Final

from pydantic import ValidationError

from buildings.errors import DomainError, InvalidValue, NotFound, Refused, Word
from buildings.quantities import decimal_of
from buildings.workflows.roll_changes import COLUMNS, Saying
from buildings.workflows.roll_sheet import Line, Sheet

_ROW: Final = re.compile(r"/rows/(\d+)(/.*)?")
_PART: Final = re.compile(r"/units/(\d+)(?:/(\w+))?")
_OTHER: Final = re.compile(r"#/rows/(\d+)")
_LAST: Final = {"/tenant/name": "tenant", "/tenant/code": "tenant_code", "/tenant/enterprise": "enterprise"}
_RIGHT: Final = {"stale_version": "roll_again", "version_missing": "roll_again", "propose_alone": "roll_alone"}
_LONG: Final = {"string_too_long": "max_length"}


def tell(sheet: Sheet, sayings: Sequence[Saying], refused: Refused) -> None:
    """Log what is wrong with a roll whose rows are these sayings."""
    faults = refused.details["faults"]
    for fault in faults if isinstance(faults, tuple) else ():
        found = _ROW.fullmatch(fault.pointer)
        if found is None:
            sheet.book.log.refuse(fault.error)
            continue
        saying = sayings[int(found[1])]
        line, name = _cell(saying, found[2] or "")
        refuse(sheet, line, name, _in_rows(fault.error, sayings))


def at(sheet: Sheet, saying: Saying, error: DomainError) -> None:
    """Log a refusal of one lease where its pointer leads."""
    line, name = _cell(saying, str(error.details.get("pointer", "")))
    refuse(sheet, line, name, error)


def refuse(sheet: Sheet, line: Line, name: str, error: DomainError) -> None:
    """Log a refusal at a field of the API in a row."""
    field = COLUMNS.get(name, name)
    details: dict[str, Any] = {key: one for key, one in error.details.items() if key not in {"pointer", "value"}}
    slug, value = error.name, error.details.get("value", _shown(field, line))
    if isinstance(error, NotFound) and name == "room":  # in the words of a room that is not there
        details, slug = {"building": line.record["building_code"]}, "roll_room_unknown"
        value = line.record["unit_label"] or "—"
        details["right"] = "roll_room"
    elif slug in _RIGHT:
        details["right"] = _RIGHT[slug]
    column = sheet.book.header(field) if field else ""
    sheet.book.log.add(slug, line.number, column, value, **details)


def _shown(field: str, line: Line) -> object:
    """A value as the file has it: square metres and yuan."""
    value: object = line.record.get(field)
    return decimal_of(value) if isinstance(value, int) and field in {"area", "rent"} else value


def form(sheet: Sheet, saying: Saying, error: ValidationError) -> None:
    """Log what no field of a lease takes: too long, control characters, days and areas beyond all bounds."""
    for one in error.errors():
        line, name = _cell(saying, "".join(f"/{part}" for part in one["loc"]))
        most = one.get("ctx", {}).get(_LONG.get(one["type"], ""))
        if most is not None:
            refuse(sheet, line, name, InvalidValue("text_too_long", most=most))
        elif one["type"].startswith("string"):
            refuse(sheet, line, name, InvalidValue("text_not_clean"))
        else:
            refuse(sheet, line, name, InvalidValue("out_of_range"))


def _cell(saying: Saying, pointer: str) -> tuple[Line, str]:
    """The row of the file and the field of the API that a pointer into its lease means."""
    first = saying.group.first
    part = _PART.match(pointer)
    if part is not None:
        place = int(part[1])
        line = saying.lines[place] if place < len(saying.lines) else None
        name = {"unit": "room", None: "area_m2"}.get(part[2], part[2] or "")
        return line or first, name
    return first, {"/units": "area_m2", "/tenant": "tenant"}.get(pointer, _LAST.get(pointer, pointer.strip("/")))


def _in_rows(error: DomainError, sayings: Sequence[Saying]) -> DomainError:
    """Rows of the file where the refusal names rows of the roll."""
    blockers = error.details.get("blockers")
    if isinstance(blockers, tuple):
        error.details["blockers"] = tuple(_word(one, sayings) for one in blockers)
    if "lease" in error.details:
        error.details["lease"] = _word(error.details["lease"], sayings)
    return error


def _word(one: object, sayings: Sequence[Saying]) -> object:
    found = _OTHER.fullmatch(one) if isinstance(one, str) else None
    return one if found is None else Word("roll_row", sayings[int(found[1])].group.first.number)
