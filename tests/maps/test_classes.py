"""Class breaks: few, round, never empty; all-equal, one and no values survive."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps import classes
from maps.style import ABOVE, BELOW, COOL, spread

VALUES = st.one_of(
    st.lists(st.integers(-(10**9), 10**9), max_size=300),
    st.lists(st.integers(0, 12), max_size=300),
    st.lists(st.sampled_from([0, 0, 0, 0, 7, 1000, 10**14]), max_size=300),
)


def counts(breaks: list[int], values: list[int]) -> list[int]:
    """Values per class, by the page's rule: a class starts at its lower break."""
    found = [0] * (len(breaks) + 1)
    for value in values:
        found[sum(edge <= value for edge in breaks)] += 1
    return found


@given(VALUES)
def test_breaks_ascend_and_leave_no_class_empty(values: list[int]) -> None:
    breaks = classes.sequential(values)
    assert breaks == sorted(set(breaks))
    assert len(breaks) < classes.CLASSES
    if values:
        assert min(counts(breaks, values)) > 0
    assert (not breaks) == (len(set(values)) <= 1)


@given(VALUES)
def test_diverging_breaks_turn_at_zero_and_mirror_each_other(values: list[int]) -> None:
    breaks, below = classes.diverging(values)
    assert breaks == sorted(set(breaks))
    if not values:
        assert (breaks, below) == ([], 0)
        return
    found = counts(breaks, values)
    assert found[0] > 0
    assert found[-1] > 0
    assert sum(found[:below]) == sum(value < 0 for value in values)
    if min(values) < 0 <= max(values):
        assert 0 in breaks
    ends = min(len([edge for edge in breaks if edge < 0]), len([edge for edge in breaks if edge > 0]))
    inner = [edge for edge in breaks if abs(edge) <= (sorted({abs(edge) for edge in breaks})[ends] if breaks else 0)]
    assert ends == 0 or inner == [-edge for edge in reversed(inner)]


@given(st.integers(-(10**6), 10**6), st.integers(1, 10**6), st.integers(-(10**6), 10**7))
def test_the_roundest_number_lies_in_its_interval_and_nothing_rounder_does(low: int, width: int, target: int) -> None:
    high = low + width
    found = classes.roundest(low, high, target)
    assert low < found <= high
    step = 1
    while found and found % (step * 10) == 0:
        step *= 10
    assert not any(
        low < number * step * 10 <= high for number in range(low // (step * 10), high // (step * 10) + 1) if found
    )


@pytest.mark.parametrize(
    ("values", "breaks"),
    [
        ([], []),
        ([237], []),
        ([237] * 50, []),
        ([3, 3, 4, 5, 5], [4, 5]),
        (list(range(1000)), [200, 400, 600, 800]),
        ([0] * 90 + [5, 10, 20, 40, 80, 100], [5]),
        ([123, 234, 345, 456, 567, 678, 789, 890], [300, 400, 600, 700]),
    ],
)
def test_breaks_an_official_would_draw(values: list[int], breaks: list[int]) -> None:
    assert classes.sequential(values) == breaks


def test_changes_have_zero_as_their_middle() -> None:
    assert classes.diverging(list(range(-50, 51))) == ([-35, -20, 0, 20, 35], 3)
    assert classes.diverging([5, 10, 20, 40, 80]) == ([20, 40], 0)
    assert classes.diverging([0, 0]) == ([], 0)


def test_colours_are_spread_over_the_palette() -> None:
    assert spread(COOL, 5) == list(COOL)
    assert spread(COOL, 2) == [COOL[0], COOL[-1]]
    assert spread(COOL, 1) == [COOL[2]]
    assert len({*BELOW, *ABOVE}) == 6
