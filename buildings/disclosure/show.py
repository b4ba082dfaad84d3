"""A disclosed value as people read it: the one way figures become text on pages, maps, in files and answers."""

from collections.abc import Callable
from typing import Final

from buildings.disclosure.figures import State
from buildings.kinds import Verdict
from buildings.metrics.metric import Unit
from buildings.words import Language, label

_HUNDRED: Final = 100
_FEN_PER_WAN: Final = 1_000_000
_FEN_PER_YI: Final = 10_000_000_000
_NUDGE: Final = 1 + 2**-50  # a tie that no binary number holds, e.g. 4012.345, goes up all the same


_SELF_EXPLAINED: Final = {Unit.RATIO, Unit.CHANGE, Unit.COUNT, Unit.STAR, Unit.VERDICT}


def mark(state: State, language: Language = "zh") -> str:
    """What stands in place of a value that is not shown: 数据不足, ＊ or —."""
    return label("state", state.name.lower(), language)


def hundredths(scaled: int) -> str:
    """Exact two decimals with thousands of a whole number of hundredths (yuan of fen, m² of dm²)."""
    whole, rest = divmod(abs(scaled), _HUNDRED)
    return f"{'-' if scaled < 0 else ''}{whole:,}.{rest:02d}"


def ten_thousands(fen: int) -> str:
    """万元 of fen with two decimals, half away from zero."""
    return hundredths((abs(fen) + 5_000) // 10_000 * (1 if fen >= 0 else -1))


def _decimals(value: float, digits: int, sign: str = "") -> str:
    """Rounded half away from zero as spreadsheets do it (on 15 digits), and never ``-0.0``."""
    nudged = round(value * _NUDGE, digits) + 0.0
    return f"{nudged:{sign if nudged else ''},.{digits}f}"


_WRITTEN: Final[dict[Unit, Callable[[float], str]]] = {
    Unit.FEN: lambda value: hundredths(int(value)),
    Unit.DM2: lambda value: hundredths(int(value)),
    Unit.COUNT: lambda value: f"{int(value):,}",
    Unit.RATIO: lambda value: f"{_decimals(value * _HUNDRED, 1)}%",
    Unit.CHANGE: lambda value: f"{_decimals(value * _HUNDRED, 1, '+')}%",
    Unit.POINTS: lambda value: _decimals(value * _HUNDRED, 1, "+"),
    Unit.YUAN_PER_M2: lambda value: _decimals(value, 2),
    Unit.YUAN_PER_M2_MONTH: lambda value: _decimals(value, 2),
    Unit.YEARS: lambda value: _decimals(value, 2),
}


def show(
    value: float | None,
    unit: Unit | str,
    state: State = State.SHOWN,
    language: Language = "zh",
    *,
    with_unit: bool = False,
) -> str:
    """Text of one value: thousands separators, money and areas with two decimals, rates and points with one.

    A value that is None or NaN although shown reads as cannot tell. ``with_unit`` adds 元, ㎡, 百分点 … behind it.
    """
    if state != State.SHOWN:
        return mark(state, language)
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return mark(State.UNKNOWN, language)
    unit = Unit(unit)
    if unit is Unit.STAR:
        return label("star", str(int(value)), language)
    if unit is Unit.VERDICT:
        return label("verdict", Verdict(int(value)).name.lower(), language)
    number = _WRITTEN[unit](value)
    return f"{number}{suffix(unit, language)}" if with_unit else number


def suffix(unit: Unit | str, language: Language = "zh") -> str:
    """What stands behind a number in running text: 元, ㎡, 百分点; nothing where the number says it itself."""
    if unit in _SELF_EXPLAINED:
        return ""
    return f"{' ' if language == 'en' else ''}{label('unit', str(unit), language)}"


def show_range(low: float, high: float, unit: Unit | str, language: Language = "zh") -> str:
    """The bounds of a value that cannot be told: ``数据不足 62.0%–70.5%``."""
    return f"{mark(State.UNKNOWN, language)} {show(low, unit)}–{show(high, unit)}"


def large(fen: int, language: Language = "zh") -> str:
    """An amount in words of its size: 亿元 from 1 亿 on, else 万元; in English billions and millions of yuan."""
    if language == "en":
        billions = abs(fen) >= _FEN_PER_YI * 10
        size = _FEN_PER_YI * 10 if billions else _FEN_PER_WAN * _HUNDRED
        return f"{_decimals(fen / size, 2)} {'billion' if billions else 'million'} yuan"
    if abs(fen) >= _FEN_PER_YI:
        return f"{_decimals(fen / _FEN_PER_YI, 2)}亿元"
    return f"{ten_thousands(fen)}万元"
