"""Buildings of the real register beside a demonstration: a layer of their own with sourced facts only."""

from buildings.disclosure.figures import Column, State
from buildings.kinds import Derives
from maps.layer import Layer, Payload, Scene
from maps.layers import buildings
from maps.series import cells


def draw(scene: Scene) -> Payload | None:
    """Real buildings with the figures that can be told of them; None when there are none or they are the figures."""
    if scene.real is None or not len(scene.real.tables["building"]):
        return None
    columns = scene.real.tables["building"].columns.items()
    told = {slug: _told(column) for slug, column in columns if (column.states == State.SHOWN).any()}
    return {**buildings.rows(scene.real, scene), "figures": told}


def _told(column: Column) -> Payload:
    metric = column.metric
    return {"unit": metric.unit.value, "label": [metric.label("zh"), metric.label("en")], **cells(column)}


LAYER = Layer("real", "real", Derives.PUBLIC, draw)
