"""What a column of a list holds, and how its values look in JSON and in the cells of a workbook."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from buildings.quantities import SHANGHAI, decimal_of
from buildings.register import codes
from buildings.words import Language, label

_MINUTE: Final = "%Y-%m-%d %H:%M"


class Kind(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    SLUG = "slug"
    CODE = "code"  # made of a key, with the letter of the column
    DAY = "day"
    INSTANT = "instant"
    AREA = "area"  # dm², shown in m²
    FEN = "fen"  # in workbooks yuan
    COUNT = "count"
    NUMBER = "number"
    FLAG = "flag"
    LIST = "list"
    DOCUMENT = "document"
    POINT = "point"  # degrees, longitude first


@dataclass(frozen=True)
class Column:
    """One column: ``name`` is its name in the query and in JSON; ``group`` labels its slugs; ``staff`` see it alone."""

    name: str
    kind: Kind = Kind.TEXT
    group: str = ""
    letter: str = ""
    staff: bool = False

    def plain(self, value: Any) -> Any:  # noqa: ANN401 - whatever the database holds
        """A value as JSON has it; None = unknown."""
        make = _PLAIN.get(self.kind)
        if value is None or make is None:
            return value
        return make(self, value)

    def cell(self, value: Any, language: Language) -> object:  # noqa: ANN401
        """A value as a cell of a workbook has it: labels instead of slugs, yuan instead of fen, local time."""
        make = _CELL.get(self.kind)
        if value is None:
            return None
        return self.plain(value) if make is None else make(self, value, language)


_PLAIN: Final[Mapping[Kind, Callable[[Column, Any], Any]]] = {
    Kind.CODE: lambda column, value: codes.code(column.letter, value),
    Kind.DAY: lambda _, value: value.isoformat(),
    Kind.INSTANT: lambda _, value: value.isoformat(),
    Kind.AREA: lambda _, value: value / 100,
    Kind.FLAG: lambda _, value: bool(value),
    Kind.POINT: lambda _, value: [value.x, value.y],
}


def _slug(column: Column, value: str, language: Language) -> str:
    return label(column.group, value, language)


def _flag(_: Column, value: object, language: Language) -> str:
    return label("answer", "yes" if value else "no", language)


def _yuan(_: Column, value: int, __: Language) -> Decimal:
    return decimal_of(value)


def _list(_: Column, value: list[str], language: Language) -> str:
    return ("、" if language == "zh" else "; ").join(map(str, value))


_CELL: Final[Mapping[Kind, Callable[[Column, Any, Language], object]]] = {
    Kind.SLUG: _slug,
    Kind.FLAG: _flag,
    Kind.AREA: _yuan,  # square metres of dm² are as exact as yuan of fen
    Kind.FEN: _yuan,
    Kind.LIST: _list,
    Kind.DAY: lambda _, value, __: value,
    Kind.POINT: lambda _, value, __: f"{value.x}, {value.y}",
    Kind.INSTANT: lambda _, value, __: value.astimezone(SHANGHAI).strftime(_MINUTE),
    Kind.DOCUMENT: lambda _, value, __: json.dumps(value, ensure_ascii=False, sort_keys=True),
}
