"""The district's outline."""

from buildings import geofiles
from buildings.kinds import Derives
from maps.layer import Layer, Payload, Scene


def draw(scene: Scene) -> Payload | None:
    """Outlines of the file the settings name, None when it holds nothing."""
    features = geofiles.read(scene.setting.district_file)
    if not features:
        return None
    return {"areas": [{"name": one.text("name"), "rings": scene.lines(one.geometry)} for one in features]}


LAYER = Layer("district", "outline", Derives.PUBLIC, draw)
