"""Days and months as offices write them."""

import datetime as dt
import re
import unicodedata
from typing import Final

from buildings.errors import InvalidValue
from buildings.imports.writing import BLANKS, clean, narrow, text
from buildings.quantities import month_of, parse_month

_DATE: Final = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?(?:[T ]0{1,2}:00(?::00(?:\.0+)?)?)?")
_PACKED_DATE: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH: Final = re.compile(r"(\d{4})(?:[-/.]|年)?(0?[1-9]|1[0-2])月?")
_SERIAL_ZERO: Final = dt.date(1899, 12, 30)
_SERIALS: Final = (10_000, 73_050)  # 1927 to 2099: below, a bare year would pass for a day of 1905
_YEARS: Final = (1900, 2199)


def date(value: object) -> dt.date:
    """A day: a real date, a serial number, or text such as 2026-03-01, 2026/3/1, 2026.3.1, 2026年3月1日, 20260301."""
    if isinstance(value, dt.datetime):
        value = value.date()  # the time of day says nothing about the day
    if isinstance(value, dt.date):
        return _plausible(value, value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise InvalidValue("not_a_date", value=value, right="date")
    if not isinstance(value, str) and _SERIALS[0] <= value <= _SERIALS[1]:
        return _SERIAL_ZERO + dt.timedelta(days=int(value))
    written = narrow(text(value)) if not isinstance(value, str) else unicodedata.normalize("NFKC", clean(value))
    found = _DATE.fullmatch(BLANKS.sub("", written)) or _DATE.fullmatch(written) or _PACKED_DATE.fullmatch(written)
    if found is None:
        raise InvalidValue("not_a_date", value=value, right="date")
    try:
        return _plausible(dt.date(*(int(part) for part in found.groups())), value)
    except ValueError as error:
        raise InvalidValue("no_such_day", value=value, right="date") from error


def _plausible(day: dt.date, value: object) -> dt.date:
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise InvalidValue("day_out_of_range", value=value, right="date")
    return day


def month(value: object) -> int:
    """A month: 202610, 2026-10, 2026年10月, or a date in it."""
    if isinstance(value, dt.date):
        return month_of(_plausible(value, value))
    found = _MONTH.fullmatch(narrow(text(value)))
    if found is None or not _YEARS[0] <= int(found[1]) <= _YEARS[1]:
        raise InvalidValue("not_a_month", value=value, right="month")
    return parse_month(f"{found[1]}-{int(found[2]):02d}")
