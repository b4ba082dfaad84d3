"""check-data: gaps and contradictions of the register, each with the figures it spoils."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from buildings import words
from buildings.imports.gap_finders import buildings, parties, places
from buildings.imports.gap_finders.found import Gap, Held
from buildings.imports.kinds.common import Session
from buildings.words import Language

Finder = Callable[[Held], Iterator[Gap]]

FINDERS: Final[tuple[Finder, ...]] = (
    buildings.areas,
    buildings.ages,
    buildings.kinds,
    buildings.rooms,
    buildings.declared,
    buildings.claims,
    places.unknown,
    places.outside,
    places.close,
    parties.codes,
    parties.industries,
    parties.registrations,
    parties.reported,
    parties.taxpayers,
    parties.months,
)


def find(session: Session, day: dt.date) -> list[Gap]:
    """Everything missing or contradictory, kind by kind, in the order of codes; parameters as valid on the day."""
    held = Held(session, day)
    return [gap for finder in FINDERS for gap in finder(held)]


def listed(session: Session, day: dt.date, language: Language) -> list[tuple[str, str, str, str]]:
    """Gaps as people read them: origin, what, problem, spoiled figures."""
    return [
        (words.label("origin", gap.origin, language), gap.what, gap.said(language), spoiled(gap.spoils, language))
        for gap in find(session, day)
    ]


def spoiled(slugs: Sequence[str], language: Language) -> str:
    """Names of the figures and pages that a gap spoils."""
    names = [words.labels("metric", language).get(slug) or words.label("spoils", slug, language) for slug in slugs]
    return ("、" if language == "zh" else ", ").join(names)
