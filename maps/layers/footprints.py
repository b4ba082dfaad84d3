"""Outlines of buildings whose footprint is recorded, in the colour of their class."""

import shapely

from buildings.kinds import Derives
from maps.layer import Layer, Payload, Scene


def draw(scene: Scene) -> Payload | None:
    """Row of the building table and rings, None when no footprint is recorded."""
    footprints = scene.figures.places.footprint
    recorded = [row for row, wkb in enumerate(footprints) if wkb is not None]
    if not recorded:
        return None
    shapes = shapely.from_wkb(footprints[recorded])
    return {"rows": recorded, "rings": [scene.lines(shape) for shape in shapes]}


LAYER = Layer("footprints", "footprints", Derives.TAX, draw)
