"""The counts beside a roll-up are those of the values that its buildings show."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from buildings.assessment import Assessment, assess
from buildings.metrics.catalogue import METRICS
from buildings.metrics.metric import State, Unit
from buildings.portfolio import UNKNOWN
from tests.builders.portfolio import MONTH, Tables, Zone, make_portfolio

LEVELS = ("zone", "subdistrict", "district")
OF_A_RATE = {"occupancy_mom": "occupancy_rate", "occupancy_yoy": "occupancy_rate"}
"""A difference of a rate stands on the buildings of the month's own rate."""


@st.composite
def houses(draw: st.DrawFn) -> dict[str, Any]:
    """A building that may be empty, its owner's alone, shut, not in operation, or unknown in any of its areas."""
    areas = st.sampled_from([0, 0, 1_000, 250_000])
    let, own, out, vacant = draw(areas), draw(areas), draw(areas), draw(areas)
    known = let and draw(st.sampled_from([0, let // 2, let]))
    ended = let and draw(st.sampled_from([0, let]))
    return {
        "lettable_dm2": let + own + out + vacant,
        "let_dm2": let,
        "own_dm2": own,
        "out_dm2": out,
        "rented_dm2": known,
        "rent_dm2_fen12": known * 120_000,
        "walt_dm2": ended,
        "walt_dm2_days": ended * 400,
        "occupied_dm2_days": (let + own) * 31,
        "serviceable_dm2_days": (let + own + vacant) * 31,
        "covered_dm2_days": let * 365,
        "coverage_dm2_days": (let + own) * 365,
        "units": draw(st.integers(0, 2)),
        "units_unknown": draw(st.sampled_from([0, 0, 1])),
        "units_unknown_taken": draw(st.sampled_from([0, 0, 1])),
        "operating": draw(st.sampled_from([1, 1, 1, 0, UNKNOWN])),
        "status": draw(st.sampled_from(["in_operation", "in_operation", None])),
        "subdistrict": draw(st.sampled_from([None, "350102001", "350102002"])),
        "in_scope": draw(st.sampled_from([True, True, False])),
        **{name: draw(st.sampled_from([UNKNOWN, 1_000_000])) for name in ("gross_dm2", "office_dm2", "land_dm2")},
    }


people = st.fixed_dictionaries(
    {
        "building": st.integers(0, 3),
        "party": st.integers(1, 4),
        "month": st.just(24),
        "let_dm2": st.sampled_from([0, 1_000]),
        "present": st.just(1),
        "paying": st.sampled_from([1, 0, UNKNOWN]),
        "newly_arrived": st.integers(0, 1),
        "registered": st.sampled_from(["yes", "no", "unknown"]),
    }
)
payments = st.fixed_dictionaries(
    {
        "building": st.integers(0, 3),
        "enterprise": st.integers(1, 5),
        "month": st.integers(0, 24),
        "tax_fen": st.integers(-(10**6), 10**9),
    }
)


def made(rows: list[dict[str, Any]], there: list[dict[str, Any]], tax: list[dict[str, Any]]) -> Assessment:
    zones = [Zone("Z1", [0, 1], "core"), Zone("Z2", [1, 2])]
    once = list({(one["building"], one["party"]): one for one in there}.values())
    return assess(make_portfolio(rows, Tables(tax=tax, occupancies=once), zones=zones, nowhere=[3]))


@given(st.lists(houses(), min_size=4, max_size=4), st.lists(people, max_size=6), st.lists(payments, max_size=12))
@settings(max_examples=60, deadline=None)
def test_what_is_counted_shows_a_value_and_what_is_left_out_reads_cannot_tell(
    rows: list[dict[str, Any]], there: list[dict[str, Any]], tax: list[dict[str, Any]]
) -> None:
    found = made(rows, there, tax)
    for slug, metric in METRICS.items():
        if "building" not in metric.levels or not metric.rolls_up:
            continue
        states = found.levels["building"].columns[OF_A_RATE.get(slug, slug)].states
        counts = states == State.SHOWN
        if metric.unit is Unit.CHANGE:  # "—" has no base of its own, but its amounts are in the sums
            parts = found.parts[slug]
            counts = parts.known & (True if parts.applicable is None else parts.applicable)
        for level in LEVELS:
            member = found.levels[level].cells.member.astype(np.int64)
            column = found.levels[level].columns[slug]
            assert column.counted.tolist() == (member @ counts).tolist(), (slug, level)
            assert column.left_out.tolist() == (member @ (states == State.UNKNOWN)).tolist(), (slug, level)


def test_rent_stands_on_the_buildings_that_show_one() -> None:
    """Known; part of it known; not at all; nothing let: its owner's alone; empty; a taken room without an area."""
    kept = {"lettable_dm2": 1_000, "units_unknown_taken": 0}
    rows = [
        {**kept, "let_dm2": 1_000, "rented_dm2": 1_000, "rent_dm2_fen12": 1_000 * 120_000},
        {**kept, "let_dm2": 1_000, "rented_dm2": 500, "rent_dm2_fen12": 500 * 120_000},
        {**kept, "let_dm2": 1_000},
        {**kept, "own_dm2": 1_000},
        kept,
        {**kept, "units_unknown_taken": 1},
    ]
    found = assess(make_portfolio(rows, month=MONTH), {"passing_rent", "walt", "concentration_1"}).levels
    states = [State(one).name for one in found["building"].columns["passing_rent"].states.tolist()]
    assert states == ["SHOWN", "SHOWN", "UNKNOWN", "NOT_APPLICABLE", "NOT_APPLICABLE", "UNKNOWN"]
    district = found["district"].columns["passing_rent"]
    assert (district.counted.tolist(), district.left_out.tolist()) == ([2], [2])
    for slug in ("walt", "concentration_1"):
        assert found["building"].columns[slug].states.tolist()[3:5] == [State.NOT_APPLICABLE] * 2
