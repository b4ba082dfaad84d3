"""Zones of the layout 一区两带三组团: schematic, overlapping, in display order."""

import shapely

from buildings.kinds import Derives, ZoneKind
from maps import geo
from maps.layer import Layer, Payload, Scene

COVERS = (ZoneKind.CORE, ZoneKind.BELT, ZoneKind.CLUSTER)  # what lies over what, top first


def draw(scene: Scene) -> Payload | None:
    """Outlines, names, number of member buildings, and where the names go; largest first, so that cores lie on top."""
    places = scene.figures.places
    if not len(places.zone_code):
        return None
    kinds = [COVERS.index(ZoneKind(kind)) for kind in places.zone_kind]
    shapes = [shapely.from_wkb(wkb) for wkb in places.zone_shape]
    zones = []
    for row, (kind, shape) in enumerate(zip(kinds, shapes, strict=True)):
        above = [other for rank, other in zip(kinds, shapes, strict=True) if rank < kind]
        at, slim = geo.inside(shapely.to_wkb(shape), shapely.to_wkb(shapely.union_all(above)))
        zones.append(
            {
                "code": places.zone_code[row],
                "name": [places.zone_name[row], places.zone_name_en[row] or places.zone_name[row]],
                "kind": places.zone_kind[row],
                "schematic": bool(places.zone_schematic[row]),
                "rings": scene.lines(shape),
                "at": scene.point(at),
                "slim": slim,
                "buildings": int(places.member[row].sum()),
                "order": sum(rank == kind for rank in kinds[:row]),
            }
        )
    return {"zones": zones}


LAYER = Layer("zones", "zones", Derives.PUBLIC, draw)
