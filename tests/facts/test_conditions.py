"""What is recorded of condition and hands, as it stood at a month's end; on both engines."""

import datetime as dt

import numpy as np
import pytest
from sqlalchemy import Engine

from buildings.database import work
from buildings.database.work import Changes
from buildings.facts import horizon, snapshot
from buildings.facts.hands import UNNAMED
from buildings.facts.refresh import refresh
from buildings.kinds import Origin, RatingStatus
from buildings.portfolio import ConditionFrame
from buildings.quantities import parse_month
from buildings.register import assessments, buildings, owners, projects, ratings
from buildings.register.assessments import Wanted
from buildings.register.owners import Share
from buildings.register.tables.ratings import Rating
from buildings.schemes import catalogue
from buildings.stages import Step
from tests.builders.register import again, make_building, make_enterprise, make_unit

JUNE = parse_month("2026-06")


def frame(engine: Engine, month: int = JUNE) -> ConditionFrame:
    with work.reading(engine) as session:
        return snapshot.snapshot(session, month, Origin.REAL).condition


def build(engine: Engine, do: object) -> None:
    def whole(changes: Changes) -> None:
        do(changes)  # type: ignore[operator]
        horizon.ensure_month(changes, JUNE)

    work.run(engine, whole, refresh=refresh, actor="test", action="test", origin=Origin.REAL)


KEPT: int = UNNAMED - 1
"""In the place of a hand: its owner keeps the room, or nobody manages it."""


def run_by(engine: Engine, cases: list[tuple[tuple[int | None, ...], tuple[int | None, ...]]]) -> ConditionFrame:
    """Buildings of rooms of these areas, each run by the manager of that number; None: nothing is recorded of it."""

    def do(changes: Changes) -> None:
        managers = [make_enterprise(changes).key for _ in range(2)]
        for number, (areas, by) in enumerate(cases):
            home = make_building(changes, code=f"GL-000{number + 1}")
            for label, (size, hand) in enumerate(zip(areas, by, strict=True)):
                room = make_unit(changes, home, label=str(label), area_dm2=size)
                if hand == KEPT:
                    owners.manage(changes, room, ("self_held", "none")[number % 2])
                elif hand is not None:
                    owners.manage(changes, room, "custody", manager_id=None if hand == UNNAMED else managers[hand])

    build(engine, do)
    return frame(engine)


def test_owners_weigh_by_area_and_unknown_is_not_a_share(engine: Engine) -> None:
    def do(changes: Changes) -> None:
        firms = [make_enterprise(changes).key for _ in range(2)]
        home, open_, other = (make_building(changes, code=f"GL-000{number}") for number in (1, 2, 3))
        rooms = [
            make_unit(changes, home, label=str(number), area_dm2=size)
            for number, size in enumerate((6_000, 3_000, 1_000))
        ]
        owners.own(changes, rooms[0], [Share(firms[0], share_ppm=500_000), Share(firms[1], share_ppm=500_000)])
        owners.own(changes, rooms[1], [Share(firms[0])], valid_to=dt.date(2026, 6, 29))
        owners.own(changes, rooms[1], [Share(owner_name="张某")], valid_from=dt.date(2026, 6, 30))
        owners.own(changes, rooms[2], [Share(firms[1])])
        half = make_unit(changes, open_, label="1", area_dm2=100)
        owners.own(changes, half, [Share(firms[0], share_ppm=999_999)])
        wide = make_unit(changes, other, label="1", area_dm2=None)
        owners.own(changes, wide, [Share(firms[0])])
        for room in (*rooms, half, wide):
            owners.manage(changes, room, "none", valid_to=dt.date(2026, 5, 31))
        owners.manage(changes, rooms[0], "unified_lease", valid_from=dt.date(2026, 6, 1))
        for room in (*rooms[1:], half, wide):
            owners.manage(changes, room, "self_held", valid_from=dt.date(2026, 6, 1))

    build(engine, do)
    found, before = frame(engine), frame(engine, JUNE - 1)
    assert found.owner_share_least.tolist() == pytest.approx([0.4, 0.999999, 1])
    assert found.owner_share_most.tolist() == pytest.approx([0.4, 1, 1])
    assert (before.owner_share_least[0], before.owner_share_most[0]) == pytest.approx((0.6, 0.6))
    assert (found.one_hand_least.tolist(), before.one_hand_most.tolist()) == ([0.6, 0, 0], [0] * 3)
    assert np.isnan(found.hardware_share).all()


