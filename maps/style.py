"""How a metric looks: units as shown, classes and colour-blind-safe palettes (ColorBrewer 2.0)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from buildings.disclosure.figures import Column, State
from buildings.kinds import Verdict
from buildings.metrics.metric import Metric, Unit
from maps import classes


@dataclass(frozen=True)
class Shown:
    """A unit on the page: stored value × ``times`` rounded is the whole number that travels.

    ``zh`` and ``en`` are (divisor, decimals) from that number to what is printed.
    """

    times: float
    zh: tuple[int, int]
    en: tuple[int, int]


UNITS: Final[Mapping[Unit, Shown]] = {
    Unit.FEN: Shown(1e-4, (100, 2), (10_000, 2)),  # hundreds of yuan; 万元, million yuan
    Unit.DM2: Shown(1e-2, (1, 0), (1, 0)),
    Unit.COUNT: Shown(1, (1, 0), (1, 0)),
    Unit.RATIO: Shown(1e3, (10, 1), (10, 1)),
    Unit.POINTS: Shown(1e3, (10, 1), (10, 1)),
    Unit.CHANGE: Shown(1e3, (10, 1), (10, 1)),
    Unit.YUAN_PER_M2: Shown(10, (10, 1), (10, 1)),
    Unit.YUAN_PER_M2_MONTH: Shown(10, (10, 1), (10, 1)),
    Unit.YEARS: Shown(10, (10, 1), (10, 1)),
    Unit.STAR: Shown(1, (1, 0), (1, 0)),
    Unit.VERDICT: Shown(1, (1, 0), (1, 0)),
}
WARM: Final = ("#ffffb2", "#fecc5c", "#fd8d3c", "#f03b20", "#bd0026")  # YlOrRd: more needs more attention
COOL: Final = ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494")  # YlGnBu: more is better
PLAIN: Final = ("#edf8fb", "#b3cde3", "#8c96c6", "#8856a7", "#810f7c")  # BuPu: more is only more
BELOW: Final = ("#7f3b08", "#e08214", "#fdd6a3")  # PuOr, down to zero
ABOVE: Final = ("#d4d0e8", "#8073ac", "#40176b")  # PuOr, from zero up
PALETTES: Final[Mapping[str | None, tuple[str, ...]]] = {"low": WARM, "high": COOL, None: PLAIN}
VERDICTS: Final = ("#dfe8e3", "#fdae61", "#c0212f")  # not due, watch, due
DIVERGING: Final = frozenset({Unit.CHANGE, Unit.POINTS})


def spread(palette: tuple[str, ...], count: int) -> list[str]:
    """``count`` colours of a palette, evenly spaced; the middle one when only one is needed."""
    if count == 1:
        return [palette[len(palette) // 2]]
    last = len(palette) - 1
    return [palette[round(index * last / (count - 1))] for index in range(count)]


def whole(values: NDArray[np.float64] | NDArray[np.int64], unit: Unit) -> NDArray[np.int64]:
    """Stored values as the whole numbers that travel; shape kept, NaN becomes 0."""
    return np.rint(np.nan_to_num(values.astype(np.float64) * UNITS[unit].times)).astype(np.int64)


def scale(column: Column) -> dict[str, object]:
    """Breaks and colours of a metric, from its shown values only."""
    values: list[int] = whole(column.values[column.states == State.SHOWN], column.metric.unit).tolist()
    if column.metric.unit in DIVERGING:
        breaks, below = classes.diverging(values)
        above = len(breaks) + 1 - below
        colours = [*(spread(BELOW, below) if below else []), *(spread(ABOVE, above) if above else [])]
        return {"breaks": breaks, "colours": colours, "below": below}
    if column.metric.unit is Unit.VERDICT:  # always the three of them, so that a colour means the same everywhere
        return {"breaks": [int(Verdict.WATCH), int(Verdict.DUE)], "colours": list(VERDICTS), "below": 0}
    breaks = classes.sequential(values)
    return {"breaks": breaks, "colours": spread(_palette(column.metric), len(breaks) + 1), "below": 0}


def _palette(metric: Metric) -> tuple[str, ...]:
    return PALETTES[metric.better]
