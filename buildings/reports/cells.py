"""A cell as a number or as people read it: what workbook and page have in common."""

from typing import Final

from buildings.disclosure.figures import State
from buildings.disclosure.show import mark, show, show_range, ten_thousands
from buildings.metrics.metric import Unit
from buildings.reports.content import MIXED, TEXT, WAN, Bounds, Cell, Pair, Valued
from buildings.words import Language

DIVISORS: Final = {Unit.FEN.value: 100, Unit.DM2.value: 100, WAN: 1_000_000, Unit.POINTS.value: 0.01}


def number_of(cell: Cell, unit: str) -> tuple[float, str] | None:
    """The number a cell holds in the unit it is shown in, with that unit; None for text and states."""
    if isinstance(cell, Valued):
        cell, unit = cell
    if isinstance(cell, (State, str, Pair, Bounds)) or unit in (TEXT, MIXED):
        return None
    divisor = DIVISORS.get(unit)
    return (cell / divisor if divisor else cell), unit


def words_of(cell: Cell, unit: str, language: Language) -> str:
    """A cell as people read it: the text of pages, and of what is no number in workbooks."""
    if isinstance(cell, str):  # most are
        return str(cell)
    if isinstance(cell, State):
        return mark(cell, language)
    if isinstance(cell, Pair):
        return cell.pick(language)
    if isinstance(cell, Bounds):
        return show_range(cell.low, cell.high, cell.unit, language)
    value, own = cell if isinstance(cell, Valued) else (cell, unit)
    return _number(value, own, language)


def _number(value: float, unit: str, language: Language) -> str:
    if unit in (TEXT, MIXED):
        return str(value)
    return ten_thousands(int(value)) if unit == WAN else show(value, unit, State.SHOWN, language)
