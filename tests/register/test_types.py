"""Policy types and specialties as dated decisions: none is overwritten, each holds until the next of its kind."""

import datetime as dt
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine

from buildings.access import clock
from buildings.database import history, work
from buildings.database.work import Changes
from buildings.errors import Conflict, DomainError, InvalidValue
from buildings.register import buildings, records, types
from buildings.register.types import BuildingType, on_day
from buildings.words import sentence
from buildings.workflows import voiding
from tests.builders.register import edit, make_building

D = dt.date
CODE = "GL-0001"


def decide(changes: Changes, kind: str, value: str, since: dt.date, **more: Any) -> BuildingType:  # noqa: ANN401
    return types.decide(changes, buildings.by_code(changes.session, CODE), kind, value, since, **more)


def state(changes: Changes, kind: str, value: str) -> bool:
    return types.state(changes, buildings.by_code(changes.session, CODE), kind, value)


def held(engine: Engine, kind: str, *days: dt.date) -> list[str | None]:
    with work.reading(engine) as session:
        known = types.of_building(session, buildings.by_code(session, CODE).key, kind)
    found = [on_day(known, day) for day in days]
    return [None if one is None else one.value for one in found]


@pytest.fixture
def home(engine: Engine) -> Engine:
    edit(engine, lambda changes: make_building(changes, code=CODE))
    return engine


def test_a_decision_holds_from_its_day_until_the_next_and_nothing_of_the_other_kind(home: Engine) -> None:
    edit(home, partial(state, kind="policy_type", value="cluster"))
    edit(home, partial(decide, kind="policy_type", value="none", since=D(2025, 7, 1)))
    edit(home, partial(decide, kind="policy_type", value="upgrade", since=D(2025, 3, 1), reason="会议纪要"))
    days = (D(1990, 1, 1), D(2025, 2, 28), D(2025, 3, 1), D(2025, 6, 30), D(2025, 7, 1), D(2026, 1, 1))
    assert held(home, "policy_type", *days) == ["cluster", "cluster", "upgrade", "upgrade", "none", "none"]
    assert held(home, "specialty", *days) == [None] * 6


def test_what_a_source_says_is_one_row_said_again(home: Engine) -> None:
    said = [edit(home, partial(state, kind="specialty", value=value)) for value in ("media", "media", "finance")]
    assert said == [True, False, True]
    with work.reading(home) as session:
        (row,) = types.of_building(session, buildings.by_code(session, CODE).key)
        past = session.execute(history.former(BuildingType).select()).all()
    assert (row.value, row.version, row.decided_by) == ("finance", 2, None)
    assert [one.value for one in past] == ["media"]


@pytest.mark.parametrize(
    ("kind", "value", "since", "error", "slug"),
    [
        ("policy_type", "finance", D(2026, 1, 1), InvalidValue, "type_value"),
        ("colour", "finance", D(2026, 1, 1), InvalidValue, "invalid_value"),
        ("policy_type", "cluster", D(2025, 3, 1), Conflict, "type_decided"),
        ("policy_type", "upgrade", D(2025, 3, 2), Conflict, "type_holds"),
        ("policy_type", "cluster", None, InvalidValue, "type_ahead"),
    ],
)
def test_what_cannot_be_decided(
    home: Engine, kind: str, value: str, since: dt.date | None, error: type[DomainError], slug: str
) -> None:
    edit(home, partial(decide, kind="policy_type", value="upgrade", since=D(2025, 3, 1)))
    day = clock.today() + dt.timedelta(days=1) if since is None else since
    with pytest.raises(error) as refusal:
        edit(home, partial(decide, kind=kind, value=value, since=day))
    assert refusal.value.name == slug
    assert held(home, "policy_type", clock.today()) == ["upgrade"]


def test_a_wrong_decision_is_taken_out_and_gives_its_day_back(home: Engine) -> None:
    edit(home, partial(state, kind="policy_type", value="cluster"))
    key = edit(home, partial(decide, kind="policy_type", value="model", since=D(2025, 3, 1))).key

    def void(changes: Changes) -> None:
        types.void(changes, records.by_key(changes.session, BuildingType, key), "看错了楼")

    edit(home, void)
    assert held(home, "policy_type", D(2026, 1, 1)) == ["cluster"]
    edit(home, partial(decide, kind="policy_type", value="upgrade", since=D(2025, 3, 1)))
    assert held(home, "policy_type", D(2026, 1, 1)) == ["upgrade"]


def test_decisions_go_with_their_building(home: Engine) -> None:
    edit(home, partial(decide, kind="policy_type", value="model", since=D(2025, 3, 1)))
    voiding.building(home, CODE, "重复登记", actor="cli:tester")
    with work.reading(home) as session:
        assert session.execute(records.standing(BuildingType)).all() == []


@pytest.mark.parametrize("stage", ["done", "planned"])
@pytest.mark.parametrize("kind", ["policy_type", "specialty"])
def test_no_decision_begins_before_the_building_can_have_stood(home: Engine, stage: str, kind: str) -> None:
    def completed(changes: Changes) -> None:
        row = buildings.by_code(changes.session, CODE)
        buildings.add_event(changes, row, "completion", D(2018, 5, 1), D(2018, 12, 31), stage=stage)

    edit(home, completed)
    value = "upgrade" if kind == "policy_type" else "media"
    early = partial(decide, kind=kind, value=value, since=D(2018, 4, 30))
    if stage == "planned":  # nothing says that it was completed
        edit(home, early)
        return
    with pytest.raises(InvalidValue) as refusal:
        edit(home, early)
    assert (refusal.value.name, refusal.value.details["pointer"]) == ("type_before_completion", "/valid_from")
    for said in (sentence(refusal.value), sentence(refusal.value, "en")):
        assert all(part in said for part in (CODE, "2018-04-30", "2018-05-01"))
    edit(home, partial(decide, kind=kind, value=value, since=D(2018, 5, 1)))  # it may have stood by then


def test_a_new_building_is_decided_on_before_it_stands(home: Engine) -> None:
    def completed(changes: Changes) -> None:
        row = buildings.by_code(changes.session, CODE)
        buildings.add_event(changes, row, "completion", D(2018, 5, 1), D(2018, 5, 1), stage="done")

    edit(home, completed)
    edit(home, partial(decide, kind="policy_type", value="new_build", since=D(2015, 1, 1)))
    assert held(home, "policy_type", D(2014, 12, 31), D(2016, 1, 1)) == [None, "new_build"]


@pytest.mark.parametrize(("kind", "value"), [("policy_type", "upgrade"), ("specialty", "media")])
@pytest.mark.parametrize("new", [D(2020, 1, 1), D(2025, 1, 1)])
def test_that_a_building_is_or_will_be_a_new_one_lets_nothing_else_be_decided_before_it_stands(
    home: Engine, kind: str, value: str, new: dt.date
) -> None:
    def completed(changes: Changes) -> None:
        row = buildings.by_code(changes.session, CODE)
        buildings.add_event(changes, row, "completion", D(2024, 5, 1), D(2024, 12, 31), stage="done")
        decide(changes, "policy_type", "new_build", new)

    edit(home, completed)
    with pytest.raises(InvalidValue) as refusal:
        edit(home, partial(decide, kind=kind, value=value, since=D(2022, 1, 1)))
    assert refusal.value.name == "type_before_completion"
    edit(home, partial(decide, kind=kind, value=value, since=D(2024, 5, 1)))
