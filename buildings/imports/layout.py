"""街镇 and the layout 一区两带三组团 from data/geo: reference records every building is sorted into; always 示意."""

import json
from typing import Any, Final

from shapely.geometry import shape

from buildings.database.work import Changes
from buildings.kinds import ZoneKind
from buildings.register import zones
from buildings.register.tables.zones import ZoneBase
from buildings.settings import DATA

CODE: Final = "1-2-3"
NAME: Final = "一区两带三组团"
_KINDS: Final = {"一区": ZoneKind.CORE, "两带": ZoneKind.BELT, "三组团": ZoneKind.CLUSTER}
_ENGLISH: Final = {
    "core": "Dongjiekou core",
    "belt_east": "eastern modern-services belt",
    "belt_west": "western digital-economy belt",
    "cluster_north": "northern cluster round Wufengshan",
    "cluster_south": "southern cluster round Jinniushan",
    "cluster_core": "south-eastern cluster within the second ring",
}


def features(name: str) -> list[dict[str, Any]]:
    """Features of a file of data/geo (EPSG:4326)."""
    found: list[dict[str, Any]] = json.loads((DATA / "geo" / name).read_text("utf-8"))["features"]
    return found


def ensure(changes: Changes) -> None:
    """Sub-districts, layout and zones as the files have them; the same again changes nothing."""
    for feature in features("subdistricts.geojson"):
        said = feature["properties"]
        zones.ensure_subdistrict(changes, said["code"], said["name"], said["kind"])
    source = "plan (14th five-year plan of the district, 2021); shapes derived, schematic"
    layout = zones.ensure_layout(changes, CODE, NAME, source=source)
    for feature in features("zones.geojson"):
        said = feature["properties"]
        kind = _KINDS[said["group"]]
        base = ZoneBase(
            layout_id=layout.key,
            code=said["id"],
            name=said["name"],
            name_en=_ENGLISH[said["id"]],
            kind=kind,
            exclusive_group="cluster" if kind == ZoneKind.CLUSTER else None,
            schematic=True,
            shape=shape(feature["geometry"]),
            source=f"{said['recipe']}。{said['source']}",
        )
        zones.draw(changes, base)
