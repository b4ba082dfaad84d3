"""Buildings of the real register beside a demonstration: a layer of their own with sourced facts only."""

from buildings.disclosure.figures import Column, State
from buildings.kinds import Derives
from buildings.metrics.metric import Window
from maps.layer import Layer, Payload, Scene
from maps.layers import buildings
from maps.series import cells


def draw(scene: Scene) -> Payload | None:
    """Real buildings with their public figures; None when there are none or they are the figures."""
    if scene.real is None or not len(scene.real.tables["building"]):
        return None
    columns = scene.real.tables["building"].columns.items()
    told = {slug: _told(column) for slug, column in columns if _sourced(column)}
    return {**buildings.rows(scene.real, scene), "figures": told}


def _sourced(column: Column) -> bool:
    """Only public facts can be sourced, and no verdict on them is; what no real building has is not listed."""
    recorded = column.metric.derives_from is Derives.PUBLIC and column.metric.window is Window.NOW
    return recorded and bool((column.states == State.SHOWN).any())


def _told(column: Column) -> Payload:
    metric = column.metric
    return {"unit": metric.unit.value, "label": [metric.label("zh"), metric.label("en")], **cells(column)}


LAYER = Layer("real", "real", Derives.PUBLIC, draw)
