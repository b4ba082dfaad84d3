"""Ranges of points and levels: nothing missing counts as zero, and what is filled in only narrows them."""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildings.errors import InvalidValue
from buildings.kinds import Answer
from buildings.schemes import answers, catalogue, scoring
from buildings.schemes.answers import Facts
from buildings.schemes.scheme import Scheme
from buildings.schemes.scoring import Marks, Span
from buildings.schemes.way_up import UNPUBLISHED, WayUp, way_up

STARS, GRADES = catalogue.find("star", "gulou-proposed-2026"), catalogue.find("gbt39069", "2020")
WORDS = {"zh": "名", "en": "name"}
GOOD = {"safety_accident": Answer.NO, "fire_not_accepted": Answer.NO, "in_use": Answer.YES}
FULL = {one.slug: one.points for one in STARS.items}


def named(slug: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - parts of a scheme
    return {"slug": slug, "title": WORDS, "source": "assumed"} | more


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    """Schemes of two categories with up to three items each."""
    items = [
        named(f"{home}{number}", category=home, points=draw(st.integers(1, 9)), effort=draw(st.integers(1, 5)))
        for home in ("a", "b")
        for number in range(draw(st.integers(1, 3)))
    ]
    whole = {home: sum(one["points"] for one in items if one["category"] == home) for home in ("a", "b")}
    categories = [named(home, points=whole[home], minimum=draw(st.integers(0, whole[home]))) for home in ("a", "b")]
    steps = draw(st.lists(st.integers(0, sum(whole.values())), min_size=1, max_size=3, unique=True))
    levels = [{"slug": str(place + 1), "title": WORDS, "points": points} for place, points in enumerate(sorted(steps))]
    return Scheme.model_validate(
        {
            "scheme": "s",
            "version": "1",
            "kind": "stars",
            "status": "published",
            "title": WORDS,
            "body": WORDS,
            "source": "assumed",
            "valid_from": dt.date(2020, 1, 1),
            "validity_months": 12,
            "rereview_lead_months": 3,
            "validity_source": "assumed",
            "levels": levels,
            "items": items,
            "categories": categories,
            "vetoes": [named("v")],
            "preconditions": [named("p", fact="stated")],
        }
    )


@st.composite
def complete(draw: st.DrawFn) -> tuple[Scheme, Marks]:
    scheme = draw(schemes())
    points = {one.slug: draw(st.integers(0, one.points)) for one in scheme.items}
    return scheme, Marks(points, {slug: draw(st.sampled_from([Answer.YES, Answer.NO])) for slug in ("v", "p")})


def some(draw: st.DrawFn, marks: Marks) -> Marks:
    """A part of the marks."""

    def part(of: Mapping[str, Any]) -> dict[str, Any]:
        kept = draw(st.sets(st.sampled_from(sorted(of)))) if of else set()
        return {slug: of[slug] for slug in kept}

    return Marks(part(marks.points), part(marks.answers))


@given(complete(), st.data())
def test_the_range_contains_the_truth_and_only_narrows(case: tuple[Scheme, Marks], data: st.DataObject) -> None:
    scheme, marks = case
    truth = scoring.outcome(scheme, marks)
    assert truth.least == truth.most
    assert truth.total.known
    draw: Any = data.draw
    more = some(draw, marks)
    fewer = some(draw, more)
    wide, narrow = scoring.outcome(scheme, fewer), scoring.outcome(scheme, more)
    for one, other in ((wide, narrow), (narrow, truth)):
        assert one.least <= other.least <= other.most <= one.most
        assert one.total.low <= other.total.low <= other.total.high <= one.total.high
        for slug, span in other.categories.items():
            assert one.categories[slug].low <= span.low <= span.high <= one.categories[slug].high


@given(complete(), st.data())
def test_more_points_for_an_item_never_cost_a_level(case: tuple[Scheme, Marks], data: st.DataObject) -> None:
    scheme, marks = case
    draw: Any = data.draw
    known = some(draw, marks)
    if not known.points:
        return
    slug = data.draw(st.sampled_from(sorted(known.points)))
    raised = data.draw(st.integers(known.points[slug], scheme.by_slug[slug].points))
    before = scoring.outcome(scheme, known)
    after = scoring.outcome(scheme, Marks({**known.points, slug: raised}, known.answers))
    assert (before.least, before.most) <= (after.least, after.most)
    assert before.least <= after.least
    assert before.most <= after.most


@given(complete(), st.data())
def test_what_would_be_enough_is_enough_and_nothing_is_cheaper(case: tuple[Scheme, Marks], data: st.DataObject) -> None:
    scheme, full = case
    draw: Any = data.draw
    marks = Marks(some(draw, full).points, {"v": Answer.NO, "p": Answer.YES})
    level = data.draw(st.sampled_from([one.slug for one in scheme.levels]))
    found = way_up(scheme, marks, level)
    assert found.enough is not None
    rank = scheme.rank(level)

    def reaches(slugs: tuple[str, ...]) -> bool:
        points = {**marks.points, **{slug: scheme.by_slug[slug].points for slug in slugs}}
        return scoring.outcome(scheme, Marks(points, marks.answers)).least >= rank

    def effort(slugs: tuple[str, ...]) -> Fraction:
        return sum((scheme.by_slug[slug].effort for slug in slugs), Fraction(0))

    assert reaches(found.enough)
    names = [one.item for one in found.raises]
    every = [subset for size in range(len(names) + 1) for subset in combinations(names, size)]
    assert effort(found.enough) == min(effort(one) for one in every if reaches(one))
    assert found.reached == (found.enough == ())


def test_nothing_scored_is_no_zero() -> None:
    found = scoring.outcome(STARS, Marks())
    assert (found.total, found.least, found.most) == (Span(0, 1000), 0, 3)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, (3, 3)),
        ({"safety_accident": Answer.UNKNOWN}, (0, 3)),
        ({"safety_accident": Answer.YES}, (0, 0)),
        ({"in_use": Answer.UNKNOWN}, (0, 3)),
        ({"in_use": Answer.NO}, (0, 0)),
    ],
)
def test_vetoes_and_preconditions_stand_apart_from_points(change: dict[str, Answer], expected: tuple[int, int]) -> None:
    found = scoring.outcome(STARS, Marks(FULL, GOOD | change))
    assert (found.least, found.most) == expected


