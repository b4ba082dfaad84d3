"""What is asked of a list: filters, order, fields, page, day, moment of knowledge; unknown parameters are refused."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from buildings.errors import InvalidValue
from buildings.quantities import last_day, parse_month
from buildings.register.views import values
from buildings.register.views.columns import Column
from buildings.register.views.noun import Filter, Noun

MOST_ROWS: Final = 500
USUAL_ROWS: Final = 100
MOST_SORTS: Final = 3
COMMON: Final = ("limit", "cursor", "sort", "fields", "as_of", "month", "known_at", "count", "format", "lang")
FORMATS: Final = ("json", "csv", "xlsx")

Given = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Moment:
    """The day of everything dated (None = today), whether only what holds on it is listed, and as known when."""

    day: dt.date | None = None
    known_at: dt.datetime | None = None


@dataclass(frozen=True)
class Asked:
    """What is asked of one list. ``sort`` is (column, descending) …; ``fields`` empty = all."""

    moment: Moment = field(default_factory=Moment)
    filters: tuple[tuple[Filter, Any], ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()
    fields: tuple[str, ...] = ()
    limit: int = USUAL_ROWS
    cursor: str | None = None
    count: bool = False
    format: str = "json"

    @property
    def digest(self) -> str:
        """Stands for everything but the page: a cursor of another question is none of this one."""
        asked = [
            repr((self.moment.day, self.moment.known_at)),
            *(f"{one.name}={value!r}" for one, value in self.filters),
            repr(self.sort),
        ]
        return hashlib.sha256("\n".join(asked).encode()).hexdigest()[:16]


def parse(noun: Noun, pairs: Iterable[tuple[str, str]], *, staff: bool) -> Asked:
    """What is asked for by the parameters of an address.

    Raises
    ------
    InvalidValue
        A parameter is unknown, given twice, or its value is none of its kind; staff columns are unknown to others.
    """
    given: dict[str, list[str]] = {}
    for name, text in pairs:
        given.setdefault(name, []).append(text)
    for name, texts in given.items():
        if name not in COMMON:
            _known(noun, name, staff=staff)
        elif len(texts) > 1:
            raise InvalidValue("given_twice", parameter=name)
    single = {name: texts[0] for name, texts in given.items() if name in COMMON}
    found = sorted((name, texts) for name, texts in given.items() if name not in COMMON)
    return Asked(
        moment=_moment(single),
        filters=tuple(_filter(noun, name, texts, staff=staff) for name, texts in found),
        sort=_sort(noun, single.get("sort"), staff=staff),
        fields=_fields(noun, single.get("fields"), staff=staff),
        limit=_limit(single.get("limit")),
        cursor=single.get("cursor"),
        count=values.yes("count", single.get("count", "false")),
        format=_format(single.get("format", "json")),
    )


def _known(noun: Noun, name: str, *, staff: bool) -> Filter:
    found = noun.filter(name)
    if found is None or (column_of(noun, found).staff and not staff):
        others = [one.name for one in noun.filters if staff or not column_of(noun, one).staff]
        raise InvalidValue(
            "unknown_parameter", parameter=name[: values.MOST_TEXT], known=" ".join([*COMMON, *sorted(others)])
        )
    return found


def column_of(noun: Noun, one: Filter) -> Column:
    """The column that a filter looks at; one that is not shown is text."""
    columns = noun.nested.columns if one.nested and noun.nested else noun.columns
    return next((column for column in columns if column.name == one.column), Column(one.column))


def _filter(noun: Noun, name: str, texts: Sequence[str], *, staff: bool) -> tuple[Filter, Any]:
    one = _known(noun, name, staff=staff)
    return one, values.of(one, column_of(noun, one), texts)


def _moment(single: Mapping[str, str]) -> Moment:
    if "as_of" in single and "month" in single:
        raise InvalidValue("day_twice")
    found = None
    if "as_of" in single:
        found = values.day("as_of", single["as_of"])
    elif "month" in single:
        found = values.day("month", last_day(parse_month(single["month"])).isoformat())
    known = values.instant("known_at", single["known_at"], end=True) if "known_at" in single else None
    return Moment(found, known)


def _sort(noun: Noun, text: str | None, *, staff: bool) -> tuple[tuple[str, bool], ...]:
    names = [] if text is None else text.split(",")
    found = []
    for name in names:
        bare = name.removeprefix("-")
        column = noun.by_name.get(bare)
        if bare not in noun.sorts or column is None or (column.staff and not staff):
            raise InvalidValue("no_such_sort", value=bare[: values.MOST_TEXT], known=" ".join(noun.sorts))
        found.append((bare, name.startswith("-")))
    if len(found) > MOST_SORTS or len({name for name, _ in found}) < len(found):
        raise InvalidValue(field="sort", value=text)
    return tuple(found)


def _fields(noun: Noun, text: str | None, *, staff: bool) -> tuple[str, ...]:
    if text is None:
        return ()
    known = [one.name for one in noun.columns if staff or not one.staff]
    known += [noun.nested.name] if noun.nested else []
    names = tuple(dict.fromkeys(text.split(",")))
    for name in names:
        if name not in known:
            raise InvalidValue("no_such_field", value=name[: values.MOST_TEXT], known=" ".join(known))
    return names


def _limit(text: str | None) -> int:
    if text is None:
        return USUAL_ROWS
    found = values.whole("limit", text)
    if not 1 <= found <= MOST_ROWS:
        raise InvalidValue("page_size", value=found, most=MOST_ROWS)
    return found


def _format(text: str) -> str:
    if text not in FORMATS:
        raise InvalidValue("no_such_format", value=text[: values.MOST_TEXT], known=" ".join(FORMATS))
    return text