def test_what_nobody_is_known_to_own_may_be_the_largest_owners(engine: Engine) -> None:
    cases: list[tuple[tuple[int | None, ...], tuple[int | None, ...], tuple[float, float]]] = [
        ((4_000, 6_000), (0, None), (0.4, 1)),  # the other room may be his, or somebody's
        ((4_000, 3_000, 3_000), (0, 0, None), (0.7, 1)),
        ((4_000, 3_000, 3_000), (0, 1, None), (0.4, 0.7)),
        ((4_000, 6_000), (None, None), (0, 1)),
        ((4_000, None), (0, 0), (1, 1)),  # whatever its size, he has it all
        ((4_000, None), (0, 1), (0, 1)),
    ]

    def do(changes: Changes) -> None:
        firms = [make_enterprise(changes).key for _ in range(2)]
        for number, (areas, by, _) in enumerate(cases):
            home = make_building(changes, code=f"GL-000{number + 1}")
            for label, (size, owner) in enumerate(zip(areas, by, strict=True)):
                room = make_unit(changes, home, label=str(label), area_dm2=size)
                if owner is not None:
                    owners.own(changes, room, [Share(firms[owner])])
        make_building(changes, code="GL-0009")

    build(engine, do)
    found = frame(engine)
    ends = zip(found.owner_share_least.tolist(), found.owner_share_most.tolist(), strict=True)
    assert [one for one, _ in zip(ends, cases, strict=False)] == [pytest.approx(ends) for *_, ends in cases]
    assert np.isnan([found.owner_share_least[-1], found.owner_share_most[-1]]).all()


def test_one_hand_is_one_manager_and_an_unknown_area_may_be_any_part(engine: Engine) -> None:
    found = run_by(
        engine,
        [
            ((4_000, 6_000), (0, 1)),  # two hands are not one
            ((4_000, 3_000, 3_000), (0, 0, KEPT)),
            ((4_000, None), (0, KEPT)),  # the open one is nobody's: at most what is known
            ((4_000, None), (KEPT, 0)),
            ((4_000, None), (0, 0)),  # whatever it is, one runs it all
            ((None,), (KEPT,)),
        ],
    )
    assert found.one_hand_least.tolist() == pytest.approx([0.6, 0.7, 0, 0, 1, 0])
    assert found.one_hand_most.tolist() == pytest.approx([0.6, 0.7, 1, 1, 1, 0])


def test_who_runs_a_room_and_is_not_named_may_be_anybody(engine: Engine) -> None:
    found = run_by(
        engine,
        [
            ((4_000, 3_000, 3_000), (UNNAMED, UNNAMED, KEPT)),  # two hands, or one
            ((4_000, 3_000, 3_000), (0, UNNAMED, 1)),  # the first, with the second at most
            ((4_000, 6_000), (UNNAMED, KEPT)),
            ((4_000, None), (UNNAMED, UNNAMED)),
            ((4_000, None), (0, UNNAMED)),
            ((10_000,), (UNNAMED,)),  # one room has one hand, whoever that is
        ],
    )
    assert found.one_hand_least.tolist() == pytest.approx([0.4, 0.4, 0.4, 0, 0, 1])
    assert found.one_hand_most.tolist() == pytest.approx([0.7, 0.7, 0.4, 1, 1, 1])


