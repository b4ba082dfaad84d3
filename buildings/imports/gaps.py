"""Gaps and contradictions that the register alone can tell; those of buildings in figures are the assessment's."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from buildings import words
from buildings.imports import real
from buildings.imports.gap_finders import buildings, parties, places
from buildings.imports.gap_finders.found import Gap, Held
from buildings.imports.kinds.common import Session
from buildings.operations import stamp
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
    parties.reported_codes,
    parties.months,
)


def find(session: Session) -> list[Gap]:
    """Everything missing or contradictory, kind by kind, in the order of codes."""
    held = Held(session)
    return [gap for finder in FINDERS for gap in finder(held)]


def listed(session: Session, found: Iterable[Gap], language: Language) -> list[tuple[str, str, str, str]]:
    """Gaps as people read them: whose records, what, problem, spoiled figures; group by group, an office's own first.

    Buildings that only public sources name come last: there are many, and an office did not leave them open.
    """
    named, own = real.untouched(session), stamp.origin(session)
    groups: dict[tuple[bool, bool, str], list[Gap]] = {}
    for gap in found:
        groups.setdefault((_is_among(named, gap), gap.origin != own, gap.origin), []).append(gap)
    return [
        (_whose(key, language), gap.what, gap.said(language), spoiled(gap.spoils, language))
        for key, gaps in sorted(groups.items())
        for gap in gaps
    ]


def _is_among(codes: set[str], gap: Gap) -> bool:
    """Whether each building that a gap speaks of is one of these; a gap of something else is of none."""
    other = str(gap.details.get("other", gap.what))
    return all(what.partition(" ")[0] in codes for what in (gap.what, other))


def _whose(key: tuple[bool, bool, str], language: Language) -> str:
    only_named, _, origin = key
    return words.label("register", "named", language) if only_named else words.label("origin", origin, language)


def spoiled(slugs: Sequence[str], language: Language) -> str:
    """Names of the figures and pages that a gap spoils."""
    names = [words.labels("metric", language).get(slug) or words.label("spoils", slug, language) for slug in slugs]
    return ("、" if language == "zh" else ", ").join(names)
