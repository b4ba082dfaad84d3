"""Gaps and contradictions that the register alone can tell; those of buildings in figures are the assessment's."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from buildings import words
from buildings.imports import real
from buildings.imports.gap_finders import buildings, parties, places
from buildings.imports.gap_finders.gap import Gap
from buildings.imports.gap_finders.register import Register
from buildings.imports.kinds.common import Session
from buildings.operations import stamp
from buildings.words import Language

Finder = Callable[[Register], Iterator[Gap]]

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


@dataclass(frozen=True)
class Group:
    """Gaps as people read them: whose records, their origin; of each gap what has it, the problem, spoiled figures.

    ``named``: all of buildings that only public sources name.
    """

    whose: str
    origin: str
    rows: Sequence[tuple[str, str, str]]
    named: bool


def find(session: Session) -> list[Gap]:
    """Everything missing or contradictory, kind by kind, in the order of codes."""
    register = Register(session)
    return [gap for finder in FINDERS for gap in finder(register)]


def listed(session: Session, found: Iterable[Gap], language: Language) -> list[Group]:
    """Gaps group by group, an office's own first.

    Buildings that only public sources name come last: there are many, and an office did not leave them open.
    """
    named, own = real.untouched(session), stamp.origin(session)
    groups: dict[tuple[bool, bool, str], list[Gap]] = {}
    for gap in found:
        groups.setdefault((_is_among(named, gap), gap.origin != own, gap.origin), []).append(gap)
    return [
        Group(
            _whose(key, language),
            key[-1],
            [(gap.what, gap.said(language), spoiled(gap.spoils, language)) for gap in gaps],
            key[0],
        )
        for key, gaps in sorted(groups.items())
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
    return words.joined(names, language)
