"""What a report is made of: sections of tables with columns, rows and notes, in both languages."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, TypeAlias

from buildings.disclosure.figures import State
from buildings.words import Language, label, text

TEXT = "text"
WAN = "wan"  # whole fen, shown in 万元
MIXED = "mixed"  # each cell brings its own unit
SAID_IN_HEADING = {"fen", WAN, "dm2", "points", "yuan_per_m2", "yuan_per_m2_month", "years"}


class Pair(NamedTuple):
    """One label or sentence in both languages."""

    zh: str
    en: str

    def pick(self, language: Language) -> str:
        """The one that is asked for."""
        return self.en if language == "en" else self.zh


class Valued(NamedTuple):
    """A value with a unit of its own, for columns whose rows differ in unit."""

    value: float
    unit: str


class Bounds(NamedTuple):
    """Cannot tell, but it lies between these."""

    low: float
    high: float
    unit: str


Cell: TypeAlias = int | float | str | Pair | Valued | Bounds | State


@dataclass(frozen=True)
class Field:
    """A column of a block: what it is called, in which unit its numbers are, and what to know about it."""

    key: str
    label: Pair
    unit: str = TEXT
    note: Pair | None = None

    def heading(self, language: Language) -> str:
        """Name and, on a second line, the unit where numbers do not say it themselves."""
        name = self.label.pick(language)
        return f"{name}\n({unit_label(self.unit).pick(language)})" if self.unit in SAID_IN_HEADING else name


@dataclass(frozen=True)
class Recomputed:
    """What a workbook computes again: ``sum_key`` = Σ ``parts``, ``difference_key`` = ``total`` − ``sum_key``."""

    parts: tuple[str, ...]
    total: str
    sum_key: str
    difference_key: str


@dataclass(frozen=True)
class Block:
    """One table. ``columns[i]`` are the cells of ``fields[i]``, all of equal length.

    ``total`` marks the last row as standing for all others; ``filtered``: one long table, with a filter and its header
    in sight; ``recomputed`` names the columns that a workbook computes again with live formulas.
    """

    slug: str
    title: Pair
    fields: tuple[Field, ...]
    columns: tuple[Sequence[Cell], ...]
    notes: tuple[Pair, ...] = ()
    total: bool = False
    filtered: bool = False
    recomputed: Recomputed | None = None

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.columns[0]) if self.columns else 0

    def rows(self) -> list[tuple[Cell, ...]]:
        """Cells row by row."""
        return list(zip(*self.columns, strict=True))

    def column(self, key: str) -> tuple[Field, Sequence[Cell]]:
        """A field and its cells by key."""
        index = self.place(key)
        return self.fields[index], self.columns[index]

    def place(self, key: str) -> int:
        """Position of a column."""
        return next(i for i, one in enumerate(self.fields) if one.key == key)

    def formula(self, key: str, row: int) -> str:
        """Spreadsheet formula of a recomputed column in a row (from 1); empty for every other column."""
        again = self.recomputed
        if again is None or key not in (again.sum_key, again.difference_key):
            return ""
        if key == again.sum_key:
            return f"=ROUND({'+'.join(f'{_letter(self.place(part))}{row}' for part in again.parts)},2)"
        return f"=ROUND({_letter(self.place(again.total))}{row}-{_letter(self.place(again.sum_key))}{row},2)"


@dataclass(frozen=True)
class Chart:
    """A small chart of one block: one bar per row (or a line over rows) of ``series``, named by ``category``."""

    kind: str  # "bar", "column", "line"
    title: Pair
    block: str
    category: str
    series: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """One chapter: in a workbook a sheet, on a page a heading with its tables."""

    slug: str
    title: Pair
    tab: Pair
    blocks: tuple[Block, ...]
    notes: tuple[Pair, ...] = ()
    charts: tuple[Chart, ...] = ()
    annex: bool = False

    def block(self, slug: str) -> Block:
        """A block by slug."""
        return next(one for one in self.blocks if one.slug == slug)


@dataclass(frozen=True)
class Report:
    """A whole report for one audience, month and origin."""

    slug: str
    title: Pair
    month: str
    audience: Pair
    audience_slug: str
    demonstration: bool
    closed: bool
    data_date: str
    sections: tuple[Section, ...]

    def section(self, slug: str) -> Section:
        """A section by slug."""
        return next(one for one in self.sections if one.slug == slug)


def unit_label(unit: str) -> Pair:
    """Name of a unit: 元, ㎡, 百分点."""
    return both("report_unit" if unit == WAN else "unit", unit)


def _letter(index: int) -> str:
    """Spreadsheet letter of a column."""
    above, rest = divmod(index, 26)
    return (_letter(above - 1) if above else "") + chr(ord("A") + rest)


@cache
def both(group: str, slug: str) -> Pair:
    """A label in both languages."""
    return Pair(label(group, slug, "zh"), label(group, slug, "en"))


def known(group: str, slug: str) -> Pair | str:
    """A label in both languages, or the slug itself when nothing is called so (a name, a code)."""
    try:
        return both(group, slug)
    except KeyError:
        return slug


def said(slug: str, **details: object) -> Pair:
    """A sentence of the reports in both languages; details that are pairs are put in per language."""
    zh = {key: value.zh if isinstance(value, Pair) else value for key, value in details.items()}
    en = {key: value.en if isinstance(value, Pair) else value for key, value in details.items()}
    return Pair(text("report_texts", slug, "zh", **zh), text("report_texts", slug, "en", **en))
