"""What a file states otherwise than the register, in the words of the file: its headers, labels, codes and units."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from shapely.geometry.base import BaseGeometry

from buildings import words
from buildings.imports.headers import columns_of
from buildings.imports.workbook import Workbook
from buildings.quantities import decimal_of, format_month
from buildings.register import lookup
from buildings.register.tables.enterprises import Enterprise
from buildings.register.tables.parties import ReportedParty
from buildings.words import Language


@dataclass(frozen=True)
class Difference:
    """One value of a known thing that the file states otherwise than the register; ``type`` as in the maps."""

    row: int
    code: str
    header: str
    before: object
    after: object
    type: str = ""

    def say(self, language: Language = "zh") -> str:
        """Which thing, which column, and both values as the file would write them."""
        before, after = (_shown(value, self.type, language) for value in (self.before, self.after))
        return f"{self.code} {self.header}{'：' if language == 'zh' else ': '}{before} → {after}"


def in_words(session: Any, book: Workbook, found: Iterable[Difference]) -> list[Difference]:  # noqa: ANN401
    """Differences under the headers of the file, with codes and names instead of keys."""
    assert book.map is not None  # noqa: S101 - a plan was made from it
    columns = {column.field: column for column in columns_of(book.map)}
    headers = {name: book.header(name) for name in columns}
    types = {headers[name]: column.type for name, column in columns.items()}
    named = _names(session)
    told = []
    for one in found:
        header = headers.get(one.header, one.header)
        kind = types.get(header, "")
        party = header == headers.get("party_name")
        before, after = (_named(value, kind, party, named) for value in (one.before, one.after))
        told.append(replace(one, header=header, before=before, after=after, type=kind))
    return told


def _names(session: Any) -> Callable[[type], Mapping[int, str]]:  # noqa: ANN401
    """Enterprise codes and names of reported parties by key, read when one is asked for."""

    @cache
    def read(cls: type) -> Mapping[int, str]:
        return {row.id: row.code if cls is Enterprise else row.name for row in lookup.rows(session, cls)}

    return read


def _named(value: Any, kind: str, party: bool, named: Callable[[type], Mapping[int, str]]) -> object:  # noqa: ANN401
    """What a key stands for: an enterprise's code, a reported party's name."""
    if kind == "enterprise_code" and isinstance(value, int):
        return named(Enterprise).get(value)
    if party and value is not None:
        return named(ReportedParty).get(value) if isinstance(value, int) else value.values["name"]
    found: object = value
    return found


def _shown(value: object, kind: str, language: Language) -> str:  # noqa: PLR0911 - one kind of value after the other
    if value is None or value == []:
        return words.label("place", "empty", language)
    if isinstance(value, bool):
        return words.label("answer", "yes" if value else "no", language)
    name, _, group = kind.partition(":")
    if group:
        return words.labels(group, language).get(str(value), str(value))
    if isinstance(value, int) and name in {"area", "rent", "money"}:
        return str(decimal_of(value))
    if isinstance(value, int) and name == "month":
        return format_month(value)
    if isinstance(value, list):
        return "；".join(map(str, value))
    if isinstance(value, BaseGeometry):
        return ", ".join(f"{degrees:.6f}" for degrees in value.coords[0])
    return f"{value:g}" if isinstance(value, float) else str(value)
