"""Places that cannot be: a point outside the district, two buildings where one may stand."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import shapely

from buildings.imports import outline
from buildings.imports.gap_finders.gap import Gap
from buildings.imports.gap_finders.register import Register
from buildings.quantities import distance_text
from buildings.register.memberships import metric

_LEAST_M: Final = 5.0  # nearer than this, two points are one whatever their accuracy


def outside(register: Register) -> Iterator[Gap]:
    """Points further outside the district than they may be off."""
    for row in register.buildings:
        away = 0.0 if row.point is None else outline.metres_outside(row.point)
        if away > (row.point_accuracy_m or 0):
            details: dict[str, object] = {"distance": distance_text(away)}
            yield Gap(row.origin, f"{row.code} {row.name}", "place_outside", ("zones", "map"), details)


def close(register: Register) -> Iterator[Gap]:
    """Two buildings nearer to each other than the accuracy of their points, and no towers of one complex."""
    rows = [row for row in register.buildings if row.point is not None]
    if len(rows) < 2:  # noqa: PLR2004 - a pair
        return
    points = np.array([metric(row.point) for row in rows])
    reach = np.array([max(row.point_accuracy_m or 0.0, _LEAST_M) for row in rows])
    pairs = shapely.STRtree(points).query(points, predicate="dwithin", distance=reach).T
    near = sorted({(min(one, other), max(one, other)) for one, other in pairs.tolist() if one != other})
    for first, second in near:
        one, other = rows[first], rows[second]
        if one.origin != other.origin or (one.complex_code and one.complex_code == other.complex_code):
            continue
        metres = round(float(shapely.distance(points[first], points[second])))
        details: dict[str, object] = {"other": f"{other.code} {other.name}", "metres": metres}
        yield Gap(one.origin, f"{one.code} {one.name}", "places_close", ("counts", "map"), details)
