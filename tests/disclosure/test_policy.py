"""Who sees which rows: the table of audiences, tried level by level."""

import numpy as np
import pytest

from buildings.assessment import assess
from buildings.audience import PROMOTER, PUBLIC, Audience, Role, audience
from buildings.disclosure import disclose
from buildings.disclosure.figures import Figures, State
from tests.builders.portfolio import Tables, Zone, make_portfolio

LAST = 24
HERE = Audience(frozenset({Role.SUBDISTRICT}), subdistrict_codes=frozenset({"350102001"}))
OPERATOR = Audience(frozenset({Role.LANDLORD}), building_codes=frozenset({"SF-0002"}))


def healthy(*buildings: int) -> list[dict[str, int]]:
    """Five enterprises that pay alike in each building."""
    return [
        {"building": building, "enterprise": building * 10 + number, "month": LAST, "tax_fen": 1_000_000 + building}
        for building in buildings
        for number in range(1, 6)
    ]


def figures(who: Audience, *buildings: int) -> Figures:
    places = ("350102001", "350102001", "350102002", "350102002")
    rows = [{"subdistrict": place, "lettable_dm2": 100, "let_dm2": 50, "office_dm2": 10} for place in places]
    tables = Tables(tax=healthy(*(buildings or range(4))))
    return disclose(assess(make_portfolio(rows, tables, zones=[Zone("Z1", [0, 1, 2, 3])])), who)


def seen(found: Figures, level: str, slug: str) -> list[bool]:
    column = found.tables[level].columns[slug]
    return [column.state(row) is not State.HIDDEN for row in range(len(column.states))]


@pytest.mark.parametrize(
    ("who", "tenancy", "tax"),
    [
        (audience(Role.TAX_OFFICER), [True] * 4, [True] * 4),
        (PROMOTER, [True] * 4, [True] * 4),
        (audience(Role.LEADER), [True] * 4, [True] * 4),
        (HERE, [True, True, False, False], [True, True, False, False]),
        (OPERATOR, [False, True, False, False], [False] * 4),
        (audience(Role.ADMIN), [False] * 4, [False] * 4),
        (PUBLIC, [False] * 4, [False] * 4),
        (Audience(OPERATOR.roles | HERE.roles, HERE.subdistrict_codes, frozenset({"SF-0003"})),
         [True, True, True, False], [True, True, False, False]),
    ],
    ids=lambda value: value.slug if isinstance(value, Audience) else "",
)  # fmt: skip
def test_buildings(who: Audience, tenancy: list[bool], tax: list[bool]) -> None:
    found = figures(who)
    assert seen(found, "building", "gross_area") == [True] * 4
    assert seen(found, "building", "occupancy_rate") == tenancy
    assert seen(found, "building", "tax_12") == tax


def test_landlords_are_not_told_by_a_rate_what_staff_know_of_a_tenant() -> None:
    for slug in ("registered_rate", "registered_rate_area"):
        assert seen(figures(OPERATOR), "building", slug) == [False] * 4
        assert seen(figures(HERE), "building", slug) == [True, True, False, False]
        assert seen(figures(PROMOTER), "building", slug) == [True] * 4


def test_a_subdistrict_sees_its_own_tax_and_the_district() -> None:
    found = figures(HERE)
    assert seen(found, "subdistrict", "tax_12") == [True, False, False]
    assert seen(found, "district", "tax_yield") == [True]
    assert seen(found, "zone", "tax_12") == [False]
    assert not any(seen(found, "industry", "tax_12"))
    assert seen(found, "zone", "occupancy_rate") == [True]
    assert seen(found, "subdistrict", "occupancy_rate") == [True] * 3


@pytest.mark.parametrize(
    ("who", "hidden"), [(PUBLIC, {"vacant_area", "tax_12"}), (HERE, {"tax_12"})], ids=["public", "own"]
)
def test_without_zones_the_row_of_buildings_in_none_is_the_district_and_as_secret(
    who: Audience, hidden: set[str]
) -> None:
    rows = [{"subdistrict": "350102001", "lettable_dm2": 100, "let_dm2": 50} for _ in range(4)]
    found = disclose(assess(make_portfolio(rows, Tables(tax=healthy(*range(4))))), who).sheets["reconciliation"]
    (outside,) = (row for row in found.rows if row[0] == "no_zone")
    cells = dict(zip(found.headers, outside, strict=True))
    assert {name for name in ("vacant_area", "tax_12") if cells[name] is State.HIDDEN} == hidden


def test_a_building_with_one_payer_takes_another_one_with_it() -> None:
    found = figures(PROMOTER, 0, 1, 2, 3)
    assert seen(found, "building", "tax_12") == [True] * 4
    lonely = [payment for payment in healthy(0, 1, 2, 3) if payment["building"] != 1]
    lonely += [{"building": 1, "enterprise": 99, "month": LAST, "tax_fen": 1_000_000}]
    rows = [{"subdistrict": "350102001", "office_dm2": 10, "parties": 5} for _ in range(4)]
    gated = disclose(
        assess(make_portfolio(rows, Tables(tax=lonely), files=[month == LAST for month in range(25)])), PROMOTER
    )
    # the smallest of the others, by the rolling 12 months
    assert seen(gated, "building", "tax_12") == [False, False, True, True]
    assert seen(gated, "building", "tax_yield") == [False, False, True, True]
    assert seen(gated, "district", "tax_12") == [True]


def test_an_empty_building_may_show_zero_but_an_occupied_silent_one_not() -> None:
    rows = [{"parties": 0}, {"parties": 3}, {"parties": 5}, {"parties": 5}]
    portfolio = make_portfolio(rows, Tables(tax=healthy(2, 3)), files=[month == LAST for month in range(25)])
    column = disclose(assess(portfolio), PROMOTER).tables["building"].columns["tax_12"]
    assert column.value(0) == 0
    assert column.state(1) is State.HIDDEN


def test_a_month_without_a_file_is_unknown_not_hidden() -> None:
    portfolio = make_portfolio([{"parties": 1}], files=[False] * 25)
    found = disclose(assess(portfolio), PROMOTER).tables["building"].columns["tax_month"]
    assert found.state(0) is State.UNKNOWN


def test_industries_are_hidden_when_nobody_says_whose_is_whose() -> None:
    tax = healthy(0, 1, 2, 3)
    shown = [payment | {"section": "J"} for payment in tax]
    hidden = disclose(assess(make_portfolio([{}] * 4, Tables(tax=tax))), PROMOTER)
    found = disclose(assess(make_portfolio([{}] * 4, Tables(tax=shown))), PROMOTER)
    assert not any(seen(hidden, "industry", "tax_12"))
    assert all(seen(found, "industry", "tax_12"))
    assert np.array_equal(hidden.tables["district"].columns["tax_12"].states, [State.SHOWN])
