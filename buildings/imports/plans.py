"""What an import would write: new rows, edits, and what they mean to a person; made before anything is written."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from buildings.database.base import Record

Values = dict[str, Any]
_SAME: Final[Mapping[str, str]] = MappingProxyType({})  # every value is named as its field


@dataclass(eq=False)
class Draft:
    """A row to be inserted; its values may name other drafts, whose keys are filled in when they have one."""

    cls: type[Record]
    values: Values
    key: int | None = None


@dataclass(eq=False)
class Edit:
    """A recorded row whose named values become others."""

    cls: type[Record]
    key: int
    values: Values


@dataclass(frozen=True)
class Difference:
    """One value of a known thing that the file states otherwise than the register, by the field of the file's map.

    ``header`` as the file writes it and ``type`` as the map has it are added when it is told (``differences``).
    """

    row: int
    code: str
    field: str
    before: object
    after: object
    header: str = ""
    type: str = ""


@dataclass(frozen=True)
class Replaced:
    """What a tax file does to its month: taxpayers that leave and that come, and by how much the total moves.

    The amount is for who imports the file and holds both; it stands in no ``repr``, so that it reaches no log.
    """

    month: int
    leaving: int
    coming: int
    change_fen: int = field(repr=False)


Ref = int | Draft
"""A row that stands (its key), or one that will."""


@dataclass
class Plan:
    """What a file brings: by natural key new, changed, unchanged; what it leaves out; and the rows to write.

    ``named``: those of ``absent`` that only public sources name, so that no file of an office need have them.
    ``replaced``: where a tax file takes taxpayers from its month, or alters its total.
    """

    kind: str
    new: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    unchanged: dict[str, int] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    drafts: dict[type[Record], list[Draft]] = field(default_factory=lambda: defaultdict(list))
    edits: dict[tuple[type[Record], int], Edit] = field(default_factory=dict)
    voids: dict[tuple[type[Record], int], str] = field(default_factory=dict)
    month: int | None = None
    replaced: Replaced | None = None
    payload: Any = None

    @property
    def idle(self) -> bool:
        """Whether the file says nothing new."""
        return not (self.drafts or self.edits or self.voids or self.payload)

    def draft(self, cls: type[Record], values: Values) -> Draft:
        """A row to insert."""
        made = Draft(cls, values)
        self.drafts[cls].append(made)
        return made

    def edit(self, cls: type[Record], key: int, values: Mapping[str, Any]) -> None:
        """Values to change in a recorded row."""
        found = self.edits.setdefault((cls, key), Edit(cls, key, {}))
        found.values.update(values)

    def void(self, cls: type[Record], key: int, reason: str) -> None:
        """A recorded row to take out; it stays in the history."""
        self.voids[cls, key] = reason

    def counts(self) -> dict[str, int]:
        """How many things are new, changed, unchanged and absent."""
        return {name: len(getattr(self, name)) for name in ("new", "changed", "unchanged", "absent")}


@dataclass
class Subject:
    """One thing of the file while it is compared: collects what is new or different about it."""

    plan: Plan
    code: str
    row: int
    is_new: bool = False
    touched: bool = False

    def differ(self, name: str, before: object, after: object) -> None:
        """What a field says becomes something else."""
        self.touched = True
        self.plan.differences.append(Difference(self.row, self.code, name, before, after))

    def close(self) -> None:
        """Count the thing once."""
        place = self.plan.new if self.is_new else self.plan.changed if self.touched else self.plan.unchanged
        place[self.code] = self.row

    def base(self, cls: type[Record], current: Any | None, values: Values, fields: Mapping[str, str] = _SAME) -> Ref:  # noqa: ANN401
        """The thing's own row: drafted when unknown, edited where it differs. ``fields`` as in ``compare``."""
        if current is None:
            self.is_new = True
            return self.plan.draft(cls, values)
        key: int = current.id
        self.compare(cls, current, values, fields)
        return key

    def compare(self, cls: type[Record], current: Any, values: Values, fields: Mapping[str, str] = _SAME) -> None:  # noqa: ANN401
        """Edit a recorded row where it differs. ``fields``: of values that are named otherwise than their field."""
        other = {name: value for name, value in values.items() if getattr(current, name) != value}
        for name, value in other.items():
            self.differ(fields.get(name, name), getattr(current, name), value)
        if other:
            self.plan.edit(cls, current.id, other)

    def add(self, cls: type[Record], values: Values, name: str, after: object) -> Draft:
        """A new row that belongs to the thing; ``name``: the field that brings it."""
        if not self.is_new:
            self.differ(name, None, after)
        return self.plan.draft(cls, values)


def grouped(rows: Iterable[Any], name: str) -> dict[int, list[Any]]:
    """Rows by the key they point to."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
