"""What is wrong with a file, place by place: an import says everything at once, and where."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from buildings import words
from buildings.errors import DomainError
from buildings.words import Language

HIDDEN: Final = "hidden_cell"
"""Detail of an issue whose value is tax: the cell where it stands, instead of the value."""

_SHOWN: Final = 60  # characters of a value that are repeated


@dataclass(frozen=True)
class Issue:
    """One problem: where it stands (row as Excel numbers it), what stood there, why it will not do, what would.

    ``slug`` names the sentence in the errors table, ``right`` the one in the remedies table ('' = none).
    A note says what was read differently from how it was written; it refuses nothing.
    """

    slug: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: object = None
    details: dict[str, object] = field(default_factory=dict)
    right: str = ""
    file: str = ""

    def reason(self, language: Language = "zh") -> str:
        """Why the value will not do."""
        return words.sentence(DomainError(self.slug, **self._places()), language)

    def remedy(self, language: Language = "zh") -> str:
        """What would be right, and why a value is hidden; '' when the reason says it all."""
        slugs = [slug for slug in (self.right, HIDDEN if HIDDEN in self.details else "") if slug]
        told = (words.text("remedies", slug, language, **self._places()) for slug in slugs)
        return ("" if language == "zh" else " ").join(told)

    def _places(self) -> dict[str, object]:
        """What fills the places of a sentence."""
        here = {"file": self.file, "sheet": self.sheet, "row": self.row, "column": self.column}
        return here | self.details | {"value": shown(self.value)}

    def say(self, language: Language = "zh") -> str:
        """The whole sentence: file, sheet, row, column, reason, remedy."""
        places = {"file": self.file, "sheet": self.sheet, "row": self.row, "column": self.column}
        named = [words.label("place", slug, language).format(value) for slug, value in places.items() if value]
        gap, stop = ("，", "：") if language == "zh" else (", ", ": ")
        said = gap.join(named) + stop + self.reason(language)
        remedy = self.remedy(language)
        return f"{said}{'' if language == 'zh' else ' '}{remedy}" if remedy else said


@dataclass
class Log:
    """Issues and notes of one file, in the order they were met."""

    file: str
    sheet: str = ""
    issues: list[Issue] = field(default_factory=list)
    notes: list[Issue] = field(default_factory=list)

    def add(self, slug: str, row: int | None = None, column: str = "", value: object = None, **details: object) -> None:
        """Record a problem; ``right=`` among the details names its remedy."""
        self.issues.append(self._issue(slug, (row, column, value), details))

    def note(
        self, slug: str, row: int | None = None, column: str = "", value: object = None, **details: object
    ) -> None:
        """Record what was read differently from how it was written."""
        self.notes.append(self._issue(slug, (row, column, value), details))

    def refuse(self, error: DomainError, row: int | None = None, column: str = "") -> None:
        """Record a refusal of the domain at a place of the file."""
        self.issues.append(self._issue(error.name, (row, column, None), dict(error.details)))

    def _issue(self, slug: str, at: tuple[int | None, str, object], details: dict[str, object]) -> Issue:
        right = str(details.pop("right", ""))
        return Issue(slug, self.sheet, *at, details, right, self.file)

    def __bool__(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.issues)

    def __iter__(self) -> Iterator[Issue]:
        return iter(self.issues)


def shown(value: object) -> str:
    """A value as it is repeated to the person: one line, cut when long."""
    if isinstance(value, float) and value.is_integer():  # Excel keeps every number so; people read it without .0
        value = f"{value:.0f}"
    text = " ".join(str(value).split()) if value is not None else ""
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
