"""The collections: what each holds, its properties flat as map programs want them, its features ready to be sent."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape

from api.ogc.asking import Asked
from buildings.disclosure import plain
from buildings.disclosure.figures import Figures, Table
from buildings.errors import BadRequest
from buildings.words import label
from buildings.workflows.figures import Beside
from maps import geojson

Json = dict[str, Any]
FIGURES: Final = "figures"
BESIDE: Final = ("coverage", "months", "low", "high", "estimated")
MONEY, COUNT = "fen", "count"
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True)
class Collection:
    """One collection; ``level`` names the table of its figures, empty where it has none and no month."""

    name: str
    title: str
    description: str
    level: str
    draw: Callable[[Figures | None], bytes]


COLLECTIONS: Final[Mapping[str, Collection]] = {
    one.name: one
    for one in (
        Collection(
            "buildings",
            "楼宇 · Buildings",
            "在册楼宇及某月指标（点；位置不明的没有几何）。Recorded buildings with a month's figures as points.",
            "building",
            lambda figures: b"" if figures is None else geojson.buildings(figures),
        ),
        Collection(
            "zones",
            "片区（示意）· Zones (schematic)",
            "一区两带三组团及某月指标；范围为示意，互相重叠，不能相加。Zones of the layout: schematic, overlapping.",
            "zone",
            lambda figures: b"" if figures is None else geojson.zones(figures),
        ),
        Collection(
            "roads",
            "主要道路 · Main roads",
            "道路中心线，附来源与精度。Centrelines of main roads with source and accuracy.",
            "",
            lambda _: geojson.roads(),
        ),
    )
}


@dataclass(frozen=True)
class Field:
    """One property: its type in JSON Schema, what it is called, its unit."""

    name: str
    kind: str
    title: str
    unit: str = ""
    form: str = ""

    def schema(self) -> Json:
        """As a JSON Schema."""
        known = {"type": self.kind, "title": self.title, "format": self.form, "x-ogc-unit": self.unit}
        return {name: value for name, value in known.items() if value}

    def parse(self, text: str) -> object:
        """A value as it is asked for; BadRequest when it is none of this type."""
        try:
            if self.kind == "boolean":
                return {"true": True, "false": False, "1": True, "0": False}[text.lower()]
            if self.kind in {"integer", "number"}:
                return float(text)
        except (ValueError, KeyError) as error:
            raise BadRequest(field=self.name, value=text) from error
        return text


@dataclass(frozen=True, eq=False)
class Loaded:
    """A collection as one audience sees it in one month: flat features, their shapes, and their text as it is sent."""

    fields: Mapping[str, Field]
    features: list[Json]
    shapes: NDArray[np.object_]
    sent: list[bytes]

    def by_id(self, key: str) -> Json | None:
        """One feature as it is sent."""
        place = next((place for place, one in enumerate(self.features) if str(one["id"]) == key), None)
        found: Json | None = None if place is None else json.loads(self.sent[place])
        return found

    def matching(self, asked: Asked) -> NDArray[np.int64]:
        """Places of the features that are asked for, in their order."""
        wanted = np.ones(len(self.features), dtype=bool)
        if asked.boxes:
            inside = [shapely.intersects(self.shapes, shapely.box(*box)) for box in asked.boxes]
            wanted &= np.logical_or.reduce(inside)  # a feature without a place is in no box
        for name, text in asked.equal.items():
            value = self.fields[name].parse(text)
            wanted &= np.array([_equals(one["properties"].get(name), value) for one in self.features], dtype=bool)
        return np.flatnonzero(wanted)


def _equals(known: object, wanted: object) -> bool:
    return wanted in known if isinstance(known, list) else known == wanted


@lru_cache(maxsize=12)
def loaded(name: str, beside: Beside | None) -> Loaded:
    """A collection's features; drawn once for the same figures, which are compared by identity."""
    collection, figures = COLLECTIONS[name], None if beside is None else beside.figures
    found: list[Json] = json.loads(collection.draw(figures) or b'{"features":[]}')["features"]
    imprint = {} if figures is None else plain.imprint(figures)
    about = {name: imprint[name] for name in ("month", "origin") if imprint}
    for feature in found:
        feature["properties"] = flat(feature["properties"]) | about | {"mark": marks(collection, figures) or None}
    fields = _fields(found, None if figures is None else figures.tables.get(collection.level))
    for feature in found:
        feature["properties"] = {name: feature["properties"].get(name) for name in fields}
    geometries = [None if one["geometry"] is None else shape(one["geometry"]) for one in found]
    return Loaded(fields, found, np.array(geometries, dtype=object), [_sent(one) for one in found])


def marks(collection: Collection, figures: Figures | None) -> str:
    """What must stand on everything drawn from these features: schematic shapes, invented data."""
    said = ["示意"] if collection.level == "zone" else []
    if figures is not None and figures.demonstration:
        said.append(label("origin", "demonstration"))
    return " ".join(said)


def flat(properties: Mapping[str, Any]) -> Json:
    """Properties without figures inside: ``vacancy_rate``, ``vacancy_rate_state`` and what belongs beside them."""
    figures = properties.get(FIGURES, {})
    found = {name: value for name, value in properties.items() if name != FIGURES and name not in figures}
    for slug, figure in figures.items():
        # map programs that go by the first page would take money for 32 bits: as a float it is as exact, up to 2⁵³ fen
        value = (
            float(figure["value"]) if figure.get("unit") == MONEY and figure["value"] is not None else figure["value"]
        )
        found[slug], found[f"{slug}_state"] = value, figure["state"]
        found |= {f"{slug}_{name}": figure[name] for name in BESIDE if name in figure}
    return found


def _fields(features: Iterable[Json], table: Table | None) -> dict[str, Field]:
    """Every property that any feature may have, in the order they come; figures by their declaration."""
    declared = {} if table is None else {one.name: one for one in _declared(table)}
    values: dict[str, list[object]] = {}
    for feature in features:
        for name, value in feature["properties"].items():
            values.setdefault(name, []).append(value)
    plain_ones = {name: _plain(name, found) for name, found in values.items() if name not in declared}
    return plain_ones | declared


def _declared(table: Table) -> Iterable[Field]:
    for slug, column in table.columns.items():
        metric = column.metric
        title = f"{metric.label('zh')} {metric.label('en')}"
        yield Field(slug, "integer" if metric.unit == COUNT else "number", title, plain.unit(metric.unit))
        yield Field(f"{slug}_state", "string", f"{title}: shown, hidden, unknown or not applicable")
        for name in BESIDE:
            if getattr(column, name) is not None:
                kind = {"months": "integer", "estimated": "boolean"}.get(name, "number")
                yield Field(f"{slug}_{name}", kind, f"{title}: {name}")


def _plain(name: str, values: Iterable[object]) -> Field:
    """A property as its values show it."""
    known = [value for value in values if value is not None]
    for kind, types in (("boolean", bool), ("integer", int), ("number", int | float)):
        if known and all(isinstance(value, types) for value in known):
            return Field(name, kind, name)
    days = bool(known) and all(isinstance(value, str) and _DAY.fullmatch(value) for value in known)
    return Field(name, "string", name, form="date" if days else "")


def _sent(feature: Json) -> bytes:
    texts = {
        name: ",".join(map(str, value)) for name, value in feature["properties"].items() if isinstance(value, list)
    }
    whole = {**feature, "properties": feature["properties"] | texts}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
