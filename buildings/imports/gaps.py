"""Gaps and contradictions that the register alone can tell; those of buildings in figures are the assessment's."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from buildings import words
from buildings.imports.gap_finders import buildings, parties, places
from buildings.imports.gap_finders.found import Gap, Held
from buildings.imports.kinds.common import Session
from buildings.words import Language

Finder = Callable[[Held], Iterator[Gap]]

FINDERS: Final[tuple[Finder, ...]] = (
    buildings.begun,
    buildings.claims,
    places.outside,
    places.close,
    parties.codes,
    parties.industries,
    parties.registrations,
    parties.reported,
    parties.taxpayers,
    parties.months,
)


def find(session: Session) -> list[Gap]:
    """Everything missing or contradictory, kind by kind, in the order of codes."""
    held = Held(session)
    return [gap for finder in FINDERS for gap in finder(held)]


def listed(found: Iterable[Gap], language: Language) -> list[tuple[str, str, str, str]]:
    """Gaps as people read them: origin, what, problem, spoiled figures."""
    return [
        (words.label("origin", gap.origin, language), gap.what, gap.said(language), spoiled(gap.spoils, language))
        for gap in found
    ]


def spoiled(slugs: Sequence[str], language: Language) -> str:
    """Names of the figures and pages that a gap spoils."""
    names = [words.labels("metric", language).get(slug) or words.label("spoils", slug, language) for slug in slugs]
    return ("、" if language == "zh" else ", ").join(names)
