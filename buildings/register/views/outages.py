"""停用: space out of service."""

from typing import Any, Final

from sqlalchemy import case, func, select

from buildings.access.roles import Permission
from buildings.register import codes
from buildings.register.scopes import LAST
from buildings.register.tables.buildings import Building
from buildings.register.tables.units import Outage, Unit, UnitArea
from buildings.register.views.columns import Column, Kind
from buildings.register.views.noun import Filter, How, Listing, Noun
from buildings.register.views.sight import Sight, runs


def query(sight: Sight) -> Listing:
    """Outages in units that are held while they last; of one day, those that last on it in units held on it."""
    outages, units, buildings = sight.of(Outage), sight.of(Unit), sight.of(Building)
    first, last = outages.c.starts_on, func.coalesce(outages.c.ends_on, LAST)
    if sight.only:
        reached = [runs(first, last, sight.day), sight.reach.unit(outages.c.unit_id, sight.day)]
    else:
        reached = [sight.reach.part(outages.c.unit_id, first, outages.c.ends_on)]
    rooms = outages.join(units, units.c.id == outages.c.unit_id)
    return Listing(
        rooms.join(buildings, buildings.c.id == units.c.building_id),
        [outages.c.origin == sight.origin, sight.stands(outages), *reached],
        {
            "key": outages.c.id,
            "code": outages.c.id,
            "unit": outages.c.unit_id,
            "building": buildings.c.code,
            "building_name": buildings.c.name,
            "subdistrict": buildings.c.subdistrict_code,
            "room": units.c.label,
            "floor": units.c.floor_label,
            "state": case((first > sight.day, "future"), (last < sight.day, "ended"), else_="running"),
            "starts_on": first,
            "ends_on": outages.c.ends_on,
            "last_on": last,
            "area_m2": func.coalesce(outages.c.area_dm2, _unit_area(sight, outages.c.unit_id)),
            "whole_unit": outages.c.area_dm2.is_(None),
            "reason": outages.c.reason,
            "version": outages.c.version,
            "updated_at": outages.c.recorded_at,
        },
    )


def _unit_area(sight: Sight, unit: Any) -> Any:  # noqa: ANN401 - an expression
    areas = sight.of(UnitArea)
    held = [areas.c.unit_id == unit, sight.stands(areas), sight.valid(areas)]
    return select(areas.c.area_dm2).where(*held).scalar_subquery()


OUTAGES: Final = Noun(
    slug="outages",
    path="/outages",
    permission=Permission.SEE_TENANCY,
    columns=(
        Column("code", Kind.CODE, letter=codes.OUTAGE),
        Column("state", Kind.SLUG, group="lease_state"),
        Column("unit", Kind.CODE, letter=codes.UNIT),
        Column("building"),
        Column("building_name"),
        Column("room"),
        Column("floor"),
        Column("starts_on", Kind.DAY),
        Column("ends_on", Kind.DAY),
        Column("area_m2", Kind.AREA),
        Column("whole_unit", Kind.FLAG),
        Column("reason"),
        Column("version", Kind.COUNT),
        Column("updated_at", Kind.INSTANT),
    ),
    filters=(
        Filter("code", "code"),
        Filter("building", "building"),
        Filter("subdistrict", "subdistrict"),
        Filter("floor", "floor"),
        Filter("unit", "unit"),
        Filter("state", "state"),
        Filter("running_on", "starts_on", How.ON, until="last_on"),
        Filter("starts_after", "starts_on", How.AFTER),
        Filter("starts_before", "starts_on", How.BEFORE),
        Filter("ends_before", "ends_on", How.BEFORE),
        Filter("ends_after", "ends_on", How.AFTER),
        Filter("open_ended", "ends_on", How.OPEN),
        Filter("updated_since", "updated_at", How.SINCE),
    ),
    sorts=("code", "building", "starts_on", "ends_on", "area_m2", "updated_at"),
    query=query,
)
