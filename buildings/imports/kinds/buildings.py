"""楼宇台账: buildings with place, dated areas, status, events, star, zones and operator."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from buildings.errors import InvalidValue
from buildings.imports import dated, outline, real
from buildings.imports.dated import Owner
from buildings.imports.kinds import building_facts, common
from buildings.imports.kinds.building_facts import Recorded
from buildings.imports.kinds.common import Session
from buildings.imports.plans import Plan, Ref, Subject, Values
from buildings.imports.workbook import Workbook
from buildings.kinds import AreaKind, Basis, BuildingStatus, BuildingUse
from buildings.quantities import distance_text
from buildings.register import buildings
from buildings.register.tables.buildings import Building, BuildingArea, BuildingOperator, BuildingState

BASE: Final = ("name", "aliases", "complex_code", "address", "use")
FLOORS: Final = ("floors_above", "floors_below")
POINT: Final = ("lon", "lat", "datum", "accuracy_m", "point_source")
AREAS: Final = {
    "gross_area": "gross",
    "office_area": "office",
    "lettable_declared": "lettable_declared",
    "land_area": "land",
}
FIELDS: Final = (
    *(
        "code",
        *BASE,
        *building_facts.TYPES,
        *FLOORS,
        *POINT,
        *AREAS,
        "area_from",
        "subdistrict_code",
        "room_register",
        "operator_code",
        "source",
    ),
    *("status", "status_from", "completed_earliest", "completed_latest", "completed_stage", "renovated_on"),
    *("star", "granted_on", "valid_until", "zones"),
)
_FIELD: Final = {"point_accuracy_m": "accuracy_m"}
_EMPTY: Final[Values] = {"aliases": [], "use": BuildingUse.UNKNOWN.value}


@dataclass
class After:
    """What follows once the rows stand: implicit units, recorded zones, zones by place; each with its Excel row."""

    implicit: list[tuple[Ref, int]] = field(default_factory=list)
    zones: list[tuple[Ref, int, list[str]]] = field(default_factory=list)
    places: list[Ref] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether anything is to be recorded that no row says by itself."""
        return bool(self.zones)


def check(session: Session, book: Workbook) -> Plan:
    """Compare the register's buildings with the file by code."""
    plan, recorded, after = Plan(book.kind), Recorded(session, book.origin), After()
    plan.payload = after
    codes = book.column("code")
    common.once(book, codes, codes, "code")
    for number, record in common.records(book, FIELDS):
        current = recorded.buildings.get(record["code"])
        if current is not None and current.origin != book.origin:
            book.log.add("other_origin", number, book.header("code"), record["code"])
            continue
        if record["code"] in recorded.voided:
            book.log.add("code_voided", number, book.header("code"), record["code"], right="code_voided")
            continue
        subject = Subject(plan, record["code"], number)
        values = _base(book, number, record, current, recorded)
        blank: Values = dict.fromkeys((*BASE, *FLOORS)) | _EMPTY | {"code": record["code"]}
        ref = subject.base(Building, current, (blank if current is None else {}) | values, _FIELD)
        key = 0 if current is None else current.id
        _dated(book, subject, record, ref, key, recorded)
        building_facts.completion(book, subject, record, ref, recorded.events.get(key, []))
        building_facts.types(book, subject, record, ref, recorded.types.get(key, []))
        building_facts.star(book, subject, record, ref, key, recorded)
        _follow(book, subject, record, ref, key, recorded)
        subject.close()
    _absent(session, plan, set(codes), {code for code, row in recorded.buildings.items() if row.origin == book.origin})
    return plan


def _absent(session: Session, plan: Plan, said: set[str], own: set[str]) -> None:
    """Buildings that the file lacks; those that only public sources name count where the file speaks of some."""
    gone = own - said
    named = gone & real.untouched(session) if gone else set()
    if said.isdisjoint(real.codes()):
        gone, named = gone - named, set()
    plan.absent, plan.named = sorted(gone), sorted(named)


def _base(book: Workbook, number: int, record: Mapping[str, Any], current: Any, recorded: Recorded) -> Values:  # noqa: ANN401
    values = common.stated(book, record, (*BASE, *FLOORS))
    values |= {name: empty for name, empty in _EMPTY.items() if name in values and values[name] is None}
    for name in FLOORS:
        if (values.get(name) or 0) < 0:
            book.log.add("negative_count", number, book.header(name), values[name])
    if book.has("subdistrict_code"):
        values["subdistrict_code"] = _subdistrict(book, number, record["subdistrict_code"], recorded)
    if record["room_register"] is not None:
        values["room_register"] = record["room_register"]
        _rooms(book, number, record["room_register"], current, recorded)
    return values | _point(book, number, record)


def _subdistrict(book: Workbook, number: int, text: str | None, recorded: Recorded) -> str | None:
    if text is None:
        return None
    found = text if text in recorded.subdistricts else recorded.subdistrict_names.get(text)
    if found is None:
        book.log.add("code_unknown", number, book.header("subdistrict_code"), text, right="subdistrict")
    return found


