"""Values with units: months, days, fen and square decimetres (1 dm² = 0.01 m²), all exact integers inside."""

import calendar
import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import Final

from buildings.errors import InvalidValue

EPOCH: Final = dt.date(1970, 1, 1)
SHANGHAI: Final = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")
"""Where days and months are counted; no summer time since 1991, so no time zone tables are needed."""

FAR_DAY: Final = 2_932_896  # 9999-12-31 as days since 1970-01-01: "no last day"
_MONTH: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_GROUPED: Final = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?")
_KILOMETRE: Final = 1_000
_FAR_M: Final = 100_000  # from here on tenths of a kilometre say nothing
_SIGNIFICANT: Final = ".15g"  # what a spreadsheet keeps of a binary float


def month_of(day: dt.date) -> int:
    """Month number (year × 12 + month − 1) of a day."""
    return day.year * 12 + day.month - 1


def parse_month(text: str) -> int:
    """Month number of ``YYYY-MM``; InvalidValue otherwise."""
    found = _MONTH.fullmatch(text.strip())
    if found is None or int(found[1]) < 1:
        raise InvalidValue("not_a_month", value=text)
    return int(found[1]) * 12 + int(found[2]) - 1


def format_month(month: int) -> str:
    """``YYYY-MM`` of a month number."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def first_day(month: int) -> dt.date:
    """First day of a month."""
    return dt.date(month // 12, month % 12 + 1, 1)


def last_day(month: int) -> dt.date:
    """Last day of a month."""
    year, index = divmod(month, 12)
    return dt.date(year, index + 1, calendar.monthrange(year, index + 1)[1])


def local_text(instant: str) -> str:
    """``YYYY-MM-DD HH:MM`` in Asia/Shanghai of an ISO instant; '—' for none. Without a zone it is taken as local."""
    if not instant:
        return "—"
    found = dt.datetime.fromisoformat(instant)
    return (found if found.tzinfo is None else found.astimezone(SHANGHAI)).strftime("%Y-%m-%d %H:%M")


def day_number(day: dt.date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def day_of(number: int) -> dt.date:
    """The day that ``day_number`` counted."""
    return EPOCH + dt.timedelta(days=number)


def exact(value: object) -> Decimal:
    """The exact decimal of a number or of a number as text; InvalidValue when it is none."""
    if isinstance(value, bool):
        raise InvalidValue("not_a_number", value=value)
    if isinstance(value, float):
        value = format(value, _SIGNIFICANT)
    try:
        number = Decimal(_ungrouped(str(value).strip().replace("\N{FULLWIDTH COMMA}", ",")))
    except InvalidOperation as error:
        raise InvalidValue("not_a_number", value=value) from error
    if not number.is_finite():
        raise InvalidValue("not_a_number", value=value)
    return number


def _ungrouped(text: str) -> str:
    """A number without its commas where they part thousands; elsewhere they stay: "2,9" is no 29."""
    return text.replace(",", "") if _GROUPED.fullmatch(text) else text


def hundredths(value: object) -> int:
    """Exact hundredths of a number with at most two decimals; InvalidValue when there are more."""
    scaled = exact(value) * 100
    if scaled != scaled.to_integral_value():
        raise InvalidValue("too_many_decimals", value=value)
    if abs(scaled) >= Decimal(2) ** 62:
        raise InvalidValue("out_of_range", value=value)
    return int(scaled)


def fen_of(yuan: object) -> int:
    """Fen of an amount in yuan with at most two decimals."""
    return hundredths(yuan)


def dm2_of(square_metres: object) -> int:
    """Square decimetres of an area in m² with at most two decimals; InvalidValue when negative, first of all."""
    if exact(square_metres) < 0:
        raise InvalidValue("negative_area", value=square_metres)
    return hundredths(square_metres)


def distance_text(metres: float) -> str:
    """A distance as people say it: ``850 m``, ``12.3 km``, ``1,512 km``."""
    whole = round(metres)
    if whole < _KILOMETRE:
        return f"{whole} m"
    return f"{whole / _KILOMETRE:,.{0 if whole >= _FAR_M else 1}f} km"


def decimal_of(scaled: int) -> Decimal:
    """Yuan of fen, m² of dm²: the exact two-decimal number."""
    return Decimal(scaled).scaleb(-2)
