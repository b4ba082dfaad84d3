"""The layers of the page in display order. To add one: a file in ``maps/layers`` and its line here."""

from collections.abc import Mapping
from typing import Final

from maps.layer import Layer
from maps.layers import buildings, district, footprints, landmarks, real, rings, roads, subdistricts, zones

_IN_ORDER: Final = (
    district.LAYER,
    zones.LAYER,
    roads.LAYER,
    subdistricts.LAYER,
    landmarks.LAYER,
    footprints.LAYER,
    rings.UPGRADE,
    rings.STARRED,
    rings.TYPED,
    rings.SPECIALISED,
    rings.PROJECTS,
    buildings.LAYER,
    real.LAYER,
)
LAYERS: Final[Mapping[str, Layer]] = {layer.slug: layer for layer in _IN_ORDER}
