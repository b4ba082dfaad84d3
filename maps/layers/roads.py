"""Main roads, with their names along them."""

from shapely.geometry import LineString

from buildings import geofiles
from buildings.kinds import Derives
from maps import geo
from maps.layer import Layer, Payload, Scene


def draw(scene: Scene) -> Payload | None:
    """Centrelines, each with the place and direction of its name."""
    roads = [_road(scene, one) for one in geofiles.named("roads") if isinstance(one.geometry, LineString)]
    return {"lines": roads} if roads else None


def _road(scene: Scene, feature: geofiles.Feature) -> Payload:
    at, angle = geo.on_line(LineString(feature.geometry.coords))
    name = feature.text("name").split("（")[0]
    names = [name, feature.text("name_en").split(" (")[0] or name]
    return {"name": names, "lines": scene.lines(feature.geometry), "at": scene.point(at), "angle": round(angle)}


LAYER = Layer("roads", "lines", Derives.PUBLIC, draw)
