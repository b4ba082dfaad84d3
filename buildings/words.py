"""The one source of labels and sentences, zh and en, read from ``data/i18n``."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Literal

from buildings.errors import DomainError, Word
from buildings.settings import DATA

Language = Literal["zh", "en"]


def _rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of ``<name>.csv`` and of its parts ``<name>_<part>.csv``, in the order of file names."""
    for path in sorted((DATA / "i18n").glob(f"{name}*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


@cache
def _table(name: str) -> Mapping[str, tuple[str, str]]:
    return {row["slug"]: (row["zh"], row["en"]) for row in _rows(name)}


@cache
def _labels() -> Mapping[tuple[str, str], tuple[str, str]]:
    return {(row["group"], row["slug"]): (row["zh"], row["en"]) for row in _rows("labels")}


def label(group: str, slug: str, language: Language = "zh") -> str:
    """Label of an enumeration's slug or another word; KeyError when it has none."""
    return _labels()[group, str(slug)][language == "en"]


def labels(group: str, language: Language = "zh") -> dict[str, str]:
    """All labels of a group by slug, in the file's order."""
    return {slug: pair[language == "en"] for (name, slug), pair in _labels().items() if name == group}


def name_pair(group: str, slug: str, chinese: str) -> tuple[str, str]:
    """A place's name as recorded and in English; the recorded one twice where the label is of another name or none."""
    known, english = _labels().get((group, slug), ("", ""))
    return chinese, english if known == chinese else chinese


def sentence(error: DomainError, language: Language = "zh") -> str:
    """What an error says to a person; KeyError when its slug has no sentence."""
    return text("errors", error.name, language, **{name: _said(one, language) for name, one in error.details.items()})


def _said(detail: object, language: Language) -> object:
    """A detail as it stands in a sentence: words in its language, several of them joined."""
    if isinstance(detail, Word):
        about = tuple(_said(one, language) for one in detail.about)
        return text("errors", detail.slug, language, value=_said(detail.value, language), about=about)
    if isinstance(detail, tuple):
        return joined((str(_said(one, language)) for one in detail), language)
    return detail


def joined(names: Iterable[str], language: Language) -> str:
    """Several names in a row, as a sentence has them."""
    return ("、" if language == "zh" else ", ").join(names)


def text(table: str, slug: str, language: Language = "zh", **details: object) -> str:
    """A sentence of ``data/i18n/<table>.csv`` with its places filled."""
    return _table(table)[slug][language == "en"].format_map(_Details(details))


class _Details(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"
