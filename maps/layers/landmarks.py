"""Metro stations and two places everybody knows: quiet reference."""

from buildings import geofiles, words
from buildings.kinds import Derives
from maps.layer import Layer, Payload, Scene

MARKS = {"metro_station": "metro", "heritage": "place", "square": "place"}


def draw(scene: Scene) -> Payload | None:
    """Points with name and kind of mark."""
    points = [_point(scene, one) for one in geofiles.named("landmarks") if one.text("category") in MARKS]
    return {"points": points} if points else None


def _point(scene: Scene, feature: geofiles.Feature) -> Payload:
    name = feature.text("name").split("（")[0]
    at = scene.point(feature.geometry.representative_point())
    names = words.name_pair("landmark_name", feature.text("id"), name)
    return {"name": names, "at": at, "mark": MARKS[feature.text("category")]}


LAYER = Layer("landmarks", "points", Derives.PUBLIC, draw)
