"""What a request of OGC API – Features asks: bbox, datetime, limit, offset, equal properties; anything else is 400."""

import datetime as dt
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from starlette.datastructures import QueryParams

from buildings.errors import BadRequest, InvalidValue
from buildings.quantities import SHANGHAI, first_day, last_day, parse_month
from buildings.workflows.figures import MonthInfo

LIMIT, MOST = 100, 10_000
OFFSET_MOST: Final = 1_000_000_000
FEW, MOST_SHOWN = 12, 60
RESERVED: Final = ("bbox", "datetime", "limit", "offset")
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MONTH: Final = re.compile(r"\d{4}-\d\d", re.ASCII)
Span = tuple[dt.datetime | None, dt.datetime | None]
"""Two instants, both included; None = open."""


@dataclass(frozen=True)
class Asked:
    """A request for features. ``boxes`` (west, south, east, north): two where it crosses the antimeridian."""

    boxes: Sequence[tuple[float, float, float, float]] = ()
    span: Span | None = None
    limit: int = LIMIT
    offset: int = 0
    equal: Mapping[str, str] = field(default_factory=dict)


def asked(query: QueryParams, properties: Collection[str]) -> Asked:
    """Read a request for the features of a collection with these properties; BadRequest names the parameter."""
    given = once(query, (*RESERVED, *properties))
    return Asked(
        boxes(given["bbox"]) if "bbox" in given else (),
        span(given["datetime"]) if "datetime" in given else None,
        min(_integer("limit", given["limit"], 1), MOST) if "limit" in given else LIMIT,
        _integer("offset", given["offset"], 0) if "offset" in given else 0,
        {name: value for name, value in given.items() if name not in RESERVED},
    )


def once(query: QueryParams, known: Collection[str]) -> dict[str, str]:
    """Parameters by name; BadRequest for one that is not known, or comes twice."""
    found: dict[str, str] = {}
    for name, value in query.multi_items():
        if name not in known:
            raise BadRequest("unknown_parameter", parameter=name[:MOST_SHOWN], known=_some(known))
        if name in found:
            raise BadRequest("given_twice", parameter=name)
        found[name] = value
    return found


def _some(known: Collection[str]) -> str:
    few = list(known)[:FEW]
    return " ".join([*few, *(["…"] if len(known) > FEW else [])]) or "—"


def boxes(text: str) -> list[tuple[float, float, float, float]]:
    """Four numbers, or six of which the heights do not matter, in degrees of CRS84."""
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise BadRequest(field="bbox", value=text) from error
    if len(numbers) == 6:  # noqa: PLR2004 - with heights
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)) or numbers[1] > numbers[3]:  # noqa: PLR2004
        raise BadRequest(field="bbox", value=text)
    west, south, east, north = numbers
    if west <= east:
        return [(west, south, east, north)]
    return [(west, south, 180.0, north), (-180.0, south, east, north)]


def span(text: str) -> Span:
    """A month, day or instant, or an interval of two of them, ``..`` or nothing being open."""
    parts = text.replace(" ", "+").split("/")  # the + of a zone, unless it was encoded
    if len(parts) == 1:
        return _one(parts[0], text)
    if len(parts) != 2 or all(part in {"", ".."} for part in parts):  # noqa: PLR2004
        raise BadRequest(field="datetime", value=text)
    first, last = (None if part in {"", ".."} else _one(part, text) for part in parts)
    begin, end = None if first is None else first[0], None if last is None else last[1]
    if begin is not None and end is not None and begin > end:
        raise BadRequest(field="datetime", value=text)
    return begin, end


def _one(part: str, text: str) -> tuple[dt.datetime, dt.datetime]:
    """First and last instant of a month, day or instant; days and months are those of Asia/Shanghai."""
    try:
        if _MONTH.fullmatch(part):
            month = parse_month(part)
            return _begin(first_day(month)), _end(last_day(month))
        if _DAY.fullmatch(part):
            day = dt.date.fromisoformat(part)
            return _begin(day), _end(day)
        if _INSTANT.fullmatch(part):
            instant = dt.datetime.fromisoformat(part.upper())
            return instant, instant
    except (ValueError, ArithmeticError, InvalidValue) as error:
        raise BadRequest(field="datetime", value=text) from error
    raise BadRequest(field="datetime", value=text)


def _begin(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), SHANGHAI)


def _end(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.max, SHANGHAI)


def month_in(known: Sequence[MonthInfo], wanted: Span | None) -> int | None:
    """The newest month with figures that a span meets, rather one with a tax file; None when it meets none."""
    begin, end = wanted or (None, None)
    hits = [
        info
        for info in known
        if (end is None or _begin(first_day(info.month)) <= end)
        and (begin is None or _end(last_day(info.month)) >= begin)
    ]
    return next((info.month for info in hits if info.has_file), hits[0].month if hits else None)


def _integer(name: str, text: str, least: int) -> int:
    if not text.isascii() or not text.isdigit() or not least <= int(text[:12]) <= OFFSET_MOST:
        raise BadRequest(field=name, value=text)
    return int(text)
