"""Dated rows of one thing that never overlap: a new period cuts what it covers; the history keeps what was cut."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import select

from buildings.database.base import Record
from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.register import records

R = TypeVar("R", bound=Record)
DAY = dt.timedelta(days=1)
Span = tuple[dt.date | None, dt.date | None]


def overlap(one: Span, other: Span) -> bool:
    """Whether two periods share a day; None = open on that side, both ends included."""
    return not (
        (one[1] is not None and other[0] is not None and one[1] < other[0])
        or (other[1] is not None and one[0] is not None and other[1] < one[0])
    )


def of(changes: Changes, cls: type[R], owner: Mapping[str, Any]) -> Sequence[R]:
    """Standing rows of one owner (e.g. ``{"enterprise_id": 7}``), by first day."""
    table = table_of(cls)
    rows = changes.session.execute(
        select(cls).where(table.c.voided_at.is_(None), *(table.c[name] == value for name, value in owner.items()))
    )
    return sorted(rows.scalars(), key=lambda row: (_span(row)[0] or dt.date.min, row.key))


def put(changes: Changes, cls: type[R], owner: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Let ``values`` (with ``valid_from`` and ``valid_to``) hold for their period; whether anything changed.

    What stood there before ends the day before, starts the day after, or is voided when wholly covered.
    """
    wanted = records.checked(cls, {**owner, **values})
    span = _span(wanted)
    touched = [row for row in of(changes, cls, owner) if overlap(_span(row), span)]
    if len(touched) == 1 and all(getattr(touched[0], name) == getattr(wanted, name) for name in values):
        return False
    for row in touched:
        _cut(changes, row, span)
    changes.session.add(wanted)
    changes.session.flush()
    return True


def clear(changes: Changes, cls: type[R], owner: Mapping[str, Any], span: Span) -> None:
    """Let nothing stand in a period."""
    for row in of(changes, cls, owner):
        if overlap(_span(row), span):
            _cut(changes, row, span)
    changes.session.flush()


def close(changes: Changes, cls: type[R], owner: Mapping[str, Any], last: dt.date) -> None:
    """End whatever holds after a day; rows that start later are voided."""
    clear(changes, cls, owner, (last + DAY, None))


def _span(row: Any) -> Span:  # noqa: ANN401 - any dated row
    return row.valid_from, row.valid_to


def _cut(changes: Changes, row: R, span: Span) -> None:
    """Take a period out of a row: what is left before it, what is left after it."""
    first, last = _span(row)
    before = span[0] is not None and (first is None or first < span[0])
    after = span[1] is not None and (last is None or last > span[1])
    if after and span[1] is not None:
        rest = row.model_dump(exclude={*Record.model_fields})
        rest["valid_from"] = span[1] + DAY
        if before:
            changes.session.add(records.checked(type(row), rest))
        else:
            records.update(changes, row, {"valid_from": span[1] + DAY})
    if before and span[0] is not None:
        records.update(changes, row, {"valid_to": span[0] - DAY})
    elif not after:
        records.void(changes, row, "superseded by a row for the same period")


def gaps(spans: Sequence[Span]) -> list[Span]:
    """The periods that none of the spans covers, in order."""
    found: list[Span] = []
    free_from: dt.date | None = None
    for first, last in sorted(spans, key=lambda span: span[0] or dt.date.min):
        if first is not None and (free_from is None or first > free_from):
            found.append((free_from, first - DAY))
        if last is None:
            return found
        free_from = last + DAY if free_from is None else max(free_from, last + DAY)
    found.append((free_from, None))
    return found
