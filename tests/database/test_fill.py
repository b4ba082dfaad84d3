"""Rows by the block: none is lost or doubled at the edges of blocks, whatever their number."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildings.database import bulk

WIDTH = 7
SIZE = bulk._PARAMETERS // WIDTH


def filled(rows: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = []

    def execute(statement: str, blocks: Iterable[tuple[int, ...]]) -> None:
        for block in blocks:
            assert len(block) == statement.count("?") > 0
            found.extend(block[start : start + WIDTH] for start in range(0, len(block), WIDTH))

    bulk.fill(execute, "t", [f"c{place}" for place in range(WIDTH)], iter(rows))
    return found


@pytest.mark.parametrize("count", [0, 1, SIZE - 1, SIZE, SIZE + 1, 2 * SIZE, 2 * SIZE + 1, 3 * SIZE - 1])
def test_as_many_come_in_as_were_given_in_their_order(count: int) -> None:
    rows = [tuple(range(start, start + WIDTH)) for start in range(count)]
    assert filled(rows) == rows


@given(st.lists(st.tuples(*[st.integers(-(2**63), 2**63 - 1)] * WIDTH), max_size=3 * SIZE))
def test_values_stay_what_they_are(rows: list[tuple[int, ...]]) -> None:
    assert filled(rows) == rows
