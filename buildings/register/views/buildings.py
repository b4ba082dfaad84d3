"""楼宇台账: what the register knows of buildings on a day; every area apart, unknown where it is not known."""

import datetime as dt
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, exists, func, literal, select, true

from buildings.access.roles import Permission
from buildings.kinds import AreaKind, TypeKind
from buildings.register.tables.buildings import Building, BuildingArea, BuildingEvent, BuildingOperator, BuildingState
from buildings.register.tables.enterprises import Enterprise
from buildings.register.tables.types import BuildingType
from buildings.register.tables.units import Unit
from buildings.register.views.columns import Column, Kind
from buildings.register.views.noun import Filter, How, Listing, Noun
from buildings.register.views.sight import Sight

Expression = ColumnElement[Any]


def query(sight: Sight) -> Listing:
    """Buildings in which any unit is held on the day; all of them for who sees the whole district."""
    buildings = sight.of(Building)
    rows = buildings.c
    return Listing(
        buildings,
        [
            rows.origin == sight.origin,
            sight.stands(buildings),
            true() if sight.reach.everything else _holds(sight, buildings, sight.reach),
        ],
        {
            "key": rows.id,
            **{name: rows[name] for name in OWN},
            "complex": rows.complex_code,
            "subdistrict": rows.subdistrict_code,
            "status": _dated(sight, buildings, BuildingState, "status"),
            **{kind.value: _decided(sight, buildings, kind) for kind in TypeKind},
            **{f"{name}_m2": _area(sight, buildings, kind) for name, kind in AREAS.items()},
            "completed_from": _event(sight, buildings, "completion", func.min, "earliest"),
            "completed_by": _event(sight, buildings, "completion", func.max, "latest"),
            "renovated_by": _event(sight, buildings, "renovation", func.max, "latest"),
            "operator": _operator(sight, buildings),
            "updated_at": rows.recorded_at,
        },
    )


def _holds(sight: Sight, buildings: FromClause, reach: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a Reach
    units = sight.of(Unit)
    inside = select(literal(1)).select_from(units).where(units.c.building_id == buildings.c.id, sight.stands(units))
    return exists(inside.where(reach.unit(units.c.id, sight.day)))


def _dated(sight: Sight, buildings: FromClause, cls: Any, name: str, **equal: str) -> Expression:  # noqa: ANN401
    rows = sight.of(cls)
    wanted = [rows.c[column] == value for column, value in equal.items()]
    found = select(rows.c[name]).where(rows.c.building_id == buildings.c.id, sight.stands(rows), sight.valid(rows))
    return found.where(*wanted).scalar_subquery()


def _decided(sight: Sight, buildings: FromClause, kind: TypeKind) -> Expression:
    """The decision of a kind that began last by the day."""
    rows = sight.of(BuildingType)
    since = func.coalesce(rows.c.valid_from, dt.date.min)
    found = select(rows.c.value).where(
        rows.c.building_id == buildings.c.id, rows.c.kind == kind.value, sight.stands(rows), since <= sight.day
    )
    return found.order_by(since.desc(), rows.c.id.desc()).limit(1).scalar_subquery()


def _area(sight: Sight, buildings: FromClause, kind: AreaKind) -> Expression:
    return _dated(sight, buildings, BuildingArea, "area_dm2", kind=kind.value)


def _event(sight: Sight, buildings: FromClause, kind: str, pick: Any, name: str) -> Expression:  # noqa: ANN401 - an SQL function
    rows = sight.of(BuildingEvent)
    done = [rows.c.building_id == buildings.c.id, rows.c.kind == kind, rows.c.stage == "done", sight.stands(rows)]
    return select(pick(rows.c[name])).where(*done).scalar_subquery()


def _operator(sight: Sight, buildings: FromClause) -> Expression:
    """Code of the operator, for staff."""
    rows, firms = sight.of(BuildingOperator), sight.of(Enterprise)
    held = [rows.c.building_id == buildings.c.id, sight.stands(rows), sight.valid(rows)]
    found = select(func.min(firms.c.code)).select_from(rows.join(firms, firms.c.id == rows.c.enterprise_id))
    return sight.private(found.where(*held).scalar_subquery(), _holds(sight, buildings, sight.staff))


OWN: Final = (
    *("code", "name", "aliases", "address", "use", "floors_above", "floors_below"),
    *("room_register", "point", "version"),
)
AREAS: Final = {
    "gross": AreaKind.GROSS,
    "office": AreaKind.OFFICE,
    "lettable_declared": AreaKind.LETTABLE_DECLARED,
    "land": AreaKind.LAND,
}
BUILDINGS: Final = Noun(
    slug="register_buildings",
    path="/register/buildings",
    permission=Permission.SEE_TENANCY,
    columns=(
        Column("code"),
        Column("name"),
        Column("aliases", Kind.LIST),
        Column("complex"),
        Column("address"),
        Column("subdistrict"),
        Column("use", Kind.SLUG, group="building_use"),
        Column("status", Kind.SLUG, group="building_status"),
        Column("policy_type", Kind.SLUG, group="policy_type"),
        Column("specialty", Kind.SLUG, group="specialty"),
        *(Column(f"{name}_m2", Kind.AREA) for name in AREAS),
        Column("floors_above", Kind.COUNT),
        Column("floors_below", Kind.COUNT),
        Column("completed_from", Kind.DAY),
        Column("completed_by", Kind.DAY),
        Column("renovated_by", Kind.DAY),
        Column("room_register", Kind.FLAG),
        Column("operator", staff=True),
        Column("point", Kind.POINT),
        Column("version", Kind.COUNT),
        Column("updated_at", Kind.INSTANT),
    ),
    filters=(
        Filter("code", "code"),
        Filter("name", "name", How.HOLDS),
        Filter("complex", "complex"),
        Filter("subdistrict", "subdistrict"),
        Filter("use", "use"),
        Filter("status", "status"),
        Filter("policy_type", "policy_type"),
        Filter("specialty", "specialty"),
        Filter("operator", "operator"),
        Filter("room_register", "room_register", How.IS),
        Filter("office_known", "office_m2", How.KNOWN),
        Filter("place_known", "point", How.KNOWN),
        Filter("gross_at_least", "gross_m2", How.LEAST),
        Filter("updated_since", "updated_at", How.SINCE),
    ),
    sorts=("code", "name", "subdistrict", "gross_m2", "office_m2", "completed_by", "updated_at"),
    query=query,
)
