"""What is recorded of who runs a room can only narrow what may be run by one hand."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from buildings.facts.hands import Dated, Hands
from buildings.facts.kernel.inputs import FAR_DAY, MIN_DAY
from buildings.portfolio import UNKNOWN, Ints

AREA = st.sampled_from([UNKNOWN, 0, 100, 250, 400, 1_000])
RUN = st.one_of(st.tuples(st.sampled_from([UNKNOWN, 1, 2, 3]), st.just(1)), st.just((UNKNOWN, 0)))
"""Who runs a room, and whether as one hand."""
ROOM = st.tuples(st.integers(0, 2), AREA, st.none() | RUN)


def dated(rows: list[tuple[int, int, int]]) -> Dated:
    """Rows of (unit, value, second) that hold on every day."""
    unit, value, second = np.array(rows, np.int64).reshape(-1, 3).T
    return Dated(unit, np.full(len(unit), MIN_DAY), np.full(len(unit), FAR_DAY), value, second)


def hands(rooms: list[tuple[int, int, tuple[int, int] | None]]) -> Hands:
    home: Ints = np.array([building for building, *_ in rooms], np.int64)
    areas = dated([(at, area, 0) for at, (_, area, _) in enumerate(rooms)])
    run = dated([(at, *one) for at, (*_, one) in enumerate(rooms) if one is not None])
    return Hands(4, home, areas, dated([]), run)


@given(st.lists(ROOM, min_size=1, max_size=8), st.integers(0, 7), RUN)
def test_to_record_who_runs_a_room_only_narrows_what_one_hand_runs(
    rooms: list[tuple[int, int, tuple[int, int] | None]], place: int, run: tuple[int, int]
) -> None:
    at = place % len(rooms)
    rooms[at] = (*rooms[at][:2], None)
    _, before = hands(rooms).on(0)
    told = hands(rooms)
    row = dated([(at, *run)])
    more = {name: np.append(getattr(told.managers, name), getattr(row, name)) for name in vars(row)}
    _, after = replace(told, managers=Dated(**more)).on(0)
    here = np.unique(told.building)
    assert np.isnan([*before, *after])[:, np.setdiff1d(np.arange(4), here)].all()
    assert (before[0][here] <= after[0][here]).all()
    assert (after[0][here] <= after[1][here]).all()
    assert (after[1][here] <= before[1][here]).all()
