"""Upgrade projects in the register: versions and history, one at a time in a building, gone with their building."""

import datetime as dt
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, select

from buildings import investments
from buildings.database import history
from buildings.database.work import Changes
from buildings.errors import Conflict, InvalidValue, Word
from buildings.kinds import Origin
from buildings.register import buildings, photos, projects, records, types, versions
from buildings.register.projects import FundingLine, ProjectLink, ProjectStep, UpgradeProject
from buildings.stages import Step
from buildings.workflows import edit as edits
from buildings.workflows import voiding
from tests.builders.register import edit, make_building


def on(stage: str, *days: int) -> Step:
    when = dt.date(*days)
    return Step(stage, None, when, when)


def make(changes: Changes, code: str = "GL-0001", **values: Any) -> UpgradeProject:  # noqa: ANN401 - any change
    home = buildings.by_code(changes.session, code)
    return projects.create(changes, home, {"title": "外立面与电梯更新"} | values)


def stocked(engine: Engine, origin: Origin = Origin.REAL) -> None:
    edit(engine, lambda changes: [make_building(changes, code=f"GL-000{number}") for number in (1, 2)], origin)


def test_codes_follow_the_origin(engine: Engine) -> None:
    stocked(engine)
    assert edit(engine, lambda changes: make(changes).code) == "UP-0001"
    assert edit(engine, lambda changes: make(changes, "GL-0002").code, Origin.DEMONSTRATION) == "SP-0002"


def test_what_is_not_said_is_unknown_and_what_is_wrong_names_its_field(engine: Engine) -> None:
    stocked(engine)
    row = edit(engine, make)
    said = ("funding_mode", "one_hand", "contractor", "planned_investment_fen", "actual_investment_fen", "source")
    assert {getattr(row, name) for name in said} == {None}
    wrong: dict[str, Any] = {"funding_mode": "gift", "one_hand": "self_held", "planned_investment_fen": -1, "title": ""}
    for name, value in wrong.items():
        values: dict[str, Any] = {"title": name, name: value}
        with pytest.raises(InvalidValue) as refusal:
            edit(engine, partial(make, **values))
        assert refusal.value.details["field"] == name


def test_a_title_stands_once_in_a_building_and_comes_free_again(engine: Engine) -> None:
    stocked(engine)
    edit(engine, make)
    with pytest.raises(Conflict) as refusal:
        edit(engine, make)
    assert (refusal.value.name, refusal.value.details["code"]) == ("project_known", "UP-0001")
    edit(engine, partial(make, code="GL-0002"))
    edit(engine, lambda changes: projects.void(changes, projects.by_code(changes.session, "UP-0001"), "录错"))
    assert edit(engine, make).code == "UP-0003"


def test_the_version_grows_with_every_row_below_and_never_returns(engine: Engine) -> None:
    stocked(engine)
    key = edit(engine, make).key
    seen: list[int] = []

    def change(do: Any) -> Any:  # noqa: ANN401 - what the change returns
        def whole(changes: Changes) -> Any:  # noqa: ANN401
            found = do(changes, records.by_key(changes.session, UpgradeProject, key))
            seen.append(versions.of_project(changes.session, key))
            return found

        return edit(engine, whole)

    assert change(lambda changes, row: projects.set_step(changes, row, on("started", 2026, 3, 1), "动工"))
    assert change(lambda changes, row: projects.set_funding(changes, row, {"区财政": 500, "业主": None}))
    assert change(lambda changes, row: projects.set_funding(changes, row, {"业主": 100}))
    assert change(lambda changes, row: photos.set_link(changes, row, "https://a.example/1", {"kind": "before"}))
    assert change(lambda changes, row: projects.update(changes, row, {"contractor": "福州某建"}))
    assert change(lambda changes, row: projects.set_step(changes, row, on("started", 2026, 3, 2), "动工"))
    assert seen == sorted(set(seen))
    assert not change(lambda changes, row: projects.set_step(changes, row, on("started", 2026, 3, 2), "动工"))
    assert not change(lambda changes, row: projects.set_funding(changes, row, {"业主": 100}))
    assert not change(lambda changes, row: projects.set_step(changes, row, Step("accepted")))
    assert len(set(seen[-4:])) == 1


