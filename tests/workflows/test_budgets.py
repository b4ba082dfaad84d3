"""A cut to a budget in sentences: what was chosen, or that nothing fits and what the cheapest costs."""

import pytest

from buildings.disclosure.figures import State
from buildings.words import Language
from buildings.workflows.budgets import Cut, Line, said

CHEAP, NO_GAIN, DEAR = (
    Line("GL-0002", "乙楼", 500_0000_00, 10, 12),
    Line("GL-0001", "甲楼", 100_0000_00, 0, 12),
    Line("GL-0003", "丙楼", 900_0000_00, 20, 7),
)


def cut(*chosen: Line, left: tuple[Line, ...] = ()) -> Cut:
    ungained = {State.UNKNOWN: ("GL-0005", "GL-0006"), State.HIDDEN: ("GL-0007",), State.NOT_APPLICABLE: ()}
    return Cut(200_0000_00, chosen, left, ("GL-0004",), ungained)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_where_nothing_fits_the_cheapest_is_said_with_its_cost(language: Language) -> None:
    first, *others = said(cut(left=(NO_GAIN, DEAR, CHEAP)), language)
    for part in ("GL-0002", "乙楼", "500.00", "200.00"):
        assert part in first
    assert not [one for one in ("0 个月", "0 months", "GL-0003") if one in first]
    assert [one for one in others if "GL-0005" in one and "GL-0006" in one]
    assert not [one for one in others if "GL-0007" in one]


def test_where_no_building_has_a_gain_and_a_cost_that_is_said() -> None:
    for left in ((), (NO_GAIN,)):
        first = next(said(cut(left=left), "zh"))
        assert "无从选择" in first
        assert "个月" not in first


def test_what_is_chosen_says_the_fewest_months() -> None:
    assert "至少 7 个月" in next(said(cut(CHEAP, DEAR), "zh"))
