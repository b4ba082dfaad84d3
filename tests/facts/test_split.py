"""Exact splitting: nothing lost, nothing overflows, and large numbers take the slow road to the same place."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from buildings.facts.kernel.split import apportion, one_by_one, share_of
from tests.facts.oracle_tax import apportion as slow

LARGE = 2**62 - 1
amounts = st.one_of(st.integers(-20, 20), st.integers(-(10**12), 10**12), st.integers(-LARGE, LARGE))
weight = st.one_of(st.integers(0, 9), st.integers(0, 10**6), st.integers(0, 3_037_000_500), st.integers(0, 2**60))
rows = st.integers(2, 5).flatmap(
    lambda size: st.lists(
        st.tuples(amounts, st.lists(weight, min_size=size, max_size=size).filter(any)), min_size=1, max_size=6
    )
)


@given(rows)
def test_apportion_is_the_largest_remainder_of_the_absolute_amount(table: list[tuple[int, list[int]]]) -> None:
    found = apportion(np.array([row[0] for row in table]), np.array([row[1] for row in table]))
    for (amount, weights), shares in zip(table, found.tolist(), strict=True):
        expected = slow(amount, list(enumerate(weights)))
        assert shares == [expected[place] for place in range(len(weights))]
        assert sum(shares) == amount
        assert shares == one_by_one(amount, weights)


@given(rows)
def test_a_refund_is_the_mirror_of_its_payment(table: list[tuple[int, list[int]]]) -> None:
    paid, weights = np.array([row[0] for row in table]), np.array([row[1] for row in table])
    assert (apportion(paid, weights) == -apportion(-paid, weights)).all()


def test_products_beyond_63_bits_are_split_exactly() -> None:
    weights = np.array([[2**60, 2**60 + 1], [1, 2]])
    found = apportion(np.array([LARGE, 10]), weights)
    assert found.sum(axis=1).tolist() == [LARGE, 10]
    assert found[0].tolist() == [slow(LARGE, [(0, 2**60), (1, 2**60 + 1)])[key] for key in (0, 1)]


@given(st.lists(st.tuples(amounts, st.integers(0, 10**6), st.integers(1, 10**6)), min_size=1, max_size=5))
def test_shares_are_rounded_half_up_once_with_the_sign_restored(table: list[tuple[int, int, int]]) -> None:
    table = [(amount, min(up, down), down) for amount, up, down in table]
    found = share_of(*(np.array(column, np.int64) for column in zip(*table, strict=True)))
    for (amount, up, down), share in zip(table, found.tolist(), strict=True):
        size = (2 * abs(amount) * up + down) // (2 * down)
        assert share == (-size if amount < 0 else size)


def test_half_a_fen_is_rounded_up_in_size() -> None:
    assert share_of(np.array([1, -1, 3]), np.array([1, 1, 1]), np.array([2, 2, 2])).tolist() == [1, -1, 2]