def test_former_versions_stand_in_the_history(engine: Engine) -> None:
    stocked(engine)
    edit(engine, lambda changes: projects.set_step(changes, make(changes), on("started", 2026, 3, 1)))

    def correct(changes: Changes) -> None:
        projects.set_step(changes, projects.by_code(changes.session, "UP-0001"), on("started", 2026, 4, 1))

    edit(engine, correct)
    with engine.connect() as connection:
        former = history.former(ProjectStep)
        assert connection.execute(select(former.c.reached_latest)).scalars().all() == [dt.date(2026, 3, 1)]


def test_a_second_project_under_way_is_refused_and_named(engine: Engine) -> None:
    stocked(engine)

    def first(changes: Changes) -> None:
        row = make(changes)
        projects.set_step(changes, row, on("started", 2026, 3, 1))

    edit(engine, first)

    def second(changes: Changes, code: str = "GL-0001", begun: dt.date = dt.date(2026, 5, 1)) -> None:
        row = make(changes, code, title="大堂改造")
        projects.set_step(changes, row, Step("started", None, begun, begun))

    with pytest.raises(Conflict) as refusal:
        edit(engine, second)
    assert refusal.value.name == "project_under_way"
    assert refusal.value.details == {"code": "UP-0001", "building": "GL-0001", "day": dt.date(2026, 5, 1)}
    edit(engine, partial(second, code="GL-0002"))

    def finish(changes: Changes) -> None:
        projects.set_step(changes, projects.by_code(changes.session, "UP-0001"), on("finished", 2026, 5, 1))

    edit(engine, finish)
    edit(engine, second)


def test_projects_go_with_a_building_that_was_recorded_by_mistake(engine: Engine) -> None:
    def stock(changes: Changes) -> None:
        make_building(changes, code="GL-0001")
        row = make(changes)
        projects.set_step(changes, row, on("started", 2026, 3, 1))
        projects.set_funding(changes, row, {"区财政": 500})
        photos.set_link(changes, row, "https://a.example/1", {"kind": "before"})

    edits.apply(engine, stock, actor="cli:tester", action="test")
    voiding.building(engine, "GL-0001", "重复登记", actor="cli:tester")
    with engine.connect() as connection:
        for cls in (UpgradeProject, ProjectStep, FundingLine, ProjectLink):
            reasons = connection.execute(select(history.table_of(cls).c.void_reason)).scalars().all()
            assert reasons == ["重复登记"]


def completed(changes: Changes, events: Any) -> None:  # noqa: ANN401 - rows of events
    home = buildings.by_code(changes.session, "GL-0001")
    for stage, earliest, latest in events:
        days = (None if day is None else dt.date(*day) for day in (earliest, latest))
        buildings.add_event(changes, home, "completion", *days, stage=stage)


SURE = ("done", (2026, 1, 1), (2026, 3, 31))


@pytest.mark.parametrize("stage", ["started", "finished", "accepted"])
def test_works_certainly_before_the_completion_are_refused(engine: Engine, stage: str) -> None:
    stocked(engine)
    edit(engine, partial(completed, events=(SURE,)))
    edit(engine, make)

    def set_to(step: Step) -> None:
        edit(engine, lambda changes: projects.set_step(changes, projects.by_code(changes.session, "UP-0001"), step))

    for span in ((dt.date(2025, 12, 31), dt.date(2025, 12, 31)), (None, dt.date(2025, 12, 31))):
        with pytest.raises(InvalidValue) as refusal:
            set_to(Step(stage, None, *span))
        said = refusal.value.details
        assert (refusal.value.name, said["pointer"]) == ("stage_before_completion", "/reached_latest")
        assert (said["day"], said["completed"]) == (dt.date(2025, 12, 31), dt.date(2026, 1, 1))
    set_to(Step(stage, None, dt.date(2025, 6, 1), dt.date(2026, 1, 1)))  # it may have been that very day


