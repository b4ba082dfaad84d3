"""The identities of the contract, on random ledgers and payments."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildings.assessment import Assessment, assess
from buildings.audience import Role, audience
from buildings.disclosure import disclose
from buildings.errors import InvalidValue
from buildings.metrics.metric import State
from buildings.metrics.windows import total
from buildings.portfolio import UNKNOWN
from tests.builders.portfolio import Tables, Zone, make_portfolio

OFFICER = audience(Role.TAX_OFFICER)
LEDGER = ("let_area", "own_area", "out_area", "vacant_area")
COLUMNS = ("zzs", "qysds", "jyffj")


@st.composite
def ledgers(draw: st.DrawFn) -> dict[str, Any]:
    """A building's ledger in dm²; sometimes a unit has no area, sometimes everything is out of service."""
    let, own, out, vacant = (draw(st.integers(0, 10_000_000)) for _ in range(4))
    return {
        "lettable_dm2": let + own + out + vacant,
        "let_dm2": let,
        "own_dm2": own,
        "out_dm2": out,
        "committed_dm2": draw(st.integers(0, vacant)),
        "gross_dm2": draw(st.sampled_from([UNKNOWN, let + own + out + vacant + 1000])),
        "units_unknown": draw(st.sampled_from([0, 0, 0, 1])),
        "subdistrict": draw(st.sampled_from([None, "350102001", "350102002"])),
        "in_scope": draw(st.sampled_from([True, True, False])),
        "office_dm2": draw(st.sampled_from([UNKNOWN, 1_000_000])),
    }


payments = st.lists(
    st.fixed_dictionaries(
        {
            "building": st.integers(0, 3),
            "enterprise": st.integers(1, 5),
            "month": st.integers(0, 24),
            "tax_fen": st.integers(-(10**12), 10**13),
            "retained_fen": st.integers(-(10**9), 10**12),
            "fee_fen": st.integers(-(10**6), 10**9),
        }
    ),
    max_size=30,
)


def made(rows: list[dict[str, Any]], tax: list[dict[str, Any]] | None = None) -> Assessment:
    zones = [Zone("Z1", [0, 1], "core"), Zone("Z2", [1, 2])]
    return assess(make_portfolio(rows, Tables(tax=tax or ()), zones=zones, nowhere=[3]))


def values(found: Assessment, level: str, slug: str) -> list[float | None]:
    column = found.levels[level].columns[slug]
    return [
        value.item() if state == State.SHOWN else None
        for value, state in zip(column.values, column.states, strict=True)
    ]


@given(st.lists(ledgers(), min_size=4, max_size=4))
@settings(max_examples=50)
def test_occupied_and_vacant_are_the_whole(rows: list[dict[str, Any]]) -> None:
    found = made(rows)
    for level in ("building", "zone", "subdistrict", "district"):
        occupancy, vacancy = (values(found, level, slug) for slug in ("occupancy_rate", "vacancy_rate"))
        for occupied, vacant in zip(occupancy, vacancy, strict=True):
            assert (occupied is None) == (vacant is None)
            if occupied is not None and vacant is not None:
                assert occupied + vacant == pytest.approx(1, abs=1e-12)


@given(st.lists(ledgers(), min_size=4, max_size=4))
@settings(max_examples=50)
def test_the_ledger_adds_up_to_the_square_decimetre(rows: list[dict[str, Any]]) -> None:
    found = made(rows)
    for level in ("building", "district"):
        whole, vacant, committed, available = (
            values(found, level, slug) for slug in ("lettable_area", "vacant_area", "committed_area", "available_area")
        )
        parts = [values(found, level, slug) for slug in LEDGER]
        for row, lettable in enumerate(whole):
            if lettable is None or level == "district":
                continue
            assert sum(part[row] or 0 for part in parts) == lettable
            assert (committed[row] or 0) + (available[row] or 0) == vacant[row]


@given(st.lists(ledgers(), min_size=4, max_size=4))
@settings(max_examples=50)
def test_bounds_hold_what_they_bound(rows: list[dict[str, Any]]) -> None:
    column = made(rows).levels["building"].columns["occupancy_rate"]
    assert column.low is not None
    assert column.high is not None
    unknown = column.states == State.UNKNOWN
    bounded = unknown & ~np.isnan(column.low)
    assert (column.low[bounded] <= column.high[bounded] + 1e-12).all()
    assert ((column.low[bounded] >= 0) & (column.high[bounded] <= 1)).all()
    assert np.isnan(column.low[column.states == State.SHOWN]).all()


@given(st.lists(ledgers(), min_size=4, max_size=4), payments)
@settings(max_examples=50)
def test_zones_and_subdistricts_reconcile_with_the_district(
    rows: list[dict[str, Any]], tax: list[dict[str, Any]]
) -> None:
    found = made(rows, tax)
    for slug in ("tax_month", "tax_ytd", "tax_12", "retained_12", "fees_month"):
        by_subdistrict = values(found, "subdistrict", slug)
        assert sum(value or 0 for value in by_subdistrict) == (values(found, "district", slug)[0] or 0)
    sheet = disclose(found, OFFICER).sheets["reconciliation"]
    for header in sheet.headers[1:]:
        column = [line[sheet.headers.index(header)] for line in sheet.rows]
        *parts, whole, district, _ = column
        numbers = [part for part in parts if isinstance(part, int) and not isinstance(part, State)]
        assert whole == district
        assert isinstance(whole, State) or sum(numbers) == whole


@given(
    st.lists(ledgers(), min_size=4, max_size=4),
    st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(COLUMNS), st.integers(-(10**9), 10**12), st.integers(0, 10**9)),
        max_size=20,
    ),
    st.lists(st.tuples(st.integers(1, 9), st.sampled_from(COLUMNS), st.integers(-(10**9), 10**12)), max_size=9),
)
@settings(max_examples=50)
def test_all_tax_of_a_month_is_somewhere(
    rows: list[dict[str, Any]], placed: list[tuple[int, str, int, int]], loose: list[tuple[int, str, int]]
) -> None:
    tables = Tables(
        columns=[
            {"building": building, "month": 24, "column_key": key, "amount_fen": amount, "retained_fen": retained}
            for building, key, amount, retained in placed
        ],
        unattributed=[
            {"taxpayer": who, "month": 24, "column_key": key, "reason": "never_leased", "amount_fen": amount}
            for who, key, amount in loose
        ],
        files=[
            {"month": 24, "column_key": key, "amount_fen": amount, "retained_fen": retained}
            for _, key, amount, retained in (*placed, *((0, key, amount, 0) for _, key, amount in loose))
        ],
    )
    sheet = disclose(assess(make_portfolio(rows, tables)), OFFICER, {"identity"}).sheets["identity"]
    assert len(sheet.rows) >= 2 * len(COLUMNS)
    for _, _, inside, outside, unattributed, whole, file in sheet.rows:
        assert isinstance(inside, int)
        assert isinstance(outside, int)
        assert isinstance(unattributed, int)
        assert inside + outside + unattributed == whole == file


def test_a_sum_that_could_leave_int64_is_refused() -> None:
    with pytest.raises(InvalidValue):
        total(np.full((3, 2), 2**61, dtype=np.int64))
