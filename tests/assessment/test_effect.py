"""Effect of upgrades: differences in differences on small districts, and what must not change them."""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildings.assessment import effect
from buildings.assessment.effect import Effect, Seen, Window
from buildings.kinds import Derives
from buildings.portfolio import UNKNOWN, Flags, Portfolio
from buildings.quantities import first_day, last_day, parse_month
from buildings.stages import Project, Step, works
from tests.builders.portfolio import Tables, make_portfolio

BEFORE, AFTER = parse_month("2024-06"), parse_month("2026-03")
LETTABLE = 1_000
SLUGS = ("occupancy_rate", "tax_yield", "passing_rent")


@dataclass(frozen=True)
class End:
    """One building in the twelve months of one end: let space, tax of the year in yuan per m², rent in yuan."""

    let: int
    tax: int
    rent: int


@dataclass(frozen=True)
class Home:
    """A building before and after."""

    code: str
    before: End
    after: End
    specialty: str | None = None


def portfolio(homes: Sequence[Home], end: str, month: int) -> Portfolio:
    rows, facts, tax = [], dict[str, dict[tuple[int, int], int]](), []
    for place, home in enumerate(homes):
        one: End = getattr(home, end)
        space = {"lettable_dm2": LETTABLE, "let_dm2": one.let, "rented_dm2": one.let}
        covered = {"covered_dm2_days": 1, "coverage_dm2_days": 1, "rent_dm2_fen12": one.let * one.rent * 1_200}
        named = {"code": home.code, "name": home.code, "office_dm2": 100, "specialty": home.specialty}
        rows.append({**named, **space, **covered})
        tax.append({"building": place, "enterprise": place, "month": 11, "tax_fen": one.tax * 100})
    return make_portfolio(rows, Tables(tax=tax), months=12, month=month, facts=facts)


def everybody(count: int) -> Flags:
    return np.ones(count, dtype=bool)


def seen(count: int) -> Seen:
    none = ~everybody(count)
    return Seen({kind: everybody(count) for kind in Derives}, (none, none), (none, none))


def measured(homes: Sequence[Home], *, place: int = 0, shift: int = 0, **more: Any) -> dict[str, Effect]:  # noqa: ANN401 - what a test changes
    ends = [portfolio(homes, "before", BEFORE + shift), portfolio(homes, "after", AFTER + shift)]
    may = more.get("may_compare", everybody(len(homes)))
    found = effect.effects(ends[0], ends[1], place, may, more.get("seen", seen(len(homes))))
    return {one.metric.slug: one for one in found}


def district(count: int = 7) -> list[Home]:
    """One that gained 30 points, 50 yuan and 10 yuan of rent; its peers gained 10, 20 and 4."""
    mine = Home("SF-0001", End(500, 100, 80), End(800, 150, 90))
    return [mine, *(Home(f"SF-{n + 1:04d}", End(600, 200, 60), End(700, 220, 64)) for n in range(1, count))]


def test_what_peers_gained_too_is_no_effect() -> None:
    found = measured(district())
    assert [found[slug].effect for slug in SLUGS] == pytest.approx([0.2, 30, 6])
    one = found["occupancy_rate"]
    assert (one.before, one.after, one.peers_before, one.peers_after) == pytest.approx((0.5, 0.8, 0.6, 0.7))
    assert (one.group, one.peers, one.reason) == ("district", (1, 2, 3, 4, 5, 6), None)


def test_too_few_peers_tell_nothing() -> None:
    assert measured(district(6))["occupancy_rate"].effect is not None
    for one in measured(district(5)).values():
        assert (one.effect, one.reason) == (None, "too_few")


def test_peers_are_of_its_specialty_where_they_are_enough() -> None:
    homes = [replace(home, specialty="finance" if place < 6 else "media") for place, home in enumerate(district(9))]
    assert {one.group for one in measured(homes).values()} == {"specialty:finance"}
    assert {one.peers for one in measured(homes).values()} == {(1, 2, 3, 4, 5)}
    few = [replace(home, specialty="finance" if place < 5 else "media") for place, home in enumerate(district(9))]
    assert {one.group for one in measured(few).values()} == {"district"}


