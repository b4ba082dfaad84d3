"""The state of the record: what changes the register changes it, a look or a sign-in does not."""

import pytest
from sqlalchemy import Engine

from buildings.database import version, work
from buildings.database.entries import QUIET
from tests.builders.register import edit, make_building


def test_before_the_first_change_there_is_none(engine: Engine) -> None:
    with work.reading(engine) as session:
        assert version.version(session) == ""


@pytest.mark.parametrize("action", QUIET)
def test_looks_and_sign_ins_leave_it(engine: Engine, action: str) -> None:
    edit(engine, make_building)
    with work.reading(engine) as session:
        before = version.state(session), version.version(session)
    work.run(engine, lambda _: None, actor="user:?", action=action, purpose="x")
    with work.reading(engine) as session:
        assert (version.state(session), version.version(session)) == before
    edit(engine, make_building)
    with work.reading(engine) as session:
        assert version.version(session) != before[1]
