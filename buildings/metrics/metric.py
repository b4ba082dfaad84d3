"""What a metric is: one declaration, from which columns, legends, definitions and the gate follow."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from buildings.kinds import Derives
from buildings.portfolio import Flags, Floats, Ints, Portfolio
from buildings.words import Language, label, text


class Unit(StrEnum):
    """Unit of a shown value, and how its parts become it."""

    FEN = "fen"  # whole fen, shown in yuan
    DM2 = "dm2"  # whole dm², shown in m²
    COUNT = "count"
    RATIO = "ratio"  # 0–1, shown as %
    POINTS = "points"  # difference of two ratios, shown in percentage points 百分点
    CHANGE = "change"  # (new − old) ÷ old, shown as %
    YUAN_PER_M2 = "yuan_per_m2"
    YUAN_PER_M2_MONTH = "yuan_per_m2_month"
    YEARS = "years"
    STAR = "star"


class Window(StrEnum):
    """The period a metric speaks of."""

    NOW = "now"  # no period: public facts as recorded
    MONTH_END = "month_end"
    MONTH = "month"
    YTD = "ytd"
    ROLLING_12 = "rolling_12"
    YEAR = "year"  # last complete calendar year


@dataclass(frozen=True)
class Parts:
    """Numerator and denominator per building, so that every roll-up is a ratio of sums.

    Shapes (n,). ``known`` False = cannot tell (left out of roll-ups on both sides and listed). ``denominator`` None: an
    amount. ``low``/``high``: bounds of a rate that cannot be told. ``months``: months in the window, where that matters.
    """

    numerator: Ints
    denominator: Ints | None
    known: Flags
    low: Floats | None = None
    high: Floats | None = None
    months: Ints | None = None


@dataclass(frozen=True)
class Metric:
    """One figure: how it is computed over the whole portfolio, and what it derives from.

    ``parts`` gives numerator and denominator in whole units; the value is numerator ÷ denominator × ``factor``.
    ``compare`` (for 环比, 同比): the metric it compares and the months between, instead of ``parts``.
    """

    slug: str
    unit: Unit
    window: Window
    derives_from: Derives
    parts: Callable[[Portfolio], Parts]
    factor: float = 1.0
    better: str | None = None  # "high", "low" or None: direction of colours
    rolls_up: bool = True

    def label(self, language: Language = "zh") -> str:
        """Name on screens."""
        return label("metric", self.slug, language)

    def definition(self, language: Language = "zh") -> str:
        """Formula, period and basis in one sentence."""
        return text("definitions", self.slug, language)
