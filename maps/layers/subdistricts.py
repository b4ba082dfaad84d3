"""Names of the sub-districts. No outlines exist, so each name only stands near its middle (示意)."""

from buildings import geofiles, words
from buildings.kinds import Derives
from maps.layer import Layer, Payload, Scene


def draw(scene: Scene) -> Payload | None:
    """Names with code; the page finds a row of the sub-district table by it."""
    points = [_point(scene, one) for one in geofiles.named("subdistricts")]
    return {"points": points, "level": "subdistrict"} if points else None


def _point(scene: Scene, feature: geofiles.Feature) -> Payload:
    at = scene.point(feature.geometry.representative_point())
    code = feature.text("code")
    return {"code": code, "name": words.name_pair("subdistrict_name", code, feature.text("name")), "at": at}


LAYER = Layer("subdistricts", "names", Derives.PUBLIC, draw)
