"""街镇 and the layout 一区两带三组团 from data/geo: reference records every building is sorted into; always 示意."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from buildings import geofiles
from buildings.database.work import Changes
from buildings.kinds import Origin, ZoneKind
from buildings.register import lookup, zones
from buildings.register.tables.zones import Layout, Subdistrict, ZoneBase

CODE: Final = "1-2-3"
NAME: Final = "一区两带三组团"
_SOURCE: Final = "plan (14th five-year plan of the district, 2021); shapes derived, schematic"
_KINDS: Final = {"一区": ZoneKind.CORE, "两带": ZoneKind.BELT, "三组团": ZoneKind.CLUSTER}
_ENGLISH: Final = {
    "core": "Dongjiekou core",
    "belt_east": "eastern modern-services belt",
    "belt_west": "western digital-economy belt",
    "cluster_north": "northern cluster round Wufengshan",
    "cluster_south": "southern cluster round Jinniushan",
    "cluster_core": "south-eastern cluster within the second ring",
}


@contextmanager
def as_real(changes: Changes) -> Iterator[None]:
    """Records of the real district, whatever else the unit of work records."""
    before = changes.origin
    changes.origin = Origin.REAL
    try:
        yield
        changes.session.flush()
    finally:
        changes.origin = before


def ensure(changes: Changes) -> None:
    """Sub-districts, layout and zones where they are missing; what was drawn or renamed since stays as it is."""
    known = {row.code for row in lookup.rows(changes.session, Subdistrict)}
    with as_real(changes):
        for feature in geofiles.named("subdistricts"):
            said: Mapping[str, Any] = feature.properties
            if said["code"] not in known:
                zones.ensure_subdistrict(changes, said["code"], said["name"], said["kind"])
        if not lookup.rows(changes.session, Layout, code=CODE):
            _draw(changes)


def _draw(changes: Changes) -> None:
    layout = zones.ensure_layout(changes, CODE, NAME, source=_SOURCE)
    for feature in geofiles.named("zones"):
        said: Mapping[str, Any] = feature.properties
        kind = _KINDS[said["group"]]
        base = ZoneBase(
            layout_id=layout.key,
            code=said["id"],
            name=said["name"],
            name_en=_ENGLISH[said["id"]],
            kind=kind,
            exclusive_group="cluster" if kind == ZoneKind.CLUSTER else None,
            schematic=True,
            shape=feature.geometry,
            source=f"{said['recipe']}。{said['source']}",
        )
        zones.draw(changes, base)
