"""What is kept in memory ends with what it was made of: at once, whoever ended it."""

import datetime as dt
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event

from buildings.access import accounts, clock, grants, keys, sessions
from buildings.access.accounts import AccountBase
from buildings.access.grants import Held, ScopeKind
from buildings.access.keys import Asked
from buildings.audience import Role
from buildings.database import work
from buildings.database.engine import connect
from buildings.database.work import Changes
from buildings.errors import NotSignedIn
from buildings.workflows import doors, recall
from tests.builders.register import edit

SECRET = "correct horse battery"  # noqa: S105 - of a test


@pytest.fixture
def elsewhere(engine: Engine) -> Iterator[Engine]:
    """Another process, as far as memory goes."""
    other = connect(engine.url.render_as_string(hide_password=False))
    yield other
    other.dispose()


def make(changes: Changes) -> str:
    row = accounts.create(changes, AccountBase(username="wang", name="王"))
    accounts.set_password(changes, row, SECRET)
    grants.give(changes, row, Held(Role.PROMOTER, ScopeKind.DISTRICT, "", dt.date(2026, 1, 1)))
    return keys.create(changes, row, Asked("test", 30), most_days=400)[1]


def by_key(engine: Engine, text: str, purpose: str | None = None) -> frozenset[Role]:
    return recall.by_key(engine, text, recall.pulse(engine), purpose=purpose).roles


def test_a_key_is_looked_up_once_and_ends_at_once_whoever_ends_it(engine: Engine, elsewhere: Engine) -> None:
    text = edit(engine, make)
    assert by_key(engine, text) == {Role.PROMOTER}
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert by_key(engine, text) == {Role.PROMOTER}
    assert [one for one in asked if "access_keys" in one] == []

    def withdraw(changes: Changes) -> None:
        (row,) = grants.of(changes.session, accounts.named(changes.session, "wang").key)
        grants.withdraw(changes, row, dt.date(2026, 1, 2), "moved on")

    edit(elsewhere, withdraw)
    assert by_key(engine, text) == set()

    def revoke(changes: Changes) -> None:
        (row,) = keys.of(changes.session, accounts.named(changes.session, "wang").key)
        keys.revoke(changes, row, "left")

    edit(elsewhere, revoke)
    with pytest.raises(NotSignedIn):
        by_key(engine, text)


def test_a_wrong_key_is_never_remembered_as_right_nor_a_purpose_as_everybodys(engine: Engine) -> None:
    text = edit(engine, make)
    pulse = recall.pulse(engine)
    assert recall.by_key(engine, text, pulse, purpose="核对").purpose == "核对"
    assert recall.by_key(engine, text, pulse).purpose is None
    with pytest.raises(NotSignedIn):
        by_key(engine, text[:-1] + ("a" if text[-1] != "a" else "b"))


def test_a_session_that_is_ended_elsewhere_is_gone_here(engine: Engine, elsewhere: Engine) -> None:
    edit(engine, make)
    token, who = doors.sign_in(engine, "wang", SECRET, address="127.0.0.1")
    found = recall.by_session(engine, token, recall.pulse(engine))
    assert found is not None
    assert found.purpose is None
    doors.state_purpose(elsewhere, who, "核对")
    found = recall.by_session(engine, token, recall.pulse(engine))
    assert found is not None
    assert found.purpose == "核对"
    work.keeping(elsewhere, lambda session: sessions.end(session, token))
    assert recall.by_session(engine, token, recall.pulse(engine)) is None


def test_a_key_that_expires_is_refused_within_seconds(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    text = edit(engine, make)
    assert by_key(engine, text)
    later = clock.now() + dt.timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    ticks = time.monotonic() + recall.SECONDS
    monkeypatch.setattr(time, "monotonic", lambda: ticks)
    with pytest.raises(NotSignedIn):
        by_key(engine, text)


def test_the_memory_is_bounded(engine: Engine) -> None:
    pulse = recall.pulse(engine)
    for number in range(recall.MOST + 50):
        recall.kept(engine, number, pulse, lambda: None)
    assert len(recall._memory(engine)._known) == recall.MOST