def test_a_room_of_which_nothing_is_recorded_may_be_of_any_hand_or_none(engine: Engine) -> None:
    found = run_by(
        engine,
        [
            ((4_000, 6_000), (None, None)),
            ((4_000, 6_000), (0, None)),
            ((4_000, 3_000, 3_000), (0, 1, None)),
            ((4_000, 3_000, 3_000), (UNNAMED, KEPT, None)),
            ((4_000, 6_000), (KEPT, None)),  # whoever else it may be, four tenths are nobody's
            ((4_000, None), (KEPT, None)),
            ((4_000, None), (None, 0)),
            ((), ()),  # no room, so nobody runs any: there is nothing to tell
        ],
    )
    np.testing.assert_allclose(found.one_hand_least, [0, 0.4, 0.4, 0.4, 0, 0, 0, np.nan])
    np.testing.assert_allclose(found.one_hand_most, [1, 1, 0.7, 0.7, 0.6, 1, 1, np.nan])


def test_who_runs_a_room_is_known_as_long_as_it_is_recorded(engine: Engine) -> None:
    def do(changes: Changes) -> None:
        room = make_unit(changes, make_building(changes, code="GL-0001"), label="1", area_dm2=100)
        owners.manage(changes, room, "none", valid_from=dt.date(2026, 5, 1), valid_to=dt.date(2026, 6, 29))

    build(engine, do)
    ends = [(one.one_hand_least[0], one.one_hand_most[0]) for one in (frame(engine, JUNE - ago) for ago in (2, 1, 0))]
    assert ends == [(0, 1), (0, 0), (0, 1)]


def test_a_project_that_brings_a_building_into_one_hand_says_so_once_it_is_done(engine: Engine) -> None:
    def do(changes: Changes) -> None:
        for number, how in enumerate(("custody", None, "none"), 1):
            home = make_building(changes, code=f"GL-000{number}")
            owners.manage(changes, make_unit(changes, home, label="1", area_dm2=100), "none")
            row = projects.create(changes, home, {"title": "改造", "one_hand": how})
            projects.set_step(changes, row, Step("started", None, dt.date(2026, 4, 1), dt.date(2026, 4, 1)))
            projects.set_step(changes, row, Step("finished", None, dt.date(2026, 5, 1), dt.date(2026, 6, 15)))

    build(engine, do)
    found, before, long_before = (frame(engine, JUNE - ago) for ago in (0, 1, 2))
    least, most = (
        [getattr(one, f"one_hand_{edge}").tolist() for one in (long_before, before, found)]
        for edge in ("least", "most")
    )
    assert (least, most) == ([[0] * 3, [0] * 3, [1, 0, 0]], [[0] * 3, [1, 0, 0], [1, 0, 0]])


def test_a_renovation_that_may_lie_before_or_after_the_day_may_have_been(engine: Engine) -> None:
    def do(changes: Changes) -> None:
        for number, (first, last, stage) in enumerate(
            [
                (dt.date(2018, 1, 1), dt.date(2027, 1, 1), "done"),
                (None, None, "done"),
                (dt.date(2026, 7, 1), dt.date(2027, 1, 1), "done"),
                (None, dt.date(2026, 6, 30), "done"),
                (dt.date(2018, 1, 1), dt.date(2027, 1, 1), "started"),
            ]
        ):
            home = make_building(changes, code=f"GL-000{number + 1}")
            buildings.add_event(changes, home, "renovation", first, last, stage=stage)

    build(engine, do)
    assert frame(engine).maybe_renovated.tolist() == [True, True, False, False, False]
    assert frame(engine, JUNE - 1).maybe_renovated.tolist() == [True, True, False, True, False]


GULOU = catalogue.find("star", "gulou-proposed-2026")
D = dt.date


def scored(changes: Changes, row: Rating, on: dt.date, **points: int) -> None:
    for item, given in points.items():
        ratings.score(changes, again(changes, row), item, given, found={"assessed_on": on})


def awarded(changes: Changes, code: str, on: dt.date, points: dict[str, int]) -> Rating:
    """A building with a star, scored a month before it was awarded."""
    home = make_building(changes, code=code)
    row = assessments.apply(changes, home, GULOU, on - dt.timedelta(days=60))
    scored(changes, row, on - dt.timedelta(days=30), **points)
    for status, grade in (("review", None), ("notice", "4"), ("granted", None)):
        assessments.step(changes, row, Wanted(RatingStatus(status), on, grade))
    return row


