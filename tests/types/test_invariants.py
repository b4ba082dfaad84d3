"""What moves a proposal: evidence of its own building, and never tax."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from buildings.portfolio import Portfolio
from buildings.types.catalogue import TYPES
from tests.types.towns import MONTHS, town

FIRM = st.fixed_dictionaries(
    {
        "section": st.sampled_from(["?", "J", "J", "M", "R", "C"]),
        "division": st.sampled_from(["", "86", "89"]),
        "m2": st.sampled_from([None, 50, 100, 700]),
    }
)
BUILDING = st.fixed_dictionaries(
    {
        "status": st.sampled_from([None, "in_operation", "planned"]),
        "completed": st.sampled_from([None, "1998-01-01", "1998-01-01", "2026-01-01"]),
        "star": st.sampled_from([None, "3", "4"]),
        "works_ahead": st.booleans(),
        "units": st.sampled_from([0, 5, 5]),
        "firms": st.lists(FIRM, max_size=6),
        "rules": st.dictionaries(
            st.sampled_from(["ageing", "vacancy", "strata", "hardware", "rollover", "rating_lapse"]),
            st.sampled_from(["not_due", "not_due", "watch", "due"]),
        ),
        "low_yield": st.sampled_from(["not_due", "due", "cannot_tell"]),
        "tax": st.integers(-500, 500),
    }
)
FILLED: dict[str, Any] = {
    "status": "in_operation",
    "completed": "2001-05-01",
    "units": 5,
    "rules": dict.fromkeys(["ageing", "vacancy", "strata", "hardware", "rollover", "rating_lapse"], "not_due"),
    "firms": [{"section": "J", "division": "66", "m2": 100}] * 4,
}
TOWN = st.lists(BUILDING, min_size=2, max_size=5)
Rows = list[dict[str, Any]]


def made(rows: Rows) -> Portfolio:
    homes = [
        {name: row[name] for name in ("status", "star", "works_ahead", "units")}
        | {"completed_earliest": row["completed"], "completed_latest": row["completed"]}
        for row in rows
    ]
    tax = [
        {"building": at, "enterprise": at + 1, "month": MONTHS - 1, "tax_fen": row["tax"]}
        for at, row in enumerate(rows)
    ]
    rules = [{**row["rules"], "low_yield": row["low_yield"], "decline": row["low_yield"]} for row in rows]
    return town(homes, [row["firms"] for row in rows], rules, tax)


def proposed(rows: Rows) -> dict[str, list[Any]]:
    portfolio = made(rows)
    return {slug: list(rule.propose(portfolio)) for slug, rule in TYPES.items()}


@given(TOWN, st.sampled_from(sorted(FILLED)), st.integers(0, 4))
@settings(max_examples=100)
def test_what_is_filled_in_of_one_building_moves_no_other(rows: Rows, which: str, place: int) -> None:
    at = place % len(rows)
    filled = [{**row, which: FILLED[which]} if number == at else row for number, row in enumerate(rows)]
    before, after = proposed(rows), proposed(filled)
    for slug in TYPES:
        moved = [
            place for place, (one, other) in enumerate(zip(before[slug], after[slug], strict=True)) if one != other
        ]
        assert set(moved) <= {at}


@given(TOWN, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_buildings_does_not_matter(rows: Rows, random: Any) -> None:  # noqa: ANN401 - a Random
    order = list(range(len(rows)))
    random.shuffle(order)
    one, other = proposed(rows), proposed([rows[at] for at in order])
    for slug in TYPES:
        assert [one[slug][at] for at in order] == other[slug]


@given(
    TOWN, st.lists(st.tuples(st.integers(-900, 900), st.sampled_from(["not_due", "watch", "due"]), st.integers(0, 1)))
)
@settings(max_examples=100)
def test_tax_never_moves_a_proposal(rows: Rows, other: list[tuple[int, str, int]]) -> None:
    """Neither amounts, nor who pays, nor what rules say that derive from tax, nor whether any tax is on file."""
    changed = [dict(row) for row in rows]
    for row, (tax, verdict, paying) in zip(changed, other, strict=False):
        row |= {"tax": tax, "low_yield": verdict, "firms": [{**firm, "paying": paying} for firm in row["firms"]]}
    assert proposed(rows) == proposed(changed)


def test_no_table_of_tax_is_read() -> None:
    """Whatever a rule reads is no column that derives from tax: without them it proposes the same."""
    row = {**FILLED, "star": None, "works_ahead": False, "low_yield": "due", "tax": 5}
    portfolio = made([row, row])
    wanted = {slug: list(rule.propose(portfolio)) for slug, rule in TYPES.items()}
    bare = made([row, row])
    kept = {name: values for name, values in bare.facts.items() if not name.endswith("_fen")}
    vars(bare)["facts"] = kept
    vars(bare)["load"] = {name: bare.load[name] for name in ("occupancies", "divisions")}
    vars(bare)["files"] = np.zeros_like(bare.files)
    assert {slug: list(rule.propose(bare)) for slug, rule in TYPES.items()} == wanted
    assert [one.value for one in wanted["specialty"]] == ["finance", "finance"]
