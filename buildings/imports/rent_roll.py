"""A rent roll that comes back: the same reader as any schedule's, within what one person may send at once."""

from pathlib import Path
from typing import Final

from buildings import tables
from buildings.imports import workbook
from buildings.imports.container import MIB, Limits
from buildings.imports.workbook import Workbook
from buildings.words import label

MOST_ROWS: Final = 5_000
"""Rows that say something of a lease; rooms that stand empty do not count."""

LIMITS: Final = Limits(content=64 * MIB, cells=1_000_000)


def read(path: Path) -> Workbook:
    """Typed rows of a rent roll, as far as they can be read; ``log`` holds every problem met."""
    book = workbook.read(path, only=tables.rent_roll(), limits=LIMITS)
    if label("origin", "demonstration") in book.column("mark"):
        book.demonstration = True
    return book
