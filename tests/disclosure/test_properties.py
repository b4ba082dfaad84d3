"""What the gate promises, tried on random small districts."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from buildings.assessment import assess
from buildings.audience import PROMOTER, PUBLIC, Audience, Role, audience
from buildings.disclosure import disclose
from buildings.disclosure.figures import Figures, State
from buildings.disclosure.masks import masks
from buildings.portfolio import Portfolio
from tests.disclosure.attacker import by_primary, equations, follows
from tests.disclosure.districts import MONTHS_WITH_FILES, District, Payment, cells, districts

OFFICER = audience(Role.TAX_OFFICER)
LEADER = audience(Role.LEADER)
OWN = Audience(frozenset({Role.SUBDISTRICT}), subdistrict_codes=frozenset({"350102001"}))
EXAMPLES = settings(max_examples=30)


def seen(portfolio: Portfolio, who: Audience = PROMOTER) -> Figures:
    return disclose(assess(portfolio), who)


def hidden_buildings(figures: Figures) -> list[int]:
    column = figures.tables["building"].columns["tax_12"]
    return [row for row in range(len(column.states)) if column.state(row) is State.HIDDEN]


@given(districts(), st.randoms(use_true_random=False))
@EXAMPLES
def test_names_and_order_of_enterprises_do_not_matter(district: District, random: Random) -> None:
    shuffled = list(district.payments)
    random.shuffle(shuffled)
    # three times the number keeps the industry section, which the districts derive from it
    renamed = [replace(one, enterprise=one.enterprise + 3000) for one in shuffled]
    assert cells(seen(district.portfolio())) == cells(seen(district.portfolio(renamed)))


@given(districts())
@EXAMPLES
def test_masks_are_nested(district: District) -> None:
    portfolio = district.portfolio()
    officer, *others = (cells(seen(portfolio, who)) for who in (OFFICER, PROMOTER, LEADER, OWN, PUBLIC))
    promoter = others[0]
    for wider, narrower in ((officer, promoter), (promoter, others[1]), (promoter, others[2]), (promoter, others[3])):
        for place, cell in narrower.items():
            if place[0] != "sheet" and cell[0] == "SHOWN":
                assert wider[place][:2] == cell[:2]


@given(districts())
@EXAMPLES
def test_nothing_hidden_travels_along(district: District) -> None:
    figures = seen(district.portfolio())
    for table in figures.tables.values():
        for slug, column in table.columns.items():
            gone = column.states == State.HIDDEN
            assert not np.nan_to_num(column.values[gone].astype(float), nan=0.0).any()
            for beside in (column.coverage, column.low, column.high):
                assert beside is None or np.isnan(beside[gone]).all()
            for count in (column.months, table.counted.get(slug), table.left_out.get(slug)):
                assert count is None or not count[gone].any()


@given(districts())
@EXAMPLES
def test_no_hidden_building_follows_by_adding_and_subtracting(district: District) -> None:
    portfolio = district.portfolio()
    figures = seen(portfolio)
    secret = hidden_buildings(figures)
    month = [
        *equations(figures, portfolio, "tax_month", known_area=False),
        *by_primary(figures, portfolio, "tax_month"),
    ]
    assert not [building for building in secret if follows(month, building)]
    year = [*equations(figures, portfolio, "tax_12", known_area=False), *by_primary(figures, portfolio, "tax_12")]
    year += equations(figures, portfolio, "tax_yield", known_area=True)
    assert not [building for building in secret if follows(year, building)]


def hidden_in_shown_sums(district: District) -> Iterator[set[int]]:
    """Of every shown sum of buildings, those of them that are hidden."""
    portfolio = district.portfolio()
    figures = seen(portfolio)
    secret = set(hidden_buildings(figures))
    for level in ("zone", "subdistrict", "district"):
        column = figures.tables[level].columns["tax_12"]
        for row, inside in enumerate(assess(portfolio, {"tax_12"}).levels[level].cells.member):
            if column.state(row) is State.SHOWN:
                yield secret & set(np.flatnonzero(inside).tolist())


@given(districts())
@EXAMPLES
def test_a_shown_sum_never_hides_just_one_of_its_buildings(district: District) -> None:
    for gone in hidden_in_shown_sums(district):
        assert len(gone) != 1


def enough(payments: Iterable[Payment]) -> bool:
    """Whether nobody is nearly all of a sum: three who pay, and the third and further ones 15 % of the first."""
    by_enterprise: Counter[int] = Counter()
    for one in payments:
        by_enterprise[one.enterprise] += one.tax_fen
    first, second, *rest = [*sorted((abs(net) for net in by_enterprise.values() if net), reverse=True), 0, 0]
    return any(rest) and sum(rest) * 100 >= 15 * first and second > 0


@given(districts())
@EXAMPLES
def test_what_a_shown_sum_hides_is_not_one_firm_and_little_else(district: District) -> None:
    for gone in hidden_in_shown_sums(district):
        for month in MONTHS_WITH_FILES:
            paid = [one for one in district.payments if one.building in gone and one.month == month]
            assert enough(paid) or not any(one.tax_fen for one in paid)


@given(districts())
@EXAMPLES
def test_a_shown_building_has_enough_contributors_in_every_month(district: District) -> None:
    figures = seen(district.portfolio())
    column = figures.tables["building"].columns["tax_12"]
    for building in range(len(district.subdistricts)):
        paid = [one for one in district.payments if one.building == building]
        if column.state(building) is not State.SHOWN or not paid:
            continue
        for month in MONTHS_WITH_FILES:
            by_enterprise: dict[int, int] = {}
            for one in paid:
                if one.month == month:
                    by_enterprise[one.enterprise] = by_enterprise.get(one.enterprise, 0) + one.tax_fen
            first, second, *rest = sorted(by_enterprise.values(), reverse=True)
            assert rest
            assert sum(rest) * 100 >= 15 * first, second


@given(districts(), st.integers(1, 50))
@EXAMPLES
def test_moving_tax_between_hidden_buildings_changes_nothing_a_promoter_sees(district: District, fen: int) -> None:
    before = seen(district.portfolio())
    secret = hidden_buildings(before)
    alike = [
        (one, other)
        for one in district.payments
        for other in district.payments
        if one.building in secret
        and other.building in secret
        and one.building < other.building
        and one.month == other.month == MONTHS_WITH_FILES[-1]
        and one.enterprise % 3 == other.enterprise % 3
        and district.subdistricts[one.building] == district.subdistricts[other.building]
        and (district.areas[one.building] is None) == (district.areas[other.building] is None)
        and all((one.building in zone) == (other.building in zone) for zone in district.zones)
    ]
    assume(alike)
    one, other = alike[0]
    moved = [
        replace(paid, tax_fen=paid.tax_fen + 40 * fen * ((paid is one) - (paid is other))) for paid in district.payments
    ]
    after, changed = district.portfolio(moved), assess(district.portfolio(moved))
    same = masks(assess(district.portfolio())).families
    now = masks(changed).families
    assume(all((same[name][level] == now[name][level]).all() for name in same for level in same[name]))
    assert cells(seen(after)) == cells(before)


@pytest.mark.parametrize("who", [PUBLIC, audience(Role.ADMIN), audience(Role.LANDLORD)])
@given(district=districts(4))
@settings(max_examples=10)
def test_some_see_public_facts_only(who: Audience, district: District) -> None:
    for table in seen(district.portfolio(), who).tables.values():
        for column in table.columns.values():
            if column.metric.derives_from != "public":
                assert (column.states == State.HIDDEN).all()