def test_hardware_share_is_what_the_award_stands_on(engine: Engine) -> None:
    full = {one.slug: one.points for one in GULOU.of_category("hardware")}
    half = full | {"lifts": 0, "floor_plate": 0, "parking": 0, "fire_security": 15}  # 100 of 200

    def do(changes: Changes) -> None:
        row = awarded(changes, "GL-0001", D(2026, 5, 1), half)
        scored(changes, row, D(2026, 6, 15), lifts=35)  # for the next award
        awarded(changes, "GL-0002", D(2026, 6, 1), {slug: points for slug, points in full.items() if slug != "hvac"})
        awarded(changes, "GL-0003", D(2026, 6, 30), full | {"transit": 0})
        stated = make_building(changes, code="GL-0004")
        ratings.record(changes, stated.key, "star", "register", {"grade": "5", "granted_on": D(2020, 1, 1)})
        make_building(changes, code="GL-0005")

    build(engine, do)
    np.testing.assert_array_equal(frame(engine).hardware_share, [0.5, np.nan, 1.0, np.nan, np.nan])
    np.testing.assert_array_equal(frame(engine, JUNE - 1).hardware_share, [0.5, *[np.nan] * 4])
    assert np.isnan(frame(engine, JUNE - 2).hardware_share).all()
    assert frame(engine, JUNE - 1).ever_starred.tolist() == [True, False, False, True, False]


def test_the_last_renovation_that_is_certainly_done_and_stars_ever_had(engine: Engine) -> None:
    def do(changes: Changes) -> None:
        home = make_building(changes, code="GL-0001")
        for first, last, stage in (
            (dt.date(2010, 1, 1), dt.date(2010, 12, 31), "done"),
            (dt.date(2026, 6, 1), dt.date(2026, 6, 30), "done"),
            (dt.date(2027, 1, 1), dt.date(2027, 1, 1), "planned"),
        ):
            buildings.add_event(changes, home, "renovation", first, last, stage=stage)
        ratings.record(changes, home.key, "star", "1", {"grade": "4", "granted_on": dt.date(2020, 1, 1),
                                                       "valid_until": dt.date(2023, 1, 1)})  # fmt: skip
        make_building(changes, code="GL-0002")

    build(engine, do)
    found, before = frame(engine), frame(engine, JUNE - 1)
    assert (found.renovated_earliest[0], found.renovated_latest[0]) == ("2026-06-01", "2026-06-30")
    assert (before.renovated_earliest[0], before.renovated_latest[0]) == ("2010-01-01", "2010-12-31")
    assert found.renovated_latest[1] is None
    assert found.ever_starred.tolist() == [True, False]


@pytest.mark.parametrize(
    ("values", "ever", "maybe"),
    [
        ({}, False, True),
        ({"valid_until": D(2026, 6, 30)}, False, True),
        ({"valid_until": D(2026, 6, 29)}, True, False),  # over, since whenever it was granted
        ({"status": "revoked", "revoked_on": D(2026, 6, 30)}, True, False),
        ({"status": "revoked", "revoked_on": D(2026, 7, 1)}, False, True),
        ({"status": "revoked"}, False, True),
        ({"status": "notice"}, False, False),  # nothing was awarded
    ],
)
def test_a_star_without_its_first_day_may_hold_until_it_is_over(
    engine: Engine, values: dict[str, object], ever: bool, maybe: bool
) -> None:
    def do(changes: Changes) -> None:
        home = make_building(changes, code="GL-0001")
        ratings.record(changes, home.key, "star", "register", {"grade": "4", **values})
        make_building(changes, code="GL-0002")

    build(engine, do)
    found = frame(engine)
    assert (found.ever_starred.tolist(), found.maybe_starred.tolist()) == ([ever, False], [maybe, False])


