"""A Ctrl-C in the middle of a commit waits for it: what was committed is always known."""

import signal
import threading

import pytest
from sqlalchemy import Engine

from buildings.database import commits, work
from tests.database.test_work import add, count


@pytest.fixture(autouse=True)
def nothing_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commits, "_done", {})


def test_what_is_committed_is_known_and_what_failed_is_not(engine: Engine) -> None:
    def fail(_: work.Changes) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work.run(engine, fail, actor="t", action="failing")
    assert commits.done() == ()
    work.run(engine, add, actor="t", action="adding")
    work.run(engine, lambda _: None, actor="t", action="looking")
    work.run(engine, lambda _: None, actor="t", action="looking")
    assert commits.done() == ("adding", "looking")


def test_ctrl_c_in_a_commit_comes_after_it_is_noted(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = work.Session.commit

    def interrupted(session: work.Session) -> None:
        signal.raise_signal(signal.SIGINT)
        commit(session)

    monkeypatch.setattr(work.Session, "commit", interrupted)
    with pytest.raises(KeyboardInterrupt):
        work.run(engine, add, actor="t", action="adding")
    assert (commits.done(), count(engine)) == (("adding",), 1)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_in_a_commit_that_fails_is_not_lost() -> None:
    def failing() -> None:
        with commits.noted("failing"):
            signal.raise_signal(signal.SIGINT)
            raise ZeroDivisionError

    with pytest.raises(KeyboardInterrupt):
        failing()
    assert commits.done() == ()


def test_a_thread_and_a_server_keep_their_handlers() -> None:
    def elsewhere() -> None:
        with commits.noted("in a thread"):
            assert signal.getsignal(signal.SIGINT) is signal.default_int_handler

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert commits.done() == ("in a thread",)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with commits.noted("in a server"):
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
