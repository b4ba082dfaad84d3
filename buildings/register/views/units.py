"""房间: rooms as they stand on a day, with what is let, used by owners, out of service and vacant in them."""

from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, exists, func, literal, select

from buildings.access.roles import Permission
from buildings.kinds import BuildingStatus, LeaseKind
from buildings.register import codes, versions
from buildings.register.scopes import LAST
from buildings.register.tables.buildings import Building, BuildingState
from buildings.register.tables.leases import Lease, LeaseUnit
from buildings.register.tables.units import Outage, Unit, UnitArea
from buildings.register.views.columns import Column, Kind
from buildings.register.views.noun import Filter, How, Listing, Noun
from buildings.register.views.sight import Sight, lasts, later, runs

Expression = ColumnElement[Any]


def _known_sum(given: Expression, area: Expression) -> Expression:
    """Sum of areas, each the whole unit where none is given; null when that is unknown, 0 of nothing."""
    each = func.coalesce(given, area)
    unknown = func.count() - func.count(each)
    return case((unknown > 0, None), else_=cast(func.coalesce(func.sum(each), 0), BigInteger))


def _taken(sight: Sight, unit: Expression, area: Expression, kind: LeaseKind) -> Expression:
    parts, leases = sight.of(LeaseUnit), sight.of(Lease)
    query = (
        select(_known_sum(parts.c.area_dm2, area))
        .select_from(parts.join(leases, leases.c.id == parts.c.lease_id))
        .where(parts.c.unit_id == unit, leases.c.kind == kind.value, *_running(sight, parts, leases))
    )
    return query.scalar_subquery()


def _running(sight: Sight, parts: Any, leases: Any) -> list[ColumnElement[bool]]:  # noqa: ANN401 - tables or past states
    on = runs(parts.c.starts_on, lasts(parts.c, leases.c), sight.day)
    return [sight.stands(parts), sight.stands(leases), on]


def _out(sight: Sight, unit: Expression, area: Expression) -> Expression:
    outages = sight.of(Outage)
    on = runs(outages.c.starts_on, func.coalesce(outages.c.ends_on, LAST), sight.day)
    query = select(_known_sum(outages.c.area_dm2, area)).select_from(outages)
    return query.where(outages.c.unit_id == unit, sight.stands(outages), on).scalar_subquery()


def _occupied(sight: Sight, unit: Expression) -> ColumnElement[bool]:
    parts, leases = sight.of(LeaseUnit), sight.of(Lease)
    joined = parts.join(leases, leases.c.id == parts.c.lease_id)
    return exists(
        select(literal(1)).select_from(joined).where(parts.c.unit_id == unit, *_running(sight, parts, leases))
    )


def _next_end(sight: Sight, unit: Expression) -> Expression:
    parts, leases = sight.of(LeaseUnit), sight.of(Lease)
    last = lasts(parts.c, leases.c)
    joined = parts.join(leases, leases.c.id == parts.c.lease_id)
    query = select(func.min(last)).select_from(joined)
    return query.where(parts.c.unit_id == unit, last < LAST, *_running(sight, parts, leases)).scalar_subquery()


def _operating(sight: Sight, building: Expression) -> ColumnElement[bool]:
    states = sight.of(BuildingState)
    runs_then = states.c.status == BuildingStatus.IN_OPERATION.value
    query = select(literal(1)).select_from(states).where(states.c.building_id == building, runs_then)
    return exists(query.where(sight.stands(states), sight.valid(states)))


def query(sight: Sight) -> Listing:
    """Rooms there are on the day; a landlord's are those held on it."""
    units, buildings, areas = sight.of(Unit), sight.of(Building), sight.of(UnitArea)
    held = and_(areas.c.unit_id == units.c.id, sight.stands(areas), sight.valid(areas))
    key, area = units.c.id, areas.c.area_dm2
    lettable = func.coalesce(areas.c.lettable, True)
    let, own = (_taken(sight, key, area, kind) for kind in (LeaseKind.LET, LeaseKind.OWNER_OCCUPIED))
    out = _out(sight, key, area)
    return Listing(
        units.join(buildings, buildings.c.id == units.c.building_id).outerjoin(areas, held),
        [
            units.c.origin == sight.origin,
            sight.stands(units),
            sight.stands(buildings),
            sight.valid(units),
            sight.reach.unit(key, sight.day),
        ],
        {
            "key": key,
            "code": key,
            "building": buildings.c.code,
            "building_name": buildings.c.name,
            "subdistrict": buildings.c.subdistrict_code,
            "operating": _operating(sight, buildings.c.id),
            "room": units.c.label,
            "floor": units.c.floor_label,
            "floor_order": units.c.floor_order,
            "implicit": units.c.implicit,
            "area_m2": area,
            "use": areas.c.use,
            "lettable": lettable,
            "let_m2": let,
            "own_m2": own,
            "out_m2": out,
            "vacant_m2": cast(case((lettable.is_(False), 0), else_=area - let - own - out), BigInteger),
            "occupied": _occupied(sight, key),
            "next_end_on": _next_end(sight, key),
            "valid_from": units.c.valid_from,
            "valid_to": units.c.valid_to,
            "version": versions.unit(units, sight.of(UnitArea), sight.of(Outage)),
            "updated_at": later(units.c.recorded_at, areas.c.recorded_at),
        },
    )


UNITS: Final = Noun(
    slug="units",
    path="/units",
    permission=Permission.SEE_TENANCY,
    columns=(
        Column("code", Kind.CODE, letter=codes.UNIT),
        Column("building"),
        Column("building_name"),
        Column("subdistrict"),
        Column("operating", Kind.FLAG),
        Column("room"),
        Column("floor"),
        Column("floor_order", Kind.COUNT),
        Column("implicit", Kind.FLAG),
        Column("area_m2", Kind.AREA),
        Column("use"),
        Column("lettable", Kind.FLAG),
        Column("let_m2", Kind.AREA),
        Column("own_m2", Kind.AREA),
        Column("out_m2", Kind.AREA),
        Column("vacant_m2", Kind.AREA),
        Column("occupied", Kind.FLAG),
        Column("next_end_on", Kind.DAY),
        Column("valid_from", Kind.DAY),
        Column("valid_to", Kind.DAY),
        Column("version", Kind.COUNT),
        Column("updated_at", Kind.INSTANT),
    ),
    filters=(
        Filter("code", "code"),
        Filter("building", "building"),
        Filter("subdistrict", "subdistrict"),
        Filter("floor", "floor"),
        Filter("room", "room", How.HOLDS),
        Filter("lettable", "lettable", How.IS),
        Filter("operating", "operating", How.IS),
        Filter("occupied", "occupied", How.IS),
        Filter("vacant", "vacant_m2", How.SOME),
        Filter("vacant_at_least", "vacant_m2", How.LEAST),
        Filter("area_known", "area_m2", How.KNOWN),
        Filter("area_at_least", "area_m2", How.LEAST),
        Filter("area_at_most", "area_m2", How.MOST),
        Filter("ends_before", "next_end_on", How.BEFORE),
        Filter("updated_since", "updated_at", How.SINCE),
    ),
    sorts=("code", "building", "room", "floor_order", "area_m2", "vacant_m2", "next_end_on", "updated_at"),
    query=query,
)
