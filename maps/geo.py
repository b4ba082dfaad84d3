"""Where the names of lines and shapes go on the plan."""

import math
from functools import cache

import shapely
from shapely.geometry import LineString, Point

LABEL_REACH = 0.12  # share of a line's length over which its direction at the label is taken
SLIM = 2.5  # height over width of a place whose name goes beside it
LABEL_TOLERANCE = 2e-4  # degrees, about 20 m: a label need not sit more exactly


def on_line(line: LineString) -> tuple[Point, float]:
    """Where a line's name goes and the line's direction there in degrees, −90 … 90, anticlockwise from east."""
    at, ends = 0.5, (0.5 - LABEL_REACH, 0.5 + LABEL_REACH)
    first, last = (line.interpolate(share, normalized=True) for share in ends)
    rise = last.y - first.y
    run = (last.x - first.x) * math.cos(math.radians(first.y))
    angle = math.degrees(math.atan2(rise, run))
    return line.interpolate(at, normalized=True), (angle + 90) % 180 - 90


@cache
def inside(shape_wkb: bytes, cover_wkb: bytes) -> tuple[Point, bool]:
    """The roomiest place of a shape where no covering shape lies, and whether it is slim and tall.

    Of the whole shape when nearly all of it is covered. A slim one is full of its buildings: the place is on its
    eastern edge, and the name runs down beside it.
    """
    whole, cover = shapely.from_wkb(shape_wkb), shapely.from_wkb(cover_wkb)
    free = whole.difference(cover)
    room = whole if free.is_empty or free.area < whole.area / 20 else free
    largest = max(shapely.get_parts(room), key=lambda part: float(part.area))
    west, south, east, north = largest.bounds
    slim = north - south > SLIM * (east - west) * math.cos(math.radians(south))
    middle = Point(shapely.maximum_inscribed_circle(largest, LABEL_TOLERANCE).coords[0])
    if slim:
        across = largest.intersection(LineString([(west, middle.y), (east, middle.y)]))
        middle = Point(across.bounds[2], middle.y)
    return middle, slim
