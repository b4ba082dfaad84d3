"""What a file states otherwise than the register, in the words of the file: its headers, labels, codes and units."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Final

from shapely.geometry.base import BaseGeometry

from buildings import words
from buildings.imports.headers import columns_of
from buildings.imports.plans import Difference
from buildings.imports.workbook import Workbook
from buildings.quantities import decimal_of, format_month
from buildings.register import lookup
from buildings.register.tables.enterprises import Enterprise
from buildings.register.tables.parties import ReportedParty
from buildings.words import Language

PLACE: Final = "point"
"""What stands for the two columns of a place; every other difference is of a field."""

_PARTY: Final = "party_name"


def said(one: Difference, language: Language = "zh") -> str:
    """Which thing, which column, and both values as the file would write them; of one that is ``in_words``."""
    before, after = (_shown(value, one.type, language) for value in (one.before, one.after))
    return f"{one.code} {one.header}{'：' if language == 'zh' else ': '}{before} → {after}"


def in_words(session: Any, book: Workbook, found: Iterable[Difference]) -> list[Difference]:  # noqa: ANN401
    """Differences under the headers of the file, with codes and names instead of keys."""
    assert book.map is not None  # noqa: S101 - a plan was made from it
    types = {column.field: column.type for column in columns_of(book.map)}
    named = _names(session)
    told = []
    for one in found:
        header, kind = _header(book, one.field), types.get(one.field, "")
        before, after = (_named(value, kind, one.field == _PARTY, named) for value in (one.before, one.after))
        told.append(replace(one, header=header, before=before, after=after, type=kind))
    return told


def _header(book: Workbook, field: str) -> str:
    """A field's header; a place is two columns of the file and always told in WGS 84."""
    if field == PLACE:
        return f"{book.header('lon')}、{book.header('lat')}（wgs84）"
    return book.header(field)


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
    if isinstance(value, int) and name in {"area", "rent", "money", "amount"}:
        return str(decimal_of(value))
    if isinstance(value, int) and name == "month":
        return format_month(value)
    if isinstance(value, list):
        return "；".join(map(str, value))
    if isinstance(value, BaseGeometry):
        return ", ".join(f"{degrees:.6f}" for degrees in value.coords[0])
    return f"{value:g}" if isinstance(value, float) else str(value)
