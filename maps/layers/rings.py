"""Rings around buildings, off until somebody wants them: upgrade verdicts, stars, policy types, upgrade projects."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from buildings import words
from buildings.disclosure import upgrade
from buildings.disclosure.figures import Figures, State
from buildings.kinds import Derives, Rule, Verdict
from buildings.schemes import catalogue
from maps import works
from maps.layer import Layer, Payload, Scene
from maps.style import VERDICTS

Rows = Mapping[str, list[int]]
STARS: Final = {"5": "#7a4b00", "4": "#b8860b", "3": "#e0b030", "2": "#ecd07a", "1": "#f4e6b8"}
TYPES: Final = {"model": "#1b7837", "upgrade": "#c51b7d", "cluster": "#2166ac", "new_build": "#636363"}
SPECIALTIES: Final = {"finance": "#d6a300", "intermediary": "#1f78b4", "research": "#33a02c", "media": "#b15ad1"}
STAGES: Final = {
    "started": "#d95f02",
    "approved": "#7570b3",
    "planned": "#a6a3d0",
    "accepted": "#1b9e77",
    "finished": "#66c2a5",
    "cancelled": "#8a8a8a",
}
"""Of a building's projects the one whose stage comes first here has the ring."""
FLAGS: Final = {Verdict(at).name.lower(): VERDICTS[at] for at in (Verdict.DUE, Verdict.WATCH)}


def _verdicts(figures: Figures) -> Rows:
    column = figures.tables["building"].columns.get(Rule.UPGRADE)
    if column is None:
        return {}
    shown = column.states == State.SHOWN
    return {slug: np.flatnonzero(shown & (column.values == Verdict[slug.upper()])).tolist() for slug in FLAGS}


def _untold(figures: Figures) -> list[list[str]]:
    """That a building without a ring need not be one that is not due: how many cannot be told, or are hidden."""
    column = figures.tables["building"].columns[Rule.UPGRADE]
    states = column.states[np.asarray(figures.tables["building"].attributes["in_scope"], dtype=bool)]
    unknown, hidden = (int(np.count_nonzero(states == state)) for state in (State.UNKNOWN, State.HIDDEN))
    said = {"unknown": unknown, "hidden": hidden}
    notes = [[words.text("flags", "no_ring", one, **said) for one in ("zh", "en")]] if unknown or hidden else []
    if "upgrade" not in figures.sheets:
        return notes
    below = zip(upgrade.notes(figures, "zh"), upgrade.notes(figures, "en"), strict=True)
    return [*notes, *(list(one) for one in below)]


def _attribute(name: str, slugs: Mapping[str, str]) -> Callable[[Figures], Rows]:
    def rows(figures: Figures) -> Rows:
        values = figures.tables["building"].attributes.get(name)
        told = [] if values is None else values.tolist()
        return {slug: [row for row, value in enumerate(told) if value == slug] for slug in slugs}

    return rows


def _stages(figures: Figures) -> Rows:
    """One stage a building."""
    order = list(STAGES)
    told = [(str(one["stage"]), row) for row, one in works.listed(figures) if one["stage"] in STAGES]
    first = {row: slug for slug, row in sorted(told, key=lambda one: order.index(one[0]), reverse=True)}
    return {slug: sorted(row for row, one in first.items() if one == slug) for slug in STAGES}


def _schemes(figures: Figures) -> list[list[str]]:
    """What must be said of the schemes by which the stars on the map were awarded."""
    used = {one for one in figures.tables["building"].attributes["star_scheme"].tolist() if one is not None}
    found = (catalogue.known(*one.split("@", 1)) for one in sorted(used))
    return [[one.notice["zh"], one.notice["en"]] for one in found if one is not None and one.notice is not None]


def _layer(
    slug: str,
    derives: Derives,
    place: int,
    looks: tuple[str, Mapping[str, str]],
    of: Callable[[Figures], Rows],
    more: Mapping[str, Callable[[Figures], object]] | None = None,
) -> Layer:
    group, colours = looks

    def draw(scene: Scene) -> Payload | None:
        found, english = of(scene.figures), words.labels(group, "en")
        chinese = words.labels(group)
        groups = [
            {"label": [chinese[one], english[one]], "colour": colour, "rows": found[one]}
            for one, colour in colours.items()
            if found.get(one)
        ]
        said = {name: make(scene.figures) for name, make in (more or {}).items()}
        return {"place": place, "groups": groups, **said} if groups or said.get("notes") else None

    return Layer(slug, "rings", derives, draw, shown=False)


UPGRADE: Final = _layer("flags", Derives.TAX, 0, ("verdict", FLAGS), _verdicts, {"notes": _untold})
STARRED: Final = _layer("stars", Derives.PUBLIC, 1, ("star", STARS), _attribute("star", STARS), {"notes": _schemes})
TYPED: Final = _layer("types", Derives.PUBLIC, 2, ("policy_type", TYPES), _attribute("policy_type", TYPES))
SPECIALISED: Final = _layer(
    "specialties", Derives.PUBLIC, 4, ("specialty", SPECIALTIES), _attribute("specialty", SPECIALTIES)
)
PROJECTS: Final = _layer("projects", Derives.PUBLIC, 3, ("project_stage", STAGES), _stages)