def test_a_category_below_its_minimum_bars_every_star() -> None:
    poor = FULL | {one.slug: 0 for one in STARS.of_category("hardware")}
    assert scoring.outcome(STARS, Marks(poor, GOOD)).total == Span(800, 800)
    assert scoring.outcome(STARS, Marks(poor, GOOD)).most == 0
    assert scoring.outcome(STARS, Marks(poor | {"lifts": 35, "hvac": 30, "parking": 30}, GOOD)).most == 0
    at_the_minimum = poor | {"lifts": 35, "hvac": 30, "parking": 30, "smart_systems": 5}
    assert scoring.outcome(STARS, Marks(at_the_minimum, GOOD)).least == 3


def test_points_exactly_at_a_threshold_reach_it_and_one_below_do_not() -> None:
    short = FULL | {"tax_yield": 20}
    assert scoring.outcome(STARS, Marks(short, GOOD)).least == 3
    assert scoring.outcome(STARS, Marks(short | {"transit": 29}, GOOD)).most == 2


def test_bands_give_a_known_zero_below_the_first_and_the_step_at_its_edge() -> None:
    filling = STARS.by_slug["tax_yield"].filling
    assert filling is not None
    values = (Fraction(-1), Fraction(499), Fraction(500), Fraction(4999), Fraction(5000), Fraction(90_000))
    assert [filling.points(one) for one in values] == [0, 0, 20, 100, 120, 120]


@pytest.mark.parametrize(
    ("marks", "slug"),
    [
        (Marks({"lifts": 36}), "points_out_of_range"),
        (Marks({"lifts": -1}), "points_out_of_range"),
        (Marks({"roof": 1}), "no_such_item"),
        (Marks(answers={"in_use": Answer.YES}), "no_such_question"),  # the register answers it
    ],
)
def test_marks_that_the_scheme_does_not_have_are_refused(marks: Marks, slug: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        scoring.check(STARS, marks)
    assert refusal.value.name == slug


D = dt.date


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Facts(D(2026, 6, 30)), ("unknown", "unknown", "unknown")),
        (Facts(D(2026, 6, 30), Fraction(15000), D(2025, 6, 1), D(2025, 6, 30), Answer.YES), ("yes", "yes", "yes")),
        (Facts(D(2026, 6, 29), Fraction("14999.99"), D(2025, 6, 1), D(2025, 6, 30)), ("no", "unknown", "unknown")),
        (Facts(D(2026, 5, 31), None, D(2025, 6, 1), None, Answer.NO), ("unknown", "no", "no")),
        (Facts(D(2025, 2, 28), None, None, D(2024, 2, 29)), ("unknown", "yes", "unknown")),
    ],
)
def test_preconditions_are_answered_from_facts_or_not_at_all(facts: Facts, expected: tuple[str, ...]) -> None:
    assert tuple(answers.answered(GRADES, facts).values()) == expected


def test_grades_without_published_points_are_never_certain() -> None:
    yes = dict.fromkeys(("office_area", "completed", "in_use"), Answer.YES)
    assert (scoring.outcome(GRADES, Marks(answers=yes)).least, scoring.outcome(GRADES, Marks(answers=yes)).most) == (
        0,
        3,
    )
    assert scoring.outcome(GRADES, Marks(answers=yes | {"office_area": Answer.NO})).most == 0
    found = way_up(GRADES, Marks(answers=yes), "super_a")
    assert (found.enough, found.obstacles) == (None, (UNPUBLISHED,))


def test_the_way_to_the_fourth_star_is_ranked_by_points_per_effort() -> None:
    marks = Marks(FULL | {"party_building": 0, "floor_plate": 0, "tax_12": 20}, GOOD)
    marks = Marks({slug: points for slug, points in marks.points.items() if slug != "service_station"}, marks.answers)
    found = way_up(STARS, marks, "4")
    assert [one.item for one in found.raises] == ["service_station", "party_building", "tax_12", "floor_plate"]
    assert [one.missing for one in found.raises] == [True, False, False, False]
    assert (found.reached, found.lacking, found.enough) == (True, 0, ())
    assert way_up(STARS, marks, "5").lacking == 125
    assert way_up(STARS, marks, "5").enough == ("party_building", "tax_12")


def test_what_bars_a_star_is_named_and_what_is_open_too() -> None:
    barred: WayUp = way_up(STARS, Marks(FULL, GOOD | {"safety_accident": Answer.YES}), "3")
    assert (barred.enough, barred.obstacles) == (None, ("safety_accident",))
    open_ = way_up(STARS, Marks(FULL, {}), "3")
    assert (open_.reached, open_.enough) == (False, ())
    assert open_.open_ == ("safety_accident", "fire_not_accepted", "in_use")
