"""Coverage and rates of area below a tax officer: coarse, and only where they name nobody."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from buildings.assessment import assess
from buildings.audience import PROMOTER, Audience, Role, audience
from buildings.disclosure import disclose
from buildings.disclosure.figures import Figures, State
from tests.builders.portfolio import Tables, Zone, make_portfolio

OFFICER = audience(Role.TAX_OFFICER)
LEADER = audience(Role.LEADER)
LAST = 24


def building(number: int, covered: int, silent: int, **about: object) -> list[dict[str, Any]]:
    """Occupants of a building, each with 37 m²: some with a tax record in the window, some without."""
    return [
        {
            "building": number,
            "party": number * 100 + who + 1,
            "month": LAST,
            "let_dm2": 3700,
            "present": 1,
            "section": "J",
            "paying": 1 if who < covered else 0,
            "covered": int(who < covered),
            "dm2_days": 3700 * 365,
            **about,
        }
        for who in range(covered + silent)
    ]


def figures(who: Audience, held: Sequence[Sequence[Mapping[str, Any]]], **more: object) -> Figures:
    rows = []
    for people in held:
        days = {bool(kind): sum(one["dm2_days"] for one in people if one["covered"] == kind) for kind in (0, 1)}
        rows.append(
            {
                "office_dm2": 100_000,
                "let_dm2": 3700 * len(people),
                "parties": len(people),
                "covered_dm2_days": days[True],
                "coverage_dm2_days": days[True] + days[False],
                **more,
            }
        )
    people = [one for one_building in held for one in one_building]
    tax = [
        {"building": one["building"], "enterprise": one["party"], "month": LAST, "tax_fen": 1_000_000, "section": "J"}
        for one in people
        if one["covered"]
    ]
    industries = [{"building": 0, "month": LAST, "section": "J", "dm2": 5000, "enterprises": 9, "tax_fen": 10**7}]
    tables = Tables(tax=tax, occupancies=people, coverage=people, industries=industries)
    zones = [Zone("Z1", range(len(held)))]
    files = [month == LAST for month in range(25)]
    return disclose(assess(make_portfolio(rows, tables, zones=zones, files=files)), who)


def shown(found: Figures, level: str, slug: str, row: int = 0) -> object:
    column = found.tables[level].columns[slug]
    return column.state(row).name if column.state(row) is not State.SHOWN else column.value(row)


HEALTHY = building(0, 8, 3)
TWO_SILENT = building(1, 7, 2)
TWO_COVERED = building(2, 2, 9)


@pytest.mark.parametrize("who", [PROMOTER, LEADER])
def test_coverage_is_rounded_and_stands_only_where_several_are_covered_and_several_not(who: Audience) -> None:
    held = [HEALTHY, TWO_SILENT, TWO_COVERED, building(3, 5, 5)]
    found, officer = figures(who, held), figures(OFFICER, held)
    exact = [shown(officer, "building", "coverage", row) for row in range(4)]
    assert exact == pytest.approx([8 / 11, 7 / 9, 2 / 11, 0.5])
    assert [shown(found, "building", "coverage", row) for row in (0, 1, 2)] == [0.75, "HIDDEN", "HIDDEN"]


def test_the_coverage_beside_a_yield_follows_the_same_rule() -> None:
    held = [HEALTHY, TWO_SILENT, building(2, 6, 4), building(3, 6, 4)]
    beside = figures(PROMOTER, held).tables["building"].columns["tax_yield"].coverage
    exact = figures(OFFICER, held).tables["building"].columns["tax_yield"].coverage
    assert beside is not None
    assert exact is not None
    assert exact.tolist() == pytest.approx([8 / 11, 7 / 9, 0.6, 0.6])
    assert beside[0] == 0.75
    assert np.isnan(beside[1])


def test_a_roll_up_looks_at_its_occupants_together() -> None:
    held = [building(number, 9, 1) for number in range(4)]
    found = figures(PROMOTER, held)
    assert shown(found, "building", "coverage") == "HIDDEN"
    for level in ("zone", "district"):
        assert shown(found, level, "coverage") == 0.9
        assert found.tables[level].columns["tax_yield"].coverage == pytest.approx([0.9])
    # one enterprise in all four buildings is one occupant
    same = [[*people[:-1], {**people[-1], "party": 7}] for people in held]
    again = figures(PROMOTER, same)
    for level in ("zone", "district"):
        assert shown(again, level, "coverage") == "HIDDEN"
        beside = again.tables[level].columns["tax_yield"].coverage
        assert beside is not None
        assert np.isnan(beside).all()


def test_coverage_stands_beside_the_yield_of_an_industry() -> None:
    exact, gated = (figures(who, [HEALTHY]).tables["industry"] for who in (OFFICER, PROMOTER))
    row = exact.codes.tolist().index("J")
    beside, coarse = exact.columns["yield_occupied"].coverage, gated.columns["yield_occupied"].coverage
    assert beside is not None
    assert coarse is not None
    assert beside[row] == pytest.approx(8 / 11)
    assert np.isnan(coarse[row]) or coarse[row] == 0.75


def test_who_pays_by_area_is_rounded() -> None:
    held = [building(number, 4, 3, let_dm2=1000 + number) for number in range(4)]
    assert shown(figures(OFFICER, held), "district", "taxpaying_rate_area") == pytest.approx(4 / 7)
    assert shown(figures(PROMOTER, held), "district", "taxpaying_rate_area") == 0.55


def test_nobody_learns_that_no_occupant_is_a_taxpayer() -> None:
    unlinked = building(0, 0, 4, paying=np.iinfo(np.int64).min)
    held = [unlinked, *(building(number, 5, 5) for number in range(1, 4))]
    for slug in ("taxpaying_rate", "taxpaying_rate_area"):
        assert shown(figures(OFFICER, held), "building", slug) == "UNKNOWN"
        assert shown(figures(PROMOTER, held), "building", slug) == "HIDDEN"
    empty = figures(PROMOTER, [[], *held[1:]])
    assert shown(empty, "building", "taxpaying_rate") == "UNKNOWN"


def test_the_gap_of_thin_coverage_says_no_more_than_the_figure() -> None:
    held = [building(0, 4, 5), building(1, 4, 5), building(2, 2, 9), building(3, 3, 7)]
    listed = {
        who.slug: [row[0] for row in figures(who, held).sheets["gaps"].rows if row[2] == "low_coverage"]
        for who in (OFFICER, PROMOTER)
    }
    assert listed[OFFICER.slug] == ["SF-0001", "SF-0002", "SF-0003", "SF-0004"]
    assert set(listed[PROMOTER.slug]) <= {"SF-0001", "SF-0002", "SF-0004"}
