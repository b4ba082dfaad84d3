"""Where a page ends: an opaque text that only the same question understands."""

import base64
import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from buildings.errors import InvalidValue
from buildings.register.views.columns import Column, Kind

_LONGEST: Final = 4_000
_MOST: Final = 2**63
_TEXTS: Final = {Kind.TEXT, Kind.SLUG}


@dataclass(frozen=True)
class Place:
    """The last row of a page: the day its list was made for, and its values in the order of the list."""

    day: dt.date
    values: tuple[Any, ...]


def write(place: Place, digest: str) -> str:
    """A place as text."""
    values = [value.isoformat() if isinstance(value, dt.date) else value for value in place.values]
    text = json.dumps([digest, place.day.isoformat(), values], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(text: str, digest: str, columns: Sequence[Column]) -> Place:
    """The place a text stands for; InvalidValue when it is none of this question."""
    try:
        known, day, values = _decoded(text)
        found = tuple(_value(column, value) for column, value in zip(columns, values, strict=True))
        place = Place(dt.date.fromisoformat(day), found)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise InvalidValue("bad_cursor") from error
    if known != digest:
        raise InvalidValue("bad_cursor")
    return place


def day_of(text: str | None) -> dt.date | None:
    """The day a list was begun for, so that its pages tell of one day; None for no page, or a text that is none."""
    try:
        found = None if text is None else dt.date.fromisoformat(_decoded(text)[1])
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    return found if found is None or dt.MINYEAR < found.year < dt.MAXYEAR else None


def _decoded(text: str) -> Any:  # noqa: ANN401 - whatever somebody sent
    if len(text) > _LONGEST:
        raise ValueError(len(text))
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    digest, day, values = json.loads(raw.decode())
    return digest, day, values


def _value(column: Column, value: Any) -> Any:  # noqa: ANN401 - whatever the column holds
    if value is None:
        return None
    if column.kind is Kind.DAY:
        return dt.date.fromisoformat(value)
    if column.kind is Kind.INSTANT:
        found = dt.datetime.fromisoformat(value)
        if found.tzinfo is None or not dt.MINYEAR < found.year < dt.MAXYEAR:
            raise ValueError(value)
        return found
    if column.kind in _TEXTS:
        value.encode()  # no half of a character
        if "\0" in value:
            raise ValueError(value)
        return value
    if not isinstance(value, int) or not -_MOST <= value < _MOST:
        raise ValueError(value)
    return value
