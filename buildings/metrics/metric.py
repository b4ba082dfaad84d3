"""What a metric is: one declaration, from which columns, legends, definitions and the gate follow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from buildings import parameters
from buildings.kinds import Derives
from buildings.portfolio import Flags, Floats, Ints, Portfolio
from buildings.quantities import last_day
from buildings.words import Language, label, text


class State(IntEnum):
    """Whether a value stands, and if not, why."""

    SHOWN = 0
    UNKNOWN = 1  # cannot tell 数据不足
    HIDDEN = 2  # suppressed: "＊"
    NOT_APPLICABLE = 3  # "—": e.g. a change on a base that is missing or not positive


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
    VERDICT = "verdict"  # of an upgrade rule


WHOLE = frozenset({Unit.FEN, Unit.DM2, Unit.COUNT})
"""Units whose values are whole numbers (int64)."""


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
    """Numerator and denominator per building (or row), so that every roll-up is a ratio of sums.

    Shapes (n,). ``known`` False = cannot tell (left out of roll-ups on both sides and listed). ``applicable`` False =
    the question does not arise ("—"; neither counted nor left out). ``denominator`` None: an amount. ``low``/``high``:
    bounds of what cannot be told, in the unit of the value. ``months``: months in the window, where that matters.
    ``before``: the parts a difference in points is taken from. ``estimated``: where some of it is estimated.
    """

    numerator: Ints
    denominator: Ints | None
    known: Flags
    applicable: Flags | None = None
    low: Floats | None = None
    high: Floats | None = None
    months: Ints | None = None
    before: "Parts | None" = None
    estimated: Flags | None = None


ALL_LEVELS = ("building", "zone", "subdistrict", "district")


@dataclass(frozen=True)
class Metric:
    """One figure: how it is computed over the whole portfolio, and what it derives from.

    ``parts`` gives numerator and denominator in whole units per building; the value is their ratio × ``factor``.
    ``rows`` gives the parts of a level that is no set of buildings (industry) or no sum of them (net inflow). ``over``
    gives the parts of sets of buildings (rows, n) where adding buildings up would count an enterprise twice.
    ``peers``: it is read from other buildings too, or from several figures, so that what the gate hides stays hidden
    in whichever state.
    """

    slug: str
    unit: Unit
    window: Window
    derives_from: Derives
    parts: Callable[[Portfolio], Parts]
    factor: float = 1.0
    better: str | None = None  # "high", "low" or None: direction of colours
    levels: tuple[str, ...] = ALL_LEVELS
    rows: Mapping[str, Callable[[Portfolio], Parts]] = field(default_factory=dict)
    over: Callable[[Portfolio, Flags], Parts] | None = None
    peers: bool = False

    @property
    def rolls_up(self) -> bool:
        """Whether zones, sub-districts and the district have it too."""
        return "zone" in self.levels

    def label(self, language: Language = "zh") -> str:
        """Name on screens."""
        return label("metric", self.slug, language)

    def definition(self, language: Language = "zh", month: int | None = None) -> str:
        """Formula, period and basis in one sentence, with the thresholds of a month; of the newest unless said."""
        return text("definitions", self.slug, language, **parameters.said(None if month is None else last_day(month)))
