"""Disclosed figures: what one audience may see of one month; maps, reports, API and CLI draw from here alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from buildings.audience import Audience
from buildings.errors import NotFound
from buildings.findings import Findings
from buildings.metrics.metric import Metric, State
from buildings.portfolio import Flags, Floats, Ints, Texts
from buildings.types.proposal import Proposal

__all__ = ["Column", "Figures", "Places", "Sheet", "State", "Table"]


@dataclass(frozen=True)
class Column:
    """One metric of one table. ``values`` (rows,) hold NaN / 0 wherever not SHOWN: nothing hidden travels along.

    FEN, DM2 and COUNT values are int64; all others float64. ``coverage`` (rows,) 0–1 beside yields, NaN when unknown;
    ``months`` (rows,) months with data in the window; ``low``/``high`` bounds where the state is UNKNOWN; ``estimated``
    (rows,) where some of the amount is estimated 估算.
    """

    metric: Metric
    values: NDArray[np.float64] | NDArray[np.int64]
    states: NDArray[np.uint8]
    coverage: Floats | None = None
    months: Ints | None = None
    low: Floats | None = None
    high: Floats | None = None
    estimated: Flags | None = None

    def value(self, row: int) -> float | int | None:
        """The value of a row, None unless it is shown."""
        return self.values[row].item() if self.states[row] == State.SHOWN else None

    def state(self, row: int) -> State:
        """The state of a row."""
        return State(int(self.states[row]))


@dataclass(frozen=True)
class Table:
    """All columns of one level (building, zone, subdistrict, industry, district), in display order.

    ``codes`` and ``names`` (rows,); ``attributes`` public facts by name (rows,). ``counted`` and ``left_out`` (per
    column slug, rows,) say how many buildings stand behind a roll-up and how many were left out as unknown.
    """

    level: str
    codes: Texts
    names: Texts
    columns: Mapping[str, Column]
    attributes: Mapping[str, NDArray[np.generic]] = field(default_factory=dict)
    counted: Mapping[str, Ints] = field(default_factory=dict)
    left_out: Mapping[str, Ints] = field(default_factory=dict)

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.codes)

    def row_of(self, code: str) -> int:
        """Position of the row of a code; NotFound."""
        found = np.flatnonzero(self.codes == code)
        if not len(found):
            raise NotFound(code=code)
        return int(found[0])


@dataclass(frozen=True)
class Sheet:
    """A plain table of the report: tiers, ladder, unattributed, reconciliation, overlaps, gaps.

    ``headers`` are slugs of label group ``sheet``; cells are str, int (in the column's unit), float, a tuple
    of str, or a State that is not SHOWN. ``units`` gives the Unit slug of each column, or "text". ``hidden``: its rows
    are not for this audience, not even their number. ``unseen``: kinds of rows (gaps) of which this audience may not
    know all, with the mark that stands for the others; they are named whether there are any or not.
    """

    slug: str
    headers: tuple[str, ...]
    units: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    hidden: bool = False
    unseen: tuple[tuple[str, State], ...] = ()


@dataclass(frozen=True)
class Places:
    """Public geometry for maps, EPSG:4326. Buildings in the order of the building table."""

    lon: Floats
    lat: Floats
    accuracy_m: Floats
    footprint: Texts
    zone_code: Texts
    zone_name: Texts
    zone_name_en: Texts
    zone_kind: Texts
    zone_shape: Texts  # WKB
    zone_schematic: Flags
    member: Flags  # (zones, buildings)
    uncertain: Flags  # (zones, buildings)
    primary: Ints  # (buildings,) zone index, -1 = none, -2 = place unknown


@dataclass(frozen=True)
class Figures:
    """Everything one audience may see of one month and one origin."""

    audience: Audience
    month: int
    origin: str
    closed: bool
    data_date: str
    tables: Mapping[str, Table]
    sheets: Mapping[str, Sheet]
    places: Places
    gaps_real: Sheet | None = None  # gap list of the real register, beside a demonstration
    rulings: Findings = field(default_factory=dict)  # of the building table's rows, with their evidence
    warnings: Findings = field(default_factory=dict)  # the same of early warnings; nothing stands where it is hidden
    proposals: Mapping[str, Sequence[Proposal | None]] = field(default_factory=dict)  # of types; None: hidden
    warned: Mapping[str, NDArray[np.uint8]] = field(default_factory=dict)  # ``State`` of each warning in each row

    @property
    def demonstration(self) -> bool:
        """Whether 示范数据 must stand on everything drawn from this."""
        return self.origin == "demonstration"
