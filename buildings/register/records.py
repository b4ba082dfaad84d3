"""What every noun's writers share: validated rows, stale versions, void instead of delete, look-up by code."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeVar

from pydantic import ValidationError
from sqlalchemy import CheckConstraint, ColumnElement, Select, select
from sqlmodel import Session

from buildings.database.base import Record
from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.errors import Conflict, InvalidValue, NotFound, StaleVersion

R = TypeVar("R", bound=Record)
Values = Mapping[str, Any]


class Dated(Protocol):
    """A row with a first and a last day, both included; None = open."""

    valid_from: dt.date | None
    valid_to: dt.date | None


def checked(cls: type[R], values: Values) -> R:
    """A row of validated values, not yet added.

    Raises
    ------
    InvalidValue
        A value of the wrong type or out of range, a slug that is not in its list, days that run backwards.
    """
    try:
        row = cls.model_validate(dict(values))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or cls.__name__
        raise InvalidValue(field=field, value=first.get("input")) from error
    for rule in table_of(cls).constraints:
        if isinstance(rule, CheckConstraint) and rule.info:
            _obey(rule.info, row)
    return row


def _obey(rule: Mapping[Any, Any], row: Record) -> None:
    if "slugs" in rule:
        value = getattr(row, rule["column"])
        if value is not None and value not in rule["slugs"]:
            raise InvalidValue(field=rule["column"], value=value)
        return
    first, last = getattr(row, rule["first"]), getattr(row, rule["last"])
    if first is not None and last is not None and last < first:
        raise InvalidValue("days_backwards", first=first, last=last)


def create(changes: Changes, cls: type[R], values: Values) -> R:
    """Validate, add and flush a new row."""
    row = checked(cls, values)
    changes.session.add(row)
    changes.session.flush()
    return row


def create_numbered(changes: Changes, cls: type[R], values: Values, form: str) -> R:
    """``create`` with a public code made from the surrogate key, e.g. ``E-{:06d}``, when none is given."""
    if values.get("code"):
        return create(changes, cls, values)
    row = create(changes, cls, {**values, "code": f"new {changes.audit_id} {len(changes.session.identity_map)}"})
    row.code = form.format(row.key)
    changes.session.flush()
    return row


def update(changes: Changes, row: R, values: Values, version: int | None = None) -> bool:
    """Validate and set the values that differ; whether any did. StaleVersion when it moved on since ``version``."""
    fresh(row, version)
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not differing:
        return False
    candidate = checked(type(row), {**row.model_dump(), **differing})
    for name in differing:
        setattr(row, name, getattr(candidate, name))
    changes.session.flush()
    return True


def fresh(row: Record, version: int | None) -> None:
    """Refuse a change that was made upon an older version, or upon a voided record."""
    if version is not None and row.version != version:
        raise StaleVersion(version=row.version)
    if row.voided_at is not None:
        raise Conflict("already_voided", code=getattr(row, "code", row.id))


def void(changes: Changes, row: Record, reason: str, version: int | None = None) -> None:
    """Take a record out without deleting it; its history stays."""
    fresh(row, version)
    void_all(changes, [row], reason)


def void_all(changes: Changes, rows: Iterable[Record], reason: str) -> None:
    """Take standing records out together, for one reason."""
    if not reason.strip():
        raise InvalidValue("reason_missing")
    for row in rows:
        row.voided_at, row.voided_by, row.void_reason = changes.at, changes.actor, reason.strip()
    changes.session.flush()


def standing(cls: type[R], *where: ColumnElement[bool]) -> Select[R]:
    """Select the rows that are not voided, ordered by key."""
    table = table_of(cls)
    return select(cls).where(table.c.voided_at.is_(None), *where).order_by(table.c.id)


def by_code(session: Session, cls: type[R], code: str) -> R:
    """The standing row of a public code; NotFound."""
    row: R | None = session.execute(standing(cls, table_of(cls).c.code == code)).scalar_one_or_none()
    if row is None:
        raise NotFound(code=code)
    return row


def by_key(session: Session, cls: type[R], key: int) -> R:
    """The standing row of a surrogate key; NotFound."""
    row = session.get(cls, key)
    if row is None or row.voided_at is not None:
        raise NotFound(code=f"{cls.__name__} {key}")
    return row


def keys(rows: Iterable[Record]) -> list[int]:
    """Surrogate keys in ascending order, each once."""
    return sorted({row.key for row in rows})


def holds_on(row: Dated, day: dt.date) -> bool:
    """Whether a dated row holds on a day."""
    return (row.valid_from is None or row.valid_from <= day) and (row.valid_to is None or row.valid_to >= day)