def test_buildings_with_works_of_their_own_and_hidden_ones_are_no_peers() -> None:
    may, shown = everybody(9), seen(9)
    may[2] = False
    shown.visible[Derives.TAX][3] = False
    found = measured(district(9), may_compare=may, seen=shown)
    assert found["occupancy_rate"].peers == (1, 3, 4, 5, 6, 7, 8)
    assert found["tax_yield"].peers == (1, 4, 5, 6, 7, 8)


def test_low_coverage_touches_the_yield_alone() -> None:
    low = ~everybody(9)
    low[2] = True
    found = measured(district(9), seen=replace(seen(9), thin=(~everybody(9), low)))
    assert 2 not in found["tax_yield"].peers
    assert 2 in found["occupancy_rate"].peers
    low[0] = True
    found = measured(district(9), seen=replace(seen(9), thin=(~everybody(9), low)))
    assert (found["tax_yield"].effect, found["tax_yield"].reason) == (None, "after_thin")
    assert found["passing_rent"].effect is not None


def test_unknown_coverage_is_not_called_low() -> None:
    unsure = ~everybody(9)
    unsure[2] = True
    found = measured(district(9), seen=replace(seen(9), unsure=(unsure, ~everybody(9))))
    assert 2 not in found["tax_yield"].peers
    unsure[0] = True
    found = measured(district(9), seen=replace(seen(9), unsure=(unsure, ~everybody(9))))
    assert (found["tax_yield"].effect, found["tax_yield"].reason) == (None, "before_coverage")
    assert found["passing_rent"].effect is not None


@pytest.mark.parametrize("end", ["before", "after"])
def test_a_month_that_is_not_known_makes_it_unknown_and_is_counted(end: str) -> None:
    homes = district()
    ends = {name: portfolio(homes, name, month) for name, month in (("before", BEFORE), ("after", AFTER))}
    facts = {name: column.copy() for name, column in ends[end].facts.items()}
    facts["operating"][4, 0] = UNKNOWN
    facts["units_unknown"][7, 3] = 1
    files = ends[end].files.copy()
    files[2] = False
    facts["tax_fen"][2] = UNKNOWN
    ends[end] = replace(ends[end], facts=facts, files=files)
    found = effect.effects(ends["before"], ends["after"], 0, everybody(7), seen(7))
    for one in found:
        assert (one.effect, one.reason) == (None, f"{end}_months")
        assert (one.missing_before, one.missing_after) == ((1, 0) if end == "before" else (0, 1))
    peer = effect.effects(ends["before"], ends["after"], 1, everybody(7), seen(7))[0]
    assert peer.peers == (2, 4, 5, 6)  # those with a month unknown are compared with nobody
    assert peer.reason == "too_few"


HOMES = st.lists(
    st.builds(
        Home,
        st.integers(1, 9_999).map(lambda number: f"SF-{number:04d}"),
        st.builds(End, st.integers(1, 500), st.integers(1, 5_000), st.integers(1, 200)),
        st.builds(End, st.integers(1, 1_000), st.integers(1, 5_000), st.integers(1, 200)),
        st.sampled_from([None, "finance", "media"]),
    ),
    min_size=6,
    max_size=14,
    unique_by=lambda home: home.code,
).map(lambda homes: sorted(homes, key=lambda home: home.code))


@given(homes=HOMES, let=st.integers(0, 500), more=st.integers(0, 900), place=st.integers(0, 5))
def test_no_effect_where_all_move_alike(homes: list[Home], let: int, more: int, place: int) -> None:
    moved = [
        replace(one, after=End(one.before.let + let, one.before.tax + more, one.before.rent + more)) for one in homes
    ]
    for found in measured(moved, place=place).values():
        assert found.effect == pytest.approx(0, abs=1e-9)


