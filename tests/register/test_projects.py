"""Upgrade projects in the register: versions and history, one at a time in a building, gone with their building."""

import datetime as dt
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, select

from buildings.database import history
from buildings.database.work import Changes
from buildings.errors import Conflict, InvalidValue
from buildings.kinds import Origin
from buildings.register import buildings, projects, records, versions
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
    assert change(lambda changes, row: projects.set_links(changes, row, {"https://a.example/1": {"kind": "before"}}))
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
        projects.set_links(changes, row, {"https://a.example/1": {"kind": "before"}})

    edits.apply(engine, stock, actor="cli:tester", action="test")
    voiding.building(engine, "GL-0001", "重复登记", actor="cli:tester")
    with engine.connect() as connection:
        for cls in (UpgradeProject, ProjectStep, FundingLine, ProjectLink):
            reasons = connection.execute(select(history.table_of(cls).c.void_reason)).scalars().all()
            assert reasons == ["重复登记"]
