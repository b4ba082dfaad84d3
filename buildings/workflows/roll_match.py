"""Which lease stands of each group of rows: by code, else by number, else by room, first day and tenant."""

from typing import Any

from buildings.register import rolls, tenure
from buildings.register.views import rent_roll
from buildings.workflows.roll_sheet import Group, Line, Sheet


def match(sheet: Sheet) -> None:
    """Find what stands; a code of nothing that the writer sees is a problem, and so are two groups of one lease."""
    coded = _by_code(sheet)
    plain = [one for one in sheet.groups if one.first.record["code"] is None]
    units = {one.first.unit for one in plain if one.first.record["number"] is None}
    loose = rent_roll.unnumbered(sheet.session, sheet.sight, units) if units else []
    unnumbered = {(row.unit_id, row.starts_on, *tenant): row.lease_id for row in loose for tenant in _tenants(row)}
    for group in plain:
        line = group.first
        number = line.record["number"]
        keys = [coded.get((name, number)) for name in _landlords(sheet, line)] if number is not None else []
        keys = keys or [unnumbered.get((*line.part, *line.tenant))]
        group.key = next((key for key in keys if key is not None), None)
    _once(sheet)
    keys_ = {group.key for group in sheet.groups if group.key is not None}
    sheet.standing = rolls.standing(sheet.session, keys_)
    parts: dict[int, list[Any]] = {}
    for row in rent_roll.of_leases(sheet.session, sheet.sight, keys_):
        parts.setdefault(row.lease_id, []).append(row)
    for group in sheet.groups:
        group.parts = parts.get(group.key or 0, [])
        if group.key is not None and not group.parts:  # of the other origin
            _unknown(sheet, group)


def code_of(sheet: Sheet, line: Line, name: str) -> str:
    """The code of the lease that a row names by code or number; the name itself when there is none."""
    landlords = _landlords(sheet, line)
    found = rolls.find(sheet.session, {name}, landlords, {name})
    seen = tenure.named(sheet.session, sheet.asker.sees, [row.code for row in found])
    return next((str(row.code) for row in found if row.code in seen), name)


def _tenants(row: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - a row of the view
    named = (row.tenant, row.tenant_code)
    return [named] if row.enterprise is None else [named, (row.enterprise,)]


def _landlords(sheet: Sheet, line: Line) -> list[str]:
    said = sheet.landlord(line)
    return [*sheet.names, ""] if said is None else [said]


def _by_code(sheet: Sheet) -> dict[tuple[str, str], int]:
    """Sets the leases that groups name by code; those of numbers by landlord and number."""
    lines = [group.first for group in sheet.groups]
    codes = {line.record["code"] for line in lines} - {None}
    numbers = {line.record["number"] for line in lines if line.record["code"] is None} - {None}
    landlords = {name for line in lines for name in _landlords(sheet, line)}
    found = rolls.find(sheet.session, codes, landlords, numbers)
    seen = tenure.named(sheet.session, sheet.asker.sees, [row.code for row in found])
    by_code = {row.code: row.id for row in found if row.code in seen}
    for group in sheet.groups:
        code = group.first.record["code"]
        group.key = by_code.get(code)
        if code is not None and group.key is None:
            _unknown(sheet, group)
    return {(row.landlord, row.number): row.id for row in found if row.number and row.code in seen}


def _unknown(sheet: Sheet, group: Group) -> None:
    """In the very words that a code gets which never was."""
    group.key = None
    sheet.fault("roll_lease_unknown", group.first, "code", group.first.record["code"], right="lease_code")


def _once(sheet: Sheet) -> None:
    """No two groups are the same lease."""
    first: dict[int, Line] = {}
    for group in sheet.groups:
        if group.key is None:
            continue
        twin = first.setdefault(group.key, group.first)
        if twin is not group.first:
            record = group.first.record
            name = next((one for one in ("code", "number") if record[one]), "starts_on")
            said = "roll_lease_twice" if name == "starts_on" else "key_twice"
            sheet.fault(said, group.first, name, record[name], first=twin.number, right="roll_rows")
