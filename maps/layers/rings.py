"""Rings around buildings, off until somebody wants them: upgrade verdicts, stars, policy types."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from buildings import words
from buildings.disclosure.figures import Figures, State
from buildings.kinds import Derives, Rule, Verdict
from maps.layer import Layer, Payload, Scene
from maps.style import VERDICTS

Rows = Mapping[str, list[int]]
STARS: Final = {"5": "#7a4b00", "4": "#b8860b", "3": "#e0b030", "2": "#ecd07a", "1": "#f4e6b8"}
TYPES: Final = {"model": "#1b7837", "upgrade": "#c51b7d", "cluster": "#2166ac", "new_build": "#636363"}
FLAGS: Final = {Verdict(at).name.lower(): VERDICTS[at] for at in (Verdict.DUE, Verdict.WATCH)}


def _verdicts(figures: Figures) -> Rows:
    column = figures.tables["building"].columns.get(Rule.UPGRADE)
    if column is None:
        return {}
    shown = column.states == State.SHOWN
    return {slug: np.flatnonzero(shown & (column.values == Verdict[slug.upper()])).tolist() for slug in FLAGS}


def _attribute(name: str, slugs: Mapping[str, str]) -> Callable[[Figures], Rows]:
    def rows(figures: Figures) -> Rows:
        values = figures.tables["building"].attributes.get(name)
        told = [] if values is None else values.tolist()
        return {slug: [row for row, value in enumerate(told) if value == slug] for slug in slugs}

    return rows


def _layer(
    slug: str, derives: Derives, place: int, looks: tuple[str, Mapping[str, str]], of: Callable[[Figures], Rows]
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
        return {"place": place, "groups": groups} if groups else None

    return Layer(slug, "rings", derives, draw, shown=False)


UPGRADE: Final = _layer("flags", Derives.TAX, 0, ("verdict", FLAGS), _verdicts)
STARRED: Final = _layer("stars", Derives.PUBLIC, 1, ("star", STARS), _attribute("star", STARS))
TYPED: Final = _layer("types", Derives.PUBLIC, 2, ("policy_type", TYPES), _attribute("policy_type", TYPES))
