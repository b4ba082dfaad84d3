"""What a header nobody knows was meant to be: the nearest of the columns a file lacks."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Final

from buildings import tables
from buildings.imports.writing import narrow
from buildings.settings import DATA
from buildings.tables import Column

NEAR: Final = 0.75
"""From here on a header is taken for a misspelling."""

FAR: Final = 0.5
"""So near is near enough where a column must be there and is not."""


@dataclass(frozen=True)
class Guess:
    """The column a header may mean, by which of its names, and how near that is (1 = the same but for a unit)."""

    column: Column
    name: str
    likeness: float


@cache
def others() -> frozenset[str]:
    """Headers that offices keep beside ours: near as they may be to one of ours, they mean something else."""
    return frozenset(narrow(row["header"]) for row in tables.rows_of(DATA / "mappings" / "louyu" / "others.csv"))


def of(header: str, absent: Iterable[Column], needed: Iterable[Column]) -> Guess | None:
    """The nearest column of those the file lacks; ``needed``: those it must not lack."""
    written = narrow(header)
    if _bare(written) in others():
        return None
    found = [_nearest(written, column) for column in absent]
    must = set(needed)
    likely = [guess for guess in found if guess.likeness >= (FAR if guess.column in must else NEAR)]
    return max(likely, key=lambda guess: guess.likeness, default=None)


def _nearest(written: str, column: Column) -> Guess:
    names = (column.header, *column.aliases)
    return max((Guess(column, name, _likeness(written, narrow(name))) for name in names), key=lambda one: one.likeness)


def _likeness(written: str, name: str) -> float:
    """How much of two names is the same; short ones are near already when one character is wrong."""
    if _bare(written) == name:
        return 1.0
    ratio = SequenceMatcher(None, written, name).ratio()
    return max(ratio, NEAR) if _one_off(written, name) else ratio


def _bare(written: str) -> str:
    """A header without a unit or mark around it: 面积(平方米), 面积/㎡, *面积."""
    return next(iter(re.findall(r"\w+", written)), written)


def _one_off(one: str, other: str) -> bool:
    """Whether two names differ by one character: another, missing, too many, or two the other way round."""
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    one, other = one[same:], other[same:]
    return one[1:] in (other, other[1:]) or one == other[1:] or (one[:2] == other[1::-1] and one[2:] == other[2:])