def test_a_building_is_under_renovation_from_the_start_of_its_project_to_its_finish(engine: Engine) -> None:
    def do(changes: Changes) -> None:
        homes = [make_building(changes, code=f"GL-000{number}") for number in range(1, 6)]
        days: dict[str, list[dt.date | None]] = {
            "started": [dt.date(2026, 5, 31), dt.date(2026, 6, 1), dt.date(2026, 5, 2), dt.date(2026, 6, 30)],
            "finished": [dt.date(2026, 6, 30), None, None, None],
            "cancelled": [None, None, dt.date(2026, 6, 30), None],
        }
        for place, home in enumerate(homes[:4]):
            row = projects.create(changes, home, {"title": "改造"})
            projects.set_step(changes, row, Step("planned", planned_on=dt.date(2026, 1, 1)))
            for stage, on in days.items():
                projects.set_step(changes, row, Step(stage, earliest=on[place], latest=on[place]))
        buildings.set_status(changes, homes[4], "under_renovation", valid_from=dt.date(2026, 6, 2))
        projects.void(changes, projects.by_code(changes.session, "UP-0004"), "录错")

    build(engine, do)
    found, before = frame(engine), frame(engine, JUNE - 1)
    assert before.renovating.tolist() == [True, False, True, False, False]
    assert found.renovating.tolist() == [False, True, False, False, True]
    assert (found.renovated_earliest[0], found.renovated_latest[0]) == ("2026-06-30", "2026-06-30")
    assert [before.renovated_latest[0], *found.renovated_latest[1:]] == [None] * 5


def test_works_that_may_have_begun_may_be_under_way_unless_the_status_says_they_are(engine: Engine) -> None:
    def do(changes: Changes) -> None:
        for number in (1, 2):
            home = make_building(changes, code=f"GL-000{number}")
            row = projects.create(changes, home, {"title": "改造"})
            projects.set_step(changes, row, Step("started", None, dt.date(2026, 5, 15), dt.date(2026, 6, 15)))
            if number == 2:
                buildings.set_status(changes, home, "under_renovation", valid_from=dt.date(2026, 5, 20))

    build(engine, do)
    found = [frame(engine, JUNE - ago) for ago in (2, 1, 0)]
    assert [one.renovating.tolist() for one in found] == [[False, False], [False, True], [True, True]]
    assert [one.maybe_renovating.tolist() for one in found] == [[False, False], [True, False], [False, False]]


def test_a_project_is_ahead_until_its_works_begin(engine: Engine) -> None:
    def do(changes: Changes) -> None:
        homes = [make_building(changes, code=f"GL-000{number}") for number in (1, 2, 3)]
        for home, started in zip(homes[:2], (dt.date(2026, 6, 30), None), strict=True):
            row = projects.create(changes, home, {"title": "改造"})
            projects.set_step(changes, row, Step("approved", None, dt.date(2026, 5, 31), dt.date(2026, 5, 31)))
            projects.set_step(changes, row, Step("started", None, started, started))

    build(engine, do)
    ahead = [frame(engine, JUNE - back).works_ahead.tolist() for back in (2, 1, 0)]
    assert ahead == [[False] * 3, [True, True, False], [False, True, False]]


def test_a_finish_between_two_days_may_be_past_and_the_later_renovation_counts(engine: Engine) -> None:
    def do(changes: Changes) -> None:
        home = make_building(changes, code="GL-0001")
        buildings.add_event(changes, home, "renovation", dt.date(2026, 3, 1), dt.date(2026, 3, 31))
        row = projects.create(changes, home, {"title": "改造"})
        projects.set_step(changes, row, Step("started", None, dt.date(2026, 4, 1), dt.date(2026, 4, 1)))
        projects.set_step(changes, row, Step("finished", None, dt.date(2026, 5, 1), dt.date(2026, 6, 15)))

    build(engine, do)
    found, before = frame(engine), frame(engine, JUNE - 1)
    since = [one.works_done_since.tolist() for one in (frame(engine, JUNE - 2), before, found)]
    assert since == [[None], ["2026-05-01"], [None]]  # under way for certain; under way, or done since; done
    flags = [(one.renovating[0], one.maybe_renovating[0]) for one in (frame(engine, JUNE - 2), before, found)]
    assert flags == [(True, False), (False, True), (False, False)]
    assert (before.renovated_earliest[0], before.renovated_latest[0]) == ("2026-03-01", "2026-03-31")
    assert (found.renovated_earliest[0], found.renovated_latest[0]) == ("2026-05-01", "2026-06-15")
