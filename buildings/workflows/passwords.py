"""Proving who one is by a password: counted before it is looked at, so that nobody tries more of them than may be."""

import datetime as dt
from functools import partial

from buildings import parameters
from buildings.access import accounts, clock, throttle
from buildings.access.accounts import Account
from buildings.access.throttle import Attempt, Limit
from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.work import Session


def _limit(slug: str) -> Limit:
    def number(name: str) -> int:
        return int(parameters.resolve(f"access.{name}", clock.today()).value)

    within, lock = (dt.timedelta(minutes=number(f"{name}_minutes")) for name in ("failures_within", "lock"))
    return Limit(number(slug), within, lock)


def proves(engine: Engine, username: str, password: str, *, address: str) -> Account | None:
    """The account whose password it is; None for a wrong one, a disabled account or a name that nobody has.

    Raises
    ------
    TooMany
        The name or the address failed too often; it stays locked for a while.
    """
    named, from_ = throttle.subject("name", username), throttle.subject("address", address)
    counted: Attempt = work.keeping(engine, partial(_count, named=named, from_=from_, now=clock.now()))
    with work.reading(engine) as session:
        row = accounts.find(session, username)
        good = accounts.proves(session, row, password)
    if row is None or not good:
        _note(engine, None if row is None else row.username)
        return None
    work.keeping(engine, partial(_proved, named=named, counted=counted))
    return row


def _count(session: Session, named: str, from_: str, now: dt.datetime) -> Attempt:
    throttle.reserve(session, named, now, _limit("failures"))
    return throttle.reserve(session, from_, now, _limit("failures_of_address"))


def _proved(session: Session, named: str, counted: Attempt) -> None:
    """The failures of the name are forgotten; those of its address stay, but for this one, which was none."""
    throttle.forget(session, named)
    throttle.give_back(session, counted)


def _note(engine: Engine, username: str | None) -> None:
    """Log a failure under the account it was tried on; a name that nobody has may be a password typed there."""
    work.keeping(engine, partial(throttle.sweep, now=clock.now(), limit=_limit("failures")))
    work.run(engine, lambda _: None, actor=f"user:{username or '?'}", action="sign_in_failed")
