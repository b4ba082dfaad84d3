"""Who may be compared with: buildings whose tax stands on enough of their space, to the last digit."""

from buildings.assessment import gaps
from buildings.metrics import peers
from buildings.portfolio import UNKNOWN
from tests.builders.portfolio import make_portfolio

LARGE = 10**15


def test_enough_of_the_space_is_half_of_it_and_not_a_hair_less() -> None:
    spans = [(1, 2), (LARGE - 1, 2 * LARGE), (LARGE, 2 * LARGE), (0, 0), (UNKNOWN, UNKNOWN)]
    rows = [{"lettable_dm2": 1, "covered_dm2_days": some, "coverage_dm2_days": all_} for some, all_ in spans]
    out = {"lettable_dm2": 1, "covered_dm2_days": 1, "coverage_dm2_days": 1, "operating": 0}
    assert peers.covered(make_portfolio([*rows, out])).tolist() == [True, False, True, False, False, False]


def test_the_gap_of_low_coverage_is_what_is_compared_with_nobody() -> None:
    huge = 10**17  # a quotient of such numbers is rounded to one half
    spans = [(1, 2), (huge - 1, 2 * huge), (huge, 2 * huge), (0, 1), (0, 0), (UNKNOWN, UNKNOWN)]
    rows = [{"lettable_dm2": 1, "covered_dm2_days": some, "coverage_dm2_days": all_} for some, all_ in spans]
    found = make_portfolio([*rows, {"covered_dm2_days": 0, "coverage_dm2_days": 1, "operating": 0}])
    (gap,) = (one for one in gaps.of_tax(found) if one.slug == gaps.THIN)
    assert gap.buildings.tolist() == [False, True, False, True, False, False, False]
    assert not (gap.buildings & peers.covered(found)).any()
