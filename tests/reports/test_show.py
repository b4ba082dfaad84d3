"""One value, one text."""

import math

import pytest

from buildings.disclosure.figures import State
from buildings.disclosure.show import large, show, show_range, ten_thousands
from buildings.metrics.metric import Unit
from buildings.words import Language


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (123_456_789, Unit.FEN, "1,234,567.89"),
        (-5, Unit.FEN, "-0.05"),
        (-12_345, Unit.FEN, "-123.45"),
        (0, Unit.FEN, "0.00"),
        (9_007_199_254_740_993, Unit.FEN, "90,071,992,547,409.93"),  # beyond what a float holds
        (6_123_450, Unit.DM2, "61,234.50"),
        (1_234, Unit.COUNT, "1,234"),
        (0.2345, Unit.RATIO, "23.5%"),
        (1.0, Unit.RATIO, "100.0%"),
        (-0.00001, Unit.RATIO, "0.0%"),
        (0.034, Unit.CHANGE, "+3.4%"),
        (-0.2, Unit.CHANGE, "-20.0%"),
        (-0.0001, Unit.CHANGE, "0.0%"),
        (0.0123, Unit.POINTS, "+1.2"),
        (4012.345, Unit.YUAN_PER_M2, "4,012.35"),
        (101.1, Unit.YUAN_PER_M2_MONTH, "101.10"),
        (2.6, Unit.YEARS, "2.60"),
        (5.0, Unit.STAR, "五星"),
    ],
)
def test_numbers(value: float, unit: Unit, text: str) -> None:
    assert show(value, unit) == text


@pytest.mark.parametrize(
    ("state", "language", "text"),
    [
        (State.UNKNOWN, "zh", "数据不足"),
        (State.UNKNOWN, "en", "cannot tell"),
        (State.HIDDEN, "zh", "＊"),
        (State.NOT_APPLICABLE, "en", "—"),
    ],
)
def test_what_is_not_shown_never_reads_as_a_number(state: State, language: Language, text: str) -> None:
    assert show(0, Unit.FEN, state, language) == text


@pytest.mark.parametrize("value", [None, math.nan])
def test_nothing_reads_as_cannot_tell(value: float | None) -> None:
    assert show(value, Unit.RATIO) == "数据不足"


def test_units_in_running_text() -> None:
    assert show(123_456, Unit.FEN, with_unit=True) == "1,234.56元"
    assert show(123_456, Unit.DM2, language="en", with_unit=True) == "1,234.56 m²"
    assert show(0.01, Unit.POINTS, with_unit=True) == "+1.0百分点"
    assert show(0.5, Unit.RATIO, with_unit=True) == "50.0%"


def test_bounds() -> None:
    assert show_range(0.62, 0.705, Unit.RATIO) == "数据不足 62.0%–70.5%"


@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [
        (584_500_000_000, "58.45亿元", "5.85 billion yuan"),
        (999_999_500, "1,000.00万元", "10.00 million yuan"),
        (-123_456, "-0.12万元", "0.00 million yuan"),
    ],
)
def test_large_amounts(fen: int, zh: str, en: str) -> None:
    assert (large(fen), large(fen, "en")) == (zh, en)


def test_ten_thousands_round_half_away_from_zero() -> None:
    assert [ten_thousands(fen) for fen in (5_000, -5_000, 4_999)] == ["0.01", "-0.01", "0.00"]
