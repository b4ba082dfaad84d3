"""What a map layer is: one declaration, from which drawing, layer control and legend follow."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from buildings.disclosure.figures import Figures
from buildings.kinds import Derives
from buildings.settings import Settings

Floats = NDArray[np.float64]
Shift = Callable[[Floats, Floats], tuple[Floats, Floats]]
Payload = Mapping[str, object]
Point = list[float] | None

DECIMALS = 5  # of a degree: about 1 m
SIMPLIFY_DEGREES = 4e-5  # about 4 m, far below a schematic zone's accuracy


@dataclass(frozen=True)
class Scene:
    """What every layer may draw from.

    ``shift`` takes lon, lat (EPSG:4326) to the datum of the tiles; stored coordinates stay what they are. ``real``
    holds the figures of the real register, drawn beside a demonstration and never mixed with it.
    """

    figures: Figures
    real: Figures | None
    setting: Settings
    shift: Shift

    def points(self, lon: Floats, lat: Floats) -> list[Point]:
        """Points as ``[lat, lon]`` for the page, None where unknown."""
        x, y = self.shift(lon, lat)
        pairs = np.stack([np.round(y, DECIMALS), np.round(x, DECIMALS)], axis=1).tolist()
        known = (np.isfinite(lon) & np.isfinite(lat)).tolist()
        return [pair if there else None for pair, there in zip(pairs, known, strict=True)]

    def point(self, at: shapely.Point) -> Point:
        """One point as ``[lat, lon]``."""
        return self.points(np.array([at.x]), np.array([at.y]))[0]

    def lines(self, shape: BaseGeometry) -> list[list[Point]]:
        """All rings or lines of a shape (EPSG:4326), simplified, each a list of ``[lat, lon]``."""
        simple = shapely.simplify(shape, SIMPLIFY_DEGREES)
        parts = shapely.get_parts(simple)
        if simple.geom_type.endswith("Polygon"):
            parts = np.concatenate([shapely.get_rings(part) for part in parts]) if len(parts) else parts
        return [self.points(*shapely.get_coordinates(part).T) for part in parts]


Draw = Callable[[Scene], Payload | None]


@dataclass(frozen=True)
class Layer:
    """One entry of the layer control.

    ``kind`` names the drawing function of the page (``maps/static/draw.js``); ``draw`` gives it its data, None when
    there is nothing to draw. ``derives_from`` is the most guarded thing it may hold; figures arrive past the gate.
    """

    slug: str
    kind: str
    derives_from: Derives
    draw: Draw
    shown: bool = True


def drawn(layers: Sequence[Layer], scene: Scene) -> list[Payload]:
    """The layers that have something to draw, in display order."""
    pairs = [(layer, layer.draw(scene)) for layer in layers]
    return [
        {"slug": layer.slug, "kind": layer.kind, "shown": layer.shown, "data": data}
        for layer, data in pairs
        if data is not None
    ]