def _rooms(book: Workbook, number: int, has_rooms: bool, current: Any, recorded: Recorded) -> None:  # noqa: ANN401
    """A room register does not begin or end over what stands there."""
    if current is None or current.room_register == has_rooms:
        return
    units = recorded.units.get(current.id, [])
    if not has_rooms and any(not unit.implicit for unit in units):
        book.log.add("has_rooms", number, book.header("room_register"), current.code, code=current.code)
    if has_rooms and any(unit.implicit and unit.id in recorded.let for unit in units):
        book.log.add("implicit_unit_let", number, book.header("room_register"), current.code, code=current.code)


def _point(book: Workbook, number: int, record: Mapping[str, Any]) -> Values:
    """Place in WGS 84; an empty pair leaves the recorded one (the sources of places are many)."""
    lon, lat = record["lon"], record["lat"]
    if lon is None and lat is None:
        return {}
    if lon is None or lat is None:
        book.log.add("half_a_point", number, book.header("lat" if lat is None else "lon"))
        return {}
    told = f"{lon}, {lat}"
    wrong_way = outline.swapped(lon, lat)
    if wrong_way:
        book.log.add("swapped_place", number, book.header("lon"), told, lon=lon, lat=lat, right="swapped_place")
    if record["datum"] is None:
        book.log.add("datum_missing", number, book.header("datum"), right="datum")
    if wrong_way or record["datum"] is None:
        return {}
    try:
        point = buildings.point_of(lon, lat, record["datum"])
    except InvalidValue as error:
        details = {"lon": lon, "lat": lat, "cause": error.name, "right": "degrees"}
        book.log.add("no_such_place", number, book.header("lon"), told, **details)
        return {}
    away = outline.metres_outside(point)
    distance, limit = distance_text(away), outline.too_far(away, book.day)
    if limit is not None:
        far: dict[str, object] = {"distance": distance, "limit": limit, "right": "place_too_far"} | outline.extent()
        book.log.add("place_too_far", number, book.header("lon"), told, **far)
        return {}
    if away > (record["accuracy_m"] or 0):
        book.log.note("place_outside", number, book.header("lon"), told, distance=distance, right="place_outside")
    return {"point": point, "point_accuracy_m": record["accuracy_m"], "point_source": record["point_source"]}


def _dated(book: Workbook, subject: Subject, record: Mapping[str, Any], ref: Ref, key: int, recorded: Recorded) -> None:
    source = common.stated(book, record, ("source",))
    for name, kind in AREAS.items():
        if record[name] == 0 and not _none_of_it(book, subject.row, name, kind):
            continue
        if record[name] is not None:
            rows = [row for row in recorded.areas.get(key, []) if row.kind == kind]
            owner = Owner("building_id", ref, rows, {"kind": kind})
            area = {"area_dm2": record[name]} | source
            dated.put(subject, BuildingArea, owner, area, record["area_from"], {"area_dm2": name})
    if record["status"] is not None:
        status = {"status": BuildingStatus(record["status"]).value} | source
        owner = Owner("building_id", ref, recorded.states.get(key, []))
        dated.put(subject, BuildingState, owner, status, record["status_from"])
    operator = common.known(book, subject.row, "operator_code", record["operator_code"], recorded.enterprises)
    if operator is not None:
        owner = Owner("building_id", ref, recorded.operators.get(key, []))
        dated.put(
            subject, BuildingOperator, owner, {"enterprise_id": operator}, None, {"enterprise_id": "operator_code"}
        )


def _none_of_it(book: Workbook, number: int, name: str, kind: str) -> bool:
    """Whether a building may have no area of a kind: not no gross area; unknown is an empty cell, which is said."""
    if kind == AreaKind.GROSS:
        book.log.add("gross_area_zero", number, book.header(name), 0, right="unknown_is_empty")
        return False
    book.log.note("area_none", number, book.header(name), 0, right="unknown_is_empty")
    return True


def _follow(
    book: Workbook, subject: Subject, record: Mapping[str, Any], ref: Ref, key: int, recorded: Recorded
) -> None:
    """Note what must follow the rows: only where they changed."""
    after: After = subject.plan.payload
    edit = subject.plan.edits.get((Building, key))
    changed = {} if edit is None else edit.values
    if subject.is_new or (subject.touched and ("room_register" in changed or record["lettable_declared"] is not None)):
        after.implicit.append((ref, subject.row))
    if (subject.is_new and record["lon"] is not None) or {"point", "point_accuracy_m"} & set(changed):
        after.places.append(ref)
    wanted = record["zones"] or []
    unknown = [code for code in wanted if code not in recorded.zones]
    for code in unknown:
        book.log.add("code_unknown", subject.row, book.header("zones"), code, right="zones")
    held = {row.zone_id for row in recorded.memberships.get(key, []) if row.basis == Basis.RECORDED}
    if not unknown and book.has("zones") and {recorded.zones[code] for code in wanted} != held:
        if not subject.is_new:
            subject.differ("zones", sorted(code for code, zone in recorded.zones.items() if zone in held), wanted)
        after.zones.append((ref, subject.row, wanted))
