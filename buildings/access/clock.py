"""The clock, read here and in the database only: months and dates are arguments everywhere else."""

import datetime as dt

from buildings.quantities import SHANGHAI, month_of


def today() -> dt.date:
    """Today in Asia/Shanghai, where days and months are counted."""
    return dt.datetime.now(SHANGHAI).date()


def now() -> dt.datetime:
    """The present instant, in UTC."""
    return dt.datetime.now(dt.UTC)


def last_complete_month() -> int:
    """The month before today's."""
    return month_of(today()) - 1