@given(homes=HOMES, shift=st.integers(-60, 60), place=st.integers(0, 5))
def test_the_calendar_changes_nothing(homes: list[Home], shift: int, place: int) -> None:
    assert measured(homes, place=place, shift=shift) == measured(homes, place=place)


@given(homes=HOMES, seed=st.integers(0, 10_000), place=st.integers(0, 5))
def test_the_order_of_buildings_changes_nothing(homes: list[Home], seed: int, place: int) -> None:
    other = list(homes)
    random.Random(seed).shuffle(other)  # noqa: S311 - an order, no secret
    there = other.index(homes[place])
    for mine, theirs in zip(measured(homes, place=place).values(), measured(other, place=there).values(), strict=True):
        assert {homes[peer].code for peer in mine.peers} == {other[peer].code for peer in theirs.peers}
        assert replace(mine, peers=()) == replace(theirs, peers=())


def on(stage: str, *days: int) -> Step:
    return Step(stage, None, dt.date(*days), dt.date(*days))


def test_the_window_lies_around_the_works_or_says_why_there_is_none() -> None:
    now = parse_month("2026-10")

    def found(*steps: Step) -> tuple[Window | None, str | None]:
        return effect.window(works({step.stage: step for step in steps}), now)

    started, finished = on("started", 2024, 7, 31), on("finished", 2025, 3, 1)
    assert found(started, finished) == (Window(BEFORE, AFTER), None)
    assert Window(BEFORE, AFTER).first == parse_month("2023-07")
    assert found(started, on("finished", 2025, 10, 31))[1] is None
    assert found(started, on("finished", 2025, 11, 1)) == (Window(BEFORE, now + 1), "too_early")
    assert found(on("approved", 2024, 7, 1)) == (None, "not_started")
    assert found(started) == (None, "not_finished")
    assert found(started, on("cancelled", 2024, 8, 1)) == (None, "cancelled")
    assert found(finished) == (None, "start_unknown")
    vague = Step("finished", None, dt.date(2025, 2, 28), dt.date(2025, 3, 1))
    assert found(started, vague) == (None, "finish_unknown")
    within = Step("finished", None, dt.date(2025, 3, 1), dt.date(2025, 3, 31))
    assert found(started, within) == (Window(BEFORE, AFTER), None)


def test_whoever_had_works_meanwhile_is_touched() -> None:
    found = Window(BEFORE, AFTER)
    homes = district(8)
    homes_at = [portfolio(homes, "before", BEFORE), portfolio(homes, "after", AFTER)]
    first, last = first_day(found.first), last_day(found.after)
    day = dt.timedelta(days=1)
    spans: list[tuple[dt.date, dt.date | None]] = [
        (first - 9 * day, first - day),
        (first - 9 * day, first),
        (last, None),
        (last + day, None),
        (first - 9 * day, None),
    ]
    projects = tuple(
        Project(place, f"UP-{place}", "改造", works({step.stage: step for step in _steps(*span)}))
        for place, span in enumerate(spans)
    )
    free = effect.untouched(projects, found, homes_at[0], homes_at[1])
    assert free.tolist() == [True, False, False, True, False, True, True, True]


def _steps(first: dt.date, last: dt.date | None) -> list[Step]:
    begun = Step("started", None, first, first)
    return [begun] if last is None else [begun, Step("finished", None, last, last)]


def test_a_renovation_that_only_the_status_tells_touches_too() -> None:
    homes = district(8)
    before = portfolio(homes, "before", BEFORE)
    rows = [
        {"code": home.code, "status": "under_renovation" if place == 4 else "in_operation"}
        for place, home in enumerate(homes)
    ]
    after = make_portfolio(rows, months=12, month=AFTER)
    free = effect.untouched((), Window(BEFORE, AFTER), before, after)
    assert free.tolist() == [place != 4 for place in range(8)]
