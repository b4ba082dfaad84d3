"""The number of a state: changes with every commit, in the order of commits, and with nothing else."""

import datetime as dt
import threading

import pytest
from sqlalchemy import Engine

from buildings.database import version, work
from buildings.database.engine import connect
from buildings.database.entries import LOOK
from buildings.database.work import Changes
from buildings.workflows import checking
from tests.builders.accounts import make_account
from tests.builders.register import edit, make_building


def now(engine: Engine) -> str:
    with work.reading(engine) as session:
        return version.version(session)


def test_it_changes_with_what_is_written_and_with_nothing_else(engine: Engine) -> None:
    assert now(engine) == version.pulse(engine).record == ""
    edit(engine, make_building)
    first = now(engine)
    assert first
    with pytest.raises(ZeroDivisionError):
        edit(engine, spoilt)
    assert now(engine) == version.pulse(engine).record == first
    edit(engine, make_building)
    assert now(engine) == version.pulse(engine).record != first


def spoilt(changes: Changes) -> None:
    make_building(changes)
    raise ZeroDivisionError


def newest(engine: Engine) -> dt.datetime | None:
    with work.reading(engine) as session:
        return version.newest(session)


@pytest.mark.parametrize("action", [LOOK, "sign_in", "state_purpose", "import"])
def test_what_writes_no_record_leaves_it_and_the_data_date(engine: Engine, action: str) -> None:
    assert newest(engine) is None
    edit(engine, make_building)
    before = now(engine), version.pulse(engine), newest(engine)
    assert before[2] is not None
    work.run(engine, lambda _: None, actor="user:?", action=action, purpose="x")
    assert (now(engine), version.pulse(engine), newest(engine)) == before
    edit(engine, make_building)
    assert now(engine) != before[0]
    later = newest(engine)
    assert later is not None
    assert later > before[2]


def test_accounts_are_of_the_doors_and_no_figure_stands_on_them(engine: Engine) -> None:
    edit(engine, make_building)
    before, when = version.pulse(engine), newest(engine)
    edit(engine, make_account)
    after = version.pulse(engine)
    assert (after.record, newest(engine)) == (before.record, when)
    assert after.doors > before.doors


def test_a_rebuild_is_told_though_it_writes_no_record(engine: Engine) -> None:
    edit(engine, make_building)
    before = now(engine)
    checking.rebuild(engine, actor="a")
    assert now(engine) != before


def test_who_comes_later_than_a_slower_one_is_not_taken_for_the_last(engine: Engine) -> None:
    """A slow writer drew the lower entry: when it commits, the state has moved on all the same."""
    drawn, go = threading.Event(), threading.Event()

    def slow(changes: Changes) -> None:
        make_building(changes)
        drawn.set()
        assert go.wait(20)

    writer = threading.Thread(target=lambda: edit(engine, slow))
    writer.start()
    assert drawn.wait(20)
    if engine.dialect.name == "postgresql":  # SQLite has one writer
        edit(engine, make_building)
    between = now(engine)
    go.set()
    writer.join()
    assert now(engine) != between


def test_doors_have_a_number_of_their_own(engine: Engine) -> None:
    before = version.pulse(engine)
    work.keeping(engine, lambda session: version.raise_(session, version.DOORS))
    after = version.pulse(engine)
    assert (after.record, after.doors) == (before.record, before.doors + 1)


@pytest.mark.usefixtures("loopback")
def test_a_database_that_is_gone_says_so() -> None:

    with pytest.raises(ConnectionError):
        version.pulse(connect("sqlite:////nowhere/at/all.db"))
