"""What every kind checks the same way: double keys, days that run backwards, codes nobody knows."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar

from buildings.imports.plans import Plan, Values
from buildings.imports.workbook import Workbook
from buildings.quantities import format_month

Session = Any
"""A session of the register; imports hand it on and never speak SQL themselves."""

V = TypeVar("V")


class Kind(Protocol):
    """What a module of this package offers."""

    def check(self, session: Session, book: Workbook) -> Plan:
        """What the file would write; problems go to the book's log."""


def stated(book: Workbook, record: Mapping[str, Any], fields: Sequence[str]) -> Values:
    """Values of the columns the file has; a column it lacks says nothing."""
    return {name: record[name] for name in fields if book.has(name)}


def records(book: Workbook, fields: Sequence[str]) -> list[tuple[int, dict[str, Any]]]:
    """Rows as (Excel's number, values by field)."""
    names = list(dict.fromkeys(fields))
    return [(number, dict(zip(names, values, strict=True))) for number, *values in book.records(*names)]


def once(book: Workbook, keys: Sequence[Any], shown: Sequence[str], field: str) -> None:
    """Log every row whose natural key stood in an earlier row."""
    first: dict[Any, int] = {}
    for number, key, text in zip(book.rows, keys, shown, strict=True):
        if key in first:
            book.log.add("key_twice", number, book.header(field), text, first=first[key], right="key_twice")
        else:
            first[key] = number


def in_order(book: Workbook, number: int, first: tuple[str, Any], last: tuple[str, Any]) -> bool:
    """Whether two days (or months) of a row do not run backwards; logged at the later one otherwise."""
    if first[1] is None or last[1] is None or last[1] >= first[1]:
        return True
    book.log.add(
        "end_before_start",
        number,
        book.header(last[0]),
        _shown(last[1]),
        first=book.header(first[0]),
        start=_shown(first[1]),
    )
    return False


def _shown(value: object) -> object:
    return format_month(value) if isinstance(value, int) else value


def known(book: Workbook, number: int, field: str, code: str | None, among: Mapping[str, V]) -> V | None:
    """What a code of a row stands for; logged when nobody knows it."""
    if code is None:
        return None
    found = among.get(code)
    if found is None:
        book.log.add("code_unknown", number, book.header(field), code, right="code_unknown")
    return found
