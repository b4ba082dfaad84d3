"""Deciding on a building that goes at that moment, and upon a proposal that nobody could have looked at."""

import datetime as dt

import pytest
from sqlalchemy import Engine

from buildings.access.grants import Held, ScopeKind
from buildings.access.principals import Principal
from buildings.audience import PUBLIC, Role
from buildings.database.work import Changes
from buildings.errors import InvalidValue
from buildings.workflows import types, voiding
from buildings.workflows.type_shapes import decision
from tests.disclosure.test_typed import told, two
from tests.workflows.test_voiding import CODE, at_once, both, edited

WHO = Principal("account:x", held=(Held(Role.PROMOTER, ScopeKind.DISTRICT, "", dt.date(2020, 1, 1)),))
SAID = decision(kind="policy_type", value="upgrade", valid_from="2026-03-01", reason="会议纪要")


@pytest.mark.parametrize("decided_first", [True, False])
def test_nothing_is_decided_of_a_building_that_goes_at_that_moment(engine: Engine, *, decided_first: bool) -> None:
    def decide(changes: Changes) -> None:
        types.decide(changes, WHO, CODE, 1, SAID, {})

    def go(changes: Changes) -> None:
        voiding._building(changes, CODE, "重复登记")

    edited(engine, both)
    if decided_first:
        assert at_once(engine, decide, go) == ("", "")
    else:
        assert at_once(engine, go, decide) == ("", "not_found")


def test_a_proposal_that_was_not_to_be_seen_is_not_decided_upon() -> None:
    with pytest.raises(InvalidValue, match="type_upon_unseen") as caught:
        types.basis(told(two(), PUBLIC), "SF-0001", "specialty")
    assert caught.value.details["pointer"] == "/upon"
