"""What a rent roll says of each lease otherwise than the register; a column that the file lacks says nothing."""

from typing import Any, Final

from buildings.workflows import roll_rooms
from buildings.workflows.roll_changes import COLUMNS, Saying, space, tell, unit
from buildings.workflows.roll_sheet import Line, Sheet

PLAIN: Final = ("number", "kind", "signed_on", "break_on", "rent_fen", "rent_unit", "ended_early_on")


def compare(sheet: Sheet) -> list[Saying]:
    """What each lease of the file becomes, in the order of the file."""
    return [
        _new(sheet, Saying(group)) if group.key is None else _standing(sheet, Saying(group)) for group in sheet.groups
    ]


def _new(sheet: Sheet, found: Saying) -> Saying:
    line = found.group.first
    values = {"landlord": sheet.landlord(line), **_plain(line), "renewal_of": line.record["renewal_of"]}
    stated = {name: value for name, value in values.items() if value is not None}
    found.said = {**stated, "tenant": _tenant(line), "units": [unit(one) for one in found.group.lines]}
    found.lines = list(found.group.lines)
    tell(found, line, {}, stated | _named(_tenant(line)))
    for one in found.group.lines:
        tell(found, one, {}, space(one))
    return found


def _plain(line: Line) -> dict[str, Any]:
    record = line.record
    return {name: record[COLUMNS[name]] for name in PLAIN} | {"kind": record["kind"] or "let"}


def _tenant(line: Line) -> dict[str, Any]:
    enterprise, name, code = (line.record[one] for one in ("enterprise_code", "party_name", "party_code"))
    return {"enterprise": enterprise} if enterprise is not None else {"name": name, "code": code}


def _named(tenant: dict[str, Any]) -> dict[str, Any]:
    return {"enterprise": tenant.get("enterprise"), "tenant": tenant.get("name"), "tenant_code": tenant.get("code")}


def _standing(sheet: Sheet, found: Saying) -> Saying:
    line, row = found.group.first, found.group.parts[0]
    before = {"landlord": row.landlord, **{name: getattr(row, name) for name in PLAIN}}
    after = {name: value for name, value in _plain(line).items() if sheet.book.has(COLUMNS[name])}
    if (landlord := sheet.landlord(line)) is not None:
        after["landlord"] = landlord
    found.said = {name: value for name, value in after.items() if value != before[name]}
    tell(found, line, before, after)
    _renewal(sheet, found)
    _party(sheet, found)
    roll_rooms.compare(sheet, found)
    version = line.record["version"]
    known = sheet.standing.versions[found.group.key or 0]
    found.said |= {"code": row.code, "version": known if version is None else version}
    return found


def _renewal(sheet: Sheet, found: Saying) -> None:
    line, row = found.group.first, found.group.parts[0]
    after = line.record["renewal_of"]
    known = {row.renewal_number, row.renewal_of} - {None} or {None}
    if sheet.book.has("renewal_of") and after not in known:
        found.said["renewal_of"] = after
        tell(found, line, {"renewal_of": row.renewal_number or row.renewal_of}, {"renewal_of": after})


def _party(sheet: Sheet, found: Saying) -> None:
    """The tenant, where it is said otherwise than everybody who sees the lease sees it."""
    line, row = found.group.first, found.group.parts[0]
    said, name = _tenant(line), line.record["party_name"]
    if said.get("enterprise") is None and name is None:
        return
    if "code" in said and not sheet.book.has("party_code") and name == row.tenant:
        said["code"] = row.tenant_code
    if said == {"enterprise": row.enterprise}:
        if name not in {None, row.tenant}:
            sheet.fault("roll_two_tenants", line, "party_name", name, code=row.enterprise, right="roll_two_tenants")
        return
    if said == {"name": row.tenant, "code": row.tenant_code}:
        return
    found.said["tenant"] = said
    before = {"enterprise": row.enterprise, "tenant": row.tenant, "tenant_code": row.tenant_code}
    tell(found, line, before, {"enterprise": said["enterprise"]} if "enterprise" in said else _named(said))
