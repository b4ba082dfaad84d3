"""The exact cut against every choice there is."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildings.errors import TooLarge
from buildings.flags.budget import best

ITEMS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=9)


@given(ITEMS, st.integers(0, 120))
def test_no_choice_within_the_budget_gains_more(items: list[tuple[int, int]], budget: int) -> None:
    costs = {f"GL-{at:04d}": cost for at, (cost, _) in enumerate(items)}
    gains = {f"GL-{at:04d}": gain for at, (_, gain) in enumerate(items)}
    found = best(gains, costs, budget)
    assert found.cost == sum(costs[code] for code in found.codes) <= budget
    assert found.gain == sum(gains[code] for code in found.codes)
    choices = itertools.chain.from_iterable(itertools.combinations(costs, size) for size in range(len(costs) + 1))
    every = [(sum(gains[c] for c in some), -sum(costs[c] for c in some)) for some in choices
             if sum(costs[c] for c in some) <= budget]  # fmt: skip
    assert (found.gain, -found.cost) == max(every)


def test_the_best_per_yuan_first_would_not_do() -> None:
    gains, costs = {"GL-0001": 60, "GL-0002": 100, "GL-0003": 120}, {"GL-0001": 10, "GL-0002": 20, "GL-0003": 30}
    assert best(gains, costs, 50).codes == ("GL-0002", "GL-0003")


def test_what_has_no_cost_or_no_gain_takes_no_part() -> None:
    assert best({"GL-0001": 5, "GL-0002": 0}, {"GL-0002": 1}, 10).codes == ()


def test_as_many_buildings_as_a_district_has_and_amounts_in_fen() -> None:
    chance = random.Random(7)  # noqa: S311 - draws a district, no secret
    gains = {f"GL-{at:04d}": chance.randint(10**8, 4 * 10**9) for at in range(272)}
    costs = {code: chance.randint(10**9, 10**11) for code in gains}
    budget = sum(costs.values()) // 7
    found = best(gains, costs, budget)
    assert found.cost <= budget
    for out, into in itertools.product(found.codes, set(gains) - set(found.codes)):  # no exchange of two does better
        if found.cost - costs[out] + costs[into] <= budget:
            assert gains[into] <= gains[out]


def test_choices_without_number_are_refused_and_not_waited_for() -> None:
    """Gain is cost and the same more for all: nearly every choice stands beside the others."""
    chance = random.Random(3)  # noqa: S311 - draws a district, no secret
    costs = {f"GL-{at:04d}": chance.randint(10**9, 10**11) for at in range(80)}
    with pytest.raises(TooLarge):
        best({code: cost + 10**6 for code, cost in costs.items()}, costs, sum(costs.values()) // 2)
