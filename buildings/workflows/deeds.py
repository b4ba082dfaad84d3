"""One change that somebody asked for: once for each key, tried without effect when asked, told to who may know."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from buildings import parameters
from buildings.access import clock
from buildings.access.principals import Principal
from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.work import Changes
from buildings.errors import CapacityExceeded, Conflict, Word
from buildings.facts import refresh
from buildings.kinds import Origin
from buildings.operations import events, idempotency
from buildings.operations.events import News
from buildings.operations.idempotency import Answer, Request

TWICE: Final = "breaks_constraint"


@dataclass(frozen=True)
class Deed:
    """Who asks for a change of which database, whether only to try it, and by which key it is known again."""

    engine: Engine
    origin: Origin
    who: Principal
    action: str
    request: Request | None = None
    dry_run: bool = False


@dataclass(frozen=True)
class Done:
    """What a change comes to: the answer, and what subscribers are told.

    ``kept`` is remembered instead of an answer that holds a secret: it is shown once, also to who asks again. ``idle``:
    nothing changed, so that nothing is written either, unless an answer must be remembered.
    """

    answer: Answer
    news: Sequence[News] = field(default=())
    kept: Answer | None = None
    idle: bool = False


class _Tried(Exception):
    """Leaves the unit of work without a commit, with what it would have answered."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def do(deed: Deed, change: Callable[[Changes], Done]) -> Answer:
    """Do it in one transaction with its facts, its events and its kept answer.

    The same request under the same key again is answered as before and changes nothing. With ``dry_run`` everything
    is checked, and nothing stays.

    Raises
    ------
    KeyReused
        The key came with another request.
    """
    try:
        answer: Answer = work.run(
            deed.engine,
            partial(_once, deed, change),
            refresh=refresh.refresh,
            actor=deed.who.actor,
            action=deed.action,
            origin=deed.origin,
            purpose=deed.who.purpose,
            details=None if deed.request is None else {"idempotency_key": deed.request.key},
        )
    except _Tried as tried:
        return tried.answer
    except Conflict as error:
        known = _meanwhile(deed) if error.name == TWICE else None
        if known is None:
            raise
        return known
    return answer


def _once(deed: Deed, change: Callable[[Changes], Done], changes: Changes) -> Answer:
    if deed.request is not None:
        known = idempotency.answered(changes.session, deed.request)
        if known is not None:
            raise _Tried(known)  # nothing is written, not even an audit entry
    done = change(changes)
    if deed.request is not None and not deed.dry_run:
        idempotency.keep(changes.session, deed.request, done.kept or done.answer, changes.at)
        idempotency.sweep(changes.session, changes.at - _remembered())
    if done.news:
        changes.last.append(lambda last: events.tell(last, done.news))
    if deed.dry_run or (done.idle and deed.request is None):
        changes.last.append(partial(_leave, answer=done.answer))
    return done.answer


def _remembered() -> dt.timedelta:
    """How long the same request is known again."""
    return dt.timedelta(days=int(parameters.resolve("access.idempotency_days", clock.today()).value))


def _leave(changes: Changes, answer: Answer) -> None:
    """Go when all is done, its facts and events too, right before the commit: nothing stays."""
    changes.session.flush()
    raise _Tried(answer)


def _meanwhile(deed: Deed) -> Answer | None:
    """What the same request was answered by another worker at the same moment."""
    if deed.request is None:
        return None
    with work.reading(deed.engine) as session:
        return idempotency.answered(session, deed.request)


def blind(error: CapacityExceeded, seen: Callable[[Sequence[str]], Collection[str]]) -> CapacityExceeded:
    """The refusal with only those leases and outages named that the asker may know of."""
    named = [name for name in str(error.details.get("blockers", "")).split("、") if name and name != "—"]
    known = seen(named)
    kept: list[str | Word] = [name for name in named if name in known]
    more = [Word("outside_lease")] if len(kept) < len(named) else []
    return CapacityExceeded(error.name, **{**error.details, "blockers": (*kept, *more) or "—"})
