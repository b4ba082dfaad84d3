"""Guessing is counted before a password is looked at: however many come at once, no more are tried than the limit."""

import datetime as dt
from collections import Counter
from functools import partial
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from buildings.access import accounts, throttle
from buildings.access.clock import now
from buildings.access.throttle import Attempt, Attempts, Limit
from buildings.database import work
from buildings.database.work import Session
from buildings.errors import DomainError, NotSignedIn, TooMany
from buildings.workflows import doors, passwords
from tests.api.test_doors import SECRET, make_account
from tests.builders.register import edit

MINUTE = dt.timedelta(minutes=1)
LIMIT = Limit(3, 15 * MINUTE, 10 * MINUTE)
NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
NAME = throttle.subject("name", "wang")


def reserve(engine: Engine, at: dt.datetime, subject: str = NAME) -> Attempt:
    return work.keeping(engine, partial(throttle.reserve, subject_=subject, now=at, limit=LIMIT))


def rows(engine: Engine) -> dict[str, int]:
    with work.reading(engine) as session:
        return {row.subject: row.failures for row in session.exec(select(Attempts))}


def test_the_last_one_that_may_be_tried_locks_for_a_while(engine: Engine) -> None:
    for _ in range(3):
        reserve(engine, NOON)
    with pytest.raises(TooMany) as refused:
        reserve(engine, NOON + 4 * MINUTE)
    assert refused.value.details["seconds"] == 6 * 60 + 1
    reserve(engine, NOON, throttle.subject("name", "li"))  # others are not locked
    reserve(engine, NOON + 10 * MINUTE)
    assert rows(engine)[NAME] == 1


def test_failures_long_ago_do_not_count(engine: Engine) -> None:
    reserve(engine, NOON)
    reserve(engine, NOON + MINUTE)
    reserve(engine, NOON + 16 * MINUTE)
    assert rows(engine) == {NAME: 1}


def test_what_was_no_failure_is_given_back_and_opens_what_it_alone_locked(engine: Engine) -> None:
    reserve(engine, NOON)
    good = reserve(engine, NOON)
    reserve(engine, NOON)  # a neighbour's of the same address, wrong
    with pytest.raises(TooMany):
        reserve(engine, NOON)
    work.keeping(engine, partial(throttle.give_back, attempt=good))
    assert rows(engine) == {NAME: 2}
    reserve(engine, NOON)
    later = reserve(engine, NOON + 11 * MINUTE)
    work.keeping(engine, partial(throttle.give_back, attempt=good))  # of a time that is over
    assert rows(engine) == {NAME: 1}
    assert later.since == NOON + 11 * MINUTE


def test_what_no_longer_counts_is_swept(engine: Engine) -> None:
    for name, at in (("old", NOON), ("new", NOON + 14 * MINUTE)):
        reserve(engine, at, name)
    for _ in range(3):
        reserve(engine, NOON + 6 * MINUTE, "locked")

    def left(at: dt.datetime) -> set[str]:
        work.keeping(engine, partial(throttle.sweep, now=at, limit=LIMIT))
        return set(rows(engine))

    assert left(NOON + 15 * MINUTE) == {"old", "new", "locked"}
    assert left(NOON + 15.5 * MINUTE) == {"new", "locked"}
    assert left(NOON + 21.5 * MINUTE) == {"new"}
    assert left(NOON + 60 * MINUTE) == set()


def test_many_wrong_passwords_at_once_are_no_more_than_the_limit(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(engine, make_account)
    looked_at, together, told = [], Barrier(20), Counter[type[DomainError]]()

    def looks(*_: object) -> bool:
        looked_at.append(1)
        return False

    monkeypatch.setattr(accounts, "proves", looks)

    def guess() -> None:
        together.wait(30)
        try:
            doors.sign_in(engine, "wang", "wrong password!", address="10.0.0.1")
        except DomainError as error:
            told[type(error)] += 1

    threads = [Thread(target=guess) for _ in range(20)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert (len(looked_at), told) == (8, {NotSignedIn: 8, TooMany: 12})


def test_a_right_password_leaves_only_what_others_of_the_address_did(engine: Engine) -> None:
    edit(engine, make_account)
    for name in ("wang", "nobody"):
        assert passwords.proves(engine, name, "wrong password!", address="10.0.0.1") is None
    assert passwords.proves(engine, "wang", SECRET, address="10.0.0.1") is not None
    of_nobody, of_address = throttle.subject("name", "nobody"), throttle.subject("address", "10.0.0.1")
    assert rows(engine) == {of_nobody: 1, of_address: 2}


def test_rows_of_names_that_were_guessed_do_not_stay(engine: Engine) -> None:
    def long_ago(session: Session) -> None:
        session.add(Attempts(subject="name:long ago", failures=1, since=now() - dt.timedelta(days=1)))

    work.keeping(engine, long_ago)
    assert passwords.proves(engine, "nobody", "wrong password!", address="10.0.0.1") is None
    assert "name:long ago" not in rows(engine)


def test_an_account_that_is_disabled_at_that_very_moment_is_not_signed_in(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(engine, make_account)
    monkeypatch.setattr(doors, "by_session", lambda *_: None)
    with pytest.raises(NotSignedIn):
        doors.sign_in(engine, "wang", SECRET, address="10.0.0.1")
