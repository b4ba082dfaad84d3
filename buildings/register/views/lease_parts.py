"""The units of leases as far as somebody may see them: whatever a lease list says of space and days stands on these."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Date, FromClause, Select, case, func, or_, select

from buildings.register import codes
from buildings.register.scopes import LAST
from buildings.register.tables.buildings import Building
from buildings.register.tables.leases import Lease, LeaseUnit
from buildings.register.tables.units import Unit, UnitArea
from buildings.register.views.columns import Column, Kind
from buildings.register.views.noun import Listing
from buildings.register.views.sight import Columns, Sight, lasts, runs

PART_COLUMNS: Final = (
    Column("unit", Kind.CODE, letter=codes.UNIT),
    Column("building"),
    Column("building_name"),
    Column("room"),
    Column("floor"),
    Column("starts_on", Kind.DAY),
    Column("ends_on", Kind.DAY),
    Column("area_m2", Kind.AREA),
    Column("whole_unit", Kind.FLAG),
)


@dataclass(frozen=True, eq=False)
class Parts:
    """Standing parts of leases that a sight reaches: what to select from, which rows, and the columns of both."""

    source: FromClause
    where: tuple[ColumnElement[bool], ...]
    parts: Columns
    leases: Columns
    last: ColumnElement[Any]

    def select(self, *values: Any, of: ColumnElement[Any] | None = None) -> Select[Any]:  # noqa: ANN401 - expressions
        """Values over the parts (of one lease)."""
        query = select(*values).select_from(self.source).where(*self.where)
        return query if of is None else query.where(self.parts.lease_id == of)


def reached(sight: Sight, *, voided: bool = False) -> Parts:
    """Parts that somebody may see (those taken out again, too); of one day, those that run in units held on it."""
    parts, leases = sight.of(LeaseUnit), sight.of(Lease, "lease_of_part")
    last = lasts(parts.c, leases.c)
    if sight.only:
        where = [runs(parts.c.starts_on, last, sight.day), sight.reach.unit(parts.c.unit_id, sight.day)]
    else:
        where = [sight.reach.leased(parts.c, leases.c)]
    if not voided:
        where += [sight.stands(parts), sight.stands(leases)]
    return Parts(parts.join(leases, leases.c.id == parts.c.lease_id), tuple(where), parts.c, leases.c, last)


def query(sight: Sight) -> Listing:
    """One row for each part; ``ends_on`` is its real last day, ``last_on`` the same with a day where it is open."""
    seen = reached(sight)
    units, buildings = sight.of(Unit), sight.of(Building)
    rooms = seen.source.join(units, units.c.id == seen.parts.unit_id)
    return Listing(
        rooms.join(buildings, buildings.c.id == units.c.building_id),
        seen.where,
        {
            "key": seen.parts.id,
            "parent": seen.parts.lease_id,
            "unit": seen.parts.unit_id,
            "building": buildings.c.code,
            "building_name": buildings.c.name,
            "subdistrict": buildings.c.subdistrict_code,
            "room": units.c.label,
            "floor": units.c.floor_label,
            "starts_on": seen.parts.starts_on,
            "ends_on": func.nullif(seen.last, LAST, type_=Date),
            "last_on": seen.last,
            "area_m2": area(sight, seen),
            "whole_unit": seen.parts.area_dm2.is_(None),
        },
    )


def area(sight: Sight, seen: Parts) -> ColumnElement[Any]:
    """Area of a part: its own, or that of the whole unit on the day, or on the nearest day of the part."""
    areas = sight.of(UnitArea)
    first, last = seen.parts.starts_on, seen.last
    day = case((first > sight.day, first), (last < sight.day, last), else_=sight.day)
    held = [
        areas.c.unit_id == seen.parts.unit_id,
        sight.stands(areas),
        or_(areas.c.valid_from.is_(None), areas.c.valid_from <= day),
        or_(areas.c.valid_to.is_(None), areas.c.valid_to >= day),
    ]
    return func.coalesce(seen.parts.area_dm2, select(areas.c.area_dm2).where(*held).scalar_subquery())
