"""The district's outline."""

from buildings.kinds import Derives
from maps import geo
from maps.layer import Layer, Payload, Scene


def draw(scene: Scene) -> Payload | None:
    """Outlines of the file the settings name, None when it holds nothing."""
    features = geo.read(scene.setting.district_file)
    if not features:
        return None
    return {"areas": [{"name": one.text("name"), "rings": scene.lines(one.geometry)} for one in features]}


LAYER = Layer("district", "outline", Derives.PUBLIC, draw)
