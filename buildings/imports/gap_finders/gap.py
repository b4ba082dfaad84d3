"""What a gap is, and one gap of many alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from buildings import words
from buildings.words import Language

EXAMPLES: Final = 5


@dataclass(frozen=True)
class Gap:
    """Something missing or contradictory: whose, what is wrong (table ``gaps``), which figures it spoils.

    A tuple among the details holds slugs of label group ``claim``.
    """

    origin: str
    what: str
    slug: str
    spoils: tuple[str, ...]
    details: dict[str, object] = field(default_factory=dict)

    def said(self, language: Language = "zh") -> str:
        """What is wrong, as a sentence."""
        gap = "、" if language == "zh" else ", "
        told = {
            name: gap.join(words.label("claim", slug, language) for slug in value)
            if isinstance(value, tuple)
            else value
            for name, value in self.details.items()
        }
        return words.text("gaps", self.slug, language, **told)


def some_of(names: Sequence[str]) -> str:
    """A few of many, as they are told."""
    return "、".join(names[:EXAMPLES]) + ("…" if len(names) > EXAMPLES else "")


def together(rows: Iterable[Any], slug: str, spoils: tuple[str, ...], name: str = "code") -> Iterable[Gap]:
    """One gap per origin for many alike: how many, and a few of them."""
    by_origin: dict[str, list[str]] = {}
    for row in rows:
        by_origin.setdefault(row.origin, []).append(str(getattr(row, name)))
    for origin, names in sorted(by_origin.items()):
        yield Gap(origin, some_of(names), slug, spoils, {"count": len(names)})
