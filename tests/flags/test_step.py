"""How a rule's state remembers: whatever the readings, and however the months are folded."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildings.flags.catalogue import FLAGS
from buildings.flags.flag import Flag, Memory, Reading, Verdict, overall, step
from buildings.kinds import Derives, Rule
from buildings.metrics.verdicts import DERIVES
from buildings.parameters import values
from buildings.quantities import last_day
from tests.builders.portfolio import MONTH

BY = values(last_day(MONTH))
MONTH_OF = st.fixed_dictionaries(
    {
        "known": st.booleans(),
        "guarded": st.booleans(),
        "maybe": st.booleans(),
        "level": st.integers(0, 2),
        "clear": st.booleans(),
    }
)
CLEARS = 2


def reading(months: list[dict[str, Any]]) -> Reading:
    """One reading of several buildings; a building that fires does not clear."""

    def flags(do: Any) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:  # noqa: ANN401 - a function
        return np.array([do(one) for one in months], dtype=bool)

    return Reading(
        known=flags(lambda one: one["known"]),
        watch=flags(lambda one: one["level"] >= 1),
        due=flags(lambda one: one["level"] == 2),
        clear=flags(lambda one: one["clear"] and one["level"] == 0),
        values=(np.zeros(len(months)),),
        guards={"young": flags(lambda one: one["guarded"])},
        maybe_guarded={"works": flags(lambda one: one["maybe"])},
    )


def fold(flag: Flag, months: list[dict[str, Any]]) -> list[int]:
    memory, found = Memory.blank(1), []
    for one in months:
        memory, verdicts = step(flag, memory, reading([one]), BY)
        found.append(int(verdicts[0]))
    return found


@pytest.mark.parametrize("flag", FLAGS.values(), ids=FLAGS)
@given(months=st.lists(MONTH_OF, min_size=1, max_size=14))
def test_a_level_stays_until_two_clear_months_running(flag: Flag, months: list[dict[str, Any]]) -> None:
    verdicts = fold(flag, months)
    for at in range(1, len(months)):
        before, now, one = verdicts[at - 1], verdicts[at], months[at]
        if before in {Verdict.WATCH, Verdict.DUE} and now < before and now != Verdict.CANNOT_TELL:
            cleared = at >= CLEARS - 1 and all(
                each["known"] and each["clear"] and each["level"] == 0 and not each["guarded"]
                for each in months[at - CLEARS + 1 : at + 1]
            )
            assert one["guarded"] or cleared
            assert now == Verdict.NOT_DUE  # never from due to watch by itself


@pytest.mark.parametrize("flag", FLAGS.values(), ids=FLAGS)
@given(months=st.lists(MONTH_OF, min_size=1, max_size=14))
def test_what_cannot_be_told_neither_fires_nor_clears(flag: Flag, months: list[dict[str, Any]]) -> None:
    memory = Memory.blank(1)
    for one in months:
        before = memory
        memory, (verdict,) = step(flag, before, reading([one]), BY)
        hangs = one["maybe"] and (one["level"] or before.level[0])
        assert (verdict == Verdict.CANNOT_TELL) == (not one["guarded"] and bool(hangs or not one["known"]))
        assert verdict != Verdict.CANNOT_TELL or memory.level[0] == before.level[0]
        assert not one["guarded"] or verdict == Verdict.NOT_DUE


@given(
    rows=st.lists(st.lists(MONTH_OF, min_size=4, max_size=4), min_size=1, max_size=6),
    order=st.randoms(use_true_random=False),
)
def test_no_building_and_no_order_of_them_matters_to_another(rows: list[list[dict[str, Any]]], order: Any) -> None:  # noqa: ANN401 - a Random
    flag = FLAGS["vacancy"]
    alone = [fold(flag, row) for row in rows]
    places = list(range(len(rows)))
    order.shuffle(places)
    memory, together = Memory.blank(len(rows)), []
    for month in range(4):
        memory, verdicts = step(flag, memory, reading([rows[place][month] for place in places]), BY)
        together.append(verdicts.tolist())
    assert [[month[at] for month in together] for at in range(len(rows))] == [alone[place] for place in places]


def test_a_column_derives_from_what_its_rule_does() -> None:
    """The gate goes by the columns: one that said less than its rule would show what it must hide."""
    assert {slug: flag.derives_from for slug, flag in FLAGS.items()} == {
        rule: derives for rule, derives in DERIVES.items() if rule is not Rule.UPGRADE
    }
    assert DERIVES[Rule.UPGRADE] is Derives.TAX  # of all of them


@given(st.lists(st.sampled_from(list(Verdict)), min_size=8, max_size=8))
def test_one_due_or_three_watches_are_due(answers: list[Verdict]) -> None:
    table = {slug: np.array([answer]) for slug, answer in zip(FLAGS, answers, strict=True)}
    found = Verdict(int(overall(table, int(BY["flags.watches"]))[0]))
    watches = answers.count(Verdict.WATCH)
    if Verdict.DUE in answers or watches >= 3:
        assert found is Verdict.DUE
    elif watches:
        assert found is Verdict.WATCH
    else:
        assert found is (Verdict.CANNOT_TELL if Verdict.CANNOT_TELL in answers else Verdict.NOT_DUE)
    shuffled = dict(reversed(table.items()))
    assert overall(shuffled, int(BY["flags.watches"]))[0] == found
