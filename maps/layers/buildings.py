"""Buildings of the figures, coloured and sized in the page by the metric that is chosen there."""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from buildings import words
from buildings.disclosure import warned
from buildings.disclosure.figures import Figures, Table
from buildings.kinds import AlertEvent, Derives
from buildings.quantities import format_month
from buildings.words import Language
from maps import works
from maps.layer import Layer, Payload, Scene

CODED = {  # attribute -> group of its labels
    "use": "building_use",
    "status": "building_status",
    "policy_type": "policy_type",
    "specialty": "specialty",
    "star_scheme": "rating_scheme",
}
PLAIN = (
    "address",
    "policy_type_since",
    "specialty_since",
    "star_valid_until",
    "completed_earliest",
    "completed_latest",
)


def rows(figures: Figures, scene: Scene) -> Payload:
    """Codes, names, places, memberships and public facts of all buildings, column by column."""
    table, places = figures.tables["building"], figures.places
    return {
        "codes": table.codes.tolist(),
        "names": table.names.tolist(),
        "at": scene.points(places.lon, places.lat),
        "accuracy": [None if np.isnan(metres) else round(metres) for metres in places.accuracy_m.tolist()],
        "zones": _members(places.member),
        "uncertain": _members(places.uncertain),
        "facts": facts(figures),
        "warnings": _warnings(figures),
        "projects": works.cards(figures),
    }


def _members(flags: NDArray[np.bool_]) -> list[list[int]]:
    """Per building the positions of its zones."""
    found: list[list[int]] = [[] for _ in range(flags.shape[1] if flags.ndim > 1 else 0)]
    for zone, building in np.argwhere(flags).tolist():
        found[building].append(zone)
    return found


def _warnings(figures: Figures) -> Mapping[int, list[list[list[str]]]]:
    """Early warnings that were raised or stand, by row: what, since when, and why; (zh, en) each."""
    found: dict[int, list[list[list[str]]]] = {}
    for one in warned.events(figures, everywhere=True):
        if one.event is not AlertEvent.ENDED:
            what, why = ([said(one, "zh"), said(one, "en")] for said in (_named, warned.said))
            found.setdefault(one.at, []).append([what, why])
    return found


def _named(one: warned.Warned, language: Language) -> str:
    name, event = words.label("warning", one.warning, language), words.label("warning_event", one.event, language)
    return (
        f"{name}（{event}，{format_month(one.since)}）"
        if language == "zh"
        else f"{name} ({event}, {format_month(one.since)})"
    )


def facts(figures: Figures) -> Payload:
    """Public attributes; those of few kinds as labels (zh, en) and a position per building, −1 unknown."""
    table = figures.tables["building"]
    coded = {name: _coded(table, name, _labels(group)) for name, group in CODED.items() if name in table.attributes}
    if "subdistrict" in table.attributes:
        coded["subdistrict"] = _coded(table, "subdistrict", _subdistricts(figures))
    plain = {name: _texts(table.attributes[name]) for name in PLAIN if name in table.attributes}
    if "aliases" in table.attributes:
        plain["aliases"] = ["、".join(names or ()) for names in table.attributes["aliases"]]
    flags = {
        name: "".join("1" if flag else "0" for flag in table.attributes[name])
        for name in ("in_scope", "room_register")
        if name in table.attributes
    }
    return {"coded": coded, "plain": plain, "flags": flags}


def _labels(group: str) -> Mapping[str, list[str]]:
    english = words.labels(group, "en")
    return {slug: [chinese, english[slug]] for slug, chinese in words.labels(group).items()}


def _subdistricts(figures: Figures) -> Mapping[str, list[str]]:
    table = figures.tables.get("subdistrict")
    named = [] if table is None else zip(table.codes.tolist(), table.names.tolist(), strict=True)
    return {code: list(words.name_pair("subdistrict_name", code, name)) for code, name in named}


def _coded(table: Table, name: str, labels: Mapping[str, list[str]]) -> Payload:
    slugs = table.attributes[name].tolist()
    known = {str(slug): index for index, slug in enumerate(dict.fromkeys(slug for slug in slugs if slug is not None))}
    positions = [-1 if slug is None else known[str(slug)] for slug in slugs]
    return {"labels": [labels.get(slug, [slug, slug]) for slug in known], "rows": positions}


def _texts(values: Iterable[object]) -> list[str | None]:
    return [None if value is None else str(value) for value in values]


def draw(scene: Scene) -> Payload | None:
    """All buildings, those without a place included: the page counts and lists them."""
    return rows(scene.figures, scene)


# its metrics may derive from tax; each one has passed the gate before it arrives here
LAYER = Layer("buildings", "buildings", Derives.TAX, draw)
