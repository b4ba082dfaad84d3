"""片区归属: recorded beats footprint beats point; an edge belongs; in an exclusive group the lower code wins."""

import functools
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.errors import Conflict
from buildings.kinds import Basis
from buildings.register import records
from buildings.register.tables.buildings import Building
from buildings.register.tables.zones import Zone, ZoneMembership

__all__ = ["ZoneMembership", "locate", "place_in", "record"]

_M: Final = table_of(ZoneMembership).c


@dataclass(frozen=True)
class Place:
    """A zone that geometry gives a building, before it is recorded."""

    zone_id: int
    basis: str
    share: float | None
    uncertain: bool


@functools.cache
def _measure() -> pyproj.Transformer:
    """Degrees to metres: CGCS2000, central meridian 120° E; its axes are northing, easting, hence always_xy."""
    return pyproj.Transformer.from_crs(4326, 4549, always_xy=True)


def metric(shape: BaseGeometry) -> BaseGeometry:
    """A shape (EPSG:4326) in metres (EPSG:4549, x = easting, y = northing)."""
    return shapely.transform(shape, lambda xy: np.column_stack(_measure().transform(xy[:, 0], xy[:, 1])))


def place_in(building: Building, zones: Sequence[Zone]) -> list[Place]:
    """Zones a building's geometry lies in, by zone code.

    A footprint counts by a point inside it (``share`` says how much of it lies there, as information), else the
    building's point. Inside means covered: an edge belongs. Of the zones of one exclusive group only the lowest code.
    Uncertain = nearer to an edge than the point's accuracy; a point of unknown accuracy is never called uncertain.
    """
    footprint = building.footprint
    spot = footprint.representative_point() if footprint is not None else building.point
    if spot is None:
        return []
    taken: set[tuple[int, str]] = set()
    found = []
    for zone in sorted(zones, key=lambda one: (one.layout_id, one.code)):
        if not shapely.covers(zone.shape, spot):
            continue
        group = (zone.layout_id, zone.exclusive_group or f" {zone.key}")
        if group in taken:
            continue
        taken.add(group)
        share = _share(footprint, zone.shape) if footprint is not None else None
        basis = Basis.POINT if footprint is None else Basis.FOOTPRINT
        found.append(Place(zone.key, basis, share, _uncertain(building, spot, zone.shape)))
    return found


def _share(footprint: BaseGeometry, zone: BaseGeometry) -> float:
    whole, part = metric(footprint), metric(zone)
    return round(min(1.0, shapely.area(shapely.intersection(whole, part)) / shapely.area(whole)), 4)


def _uncertain(building: Building, spot: BaseGeometry, zone: BaseGeometry) -> bool:
    accuracy = building.point_accuracy_m
    if accuracy is None:
        return False
    return bool(shapely.distance(metric(spot), shapely.boundary(metric(zone))) < accuracy)


def record(changes: Changes, building: Building, zones: Collection[Zone]) -> bool:
    """Record in which zones a building counts, whatever the map says; none = back to the map."""
    held = [row for row in _held(changes, [building]) if row.basis == Basis.RECORDED]
    wanted = [Place(zone.key, Basis.RECORDED, None, uncertain=False) for zone in zones]
    changed = _settle(changes, building, held, wanted)
    locate(changes, [building])
    return changed


def locate(changes: Changes, buildings: Sequence[Building]) -> int:
    """Sort buildings into zones by geometry, except where zones are recorded; how many changed.

    A recorded membership of any zone of a layout stands for the whole layout.
    """
    zones = changes.session.execute(records.standing(Zone)).scalars().all()
    layout_of = {zone.key: zone.layout_id for zone in zones}
    held: dict[int, list[ZoneMembership]] = {}
    for row in _held(changes, buildings):
        held.setdefault(row.building_id, []).append(row)
    changed = 0
    for building in buildings:
        rows = held.get(building.key, [])
        spoken = {layout_of.get(row.zone_id) for row in rows if row.basis == Basis.RECORDED}
        wanted = [place for place in place_in(building, zones) if layout_of[place.zone_id] not in spoken]
        changed += _settle(changes, building, [row for row in rows if row.basis != Basis.RECORDED], wanted)
    return changed


def _held(changes: Changes, buildings: Iterable[Building]) -> Sequence[ZoneMembership]:
    keys = records.keys(buildings)
    few = len(keys) <= 500  # noqa: PLR2004 - above so many, read all rather than name each
    rows = changes.session.execute(records.standing(ZoneMembership, *([_M.building_id.in_(keys)] if few else [])))
    wanted = set(keys)
    return [row for row in rows.scalars() if row.building_id in wanted]


def _settle(changes: Changes, building: Building, held: Sequence[ZoneMembership], wanted: Sequence[Place]) -> bool:
    """Make these rows say what is wanted: change, void, add."""
    ahead = {place.zone_id: place for place in wanted}
    if len(ahead) != len(wanted):
        raise Conflict("zone_twice", code=building.code)
    changed = False
    for row in held:
        place = ahead.pop(row.zone_id, None)
        if place is None:
            records.void(changes, row, "no longer in the zone")
            changed = True
        else:
            values: dict[str, Any] = {name: getattr(place, name) for name in ("basis", "share", "uncertain")}
            changed = records.update(changes, row, values) or changed
    for place in ahead.values():
        changes.session.add(records.checked(ZoneMembership, {"building_id": building.key, **vars(place)}))
    changes.session.flush()
    return changed or bool(ahead)
