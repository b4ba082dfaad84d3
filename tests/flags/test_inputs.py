"""What is filled in of one building moves only the rules that say they read it, and of others only rules of peers."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from buildings.flags import fold
from buildings.flags.catalogue import FLAGS
from buildings.kinds import Rule
from buildings.portfolio import Portfolio
from tests.builders.portfolio import Tables, make_portfolio

LAST = 24
INPUTS: dict[str, dict[str, Any]] = {  # what fills an input that is not known
    "completed": {"completed_earliest": "2001-05-01", "completed_latest": "2001-05-31"},
    "renovated": {"renovated_earliest": "2025-06-01", "renovated_latest": "2025-06-30"},
    "works": {"renovating": True, "maybe_renovating": False},
    "ownership": {"owner_share": 0.1},
    "management": {"one_hand": (1, 1)},
    "hardware_share": {"hardware_share": 0.5},
    "star_granted": {"maybe_starred": False},
    "star": {"star": "4", "star_valid_until": "2026-12-31"},
    "specialty": {"specialty": "finance"},
    "status": {"status": "under_renovation"},
}
BUILDING = st.fixed_dictionaries(
    {
        "let_dm2": st.sampled_from([0, 400, 700, 1000]),
        "ends_12_dm2": st.sampled_from([0, 200, 400]),
        "specialty": st.sampled_from([None, "finance", "media"]),
        "star": st.sampled_from([None, "4"]),
        "maybe_renovating": st.booleans(),
        "maybe_starred": st.booleans(),
        "completed_earliest": st.sampled_from([None, "1998-01-01"]),
        "owner_share": st.sampled_from([None, 0.3, 0.9]),
        "hardware_share": st.sampled_from([None, 0.65]),
        "tax": st.integers(1, 900),
    }
)


def portfolio(rows: list[dict[str, Any]]) -> Portfolio:
    whole = []
    for row in rows:
        plain = {name: value for name, value in row.items() if name != "tax"}
        plain |= {"completed_latest": row.get("completed_latest") or row["completed_earliest"]}
        whole.append({"lettable_dm2": 1000, "office_dm2": 100, "covered_dm2_days": 1, "coverage_dm2_days": 1, **plain})
    tax = [
        {"building": at, "enterprise": at + 1, "month": month, "tax_fen": row["tax"] * 100}
        for at, row in enumerate(rows)
        for month in (LAST - 12, LAST)
    ]
    made = make_portfolio(whole, Tables(tax=tax), months=LAST + 1)
    at_once = dict.fromkeys(("vacancy.watch_months", "vacancy.due_months", "low_yield.due_months"), Fraction(1))
    return replace(made, parameters={**made.parameters, "flags.peers": Fraction(3), **at_once})


@given(st.lists(BUILDING, min_size=3, max_size=7), st.sampled_from(sorted(INPUTS)), st.integers(0, 6))
@settings(max_examples=150)
def test_an_input_moves_the_rules_that_declare_it_and_of_others_those_of_peers(
    rows: list[dict[str, Any]], which: str, place: int
) -> None:
    at = place % len(rows)
    filled = [{**row, **INPUTS[which]} if number == at else row for number, row in enumerate(rows)]
    before, after = (fold.advance(portfolio(some)) for some in (rows, filled))
    for slug, flag in FLAGS.items():
        moved = np.flatnonzero(before[slug].verdict != after[slug].verdict).tolist()
        if at in moved:
            assert which in flag.inputs, slug
        if set(moved) - {at}:
            assert flag.peers, slug
            assert which in flag.inputs, slug


@given(st.lists(BUILDING, min_size=3, max_size=7), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_rules_and_buildings_does_not_matter(rows: list[dict[str, Any]], random: Any) -> None:  # noqa: ANN401 - a Random
    order = list(range(len(rows)))
    random.shuffle(order)
    backwards = dict(reversed(list(FLAGS.items())))
    one, other = fold.advance(portfolio(rows)), fold.advance(portfolio([rows[at] for at in order]), None, backwards)
    for rule in Rule:
        assert one[rule].verdict[order].tolist() == other[rule].verdict.tolist(), rule
