"""房间台账: rooms with area, use, outage, owner and management."""

from collections.abc import Mapping
from typing import Any, Final

from buildings.imports import capacity, dated
from buildings.imports.capacity import Places
from buildings.imports.dated import Owner
from buildings.imports.kinds import common
from buildings.imports.kinds.common import Session
from buildings.imports.plans import Plan, Subject, grouped
from buildings.imports.workbook import Workbook
from buildings.register import lookup
from buildings.register.tables.buildings import Building
from buildings.register.tables.enterprises import Enterprise
from buildings.register.tables.owners import Management, Ownership
from buildings.register.tables.units import Outage, Unit, UnitArea

BASE: Final = ("floor_label", "floor_order", "valid_from", "valid_to")
AREA: Final = {"area": "area_dm2", "use": "use", "lettable": "lettable"}
FIELDS: Final = (
    *("building_code", "label"),
    *BASE,
    *AREA,
    *("outage_area", "outage_from", "outage_to", "outage_reason", "owner_code", "owner_name", "management"),
    "manager_code",
)


class Recorded:
    """The register as far as rooms are concerned."""

    def __init__(self, session: Session, origin: str) -> None:
        self.buildings = {row.code: row for row in lookup.rows(session, Building, origin=origin)}
        self.codes = {row.id: row.code for row in self.buildings.values()}
        self.units = {(row.building_id, row.label): row for row in lookup.rows(session, Unit)}
        self.areas = grouped(lookup.rows(session, UnitArea), "unit_id")
        self.outages = grouped(lookup.rows(session, Outage), "unit_id")
        self.owners = grouped(lookup.rows(session, Ownership), "unit_id")
        self.managements = grouped(lookup.rows(session, Management), "unit_id")
        self.enterprises = {row.code: row.id for row in lookup.rows(session, Enterprise, origin=origin)}


def check(session: Session, book: Workbook) -> Plan:
    """Compare the rooms with the register by building code and room label."""
    plan, recorded = Plan(book.kind), Recorded(session, book.origin)
    codes, labels = book.column("building_code"), book.column("label")
    common.once(book, list(zip(codes, labels, strict=True)), labels, "label")
    seen: set[tuple[int, str]] = set()
    places = Places()
    for number, record in common.records(book, FIELDS):
        building = common.known(book, number, "building_code", record["building_code"], recorded.buildings)
        if building is None or not _sound(book, number, record, building):
            continue
        current = recorded.units.get((building.id, record["label"]))
        seen.add((building.id, record["label"]))
        subject = Subject(plan, f"{building.code} {record['label']}", number)
        ref = subject.base(Unit, current, _base(book, record, building.id, current))
        places.units.setdefault(ref, []).append(number)
        key = 0 if current is None else current.id
        _area(book, subject, record, Owner("unit_id", ref, recorded.areas.get(key, [])))
        _outage(subject, record, Owner("unit_id", ref, recorded.outages.get(key, [])))
        _owner(book, subject, record, Owner("unit_id", ref, recorded.owners.get(key, [])), recorded)
        _management(book, subject, record, Owner("unit_id", ref, recorded.managements.get(key, [])), recorded)
        subject.close()
    plan.absent = sorted(
        f"{recorded.codes[key]} {label}"
        for (key, label), row in recorded.units.items()
        if not row.implicit and (key, label) not in seen and recorded.codes.get(key) in set(codes)
    )
    capacity.check(session, book, plan, places)
    return plan


def _sound(book: Workbook, number: int, record: Mapping[str, Any], building: Any) -> bool:  # noqa: ANN401
    if not building.room_register:
        code = building.code
        book.log.add(
            "no_room_register", number, book.header("building_code"), code, code=code, right="no_room_register"
        )
        return False
    ordered = common.in_order(book, number, ("valid_from", record["valid_from"]), ("valid_to", record["valid_to"]))
    if record["outage_from"] is None and (record["outage_area"] is not None or record["outage_to"] is not None):
        book.log.add("outage_without_start", number, book.header("outage_from"))
        return False
    if record["outage_area"] == 0:
        book.log.add("outage_area_zero", number, book.header("outage_area"), 0, right="outage_area_zero")
        return False
    out = common.in_order(book, number, ("outage_from", record["outage_from"]), ("outage_to", record["outage_to"]))
    return ordered and out


def _base(book: Workbook, record: Mapping[str, Any], building: int, current: Any) -> dict[str, Any]:  # noqa: ANN401
    values = common.stated(book, record, BASE)
    if values.get("floor_order", 0) is None or (current is None and "floor_order" not in values):
        values["floor_order"] = _order(record["floor_label"]) if current is None else current.floor_order
    if current is not None:
        return values
    whole = dict.fromkeys(BASE) | values
    return {"building_id": building, "label": record["label"], "implicit": False} | whole


def _order(label: str | None) -> int | None:
    """Order of a floor whose label says it; others stay unknown."""
    text = (label or "").removesuffix("F").removesuffix("层")
    if text.isdecimal():
        return int(text)
    return -int(text[1:]) if text[:1] == "B" and text[1:].isdecimal() else None


def _area(book: Workbook, subject: Subject, record: Mapping[str, Any], owner: Owner) -> None:
    values = {target: record[source] for source, target in AREA.items() if book.has(source)}
    if values.get("lettable", True) is None:
        values["lettable"] = True
    now = dated.corrected(owner.rows, None)
    if values.get("area_dm2") == 0 and values.get("lettable", now is None or now.lettable):
        book.log.add("room_area_zero", subject.row, book.header("area"), 0, right="room_area_zero")
        return
    if now is None:
        values = {"area_dm2": None, "use": None, "lettable": True} | values
    if values:
        dated.put(subject, UnitArea, owner, values, None, {"area_dm2": "area"})


def _outage(subject: Subject, record: Mapping[str, Any], owner: Owner) -> None:
    start = record["outage_from"]
    if start is None:
        return
    values = {"area_dm2": record["outage_area"], "ends_on": record["outage_to"], "reason": record["outage_reason"]}
    same = [row for row in owner.rows if row.starts_on == start]
    if same:
        fields = {"area_dm2": "outage_area", "ends_on": "outage_to", "reason": "outage_reason"}
        subject.compare(Outage, same[0], values, fields)
    else:
        subject.add(Outage, owner.values | {"starts_on": start} | values, "outage_from", start)


def _owner(book: Workbook, subject: Subject, record: Mapping[str, Any], owner: Owner, recorded: Recorded) -> None:
    if record["owner_code"] is None and record["owner_name"] is None:
        return
    enterprise = common.known(book, subject.row, "owner_code", record["owner_code"], recorded.enterprises)
    values = {"enterprise_id": enterprise, "owner_name": None if enterprise else record["owner_name"]}
    running = [row for row in owner.rows if row.valid_to is None]
    if len(running) > 1:
        book.log.add("several_owners", subject.row, book.header("owner_code"), subject.code)
        return
    dated.put(subject, Ownership, owner, values, None, {"enterprise_id": "owner_code"})


def _management(book: Workbook, subject: Subject, record: Mapping[str, Any], owner: Owner, recorded: Recorded) -> None:
    code = record["manager_code"]
    if record["management"] is None:
        if code is not None:
            book.log.add("manager_alone", subject.row, book.header("manager_code"), code, right="manager_alone")
        return
    values = {"mode": record["management"]}
    if book.has("manager_code"):
        values["manager_id"] = common.known(book, subject.row, "manager_code", code, recorded.enterprises)
    dated.put(subject, Management, owner, values, None, {"mode": "management", "manager_id": "manager_code"})