@pytest.mark.parametrize(
    "events",
    [
        (),
        (("done", None, (2026, 3, 31)),),  # by then, perhaps long before
        (("planned", (2026, 1, 1), (2026, 3, 31)),),
        (("started", (2026, 1, 1), None),),
        (SURE, ("done", (2025, 1, 1), (2026, 6, 1))),  # another source says it may have been earlier
    ],
)
def test_what_is_not_certain_is_not_refused(engine: Engine, events: Any) -> None:  # noqa: ANN401 - rows of events
    stocked(engine)
    edit(engine, partial(completed, events=events))
    edit(engine, make)
    early = on("started", 2025, 6, 1)
    edit(engine, lambda changes: projects.set_step(changes, projects.by_code(changes.session, "UP-0001"), early))


def test_plans_may_precede_the_completion_and_so_may_works_on_a_new_building(engine: Engine) -> None:
    stocked(engine)

    def do(changes: Changes) -> None:
        completed(changes, (SURE,))
        row = make(changes)
        projects.set_step(changes, row, on("planned", 2024, 1, 1))
        projects.set_step(changes, row, on("approved", 2024, 2, 1))
        projects.set_step(changes, row, Step("started", dt.date(2025, 1, 1)))
        home = buildings.by_code(changes.session, "GL-0001")
        types.decide(changes, home, "policy_type", "new_build", dt.date(2024, 1, 1))
        projects.set_step(changes, row, on("started", 2025, 1, 1))

    edit(engine, do)


@pytest.mark.parametrize(
    ("planned", "actual", "funding", "refused"),
    [
        (100_00, None, [100_00], None),
        (100_00, None, [60_00, 40_01], "planned_investment_fen"),
        (100_00, None, [60_00, None, 40_01], "planned_investment_fen"),
        (100_00, 120_00, [120_00], None),
        (100_00, 120_00, [120_01], "actual_investment_fen"),
        (120_00, 100_00, [110_00], None),  # it came cheaper than was paid for
        (None, None, [10**12], None),
        (None, 0, [1], "actual_investment_fen"),
        (100_00, None, [None], None),
        (0, None, [], None),
    ],
)
def test_no_more_is_paid_than_is_invested(
    engine: Engine, planned: int | None, actual: int | None, funding: list[int | None], refused: str | None
) -> None:
    stocked(engine)

    def do(changes: Changes) -> None:
        row = make(changes, planned_investment_fen=planned, actual_investment_fen=actual)
        projects.set_funding(changes, row, {f"来源{number}": fen for number, fen in enumerate(funding)})
        investments.check(projects.money_of(changes.session, row))

    if refused is None:
        edit(engine, do)
        return
    with pytest.raises(InvalidValue) as refusal:
        edit(engine, do)
    said = refusal.value.details
    assert (refusal.value.name, said["which"], said["pointer"]) == (
        "funding_above_investment",
        Word(refused),
        "/funding",
    )
    total = sum(fen for fen in funding if fen is not None)
    assert said["funding"] == f"{total / 100:,.2f}"


def test_a_stage_said_again_as_it_stands_is_not_judged_again(engine: Engine) -> None:
    stocked(engine)
    edit(engine, lambda changes: projects.set_step(changes, make(changes), on("started", 2025, 6, 1)))
    edit(engine, partial(completed, events=(SURE,)))

    def say(step: Step, note: str | None = None) -> bool:
        def do(changes: Changes) -> bool:
            return projects.set_step(changes, projects.by_code(changes.session, "UP-0001"), step, note)

        return edit(engine, do)

    assert not say(on("started", 2025, 6, 1))
    assert say(on("started", 2025, 6, 1), "补记")
    assert say(on("accepted", 2026, 2, 1))
    with pytest.raises(InvalidValue) as refusal:
        say(on("started", 2025, 6, 2))
    assert refusal.value.name == "stage_before_completion"
