"""Values as they are asked for: text to days, areas, codes and slugs; InvalidValue names the parameter."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from buildings.errors import DomainError, InvalidValue
from buildings.quantities import SHANGHAI, dm2_of
from buildings.register import codes
from buildings.register.views.columns import Column, Kind
from buildings.register.views.noun import Filter, How
from buildings.words import labels

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WHOLE: Final = re.compile(r"-?\d{1,15}", re.ASCII)
_YES_NO: Final = {"true": True, "false": False}
MOST_VALUES: Final = 100
MOST_TEXT: Final = 200
END_OF_DAY: Final = dt.timedelta(days=1) - dt.timedelta(microseconds=1)
_DAYS_NEAR_THE_EDGE: Final = (dt.date(1, 1, 3), dt.date(9999, 12, 29))


def clean(name: str, text: str) -> str:
    """Text that any database takes: no control characters, not too long."""
    if not text or len(text) > MOST_TEXT or any(ord(char) < 32 or ord(char) == 127 for char in text):  # noqa: PLR2004 - control characters
        raise InvalidValue(field=name, value=text[:MOST_TEXT])
    return text


def day(name: str, text: str) -> dt.date:
    """A day written ``YYYY-MM-DD``, far enough from the ends of time to be counted from."""
    try:
        found = dt.date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None or not _DAYS_NEAR_THE_EDGE[0] < found < _DAYS_NEAR_THE_EDGE[1]:
        raise InvalidValue("not_a_day", field=name, value=text[:MOST_TEXT])
    return found


def instant(name: str, text: str, *, end: bool = False) -> dt.datetime:
    """An instant, or a day of Asia/Shanghai from its beginning (or to its end)."""
    if _DAY.fullmatch(text):
        return dt.datetime.combine(day(name, text), dt.time(), SHANGHAI) + (END_OF_DAY if end else dt.timedelta())
    try:
        found = dt.datetime.fromisoformat(text.replace(" ", "+"))  # a plus that was not written %2B
    except ValueError as error:
        raise InvalidValue("not_an_instant", field=name, value=text[:MOST_TEXT]) from error
    day(name, found.date().isoformat())
    return found if found.tzinfo is not None else found.replace(tzinfo=SHANGHAI)


def yes(name: str, text: str) -> bool:
    """``true`` or ``false``."""
    if text not in _YES_NO:
        raise InvalidValue("not_yes_or_no", field=name, value=text[:MOST_TEXT])
    return _YES_NO[text]


def whole(name: str, text: str) -> int:
    """A whole number that fits everywhere."""
    if not _WHOLE.fullmatch(text):
        raise InvalidValue(field=name, value=text[:MOST_TEXT])
    return int(text)


def of(one: Filter, column: Column, texts: Sequence[str]) -> Any:  # noqa: ANN401 - whatever the column holds
    """What a filter is asked for; only ``any`` takes several values."""
    if one.how is How.ANY:
        several = [part for text in texts for part in text.split(",")]
        if len(several) > MOST_VALUES:
            raise InvalidValue("too_many_values", field=one.name, most=MOST_VALUES)
        return tuple(sorted({_one(one.name, column, text) for text in several}))
    if len(texts) != 1:
        raise InvalidValue("given_twice", parameter=one.name)
    (text,) = texts
    if one.how in {How.IS, How.SOME, How.KNOWN, How.OPEN}:
        return yes(one.name, text)
    if one.how is How.HOLDS:
        return clean(one.name, text)
    if one.how is How.ON:
        return day(one.name, text)
    return _one(one.name, column, text)


def _one(name: str, column: Column, text: str) -> Any:  # noqa: ANN401
    make = _MAKE.get(column.kind)
    if make is not None:
        return make(name, text)
    clean(name, text)
    if column.kind is Kind.SLUG and text not in labels(column.group):
        raise InvalidValue(field=name, value=text)
    return codes_key(name, column, text) if column.kind is Kind.CODE else text


def codes_key(name: str, column: Column, text: str) -> int:
    """The key in a public code."""
    try:
        return codes.key(column.letter, text)
    except DomainError as error:
        raise InvalidValue(field=name, value=text) from error


def _area(name: str, text: str) -> int:
    try:
        return dm2_of(clean(name, text))
    except InvalidValue as error:
        raise InvalidValue(field=name, value=text[:MOST_TEXT]) from error


_MAKE: Final[Mapping[Kind, Callable[[str, str], Any]]] = {
    Kind.DAY: day,
    Kind.INSTANT: instant,
    Kind.AREA: _area,
    Kind.COUNT: whole,
    Kind.FEN: whole,
    Kind.FLAG: yes,
}
