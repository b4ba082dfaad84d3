"""Facts that hold from a day on: a file's value for a day joins what is recorded, and nothing recorded is lost."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from buildings.database.base import Record
from buildings.imports.plans import Ref, Subject, Values

_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True)
class Owner:
    """Whose facts: the column that points to it, and the thing itself."""

    column: str
    ref: Ref
    rows: Sequence[Any]
    more: Values = field(default_factory=dict)

    @property
    def values(self) -> Values:
        """The pointing column with its reference, and what else tells these facts apart."""
        return {self.column: self.ref} | self.more


def corrected(rows: Sequence[Any], since: dt.date | None) -> Any | None:  # noqa: ANN401 - any dated row
    """The row that a value since a day corrects: that of the very day, without a day the latest; None: a new one."""
    if since is None:
        return max(rows, key=_first, default=None)
    return next((row for row in rows if row.valid_from == since), None)


def _first(row: Any) -> dt.date:  # noqa: ANN401 - any dated row
    return row.valid_from or dt.date.min


def put(
    subject: Subject,
    cls: type[Record],
    owner: Owner,
    values: Values,
    since: dt.date | None,
    fields: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Let ``values`` hold since a day (None: no day stated).

    A row of that very day is corrected. Without a day the latest row is corrected. Else a period begins there and ends
    before the next one recorded; the one it falls into ends the day before. ``fields`` as in
    ``Subject.compare``.
    """
    same = corrected(owner.rows, since)
    if same is not None:
        subject.compare(cls, same, values, fields)
        return
    rows = sorted(owner.rows, key=_first)
    later = [row.valid_from for row in rows if since is not None and row.valid_from and row.valid_from > since]
    for row in rows:
        if since is not None and _first(row) < since and (row.valid_to is None or row.valid_to >= since):
            subject.plan.edit(cls, row.id, {"valid_to": since - _DAY})
    period: Values = {"valid_from": since, "valid_to": later[0] - _DAY if later else None}
    name = next((name for name, value in values.items() if value is not None), next(iter(values)))
    subject.add(cls, owner.values | values | period, fields.get(name, name), values[name])
